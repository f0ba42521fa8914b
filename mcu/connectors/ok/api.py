"""Two doors of OK: Graph API with the key of a group, signed REST with the keys of an application."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from mcu.clients.failure import Failure, permanent, stopped, temporary
from mcu.clients.web import Answer, Service

BY_HAND = " Ответьте на странице группы и отметьте «отправлено вручную»."
JSON = {"Content-Type": "application/json;charset=utf-8"}
LATER = partial(temporary, whole=True, retry_after=timedelta(minutes=5))
NO_RIGHT = permanent, "Одноклассники не дали ключу этого права." + BY_HAND
EXPIRED = (
    stopped,
    "Остановлен: ключ Одноклассников отозван или истёк. Получите новый и впишите его.",
)
HUMAN = (
    stopped,
    (
        "Остановлен: Одноклассники просят подтвердить, что пишет человек. Зайдите в группу из "
        "браузера, пройдите проверку и нажмите «Проверить»."
    ),
)
ERRORS: Mapping[int, tuple[Any, str]] = {
    2: (LATER, "Одноклассники временно не работают. Программа повторит сама."),
    7: (permanent, "Одноклассники запретили это действие." + BY_HAND),
    8: (LATER, "Одноклассники считают, что запросов слишком много. Программа подождёт."),
    9: (
        stopped,
        "Остановлен: Одноклассники закрыли доступ с адреса программы. Напишите в поддержку.",
    ),
    10: NO_RIGHT,
    11: (
        partial(temporary, whole=True, retry_after=timedelta(hours=1)),
        "Предел запросов к Одноклассникам исчерпан. Программа продолжит позже.",
    ),
    50: NO_RIGHT,
    100: (permanent, "Одноклассники не приняли запрос: текст или адрес не подходит." + BY_HAND),
    101: (stopped, "Остановлен: публичный ключ приложения неверен. Впишите верный."),
    102: EXPIRED,
    103: EXPIRED,
    104: (stopped, "Остановлен: подпись не сходится. Проверьте ключ и секрет приложения."),
    160: (stopped, "Остановлен: такой группы нет. Проверьте её номер в настройках."),
    200: NO_RIGHT,
    210: (stopped, "Остановлен: приложение отключено Одноклассниками. Напишите в их поддержку."),
    300: (permanent, "Разговора или темы больше нет." + BY_HAND),
    402: HUMAN,
    403: HUMAN,
    454: (permanent, "Одноклассники не пропустили текст ответа. Измените его и отправьте снова."),
    456: (permanent, "Житель или группа ограничили сообщения." + BY_HAND),
}


class Graph:
    """Messages of the group."""

    def __init__(self, service: Service, token: str) -> None:
        self._service, self._token = service, token

    def get(self, path: str, **given: Any) -> dict[str, Any]:
        return self._told("GET", path, params={**given, "access_token": self._token})

    def post(self, path: str, said: Mapping[str, Any]) -> dict[str, Any]:
        return self._told(
            "POST", path, params={"access_token": self._token}, json=said, headers=JSON
        )

    def _told(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        return heard(self._service.ask(method, f"/graph/me/{path}", **given))


class Rest:
    """What an application with granted rights may read."""

    def __init__(self, service: Service, key: str, secret: str, session: str) -> None:
        self._service, self._key, self._secret, self._session = service, key, secret, session

    def call(self, method: str, **given: Any) -> dict[str, Any]:
        said = {name: str(value) for name, value in given.items() if value not in (None, "")}
        said |= {"application_key": self._key, "method": method, "format": "json"}
        said |= {"sig": signature(said, self._session, self._secret), "access_token": self._session}
        return heard(self._service.ask("POST", "/fb.do", data=said))


def signature(given: Mapping[str, str], session: str, secret: str) -> str:
    """As OK wants it: sorted pairs and a digest of the session with the secret, digested by MD5."""
    inner = hashlib.md5(f"{session}{secret}".encode(), usedforsecurity=False).hexdigest()
    pairs = "".join(f"{name}={given[name]}" for name in sorted(given))
    return hashlib.md5(f"{pairs}{inner}".encode(), usedforsecurity=False).hexdigest()


def heard(answer: Answer) -> dict[str, Any]:
    """What was answered; a Failure when it is an error, whatever the status says."""
    if answer.status >= 500:
        raise LATER(f"Одноклассники отвечают ошибкой {answer.status}. Программа повторит сама.")
    told = answer.json()
    if isinstance(told, dict) and "error_code" in told:
        raise refusal(int(told["error_code"]))
    if not answer.ok or not isinstance(told, dict):
        raise temporary("Одноклассники ответили не так, как описано. Программа повторит сама.")
    return told


def refusal(code: int) -> Failure:
    """What a code means; one that is not listed may pass."""
    if code in ERRORS:
        kind, sentence = ERRORS[code]
        failure: Failure = kind(sentence)
        return failure
    return temporary(f"Одноклассники отвечают ошибкой {code}. Программа повторит сама.")
