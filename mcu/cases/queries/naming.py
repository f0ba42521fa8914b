"""The names a condition is said with, and what may be chosen in it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from mcu.cases.models import FastRoute
from mcu.cases.queries.classifier import classifier_for
from mcu.cases.rules.conditions import Names, read, words
from mcu.org.models import Block, Body, Person


def in_words_each(municipality_id: int, given: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each of these stored conditions as people read it here, nothing for «always»; names are read
    once for all."""
    conditions = [read(one) for one in given]
    fields = frozenset[str]().union(*(condition.fields for condition in conditions))
    names = names_for(municipality_id, fields)
    return [words(condition, names) if condition else "" for condition in conditions]


def names_for(municipality_id: int, fields: Collection[str]) -> Names:
    """Code → name of what the municipality names itself, for these fields; former ones too."""
    return {name: read(municipality_id) for name, read in NAMED.items() if name in fields}


def options_for(municipality_id: int, field: str) -> list[tuple[str, str]]:
    """What may be chosen now, in the order of reading."""
    if field in CHOSEN:
        return CHOSEN[field](municipality_id)
    return list(NAMED[field](municipality_id).items())


def _fast_names(municipality_id: int) -> dict[str, str]:
    return dict(
        FastRoute.objects.filter(municipality_id=municipality_id).values_list("code", "name")
    )


def _topic_names(municipality_id: int) -> dict[str, str]:
    return {topic.code: topic.name for topic in classifier_for(municipality_id).rows}


def _topic_options(municipality_id: int) -> list[tuple[str, str]]:
    """Groups as a whole, and their topics after them."""
    rows = classifier_for(municipality_id).rows
    groups = {topic.pk: topic.name for topic in rows if topic.parent_id is None}
    return [
        (t.code, f"{groups[t.parent_id]} / {t.name}" if t.parent_id in groups else t.name)
        for t in sorted(rows, key=lambda row: row.path)
    ]


def _block_names(municipality_id: int) -> dict[str, str]:
    blocks = Block.objects.filter(municipality_id=municipality_id, active=True)
    return {block.code: block.name for block in blocks}


def _body_names(municipality_id: int) -> dict[str, str]:
    bodies = Body.objects.filter(municipality_id=municipality_id, active=True)
    return {body.code: str(body) for body in bodies}


def _people_names(municipality_id: int) -> dict[str, str]:
    people = Person.objects.filter(municipality_id=municipality_id, is_active=True)
    return {person.login: person.get_short_name() for person in people}


NAMED: dict[str, Callable[[int], dict[str, str]]] = {
    "topic": _topic_names,
    "block": _block_names,
    "body": _body_names,
    "executor": _people_names,
    "fast": _fast_names,
}
CHOSEN: dict[str, Callable[[int], list[tuple[str, str]]]] = {"topic": _topic_options}
