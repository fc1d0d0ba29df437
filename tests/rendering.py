"""Templates as tests render them: what one was not given fails the test, and so does a query while it renders."""

import sys
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.template import Context, RequestContext
from django.template.backends import django as backend
from django.template.context import make_context

from parindex.config.settings import PACKAGE


class UndefinedVariable(str):
    """A template of ours that names what it was not given fails the test; other packages' may lean on empty ones."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        template = being_rendered()
        if template.startswith(str(PACKAGE)):
            raise AssertionError(f"{template}: undefined variable {name}")
        return ""


def being_rendered() -> str:
    """The file of the innermost template node on the stack."""
    frame = sys._getframe(1)
    while frame is not None:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None:
            return str(origin.name)
        frame = frame.f_back
    return ""


class Template(backend.Template):
    """A template that reads nothing: every query is made before it begins, by the view or by a context processor."""

    def render(self, context: dict[str, Any] | None = None, request: Any = None) -> Any:
        made: Context | RequestContext = make_context(context, request, autoescape=self.backend.engine.autoescape)
        asked: list[str] = []

        def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            asked.append(f"{being_rendered()}: {sql}")
            return execute(sql, *rest)

        with made.bind_template(self.template), connection.execute_wrapper(note):
            text = self.template.render(made)
        # Afterwards, for {% if %} swallows what is raised within it.
        if asked:
            raise AssertionError("queries while a template renders:\n" + "\n".join(asked))
        return text


class Templates(backend.DjangoTemplates):
    """The program's templates, watched."""

    def from_string(self, template_code: str) -> Template:
        return Template(self.engine.from_string(template_code), self)

    def get_template(self, template_name: str) -> Template:
        return Template(super().get_template(template_name).template, self)
