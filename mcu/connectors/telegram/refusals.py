"""What Telegram means by its codes, for whoever has to do something about it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from mcu.clients.failure import Failure, permanent, stopped, temporary
from mcu.clients.web import LONGEST_PAUSE, Answer

OTHERWISE = "Ответьте другим способом и отметьте «отправлено вручную»."
REVOKED = (
    "Остановлен: ключ бота Telegram отозван или неверен. Получите новый у @BotFather и впишите его."
)
BLOCKED = (
    "Написать нельзя: житель заблокировал бота, удалил себя или бот исключён из чата. " + OTHERWISE
)
NO_CHAT = "В Telegram нет такого чата. " + OTHERWISE
GONE = "Сообщения в Telegram больше нет или его уже нельзя изменить. Оставьте как есть."
TWO = "Тем же ключом бота пользуется другая программа. Остановите её или получите новый ключ."
SLOWER = "Telegram просит писать реже. Программа подождёт."
ABSENT = ("chat not found", "user not found", "peer_id_invalid")
TOO_LATE = ("message to edit not found", "message can't be", "message to delete not found")


class MovedError(Exception):
    """A group became a supergroup: it has another number now."""

    def __init__(self, chat: int) -> None:
        super().__init__(f"moved to {chat}")
        self.chat = chat


def refusal(answer: Answer) -> Failure | MovedError:
    """What an answer that is no success means."""
    words, parameters = _said(answer)
    if "migrate_to_chat_id" in parameters:
        return MovedError(int(parameters["migrate_to_chat_id"]))
    if answer.status in {401, 404}:  # of a key that was never given out Telegram says 404
        return stopped(REVOKED)
    if answer.status == 403:
        return permanent(BLOCKED)
    if answer.status == 409:
        return temporary(TWO, whole=True)
    if answer.status == 429:
        return temporary(SLOWER, retry_after=_pause(parameters), whole=True)
    if answer.status in {400, 413}:
        return permanent(
            _why(words.lower()) or f"Telegram не принял: «{words or answer.status}». {OTHERWISE}"
        )
    return temporary(
        f"Telegram отвечает ошибкой (код {answer.status}). Программа повторит сама.",
        retry_after=timedelta(minutes=1), whole=answer.status >= 500,
    )  # fmt: skip


def unchanged(answer: Answer) -> bool:
    """The text stands there already: an attempt before this one was taken."""
    return answer.status == 400 and "message is not modified" in _said(answer)[0]


def _why(words: str) -> str:
    if any(each in words for each in ABSENT):
        return NO_CHAT
    return GONE if any(each in words for each in TOO_LATE) else ""


def _pause(parameters: Mapping[str, Any]) -> timedelta:
    asked = parameters.get("retry_after")
    return (
        min(timedelta(seconds=asked), LONGEST_PAUSE)
        if isinstance(asked, int)
        else timedelta(seconds=5)
    )


def _said(answer: Answer) -> tuple[str, Mapping[str, Any]]:
    try:
        told = answer.json()
        return str(told.get("description", ""))[:200], told.get("parameters") or {}
    except (Failure, AttributeError):
        return "", {}
