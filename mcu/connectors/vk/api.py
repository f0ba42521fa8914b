"""Methods of the API: called no faster than allowed; what its errors mean to whoever mends them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from mcu.clients.failure import Failure, permanent, stopped, temporary
from mcu.clients.web import Service

VERSION = "5.199"

BY_HAND = " Ответьте на странице сообщества и отметьте «отправлено вручную»."
NO_ACCESS = (
    permanent,
    (
        "ВКонтакте не пускает: комментарии закрыты, запись скрыта или у ключа нет такого права."
        + BY_HAND
    ),
)
AUTHOR = (
    permanent,
    (
        "Автор удалил или закрыл страницу либо запретил сообществу писать ему: ВКонтакте не даёт "
        "ответить." + BY_HAND
    ),
)
CAPTCHA = (
    stopped,
    (
        "Остановлен: ВКонтакте просит ввести код с картинки (капчу), программа её не разгадывает. "
        "Зайдите в сообщество из браузера, пройдите проверку и нажмите «Проверить»."
    ),
)
POST = permanent, "ВКонтакте не принимает запись сообщества. Опубликуйте её на странице сообщества."
BUSY = (
    partial(temporary, whole=True, retry_after=timedelta(minutes=1)),
    ("ВКонтакте временно не справляется. Программа повторит сама."),
)
ERRORS: Mapping[int, tuple[Any, str]] = {
    1: BUSY,
    2: (stopped, "Остановлен: приложение, к которому относится ключ, выключено. Включите его."),
    5: (stopped, "Остановлен: ключ отозван или вписан неверно. Создайте новый ключ сообщества."),
    6: (
        partial(temporary, whole=True, retry_after=timedelta(seconds=1)),
        "ВКонтакте просит обращаться реже. Программа подождёт.",
    ),
    7: NO_ACCESS,
    9: (
        partial(temporary, whole=True, retry_after=timedelta(minutes=5)),
        "ВКонтакте считает, что одинаковых ответов слишком много подряд. Программа подождёт.",
    ),
    10: BUSY,
    14: CAPTCHA,
    15: NO_ACCESS,
    17: (
        stopped,
        "Остановлен: ВКонтакте просит подтвердить вход. Подтвердите его в браузере и нажмите "
        "«Проверить».",
    ),
    18: AUTHOR,
    27: (
        permanent,
        "ВКонтакте не разрешает это ключу сообщества, только человеку." + BY_HAND,
    ),
    28: (
        stopped,
        "Остановлен: вписан ключ приложения вместо ключа сообщества. Создайте ключ в управлении "
        "сообществом: «Работа с API».",
    ),
    29: (
        partial(temporary, whole=True, retry_after=timedelta(hours=3)),
        "ВКонтакте исчерпал суточный предел для этого ключа. Программа продолжит позже.",
    ),
    30: AUTHOR,
    100: (permanent, "ВКонтакте не принял запрос: текст или адрес не подходит." + BY_HAND),
    104: (permanent, "Записи или комментария больше нет." + BY_HAND),
    113: AUTHOR,
    125: (stopped, "Остановлен: такого сообщества нет. Проверьте его номер в настройках."),
    203: NO_ACCESS,
    210: NO_ACCESS,
    211: NO_ACCESS,
    212: NO_ACCESS,
    213: NO_ACCESS,
    214: (
        partial(temporary, retry_after=timedelta(hours=3)),
        "ВКонтакте не принимает больше записей сегодня или запретил их. Программа попробует позже.",
    ),
    219: POST,
    222: (
        permanent,
        "В комментариях сообщества запрещены ссылки. Уберите ссылку из ответа или разрешите их.",
    ),
    224: POST,
    900: AUTHOR,
    901: (
        permanent,
        "Житель не разрешил сообществу писать ему: первым пишет он." + BY_HAND,
    ),
    902: AUTHOR,
    912: (
        permanent,
        "В сообществе выключены возможности ботов. Включите их: «Сообщения» → «Настройки для бота».",
    ),
    914: (permanent, "Ответ длиннее, чем принимает ВКонтакте. Сократите его."),
    917: NO_ACCESS,
    1051: POST,
    3300: CAPTCHA,
}


class Api:
    """Calls under one key; a service key reads what a key of the community may not."""

    def __init__(self, service: Service, token: str, turn: Callable[[], None]) -> None:
        self._service, self._token, self._turn = service, token, turn

    def call(self, method: str, **given: Any) -> Any:
        """What the method answers; a Failure when it refuses."""
        self._turn()
        said = {name: _plain(value) for name, value in given.items() if value is not None}
        answer = self._service.ask(
            "POST", f"/method/{method}", data={**said, "access_token": self._token, "v": VERSION}
        )
        if not answer.ok:
            raise temporary(
                f"ВКонтакте отвечает ошибкой (код {answer.status}). Программа повторит сама.",
                whole=True,
            )
        told = answer.json()
        if "error" in told:
            raise refusal(told["error"])
        return told["response"]


def refusal(error: Mapping[str, Any]) -> Failure:
    """What a code of error means; one that is not listed may pass."""
    code = int(error.get("error_code") or error.get("code") or 0)
    if code in ERRORS:
        kind, sentence = ERRORS[code]
        failure: Failure = kind(sentence)
        return failure
    return temporary(f"ВКонтакте отвечает ошибкой {code}. Программа повторит сама.")


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
