"""The life of a problem as one table: from which state into which, and what must be said for it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from mcu.core.errors import RuleViolation


class ProblemState(TextChoices):
    OPEN = "open", "Открыта"
    PLANNED = "planned", "Запланирована"
    IN_WORK = "in_work", "В работе"
    DONE = "done", "Сделано"
    CHECKED = "checked", "Проверено"
    DISMISSED = "dismissed", "Отклонена"
    JOINED = "joined", "Объединена с другой"
    VOID = "void", "Отменена"


class ActKind(TextChoices):
    """What was done to who belongs where; each of them may be undone."""

    OPEN = "open", "открыта проблема"
    JOIN = "join", "присоединены сообщения"
    LEAVE = "leave", "отсоединены сообщения"
    SPLIT = "split", "выделена новая проблема"
    UNITE = "unite", "объединены две проблемы"


S = ProblemState
BOARD = (S.OPEN, S.PLANNED, S.IN_WORK, S.DONE, S.CHECKED)
# A new message may belong to what was reported as done: then it was not.
JOINABLE = frozenset({S.OPEN, S.PLANNED, S.IN_WORK, S.DONE})
OVER = frozenset({S.CHECKED, S.DISMISSED, S.JOINED, S.VOID})
LIVE = (S.OPEN, S.PLANNED, S.IN_WORK)
SHOWN = frozenset(set(S) - {S.VOID})


@dataclass(frozen=True, slots=True)
class Step:
    """One step, the words of its button, and what has to be there: plan, done, reason."""

    source: ProblemState
    target: ProblemState
    label: str
    needs: frozenset[str] = frozenset()


def _step(source: S, target: S, label: str, *needs: str) -> Step:
    return Step(source, target, label, frozenset(needs))


STEPS: dict[tuple[str, str], Step] = {
    (step.source, step.target): step
    for step in (
        _step(S.OPEN, S.PLANNED, "Запланировать", "plan"),
        _step(S.OPEN, S.IN_WORK, "Взять в работу"),
        _step(S.OPEN, S.DONE, "Сделано", "done"),
        _step(S.OPEN, S.DISMISSED, "Отклонить", "reason"),
        _step(S.PLANNED, S.IN_WORK, "Взять в работу"),
        _step(S.PLANNED, S.DONE, "Сделано", "done"),
        _step(S.PLANNED, S.OPEN, "Вернуть без плана"),
        _step(S.PLANNED, S.DISMISSED, "Отклонить", "reason"),
        _step(S.IN_WORK, S.DONE, "Сделано", "done"),
        _step(S.IN_WORK, S.PLANNED, "Вернуть в план", "plan"),
        _step(S.IN_WORK, S.OPEN, "Вернуть в открытые"),
        _step(S.DONE, S.CHECKED, "Проверено на месте", "proof"),
        _step(S.DONE, S.IN_WORK, "Не подтвердилось, вернуть в работу", "reason"),
        _step(S.CHECKED, S.IN_WORK, "Открыть снова", "reason"),
        _step(S.DISMISSED, S.OPEN, "Открыть снова", "reason"),
    )
}
MISSING = {
    "plan": "Сначала впишите план и день, к которому он будет выполнен: кнопка «План».",
    "done": "Напишите, что сделано, и укажите день работ.",
    "reason": "Напишите причину.",
    "proof": "Напишите, как проверено, или приложите подтверждение: фото, акт.",
}


def steps_from(state: str) -> list[Step]:
    """The steps there are from this state, in the order of the table."""
    return [step for step in STEPS.values() if step.source == state]


def check_step(
    state: str,
    target: str,
    *,
    plan: str = "",
    plan_until: date | None = None,
    done: str = "",
    done_on: date | None = None,
    reason: str = "",
    proof: str = "",
    files: int = 0,
) -> Step:
    """The step, or RuleViolation: there is none, or something has to be said first."""
    step = STEPS.get((state, target))
    if step is None:
        now, then = ProblemState(state).label, _label(target)
        raise RuleViolation(
            f"Из состояния «{now}» нельзя сразу перейти в «{then}». Обновите страницу и выберите другой шаг.",
            code="state",
        )
    there = {
        "plan": bool(plan.strip() and plan_until),
        "done": bool(done.strip() and done_on),
        "reason": bool(reason.strip()),
        "proof": bool(proof.strip() or files),
    }
    for need in sorted(step.needs):
        if not there[need]:
            raise RuleViolation(MISSING[need], code=need)
    return step


def _label(target: str) -> str:
    return str(ProblemState(target).label) if target in ProblemState.values else target
