"""Forms of evidence. They check what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.evidence import queries
from parindex.evidence.enums import Lack, MediaType
from parindex.evidence.queries import DocumentFilter
from parindex.web.fields import DayField
from parindex.web.seen import SeenField

#: What a document's form is about, in the order of the page.
DOCUMENT_FACTS = ("title", "number", "issued_on", "issuing_body", "note")
#: What the browser's own dialogue offers; what a file is says its content.
ACCEPTED = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"


class ManyFiles(forms.ClearableFileInput):
    """A file field that takes several at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; at least one."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = (data if isinstance(data, list | tuple) else [data]) or [None]
        # An empty file is refused with the others' outcome, not as a fault of the form.
        self.allow_empty_file = True
        return [super(FilesField, self).clean(each, initial) for each in given]


class UploadForm(forms.Form):
    """Files for the library."""

    file = FilesField(label=_("Files"), widget=ManyFiles(attrs={"accept": ACCEPTED}))


class VersionForm(forms.Form):
    """A new version of one document's file."""

    file = FilesField(label=_("File"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}))


class LibraryForm(forms.Form):
    """The filters over a library."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    year = forms.TypedChoiceField(label=_("Year of issue"), required=False, coerce=int, empty_value=None)
    body = forms.ChoiceField(label=_("Issuing body"), required=False)
    type = forms.ChoiceField(label=_("File type"), required=False)
    lack = forms.ChoiceField(label=_("To be checked"), required=False)
    withdrawn = forms.BooleanField(label=_("Withdrawn documents"), required=False)

    def __init__(self, *args: Any, unit: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("All"))]
        fields: dict[str, Any] = self.fields
        fields["year"].choices = [*everything, *((str(year), str(year)) for year in queries.years(unit))]
        fields["body"].choices = [*everything, *((body, body) for body in queries.bodies(unit))]
        fields["type"].choices = [*everything, *MediaType.choices]
        fields["lack"].choices = [*everything, *Lack.choices]

    def wanted(self, sort: str) -> DocumentFilter:
        """What the list shows; a filter that makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        return DocumentFilter(
            q=given.get("q", ""),
            year=given.get("year"),
            body=given.get("body", ""),
            media_type=given.get("type", ""),
            lack=given.get("lack", ""),
            withdrawn=given.get("withdrawn", False),
            sort=sort,
        )

    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)


class DocumentForm(forms.Form):
    """What is known about a document."""

    title = forms.CharField(label=_("Title"), max_length=300)
    number = forms.CharField(
        label=_("Number"), max_length=100, required=False, help_text=_("As it stands on the paper, like 123/QĐ-UBND.")
    )
    issued_on = DayField(label=_("Day of issue"), required=False)
    issuing_body = forms.CharField(
        label=_("Issuing body"),
        max_length=250,
        required=False,
        widget=forms.TextInput(attrs={"list": "issuing-bodies", "autocomplete": "off"}),
    )
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = SeenField()

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in DOCUMENT_FACTS}


class WithdrawForm(forms.Form):
    """The reason why a document leaves the library."""

    reason = forms.CharField(label=_("Reason"), max_length=250)
    version = SeenField()
