"""Whether a ground for no answer on the merits may be used, and what has to be said with it."""

from dataclasses import dataclass

from mcu.cases.rules.appeal.law import LAW, Ground
from mcu.cases.rules.words import AppealKind, Regime


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of the appeal and what was filled in."""

    ground: str
    words: str
    regime: str
    kind: str = ""
    registered: bool = True
    waiting: bool = False
    url: str = ""
    forward_to: str = ""
    former_answered: bool = False


def refusal(given: Given) -> str:
    """Why the ground cannot be used, in words; empty when it can."""
    ground = LAW.grounds.get(given.ground)
    if given.regime != Regime.APPEAL:
        return "Основания статьи 11 — только для обращений (59-ФЗ), а это сообщение."
    if ground is None:
        return "Выберите основание из списка."
    if not given.registered:
        return "Сначала присвойте обращению регистрационный номер."
    if given.waiting:
        return "Решение без ответа уже предложено и ждёт согласования."
    if not given.words.strip():
        return "Объясните, в чём основание: это увидит тот, кто проверяет решение."
    return _missing(ground, given)


def _missing(ground: Ground, given: Given) -> str:
    if ground.url and not given.url.startswith(("https://", "http://")):
        return "Укажите адрес страницы официального сайта, где размещён ответ: https://…"
    if ground.complaint and given.kind != AppealKind.COMPLAINT:
        return "Это основание — только для жалобы. Проверьте вид обращения."
    if ground.former and not given.former_answered:
        return (
            "Прекратить переписку можно, когда на прежнее обращение дан ответ. "
            "Свяжите обращение с прежним и посмотрите, дан ли на него ответ."
        )
    if given.forward_to and not ground.forward:
        return "По этому основанию обращение никуда не пересылают: уберите орган."
    return ""
