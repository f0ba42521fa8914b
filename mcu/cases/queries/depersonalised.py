"""Cases for analysis and training: no names, no numbers to call, no house where few people wrote."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from mcu.cases.models import Answer, Case
from mcu.core import vault
from mcu.text.mask import depersonalised

FEW = 5
"""A street or a house that fewer messages speak of is left out: it would point at one person."""
FIELDS = (
    "key", "received", "regime", "system", "channel", "group", "topic", "kind", "settlement",
    "street", "house", "text", "answers", "state", "outcome", "answered_hours", "closed_hours",
)  # fmt: skip
CHUNK = 500


def depersonalised_rows(cases: QuerySet[Case]) -> Iterator[dict[str, Any]]:
    """The cases one by one, in no order that tells who wrote when: by their pseudonyms of today."""
    places = _places(cases)
    published = Answer.objects.filter(state=Answer.State.PUBLISHED).only("case_id", "text")
    found = cases.select_related("topic__parent").prefetch_related(
        Prefetch("answers", queryset=published, to_attr="published")
    )
    for case in found.order_by("pk").iterator(chunk_size=CHUNK):
        yield _row(case, places)


def pseudonym(case: Case) -> str:
    """The same for a case in every export, and worth nothing without the key of the index."""
    return vault.blind(f"export|{case.municipality_id}|{case.pk}").hex()


def csv_line(row: dict[str, Any]) -> tuple[str, ...]:
    """Several answers of one case stand in one cell."""
    return tuple(
        "\n\n".join(value) if isinstance(value, list) else "" if value is None else str(value)
        for value in (row[name] for name in FIELDS)
    )


def _places(cases: QuerySet[Case]) -> Counter[tuple[str, ...]]:
    """How many cases speak of each street and each house; one query."""
    counted: Counter[tuple[str, ...]] = Counter()
    rows = cases.order_by().values_list("settlement", "street", "house").annotate(n=Count("pk"))
    for settlement, street, house, number in rows:
        counted[settlement,] += number
        counted[settlement, street] += number
        counted[settlement, street, house] += number
    return counted


def _row(case: Case, places: Counter[tuple[str, ...]]) -> dict[str, Any]:
    place = (case.settlement, case.street, case.house)
    known = [part if places[place[: n + 1]] >= FEW else "" for n, part in enumerate(place)]
    topic = case.topic
    return {
        "key": pseudonym(case),
        "received": case.received_at.date().isoformat(),
        "regime": case.regime,
        "system": case.system,
        "channel": case.channel,
        "group": topic.parent.name if topic and topic.parent else "",
        "topic": topic.name if topic else "",
        "kind": case.kind,
        "settlement": known[0],
        "street": known[1],
        "house": known[2],
        "text": depersonalised(case.text),
        "answers": [depersonalised(each.text) for each in case.published],  # type: ignore[attr-defined]
        "state": case.state,
        "outcome": case.outcome,
        "answered_hours": _hours(case, "first_answer_at"),
        "closed_hours": _hours(case, "closed_at"),
    }


def _hours(case: Case, name: str) -> float | None:
    moment = getattr(case, name)
    return round((moment - case.received_at).total_seconds() / 3600, 1) if moment else None
