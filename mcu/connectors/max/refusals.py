"""What MAX means by its codes, for whoever has to do something about it."""

from datetime import UTC, datetime, timedelta

from mcu.clients.failure import Failure, permanent, stopped, temporary
from mcu.clients.web import Answer

OTHERWISE = "Ответьте другим способом и отметьте «отправлено вручную»."
REVOKED = "Остановлен: ключ бота MAX отозван или неверен. Получите новый и впишите его."
SUSPENDED = "Остановлен: MAX приостановил бота. Узнайте причину на платформе MAX для партнёров."
CLOSED = "Написать нельзя: житель остановил бота или бот лишён доступа к чату. " + OTHERWISE
NOT_THERE = "В MAX нет такого чата или сообщения: удалено или бот исключён. " + OTHERWISE
TOO_LATE = "MAX больше не даёт править этот комментарий: прошло больше 26 часов."
NOT_MAX = "По этому адресу отвечает не MAX. Проверьте адрес сервиса."
SLOWER = "MAX просит писать реже. Программа подождёт."


class NotReadyError(Failure):
    """A file was taken, but not looked at yet."""

    def __init__(self) -> None:
        super().__init__(
            "MAX ещё обрабатывает файл. Программа повторит сама.", retry_after=timedelta(minutes=1)
        )


def refusal(answer: Answer, *, of_bot: bool = False) -> Failure:
    """What an answer that is no success means; `of_bot`: it was said of the bot, not of one chat."""
    code, words = _said(answer)
    if code == "attachment.not.ready":
        return NotReadyError()
    if answer.status == 401:
        return stopped(REVOKED)
    if answer.status == 403:
        return stopped(SUSPENDED) if of_bot else permanent(CLOSED)
    if answer.status == 404:
        return temporary(NOT_MAX) if of_bot else permanent(NOT_THERE)
    if answer.status == 422 and code == "comments.timeout_exceeded":
        return permanent(TOO_LATE)
    if answer.status == 429:
        asked = answer.retry_after(datetime.now(UTC)) or timedelta(seconds=5)
        return temporary(SLOWER, retry_after=asked, whole=True)
    if answer.status in {400, 413, 422}:
        return permanent(f"MAX не принял: «{words or answer.status}». Исправьте текст. {OTHERWISE}")
    return temporary(
        f"MAX отвечает ошибкой (код {answer.status}). Программа повторит сама.",
        retry_after=timedelta(minutes=1), whole=answer.status >= 500,
    )  # fmt: skip


def refused(answer: Answer) -> Failure | None:
    """MAX also refuses with «success»: false and nothing wrong in the code."""
    said = answer.json()
    if isinstance(said, dict) and said.get("success") is False:
        words = str(said.get("message") or "без объяснения")[:200]
        return permanent(f"MAX не выполнил: «{words}».")
    return None


def _said(answer: Answer) -> tuple[str, str]:
    try:
        told = answer.json()
        return str(told.get("code", "")), str(told.get("message", ""))[:200]
    except (Failure, AttributeError):
        return "", ""
