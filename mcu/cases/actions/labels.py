"""What the program reads out of a text, and what a person says of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mcu.cases.actions.step import step
from mcu.cases.models import Case, Suggestion
from mcu.cases.rules.labels import ABOUT, URGENT, TextLabel, Told, codes, told
from mcu.cases.rules.words import Importance
from mcu.cases.rules.workflow import FINISHED, Verb
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor

BATCH = 500


def suggest_labels(cases: Sequence[Case], now: datetime) -> None:
    """Keep the labels of new messages with their reasons; nothing is decided by them."""
    Suggestion.objects.bulk_create(
        row for case in cases for row in _suggested(case, told(case.text), now)
    )


def _suggested(case: Case, rows: Iterable[Told], now: datetime) -> list[Suggestion]:
    return [
        Suggestion(
            case=case, about=ABOUT, value=row.code, title=row.title, confidence=row.confidence,
            reason=row.reason[:500], made_at=now,
        )
        for row in rows
    ]  # fmt: skip


def label_old(*, place: Municipality, by: Actor) -> int:
    """Labels for what was stored before there were any; how many messages got some. Whoever decided
    about a label of a message has had the last word on it."""
    position, labelled = 0, 0
    while batch := _label_batch(place, position, by):
        position, count = batch
        labelled += count
    return labelled


@transaction.atomic
def _label_batch(place: Municipality, position: int, by: Actor) -> tuple[int, int] | None:
    """The next messages without labels: the last of them and how many got some; None at the end."""
    known = Suggestion.objects.filter(case=OuterRef("pk"), about=ABOUT)
    waiting = Case.objects.filter(~Exists(known), municipality=place, labels=[], pk__gt=position)
    cases = list(waiting.select_for_update(of=("self",)).order_by("pk")[:BATCH])
    if not cases:
        return None
    now = timezone.now()
    found = [(case, rows) for case in cases if (rows := told(case.text))]
    for case, rows in found:
        case.labels = codes(rows)
    Case.objects.bulk_update([case for case, _ in found], ["labels"])
    of_open = [(case, rows) for case, rows in found if case.state not in FINISHED]
    Suggestion.objects.bulk_create(
        row for case, rows in of_open for row in _suggested(case, rows, now)
    )
    if found:
        journal.write(
            "case.label_old", by=by, municipality_id=place.pk, of=place, after={"rows": len(found)}
        )
    return cases[-1].pk, len(found)


def decide_label(
    *, case: Case, label: str, right: bool, by: Actor, now: datetime | None = None
) -> Case:
    """Right: it stays, a danger makes the case important. Wrong: it is taken off."""
    with step(Verb.LABEL, case, by=by, now=now) as work:
        waiting = Suggestion.objects.filter(
            case=work.case, about=ABOUT, value=label, decided_at__isnull=True
        )
        if not waiting.update(decided_at=work.now, decided_value=label if right else ""):
            raise RuleViolation("Этот признак уже подтвердили или сняли. Обновите страницу.")
        if not right:
            work.case.labels = [code for code in work.case.labels if code != label]
            work.case.save(update_fields=["labels"])
        elif label in URGENT and work.case.importance == Importance.NORMAL:
            work.case.importance = Importance.HIGH
        work.extra["label"] = f"«{TextLabel(label).label}» {'верен' if right else 'снят'}"
    case.labels = work.case.labels
    return case
