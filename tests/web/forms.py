"""Forms as a browser sends them: every field of a page's form with the value that it shows."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse


@dataclass
class SentForm:
    """One form of a page: where it goes and what it would send now; buttons apart, as only the pressed one is sent."""

    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self.inside = self.first_option = False
        self.select = self.area = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form":
            self.forms.append(SentForm(given.get("action", ""), given.get("method", "get").lower()))
            self.inside = True
        if not self.inside or "disabled" in given:
            return
        form, name = self.forms[-1], given.get("name", "")
        if tag == "input" and name and given.get("type") not in {"checkbox", "radio", "file", "submit"}:
            form.fields[name] = given.get("value", "")
        elif tag == "input" and name and given.get("type") in {"checkbox", "radio"} and "checked" in given:
            form.fields[name] = given.get("value", "on")
        elif tag == "button":
            form.buttons.append((name, given.get("value", "")))
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "select":
            self.select = name
            self.first_option = True
        elif tag == "option" and self.select:
            # A select without a chosen option sends its first one.
            if "selected" in given or self.first_option:
                form.fields[self.select] = given.get("value", "")
            self.first_option = False

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area:
            # A browser drops the line break that follows the opening tag.
            self.forms[-1].fields[self.area] = self.text.removeprefix("\r\n").removeprefix("\n")
            self.area = ""


def forms_of(response: HttpResponse) -> list[SentForm]:
    """Every form of the page."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.forms


def form_with(response: HttpResponse, name: str) -> SentForm:
    """The form that holds a field of that name."""
    return next(form for form in forms_of(response) if name in form.fields)
