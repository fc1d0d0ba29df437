"""Refusals of the domain on a form: beside their field, and a stale value beside the one that is there now."""

from django.forms import BaseForm

from parindex.kernel.verdicts import NotAllowed, Refused, Stale


def refuse(form: BaseForm, refusal: Refused) -> None:
    """Shows the refusal on the form, beside its field if the form has it. What the user may not do at all is passed on.

    :raises NotAllowed: the web answers it with 403.
    """
    if isinstance(refusal, NotAllowed):
        raise refusal
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def comparison_of(stale: Stale) -> list[tuple[str, str, str]]:
    """Rows for ``{% comparison %}``: what is there now, and what the user wanted to save."""
    return [(label, stale.current[label], yours) for label, yours in stale.yours.items()]
