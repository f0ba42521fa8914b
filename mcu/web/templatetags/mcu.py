"""Tags and filters of every template (a builtin: no `{% load %}` needed)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import lucide
from django import template
from django.forms import BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from mcu.web import words

register = template.Library()

# Never a colour alone: each level of a clock has its sign.
CLOCK = '<span class="clock {}">{}<span aria-hidden="true">{}</span> {}{}</span>'
SIGNS = {"late": "▲", "soon": "●", "ok": "✓", "met": "✓", "met_late": "▲", "none": "—"}


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: int = 18) -> SafeString:
    """An icon for the eye only: the word stands beside it or in the label of its button."""
    drawn = lucide._render_icon(name, size, **{"class": "icon", "aria-hidden": "true"})
    return mark_safe(drawn)  # noqa: S308 - an SVG of the package, nothing of a user in it


@register.simple_block_tag
def drawn_once(content: str) -> str:
    """What stands on a page twice is drawn once: `{% drawn_once as menu %}…{% enddrawn_once %}{{ menu }}`."""
    return content


@register.filter
def plural(value: int, forms: str) -> str:
    return words.plural(value, forms)


@register.filter
def plural_form(value: int, forms: str) -> str:
    return words.plural_form(value, forms)


@register.filter
def number(value: int) -> str:
    return words.number(value)


@register.filter
def unlocalized(value: float) -> str:
    """«57.25» with a point whatever the language: for drawings and coordinates."""
    return f"{value:.6g}" if abs(value) < 1e-4 else f"{value:.6f}".rstrip("0").rstrip(".")


@register.filter
def moment(value: datetime | None) -> str:
    """«сегодня 08:12» in the zone of the reader; empty for no moment."""
    return words.moment(timezone.localtime(value), timezone.localtime()) if value else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """«пт 20.11»; a moment is taken in the zone of the reader."""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return words.day(local, timezone.localdate())


@register.filter
def duration(value: timedelta | None) -> str:
    return "" if value is None else words.duration(value)


@register.filter
def hours(value: float | None) -> str:
    """«36 ч», «2,5 ч»; a dash for none."""
    return "—" if value is None else words.hours(value)


@register.filter
def filesize(value: int) -> str:
    return words.size(value)


@register.filter
def highlight(text: str, sought: str | Iterable[str]) -> SafeString:
    """The words of a search or of a suggestion marked in the text."""
    return words.highlight(text, sought.split() if isinstance(sought, str) else sought)


@register.simple_tag
def clock(level: str, text: str, note: str = "") -> SafeString:
    """A clock by sign, words and colour; `level` is a key of SIGNS, `note` a second line."""
    spoken = mark_safe('<span class="sr">до срока </span>') if level == "ok" else ""
    below = format_html("<small>{}</small>", note) if note else ""
    return format_html(CLOCK, level, spoken, SIGNS.get(level, ""), text, below)


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, label: str = "", wide: bool = False) -> dict[str, Any]:
    """A form field: label, control, hint and errors, tied together for a screen reader."""
    return {"field": bound, "label": label or bound.label, "wide": wide}


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(context: Context, page: int, more: bool, shown: int, total: str) -> dict[str, Any]:
    """«Назад · страница 2 · Дальше»; `total` is in words, `shown` is how many rows stand here."""
    return {
        "page": page,
        "shown": shown,
        "total": total,
        "previous": query_with(context, page=page - 1) if page > 1 else "",
        "next": query_with(context, page=page + 1) if more else "",
    }


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changed: Any) -> str:
    """The query string of this page with parameters set, or taken out by None.

    Another filter begins at the first page with nothing open.
    """
    gone = {"page", "open", *changed}
    kept = [pair for pair in context["request"].GET.lists() if pair[0] not in gone]
    added = [(name, str(value)) for name, value in changed.items() if value not in (None, "")]
    return f"?{urlencode([*kept, *added], doseq=True)}"
