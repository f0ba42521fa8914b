"""The norms and the routes of a municipality, and which of them fit a case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mcu.cases.models import Case, Norm, Route, Topic
from mcu.cases.queries.classifier import classifier_for
from mcu.cases.queries.conditions import facts_of
from mcu.cases.queries.naming import in_words_each
from mcu.cases.rules.conditions import Condition, Moment, evaluate, read
from mcu.cases.rules.routing import RouteView, Routing, route
from mcu.cases.rules.terms import About, Choice, NormView, TermKind, choose
from mcu.core.workdays import Shift, Unit
from mcu.org.queries import calendar_for


@dataclass(frozen=True, slots=True)
class NormRow:
    """A norm and its key."""

    pk: int
    view: NormView


def norms_of(municipality_id: int) -> list[NormRow]:
    """Every norm of the municipality, old ones too: their validity decides."""
    rows = list(Norm.objects.filter(municipality_id=municipality_id).order_by("pk"))
    said = in_words_each(municipality_id, [norm.condition for norm in rows])
    return [
        NormRow(norm.pk, norm_view(norm, words)) for norm, words in zip(rows, said, strict=True)
    ]


def norm_view(norm: Norm, words: str = "") -> NormView:
    """The row as the pure rules want it: «any» is None there."""
    return NormView(
        code=norm.code,
        title=norm.title,
        kind=TermKind(norm.kind),
        unit=Unit(norm.unit),
        value=norm.value,
        shift=Shift(norm.shift),
        start=norm.start,
        regime=norm.regime or None,
        channel=norm.channel or None,
        system=norm.system or None,
        importance=norm.importance or None,
        speed=norm.speed or None,
        region=norm.region or None,
        topic=norm.topic or None,
        condition=read(norm.condition),
        words=words,
        pausable=norm.pausable,
        source=norm.source,
        verified=norm.verified,
        valid_from=norm.valid_from,
        valid_to=norm.valid_to,
    )


def about(case: Case, fitting: frozenset[Condition] | None = None) -> About:
    """What of the case the choice of a norm depends on; `fitting` where it is known already."""
    if fitting is None:
        fitting = fitting_for(case, _conditions_of_norms(case.municipality_id))
    return About(
        regime=case.regime,
        channel=case.channel,
        system=case.system,
        importance=case.importance,
        speed=case.topic.speed if case.topic else None,
        region=case.municipality.region or None,
        topics=topic_codes(case.topic),
        fitting=fitting,
    )


def fitting_for(case: Case, conditions: Iterable[Condition]) -> frozenset[Condition]:
    """Which of these hold for the case as it stands, asked at the moment it was received."""
    return fitting_each([case], conditions)[case.pk]


def fitting_each(
    cases: Sequence[Case], conditions: Iterable[Condition]
) -> dict[int, frozenset[Condition]]:
    """The same for many cases of one municipality at once, by their keys."""
    asked = frozenset(filter(None, conditions))
    if not asked or not cases:
        return {case.pk: asked for case in cases}
    fields = frozenset[str]().union(*(condition.fields for condition in asked))
    known, calendar = facts_of(cases, fields), calendar_for(cases[0].municipality)
    return {
        case.pk: frozenset(
            one
            for one in asked
            if evaluate(one, known[case.pk], Moment(case.received_at, calendar))
        )
        for case in cases
    }


def topic_codes(topic: Topic | None) -> tuple[str, ...]:
    """From the widest group to the topic itself."""
    return tuple(topic.path.split("/")) if topic else ()


def norm_for(case: Case, kind: TermKind, on: date) -> tuple[Choice, int | None]:
    """The norm of a case for a kind of term on a day, with what was refused; and its key."""
    return picked(norms_of(case.municipality_id), kind, about(case), on)


def picked(
    rows: Sequence[NormRow], kind: TermKind, asked: About, on: date
) -> tuple[Choice, int | None]:
    """The choice among norms already read, and the key of the chosen one."""
    choice = choose([row.view for row in rows], kind=kind, about=asked, on=on)
    return choice, next((row.pk for row in rows if row.view is choice.norm), None)


def routes_of(municipality_id: int) -> list[RouteView]:
    rows = list(Route.objects.filter(municipality_id=municipality_id).order_by("pk"))
    said = in_words_each(municipality_id, [row.condition for row in rows])
    return [
        RouteView(
            row.topic_id, row.settlement, row.block_id, row.body_id, read(row.condition), words
        )
        for row, words in zip(rows, said, strict=True)
    ]


def routing_for(case: Case) -> Routing:
    """Where the routes of the municipality would send this case, and why."""
    topics = classifier_for(case.municipality_id).views
    routes = routes_of(case.municipality_id)
    fitting = fitting_for(case, [row.condition for row in routes])
    return route(case.topic_id, case.settlement, topics, routes, fitting)


def _conditions_of_norms(municipality_id: int) -> list[Condition]:
    norms = Norm.objects.filter(municipality_id=municipality_id).exclude(condition={})
    return [read(given) for given in norms.values_list("condition", flat=True)]
