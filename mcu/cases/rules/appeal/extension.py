"""Extending the term of an appeal: once, by no more than thirty days, while it has not run out."""

from dataclasses import dataclass
from datetime import datetime

from mcu.cases.rules.appeal.law import LAW
from mcu.cases.rules.words import Regime


@dataclass(frozen=True, slots=True)
class Asked:
    """What the limits are measured against; both moments are aware."""

    regime: str
    due_at: datetime | None
    already: bool
    waiting: bool
    days: int
    reason: str


def refusal(asked: Asked, now: datetime) -> str:
    """Why the term is not extended, in words; empty when it may be."""
    if asked.regime != Regime.APPEAL:
        return "Продлить по ст. 12 ч. 2 можно только срок обращения (59-ФЗ), а это сообщение."
    if asked.due_at is None:
        return "Срок ответа уже выполнен или снят: продлевать нечего."
    if asked.waiting:
        return "Продление уже предложено и ждёт решения."
    if asked.already:
        return "Срок этого обращения уже продлевали: по ст. 12 ч. 2 это делают один раз."
    if now > asked.due_at:
        return f"Срок истёк {asked.due_at:%d.%m.%Y}: продлить можно только до его окончания."
    if not 1 <= asked.days <= LAW.most_days:
        return f"Срок продлевают не больше чем на {LAW.most_days} дней. Впишите от 1 до {LAW.most_days}."
    if asked.reason not in LAW.reasons:
        return "Выберите причину продления из списка."
    return ""
