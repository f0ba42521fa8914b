"""What the program reads out of a text, and what a person says of it."""

from datetime import datetime

from mcu.cases.actions.step import step
from mcu.cases.models import Case, Suggestion
from mcu.cases.rules.labels import ABOUT, URGENT, TextLabel, told
from mcu.cases.rules.words import Importance
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor


def suggest_labels(case: Case, now: datetime) -> list[Suggestion]:
    """Keep the labels of a new message with their reasons; nothing is decided by them."""
    return Suggestion.objects.bulk_create(
        Suggestion(
            case=case,
            about=ABOUT,
            value=row.code,
            title=row.title,
            confidence=row.confidence,
            reason=row.reason[:500],
            made_at=now,
        )
        for row in told(case.text)
    )


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
