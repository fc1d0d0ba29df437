"""Template tags and filters that every page has: the components of the design system.

Each tag renders ``templates/components/<name>.html``; docs/design-system.md lists them with a line of use, and the
page ``/gallery/`` shows each in all its states. What is one element needs no tag but a class (``button``, ``facts``).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, ClearableFileInput, FileInput
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parindex.web.icons import ICONS

register = template.Library()

#: What a badge or notice says by its kind, with the sign that says it without colour.
KINDS = {"neutral": "dot", "info": "info", "positive": "check", "warning": "warning", "danger": "cross"}


# Numbers and times ----------------------------------------------------------------------------------------------------
@register.filter
def points(value: int | Decimal | Fraction | None, places: int = 2) -> str:
    """``value`` rounded half up to ``places`` for reading, in the page's language; – for nothing. Never a float."""
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"points are int, Decimal or Fraction, not {type(value).__name__}")
    exact = Fraction(value)
    scaled = (abs(exact) * 10**places * 2 + 1) // 2
    rounded = Decimal(-scaled if exact < 0 else scaled).scaleb(-places)
    return number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.simple_tag
def moment(value: datetime | None) -> str:
    """How long ago or ahead, beside the exact moment; – for nothing."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    exact = date_format(local, "DATETIME_FORMAT")
    relative = _relative(value - timezone.now())
    if not relative:
        return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), exact)
    return format_html(
        '<time datetime="{}">{} <span class="exact">{}</span></time>',
        local.isoformat(timespec="seconds"),
        relative,
        exact,
    )


@register.filter
def zone_words(name: str) -> str:
    """A time zone as an office names it; the name in the tz database for any other than Vietnam's."""
    return _("Vietnam time (UTC+7)") if name == "Asia/Ho_Chi_Minh" else name


def _relative(ahead: timedelta) -> str:
    """Words for a time up to a week away; empty beyond, where the date says more."""
    minutes = round(abs(ahead).total_seconds() / 60)
    past = ahead < timedelta()
    if minutes < 1:
        return _("just now") if past else _("in a moment")
    if minutes < 60:
        text = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    elif minutes < 24 * 60:
        hours = round(minutes / 60)
        text = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    elif minutes < 7 * 24 * 60:
        days = round(minutes / 60 / 24)
        text = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    else:
        return ""
    return (_("%(time)s ago") if past else _("in %(time)s")) % {"time": text}


@register.simple_tag
def day(value: date | None) -> str:
    """A calendar day; – for nothing."""
    if value is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "DATE_FORMAT"))


# Signs ----------------------------------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawn sign. It only repeats what the text beside it says, so that readers of the screen skip it."""
    return mark_safe(  # noqa: S308 - our own constants
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
    )


@register.simple_tag
def badge(text: object, kind: str = "neutral") -> SafeString:
    """A state in a word: kind is neutral, info, positive, warning or danger, each with its own sign."""
    return format_html('<span class="badge {}">{}<span>{}</span></span>', kind, icon(KINDS[kind]), text)


@register.simple_tag
def fingerprint(value: str) -> SafeString:
    """A hash, in groups of eight, so that it breaks and compares easily; copied it has no spaces."""
    groups = format_html_join(
        mark_safe("<wbr>"), '<span class="group">{}</span>', ((value[i : i + 8],) for i in range(0, len(value), 8))
    )
    return format_html('<code class="fingerprint">{}</code>', groups)


# Forms ----------------------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", hint: str = "", **attributes: Any) -> dict[str, Any]:
    """One field of a form: label, hint, the control, its errors. ``hx_post="…"`` becomes ``hx-post="…"``."""
    widget = bound.field.widget
    if hint:
        bound.help_text = hint
    attrs = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    if bound.use_fieldset:
        kind = "group"
    elif isinstance(widget, CheckboxInput):
        kind = "checkbox"
    elif isinstance(widget, FileInput | ClearableFileInput):
        kind = "file"
    else:
        kind = "plain"
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "kind": kind,
        "label": label or bound.label,
        "hidden": bound.is_hidden,
        "optional": not bound.field.required and kind != "checkbox",
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm, *more: BaseForm) -> dict[str, Any]:
    """What keeps a form from being taken, above it, with a link to each field. Shows nothing when there is nothing."""
    forms = (form, *more)
    return {
        "general": [error for each in forms for error in each.non_field_errors()],
        "fields": [bound for each in forms for bound in each if bound.errors],
    }


# Lists ----------------------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, key: str, text: str, css: str = "") -> dict[str, Any]:
    """A column's head that sorts by ``?sort=key`` and back by ``?sort=-key``, which the view reads."""
    request = context["request"]
    now = request.GET.get("sort", "")
    query = request.GET.copy()
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    state = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return {"href": f"?{query.urlencode()}", "text": text, "state": state, "css": css}


@register.inclusion_tag("components/paging.html", takes_context=True)
def paging(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Where one is in a long list, with links to its other pages (``?page=n``)."""

    def link(number: int) -> str:
        query = context["request"].GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [(n, link(n) if isinstance(n, int) else "") for n in numbers],
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/export_links.html", takes_context=True)
def export_links(context: Context, formats: str = "csv xlsx") -> dict[str, Any]:
    """Links that give the list as it is filtered and sorted now: the same address with ``?export=csv``."""
    links = []
    for name in formats.split():
        query = context["request"].GET.copy()
        query.pop("page", None)
        query["export"] = name
        links.append((name.upper(), f"?{query.urlencode()}"))
    return {"links": links}


@register.simple_block_tag(takes_context=True)
def filter_bar(context: Context, content: str, clear: str = "") -> str:
    """The form over a list. Within: ``{% field %}``s of a GET form. ``clear`` is the address without filters."""
    sort = context["request"].GET.get("sort", "")
    return _render("filter_bar", content=content, clear=clear, sort=sort, path=context["request"].path)


@register.simple_block_tag
def empty(content: str, title: str) -> str:
    """An empty list: what would stand here, and within, what to do next."""
    return _render("empty", content=content, title=title)


# Containers -----------------------------------------------------------------------------------------------------------
@register.simple_block_tag
def page_header(content: str, title: object, lead: object = "", kicker: object = "") -> str:
    """The page's one h1, with what it is about; within: its actions."""
    return _render(
        "page_header",
        content=mark_safe(content.strip()),  # noqa: S308 - rendered by the page
        title=title,
        lead=lead,
        kicker=kicker,
    )


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: object = "") -> str:
    """Something to know before going on. Kinds as for a badge."""
    return _render("notice", content=content, kind=kind, title=title, icon=KINDS[kind])


@register.simple_block_tag
def card(content: str, title: object = "", actions: object = "", level: int = 2) -> str:
    """A framed part of the page with its own heading."""
    return _render("card", content=content, title=title, actions=actions, level=level)


@register.simple_block_tag
def more(content: str, summary: object, css: str = "") -> str:
    """Help or detail that opens in place."""
    return format_html(
        '<details class="more {}"><summary>{}</summary><div class="more-body">{}</div></details>', css, summary, content
    )


@register.simple_block_tag
def tabs(content: str, label: object) -> str:
    """Pages of one subject. Within: ``{% tab url text %}``."""
    return format_html('<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>', label, content)


@register.simple_tag(takes_context=True)
def tab(context: Context, url: str, text: object, count: int | None = None, within: bool = False) -> str:
    """``within``: this page lies below the tab's own one."""
    current = "page" if context["request"].path == url.partition("?")[0] else "true" if within else ""
    here = format_html(' aria-current="{}"', current) if current else ""
    number = format_html(' <span class="count">{}</span>', count) if count is not None else ""
    return format_html('<li><a href="{}"{}>{}{}</a></li>', url, here, text, number)


@register.simple_tag
def crumb(url: str, text: object) -> str:
    """One step of the way to this page, inside ``{% block breadcrumb %}``."""
    return format_html('<li><a href="{}">{}</a></li>', url, text)


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str) -> dict[str, Any]:
    """How far something is, as a bar and in words."""
    return {"done": done, "total": total, "label": label, "percent": done * 100 // total if total else 0}


@register.inclusion_tag("components/stepper.html")
def stepper(current: int, *titles: str) -> dict[str, Any]:
    """The steps of a longer task; ``current`` counts from 1."""
    return {
        "steps": [
            (number, title, "done" if number < current else "now" if number == current else "ahead")
            for number, title in enumerate(titles, start=1)
        ]
    }


@register.inclusion_tag("components/comparison.html")
def comparison(
    rows: Iterable[tuple[object, object, object]], before: str = "", after: str = "", caption: str = ""
) -> dict[str, Any]:
    """Two states side by side. ``rows`` are (label, before, after); what differs is marked with a sign and colour."""
    return {
        "rows": [(label, old, new, old != new) for label, old, new in rows],
        "before": before or _("Before"),
        "after": after or _("After"),
        "caption": caption,
    }


def _render(name: str, **context: Any) -> str:
    return render_to_string(f"components/{name}.html", context)
