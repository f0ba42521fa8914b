"""Tags of the summary: numbers that open their list, shares, durations, heads that sort."""

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mcu.analytics.rules import summary as rules
from mcu.cases.rules.feed import FeedFilter
from mcu.web import words
from mcu.web.templatetags.mcu import SIGNS, query_with

register = template.Library()

register.filter("seconds", rules.duration)
register.filter("working_seconds", rules.working_duration)


@register.filter
def share(value: float | None) -> str:
    """«84 %»; a dash when there is nothing to count of."""
    return "—" if value is None else f"{int(value * 100)}{words.SPACE}%"


@register.simple_tag
def change_words(now: int, before: int) -> str:
    """« · было 120, +12 %»; how many there were in the period before."""
    changed = rules.change(now, before)
    if changed is None:
        return ""
    return f" · было {words.number(before)}, {changed:+d}{words.SPACE}%".replace("-", "−")


@register.simple_tag
def number_cell(count: int, chosen: FeedFilter | None, level: str = "") -> SafeString:
    """The number as a link to its list; nought, and what has no list of its own, is plain."""
    if not count or not chosen:
        return format_html("<span{}>{}</span>", _zero(count), words.number(count))
    url = f"{reverse('cases:feed')}?{rules.query(chosen)}"
    return format_html(
        '<a href="{}" class="{}">{}{}</a>', url, level, sign(level), words.number(count)
    )


@register.simple_tag
def sign(level: str) -> SafeString:
    """The sign of a level for the eye; the number beside it speaks for itself."""
    if level not in SIGNS:
        return SafeString()
    return format_html('<span aria-hidden="true">{}</span> ', SIGNS[level])


@register.simple_tag(takes_context=True)
def sort_head(context: Context, name: str, title: str) -> SafeString:
    """The head of a column: a link that orders the tables by it."""
    current = context["form"].order == name
    return format_html(
        '<th scope="col"{}{}><a href="{}">{}{}</a></th>',
        SafeString(' class="n"' if name != "name" else ""),
        SafeString(f' aria-sort="{_direction(name)}"' if current else ""),
        query_with(context, order=name),
        title,
        SafeString(' <span aria-hidden="true">▾</span>' if current else ""),
    )


def _zero(count: int) -> SafeString:
    return SafeString("" if count else ' class="zero"')


def _direction(name: str) -> str:
    return "ascending" if name in {"name", "in_time"} else "descending"
