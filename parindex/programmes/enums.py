"""Kinds of tasks and windows, states of a round, each with a line of meaning."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

#: Rounds keep local time by this zone unless they say another: Decision 121-CP of 1967 sets UTC+7 for all of Vietnam.
TIME_ZONE = "Asia/Ho_Chi_Minh"


class TaskKind(TextChoices):
    # Criteria sets issued, guidance on scoring sent.
    GUIDANCE = "guidance", pgettext_lazy("task", "Guidance")
    # Survey plan, questionnaires, samples.
    SURVEY_DESIGN = "survey_design", pgettext_lazy("task", "Survey design")
    # Letters to those behind.
    REMINDER = "reminder", pgettext_lazy("task", "Reminders")
    # Forms handed out and collected.
    SURVEY_FIELDWORK = "survey_fieldwork", pgettext_lazy("task", "Survey fieldwork")
    # Units score themselves.
    SELF_ASSESSMENT = "self_assessment", pgettext_lazy("task", "Self-assessment")
    # A district appraises, settles and publishes its communes.
    COMMUNE_APPRAISAL = "commune_appraisal", pgettext_lazy("task", "Appraisal of communes")
    # The appraisal team is set up by decision.
    APPRAISAL_TEAM = "appraisal_team", pgettext_lazy("task", "Appraisal team")
    # Survey data cleaned and computed.
    SURVEY_PROCESSING = "survey_processing", pgettext_lazy("task", "Survey processing")
    # What the survey found, on paper.
    SURVEY_REPORT = "survey_report", pgettext_lazy("task", "Survey report")
    # Claims are checked.
    APPRAISAL = "appraisal", pgettext_lazy("task", "Appraisal")
    # The team settles what is disputed.
    SETTLEMENT_MEETING = "settlement_meeting", pgettext_lazy("task", "Settlement meeting")
    # The Steering Committee reads the results.
    STEERING_COMMITTEE_REPORT = "steering_committee_report", pgettext_lazy("task", "Report to the Steering Committee")
    # The results go to the People's Committee.
    SUBMISSION = "submission", pgettext_lazy("task", "Submission")
    # The index is made public.
    PUBLICATION = "publication", pgettext_lazy("task", "Publication")
    # Whatever else a province plans.
    OTHER = "other", pgettext_lazy("task", "Other")


class RoundState(TextChoices):
    # Being set up: units, windows and substitutes still change; units do not see it.
    PREPARED = "prepared", pgettext_lazy("round", "In preparation")
    # Its units are fixed; its windows open and close by themselves.
    RUNNING = "running", pgettext_lazy("round", "Running")
    # Over; nothing in it changes any more.
    CLOSED = "closed", pgettext_lazy("round", "Closed")


class WindowKind(TextChoices):
    # Units fill in and submit.
    SELF_ASSESSMENT = "self_assessment", pgettext_lazy("window", "Self-assessment")
    # Agencies check what units claim.
    APPRAISAL = "appraisal", pgettext_lazy("window", "Appraisal")
    # What is disputed is settled.
    SETTLEMENT = "settlement", pgettext_lazy("window", "Settlement")
