"""What people decided about cases: what is learnt from, and what models are compared on.

Only masked texts are read. A list confirmed at one blow teaches nothing: the machine would learn
from itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from mcu.cases.models import Assignment, Case, ConfirmLine
from mcu.cases.queries.classifier import Classifier
from mcu.cases.queries.knowledge import routes_of
from mcu.cases.queries.suggesting import BLOCK, BODY, Asked
from mcu.cases.rules.learning import Proposed
from mcu.cases.rules.routing import route
from mcu.cases.rules.workflow import State
from mcu.org.models import Block, Body

MOST = 20_000
"""The latest decisions; older ones teach what is no longer so."""
UNDECIDED = (State.NEW, State.TRIAGE)
PASSED_ON = (State.REDIRECTING, State.REDIRECTED)
ASKED = ("pk", "text", "topic__code", "settlement", "street")


class Decision(NamedTuple):
    """A case as it is asked about, and the label that people gave it; empty: nobody has it."""

    key: int
    asked: Asked
    label: str


def confirmed(municipality_id: int) -> QuerySet[Case]:
    """Cases whose topic a person or a system of record has said, one by one."""
    in_bulk = ConfirmLine.objects.filter(case=OuterRef("pk"), undone=False)
    cases = Case.objects.filter(municipality_id=municipality_id, topic_confirmed=True)
    return cases.exclude(Q(topic__isnull=True) | Q(text="") | Exists(in_bulk))


def decided_count(municipality_id: int) -> int:
    return confirmed(municipality_id).count()


def topic_decisions(municipality_id: int) -> list[Decision]:
    """The latest confirmed topics, the oldest of them first."""
    rows = confirmed(municipality_id).order_by("-pk").values_list(*ASKED)[:MOST]
    return [
        Decision(key, Asked(text, "", settlement, street), code)
        for key, text, code, settlement, street in reversed(list(rows))
    ]


def executor_decisions(municipality_id: int) -> tuple[list[Decision], dict[int, set[str]]]:
    """Who works on which case, and by case who had it before and did not keep it."""
    charged = Assignment.objects.filter(case=OuterRef("pk"))
    cases = Case.objects.filter(Exists(charged), municipality_id=municipality_id).exclude(text="")
    rows = list(
        cases.order_by("-pk").values_list(*ASKED, "body__code", "block__code", "state")[:MOST]
    )
    had = _charged([row[0] for row in rows])
    found, refused = [], {}
    for key, text, topic, settlement, street, body, block, state in reversed(rows):
        last = "" if state in UNDECIDED + PASSED_ON else label_of(body, block)
        found.append(Decision(key, Asked(text, topic or "", settlement, street), last))
        refused[key] = had[key] - {last}
    return found, refused


def refusals(
    decisions: Sequence[Decision], refused: dict[int, set[str]]
) -> dict[str, dict[str, list[int]]]:
    """By topic and label how many cases were kept and given back; only where something was."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for one in decisions:
        if one.asked.topic:
            if one.label:
                counts[one.asked.topic][one.label][0] += 1
            for label in refused.get(one.key, ()):
                counts[one.asked.topic][label][1] += 1
    return {
        topic: told
        for topic, labels in counts.items()
        if (told := {label: pair for label, pair in labels.items() if pair[1]})
    }


def routed(
    municipality_id: int, asked: Sequence[Asked], classifier: Classifier
) -> list[list[Proposed]]:
    """What the routes of the municipality say, those without a condition."""
    routes = routes_of(municipality_id)
    bodies = dict(Body.objects.filter(municipality_id=municipality_id).values_list("pk", "code"))
    blocks = dict(Block.objects.filter(municipality_id=municipality_id).values_list("pk", "code"))
    found = []
    for each in asked:
        topic = classifier.by_code.get(each.topic)
        to = route(topic.pk if topic else None, each.settlement, classifier.views, routes)
        label = label_of(bodies.get(to.body_id or 0), blocks.get(to.block_id or 0))
        found.append([Proposed(label, 1.0)] if label else [])
    return found


def label_of(body: str | None, block: str | None) -> str:
    return f"{BODY}{body}" if body else f"{BLOCK}{block}" if block else ""


def _charged(keys: Sequence[int]) -> dict[int, set[str]]:
    """Everybody who was charged with each case."""
    found: dict[int, set[str]] = defaultdict(set)
    for case, body, block in _assignments(keys):
        found[case].add(label_of(body, block))
    return found


def _assignments(keys: Sequence[int]) -> Iterator[tuple[int, str | None, str | None]]:
    for start in range(0, len(keys), 5000):
        rows = Assignment.objects.filter(case__in=keys[start : start + 5000]).order_by()
        yield from rows.values_list("case_id", "body__code", "block__code")
