"""The classifier, the norms and the routes of a municipality, kept in memory while unchanged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from django.db.models import Max, QuerySet

from mcu.cases.models import Case, ClassifierVersion, Norm, Route, Topic
from mcu.cases.rules.routing import RouteView, Routing, TopicView, route
from mcu.cases.rules.terms import About, Choice, NormView, TermKind, choose
from mcu.core.workdays import Shift, Unit
from mcu.text.topics import KnownNames, Lexicon, match_name


@dataclass(frozen=True, slots=True)
class Guess:
    """A topic the machine proposes, with the words that decided."""

    code: str
    name: str
    confidence: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NormRow:
    """A norm and its key."""

    pk: int
    view: NormView


class Classifier:
    """The topics in force of one version: by code, by name, by the words of a text."""

    def __init__(self, municipality_id: int, version: int) -> None:
        self.version = version
        self.rows = list(topics_of(municipality_id).select_related("parent"))
        self.by_code = {topic.code: topic for topic in self.rows}
        self.by_id = {topic.pk: topic for topic in self.rows}

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon((topic.code, topic.words) for topic in self.rows if topic.words)

    def guess(self, text: str) -> list[Guess]:
        """Up to three topics, the likeliest first."""
        return [
            Guess(found.code, self.by_code[found.code].name, found.confidence, found.words)
            for found in self.lexicon.suggest(text)
        ]

    def named(self, name: str, group: str = "") -> Topic | None:
        """The topic of this name, as files write it; None when there is none."""
        code = match_name(name, group, self._known)
        return self.by_code[code] if code else None

    @cached_property
    def _known(self) -> KnownNames:
        return KnownNames(
            (t.code, (t.parent.name, *t.parent.aliases), (t.name, *t.aliases))
            for t in self.rows
            if t.parent
        )

    @cached_property
    def views(self) -> dict[int, TopicView]:
        return {t.pk: TopicView(t.pk, t.name, t.parent_id) for t in self.rows}


def topics_of(municipality_id: int) -> QuerySet[Topic]:
    """The topics in force."""
    return Topic.objects.filter(municipality_id=municipality_id, until_version__isnull=True)


def classifier_for(municipality_id: int) -> Classifier:
    """The classifier in force; one small query while the version stays the same."""
    versions = ClassifierVersion.objects.filter(municipality_id=municipality_id)
    return _classifier(municipality_id, versions.aggregate(last=Max("number"))["last"] or 0)


def norms_of(municipality_id: int) -> list[NormRow]:
    """Every norm of the municipality, old ones too: their validity decides."""
    return [
        NormRow(norm.pk, norm_view(norm))
        for norm in Norm.objects.filter(municipality_id=municipality_id).order_by("pk")
    ]


def norm_view(norm: Norm) -> NormView:
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
        pausable=norm.pausable,
        source=norm.source,
        verified=norm.verified,
        valid_from=norm.valid_from,
        valid_to=norm.valid_to,
    )


def about(case: Case) -> About:
    """What of the case the choice of a norm depends on."""
    return About(
        regime=case.regime,
        channel=case.channel,
        system=case.system,
        importance=case.importance,
        speed=case.topic.speed if case.topic else None,
        region=case.municipality.region or None,
        topics=topic_codes(case.topic),
    )


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
    rows = Route.objects.filter(municipality_id=municipality_id)
    return [
        RouteView(*row) for row in rows.values_list("topic_id", "settlement", "block_id", "body_id")
    ]


def routing_for(case: Case) -> Routing:
    """Where the routes of the municipality would send this case, and why."""
    topics = classifier_for(case.municipality_id).views
    routes = routes_of(case.municipality_id)
    return route(case.topic_id, case.settlement, topics, routes)


@lru_cache(maxsize=16)
def _classifier(municipality_id: int, version: int) -> Classifier:
    return Classifier(municipality_id, version)
