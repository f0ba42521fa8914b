"""A bot in Telegram: updates brought by the service or asked for, answers, posts."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from mcu.clients.failure import permanent, temporary
from mcu.clients.web import TIMEOUT
from mcu.connectors.contract import (
    Attached,
    Batch,
    Can,
    Connector,
    Cursor,
    Item,
    Knock,
    Parcel,
    Payload,
    Sent,
    Welcome,
)
from mcu.connectors.telegram.events import FILE, STAFF_CHAT, WANTED, event_key, items_of, key_of
from mcu.connectors.telegram.form import HOOK, LAW, STAFF, TelegramForm
from mcu.connectors.telegram.refusals import MovedError, refusal, unchanged

SIGNED = "x-telegram-bot-api-secret-token"
PAGE, LONGEST, LONGEST_UNDER_FILES = 100, 4096, 1024
# Telegram takes 30 messages a second from a bot, one a second into a chat, 20 a minute into a group.
ALL, IN_A_CHAT, IN_A_GROUP = 30, 1, 20
NUMBERS_LAST = timedelta(
    days=6
)  # after a week of silence updates are numbered anew, also backwards
NO_ADDRESS = (
    "Telegram не может присылать сообщения: у программы нет адреса https. Укажите MCU_URL или "
    "выберите «программа спрашивает»."
)


class TelegramConnector(Connector):
    """See README.md for the calls."""

    code: ClassVar = "telegram"
    title: ClassVar = "Telegram: бот"
    channel: ClassVar = "telegram"
    form: ClassVar = TelegramForm
    can: ClassVar = frozenset(
        {Can.HOOK, Can.FETCH, Can.SEND, Can.FILES, Can.PUBLISH, Can.AMEND, Can.WITHDRAW}
    )
    reads_at_first: ClassVar = False
    warning: ClassVar = (
        "Telegram — иностранный мессенджер, в российских сетях он работает с перебоями: при "
        "необходимости укажите адрес сервиса и посредника."
    )
    subscribes: ClassVar = True
    reply_warning: ClassVar = LAW + " На рабочий чат сотрудников это ограничение не рассчитано."

    def caution(self) -> str:
        if self.settings.get("people") == STAFF:
            return f"{STAFF_CHAT}: жителям отсюда не отвечают. {LAW}"
        return f"Отвечать жителям включено. {LAW}"

    def probe(self) -> str:
        bot = self._ask("getMe")
        hears = "видит все сообщения" if bot.get("can_read_all_group_messages") else (
            "видит только обращённые к нему, пока его не сделают администратором"
        )  # fmt: skip
        return f"Бот @{bot['username']} отвечает. В группах он {hears}."

    def knock(self, knock: Knock) -> Welcome:
        self.check_secret(knock.headers.get(SIGNED, ""))
        return Welcome(key=event_key(knock.body))

    def fetch(self, cursor: Cursor, wait: float) -> Iterator[Batch]:
        self._watch()
        if self.settings.get("way") != HOOK:
            yield from self._updates(cursor, wait, datetime.now(UTC))

    def read(self, body: bytes) -> list[Item]:
        return items_of(body, of_staff=self.settings.get("people") == STAFF)

    def download(self, file: Attached, largest: int) -> Iterator[bytes]:
        found = self._ask("getFile", {"file_id": file.url.removeprefix(FILE)})
        path = f"/file/bot{self.settings['token']}/{found['file_path']}"
        return self.service.download(path, largest=largest)

    def send(self, parcel: Parcel) -> Sent:
        return self._say(parcel, parcel.to["chat"], parcel.to.get("message"))

    def publish(self, parcel: Parcel) -> Sent:
        if not self.settings.get("channel"):
            raise permanent("Канал для публикаций не указан: впишите его в настройках канала.")
        return self._say(parcel, self.settings["channel"])

    def amend(self, sent: Sent, to: Mapping[str, Any], text: str) -> None:
        _check(text, LONGEST)
        chat, message = _place_of(sent)
        self._write("editMessageText", chat, message_id=message, text=text)

    def withdraw(self, sent: Sent, to: Mapping[str, Any]) -> None:
        chat, message = _place_of(sent)
        self._write("deleteMessage", chat, message_id=message)

    def _watch(self) -> None:
        """Our address stands at Telegram, or none does when we ask ourselves: both exclude each other."""
        stands = self._ask("getWebhookInfo")["url"]
        if self.settings.get("way") != HOOK:
            if stands:
                self._ask("deleteWebhook", {"drop_pending_updates": False})
            return
        if not self.hook.startswith("https://"):
            raise temporary(NO_ADDRESS)
        if stands != self.hook:
            self._ask("setWebhook", {
                "url": self.hook, "secret_token": self.settings["secret"],
                "allowed_updates": list(WANTED), "drop_pending_updates": False,
            })  # fmt: skip

    def _updates(self, cursor: Cursor, wait: float, now: datetime) -> Iterator[Batch]:
        """Telegram forgets what is behind the offset: asked for only when it is stored here."""
        silent = (
            cursor.get("heard") and now - datetime.fromisoformat(cursor["heard"]) > NUMBERS_LAST
        )
        query: dict[str, Any] = {
            "limit": PAGE, "timeout": int(min(wait, 50)), "allowed_updates": list(WANTED),
        }  # fmt: skip
        if "offset" in cursor and not silent:
            query["offset"] = cursor["offset"]
        while True:
            page = self._ask("getUpdates", query, wait=wait)
            if not page:
                return
            query["offset"] = max(update["update_id"] for update in page) + 1
            yield Batch(
                tuple(map(_payload, page)), {"offset": query["offset"], "heard": now.isoformat()}
            )

    def _say(self, parcel: Parcel, chat: int | str, above: int | None = None) -> Sent:
        given: dict[str, Any] = {}
        if above:
            given["reply_parameters"] = {"message_id": above, "allow_sending_without_reply": True}
        if parcel.files:
            _check(parcel.text, LONGEST_UNDER_FILES)
            made = self._with_files(parcel, chat, given)
        else:
            _check(parcel.text, LONGEST)
            quiet = {"is_disabled": True}
            made = self._write(
                "sendMessage", chat, text=parcel.text, link_preview_options=quiet, **given
            )
        place = made["chat"]
        name, number = place.get("username"), made["message_id"]
        public = place["type"] == "channel" and name
        return Sent(key_of(place["id"], number), f"https://t.me/{name}/{number}" if public else "")

    def _with_files(self, parcel: Parcel, chat: int | str, given: Mapping[str, Any]) -> Any:
        """All files in one message of the service, so that it is taken whole or not at all."""
        if len(parcel.files) > 10:
            raise permanent("Telegram принимает не больше 10 файлов сразу. Уберите лишние.")
        media = [
            {"type": "document", "media": f"attach://f{number}"}
            for number in range(len(parcel.files))
        ]
        media[-1]["caption"] = parcel.text
        with ExitStack() as opened:
            files = {
                f"f{number}": (file.name, opened.enter_context(file.path.open("rb")))
                for number, file in enumerate(parcel.files)
            }
            if len(media) == 1:
                return self._write(
                    "sendDocument",
                    chat,
                    files={"document": files["f0"]},
                    caption=parcel.text,
                    **given,
                )
            return self._write("sendMediaGroup", chat, files=files, media=media, **given)[-1]

    def _write(self, method: str, chat: int | str, *, files: Any = None, **given: Any) -> Any:
        """A group that has become a supergroup is written to under its new number."""
        self.take_turn(ALL, about="all")
        self.take_turn(IN_A_CHAT, about=f"chat {chat}")
        if str(chat).startswith("-"):
            self.take_turn(IN_A_GROUP, 60, about=f"group {chat}")
        try:
            return self._ask(method, {"chat_id": chat, **given}, files)
        except MovedError as moved:
            return self._ask(method, {"chat_id": moved.chat, **given}, files)

    def _ask(
        self, method: str, given: Mapping[str, Any] | None = None, files: Any = None,
        wait: float = 0.0,
    ) -> Any:  # fmt: skip
        path = f"/bot{self.settings['token']}/{method}"
        body = {"data": _flat(given or {}), "files": files} if files else {"json": given or {}}
        answer = self.service.ask("POST", path, timeout=TIMEOUT + wait, **body)
        if answer.ok:
            return answer.json()["result"]
        if unchanged(answer):
            return {}
        raise refusal(answer)


def _flat(given: Mapping[str, Any]) -> dict[str, str]:
    """Beside files everything is a field of a form."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in given.items()
    }


def _check(text: str, longest: int) -> None:
    if len(text) > longest:
        raise permanent(f"Текст длиннее {longest} знаков, Telegram его не примет. Сократите его.")


def _place_of(sent: Sent) -> tuple[int, int]:
    _, chat, message = sent.id.split(":")
    return int(chat), int(message)


def _payload(update: Mapping[str, Any]) -> Payload:
    body = json.dumps(update, ensure_ascii=False, sort_keys=True).encode()
    return Payload(event_key(body), body)
