"""Topics with their routes and numbers of cases; norms by what they are for."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count
from django.http import Http404

from mcu.cases.models import ClassifierVersion, Norm, Route, Topic
from mcu.cases.queries import cases_for, classifier_for
from mcu.cases.queries.naming import in_words_each
from mcu.org.rules.roles import Actor
from mcu.text.search import fold

VERSIONS = 8
SEASONS = {"winter": "зима", "spring": "весна", "summer": "лето", "autumn": "осень"}


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A route with its condition in words, empty where it has none."""

    route: Route
    words: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic as the list shows it; `route` is its own or, when `inherited`, its group's."""

    topic: Topic
    count: int
    route: str
    inherited: bool

    @property
    def season(self) -> str:
        return ", ".join(SEASONS.get(name, name) for name in self.topic.season)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group and those of its topics that fit the search."""

    row: TopicRow
    topics: list[TopicRow]


@dataclass(frozen=True, slots=True)
class NormRow:
    """A norm, whether it is in force on the day asked about, and its condition in words."""

    norm: Norm
    in_force: bool
    words: str = ""


def topic_groups(actor: Actor, words: str) -> list[GroupRow]:
    """The classifier in force, narrowed by a word of a name, an alias or a telling word;
    four queries at most."""
    rows = classifier_for(actor.municipality_id).rows
    counts, routes = cases_by_code(actor), _routes(actor)
    made = {topic.pk: _row(topic, counts, routes) for topic in rows}
    sought = fold(words).strip()
    below: dict[int | None, list[TopicRow]] = defaultdict(list)
    for topic in rows:
        if topic.parent_id and (_tells(topic, sought) or _tells(topic.parent, sought, names=True)):
            below[topic.parent_id].append(made[topic.pk])
    top = sorted((t for t in rows if t.parent_id is None), key=lambda t: fold(t.name))
    groups = [GroupRow(made[topic.pk], below[topic.pk]) for topic in top]
    return [group for group in groups if group.topics or _tells(group.row.topic, sought)]


def cases_by_code(actor: Actor) -> Counter[str]:
    """How many visible cases each topic has, all versions of its name together; a group has those
    of its topics as well. One query."""
    rows = cases_for(actor).filter(topic__isnull=False).order_by()
    counts: Counter[str] = Counter()
    for code, group, number in rows.values_list("topic__code", "topic__parent__code").annotate(
        n=Count("pk")
    ):
        counts[code] += number
        if group:
            counts[group] += number
    return counts


def cases_of(actor: Actor, topic: Topic) -> int:
    """How many visible cases this topic has, as the topic list counts them."""
    return cases_by_code(actor)[topic.code]


def topic_for(actor: Actor, pk: int) -> Topic:
    """A topic of the municipality, in force or former, else Http404."""
    rows = Topic.objects.filter(municipality_id=actor.municipality_id)
    found = rows.select_related("parent", "municipality").filter(pk=pk).first()
    if found is None:
        raise Http404("Такой темы нет.")
    return found


def former_names(actor: Actor, topic: Topic) -> list[Topic]:
    """The rows with the earlier names of the topic, the latest first; one query."""
    rows = Topic.objects.filter(municipality_id=actor.municipality_id, code=topic.code)
    return list(rows.exclude(pk=topic.pk).order_by("-since_version"))


def routes_of(actor: Actor, topic: Topic | None) -> list[RouteRow]:
    """Where the topic goes, by settlement; with a condition before without."""
    found = Route.objects.filter(municipality_id=actor.municipality_id, topic=topic)
    rows = list(found.select_related("body", "block").order_by("settlement", "pk"))
    said = in_words_each(actor.municipality_id, [row.condition for row in rows])
    shown = [RouteRow(row, words) for row, words in zip(rows, said, strict=True)]
    return sorted(shown, key=lambda row: (row.route.settlement, not row.words))


def classifier_versions(actor: Actor) -> list[ClassifierVersion]:
    """The latest changes of the classifier."""
    rows = ClassifierVersion.objects.filter(municipality_id=actor.municipality_id)
    return list(rows[:VERSIONS])


def norm_for(actor: Actor, pk: int) -> Norm:
    """A norm of the municipality, else Http404."""
    found = Norm.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такой нормы нет.")
    return found


def norm_versions(actor: Actor, norm: Norm) -> list[tuple[Norm, str, str]]:
    """The norm with those before and after it, in the order of time; each with its condition and
    with what it is about."""
    found = Norm.objects.filter(municipality_id=actor.municipality_id, code=norm.code)
    rows = list(found.order_by("valid_from"))
    said = in_words_each(actor.municipality_id, [row.condition for row in rows])
    names = {topic.code: topic.name for topic in classifier_for(actor.municipality_id).rows}
    return [
        (row, words, _about(row, names.get(row.topic, row.topic)))
        for row, words in zip(rows, said, strict=True)
    ]


def _about(norm: Norm, topic: str) -> str:
    """«Ямы на дорогах, Быстрая тема»; empty: about everything."""
    return ", ".join(filter(None, (topic, norm.get_speed_display(), norm.region)))


def norm_groups(actor: Actor, day: date) -> list[tuple[str, list[NormRow]]]:
    """Norms under the name of what they are for; those in force that day come first."""
    found = Norm.objects.filter(municipality_id=actor.municipality_id)
    norms = list(found.order_by("kind", "code"))
    said = in_words_each(actor.municipality_id, [norm.condition for norm in norms])
    rows = [
        NormRow(norm, _is_in_force(norm, day), words)
        for norm, words in zip(norms, said, strict=True)
    ]
    titles = groupby(rows, key=lambda row: row.norm.get_kind_display())
    return [(title, sorted(found, key=lambda row: not row.in_force)) for title, found in titles]


def _row(topic: Topic, counts: Counter[str], routes: dict[int, str]) -> TopicRow:
    own = routes.get(topic.pk, "")
    inherited = "" if own or topic.parent_id is None else routes.get(topic.parent_id, "")
    return TopicRow(topic, counts[topic.code], own or inherited, bool(inherited))


def _routes(actor: Actor) -> dict[int, str]:
    """Topic → where it goes, in words; settlements of their own are told apart."""
    rows = Route.objects.filter(municipality_id=actor.municipality_id)
    words: dict[int, list[str]] = defaultdict(list)
    for route in rows.select_related("body", "block").order_by("settlement"):
        place = f"{route.settlement}: " if route.settlement else ""
        when = " (по условию)" if route.condition else ""
        words[route.topic_id].append(f"{place}{route.body or route.block}{when}")
    return {topic: "; ".join(found) for topic, found in words.items()}


def _tells(topic: Topic | None, sought: str, *, names: bool = False) -> bool:
    """Whether the topic speaks of what is sought: by a name, or by the words residents use."""
    if topic is None:
        return False
    if not sought:
        return True
    texts: Iterable[str] = (topic.name, topic.code, *topic.aliases)
    if not names:
        texts = (*texts, *(str(pair[0]) for pair in topic.words))
    return any(sought in fold(text) for text in texts)


def _is_in_force(norm: Norm, day: date) -> bool:
    begun = norm.valid_from is None or norm.valid_from <= day
    return begun and (norm.valid_to is None or norm.valid_to >= day)
