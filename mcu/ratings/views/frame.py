"""What the pages of ratings share: whose figures, which period, which rows the reader may know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from mcu.analytics.rules.summary import Period
from mcu.analytics.views.summary import Reading, reading_for
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.models import Body
from mcu.org.rules.roles import Permission, may
from mcu.ratings import queries
from mcu.ratings.forms import BoardForm
from mcu.ratings.queries import Board, Counted
from mcu.ratings.rules.method import Method
from mcu.ratings.rules.scoring import Earned, Scored
from mcu.ratings.rules.words import TONES, ZONES, moved, why_not


@dataclass(frozen=True, slots=True)
class Asked:
    """What the URL asks for: the period, the channel, the method with its «what if»."""

    reading: Reading
    form: BoardForm
    period: Period
    method: Method

    @property
    def is_trial(self) -> bool:
        return self.method != self.form.policy

    @property
    def query(self) -> str:
        return self.form.query.urlencode()

    @property
    def counted(self) -> Counted:
        place = self.reading.place
        return queries.counted(place, self.period, self.form.scope, self.method.basis)

    @property
    def context(self) -> dict[str, Any]:
        reading, today = self.reading, timezone.localdate()
        return {
            "form": self.form, "period": self.period, "method": self.method, "is_trial": self.is_trial,
            "presets": self.form.presets(self.period, today), "scopes": self.form.scopes,
            "scope": self.form.scope, "place": reading.place, "places": reading.places,
            "shared": reading.shared, "query": self.query, "as_set": self.form.as_set(),
            "leads": leads(reading), "may_export": bool(may(reading.actor, Permission.EXPORT)),
            "over": self.period.until < today,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A body as a table shows it: its parts in the order of the method, None without data."""

    name: str
    scored: Scored
    cells: list[Earned | None]
    zone: str
    tone: str
    moved: str
    why: str
    url: str
    by_settings: int | None = None


def asked(request: Request) -> Asked:
    """AccessDenied for whoever may not know the figures."""
    reading = reading_for(request)
    require(reading.actor, Permission.SUMMARY)
    form = BoardForm(request.GET, queries.policy_of(reading.place))
    with timezone.override(reading.place.timezone):
        period = form.period(timezone.localdate())
    return Asked(reading, form, period, form.method())


def inside(request: Request) -> Asked:
    """The same for what totals do not open: cases, bodies by name, papers."""
    found = asked(request)
    read(request)
    return found


def read(request: Request) -> None:
    """Bodies by name are for whoever sees cases and the summary of them."""
    require(request.actor, Permission.SUMMARY)
    require(request.actor, Permission.SEE)


def leads(reading: Reading) -> bool:
    return bool(may(reading.actor, Permission.RATINGS))


def seen(reading: Reading, bodies: Iterable[Body]) -> set[int]:
    """Bodies whose place the reader may know."""
    return {body.pk for body in bodies if queries.visible(reading.actor, body)}


def lines(
    rows: Sequence[tuple[str, Scored]], method: Method, kept: set[int], doors: Mapping[int, str],
    before: Mapping[int, int | None], by_settings: Mapping[int, int | None],
) -> list[Line]:  # fmt: skip
    return [
        Line(
            name, row, [row.part(code) for code in method.parts], ZONES.get(row.zone, ""),
            TONES.get(row.zone, ""), moved(row.place, before.get(row.body)),
            why_not(row, method) if row.why else "", doors.get(row.body, ""),
            by_settings.get(row.body),
        )
        for name, row in rows
        if row.body in kept
    ]  # fmt: skip


def places_before(place: Any, period: Period, scope: str) -> tuple[Any, dict[int, int | None]]:
    """The last frozen rating before the period and the places in it."""
    former = queries.former_of(place, period)
    if former is None:
        return None, {}
    rows = former.rows.filter(scope=scope)
    return former, dict(rows.values_list("body_id", "place"))


def live_doors(found: Board, query: str) -> dict[int, str]:
    tail = f"?{query}" if query else ""
    return {pk: reverse("ratings:body", args=[pk]) + tail for pk in found.bodies}


def span_query(period: Period, **more: Any) -> str:
    """The period by its days, so that a list opens the same whatever day it is opened."""
    return urlencode(days(period.since, period.until) | more)


def days(since: date, until: date) -> dict[str, str]:
    return {"since": f"{since:%Y-%m-%d}", "until": f"{until:%Y-%m-%d}"}
