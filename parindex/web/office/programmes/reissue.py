"""The page on which a running round goes over to a re-issued version of its set: what would happen first."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.assessments import queries
from parindex.assessments.actions import change_set
from parindex.kernel.verdicts import Refused
from parindex.programmes import rules
from parindex.web.fields import MomentField
from parindex.web.office.programmes.frame import find_round, user_of
from parindex.web.refusals import answer, refuse


class ReissueForm(forms.Form):
    """The step itself: to which version, why, and until when units look at rows that were handed in."""

    to = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Number and day of the decision on the re-issue. Units read this on their score sheets."
        ),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, asks_for_until: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_for_until:
            self.fields["until"] = MomentField(label=gettext_lazy("Units look at these rows until"), zone=zone)
            self.order_fields(["to", "version", "until", "note"])


def change_of_set(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Shows what going over to a newer version would do, and does it."""
    round, at = find_round(request, pk), timezone.now()
    rules.may_keep_round(user_of(request), round, at).demand()
    versions = list(queries.reissues(round))
    wanted = request.POST.get("to") or request.GET.get("to") or ""
    target = next((version for version in versions if str(version.pk) == wanted), versions[0] if versions else None)
    verdict = rules.may_reissue(user_of(request), round, at)
    effect = queries.effect_of(round, target, at=at) if target and verdict else None
    asks = effect is not None and effect.asks_for_until
    opened: dict[str, Any] = {"to": target.pk if target else "", "version": round.version}
    form = ReissueForm(request.POST or None, zone=ZoneInfo(round.time_zone), asks_for_until=asks, initial=opened)
    if form.is_valid() and target is not None and _done(request, round, target, form):
        return redirect("round", pk)
    context = {"round": round, "versions": versions, "target": target, "effect": effect, "verdict": verdict}
    return answer(request, "office/programmes/reissue.html", form, **context)


def _done(request: HttpRequest, round: Any, target: Any, form: ReissueForm) -> bool:
    """Whether it was done; else the form says why not. What was shown, by the round's version, is what is done."""
    given = form.cleaned_data
    step = {"note": given["note"], "until": given.get("until"), "version": given["version"]}
    try:
        change_set(round, target, **step, by=user_of(request), at=timezone.now())
    except Refused as refusal:
        refuse(form, refusal)
    else:
        messages.success(request, _("The round has gone over to version %(number)s.") % {"number": target.number})
        return True
    return False
