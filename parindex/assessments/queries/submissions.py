"""What was handed in, read back from its document."""

from parindex.assessments.models import Sheet, Submission


def submission(sheet: Sheet, number: int) -> Submission | None:
    """The submission with this number."""
    found = sheet.submissions.select_related("submitted_by", "sheet__unit", "sheet__round__organiser")
    return found.filter(number=number).first()
