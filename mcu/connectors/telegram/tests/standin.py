"""The Bot API of Telegram over loopback, as README.md describes it."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, unquote

from mcu.connectors.tests.standin import Asked, Reply, StandIn
from mcu.core.tests.pictures import photo

TOKEN = "500:" + "k" * 35
ZOYA = {
    "id": 7,
    "is_bot": False,
    "first_name": "Зоя",
    "last_name": "Ключевская",
    "username": "zoya",
}
DIALOG = {"id": 7, "type": "private", "first_name": "Зоя"}
GROUP = {"id": -100200, "type": "supergroup", "title": "Двор на Садовой"}
CHANNEL = {"id": -100300, "type": "channel", "title": "Ключи сегодня", "username": "keys_today"}
MOVED = {"id": -55, "type": "group", "title": "Был группой"}


class TelegramService(StandIn):
    """A bot with a dialog, a group, a channel and a group that has another number now."""

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__()
        self.token = token
        self.chats = {str(chat["id"]): chat for chat in (DIALOG, GROUP, CHANNEL)}
        self.chats["@keys_today"] = CHANNEL
        self.updates: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self.withdrawn: list[int] = []
        self.webhook: dict[str, Any] = {"url": ""}
        self.next_update, self.next_message = 900, 0

    def says(self, text: str | None, chat: Any = DIALOG, **more: Any) -> dict[str, Any]:
        """Somebody writes; the update that comes of it."""
        kind = more.pop("kind", "message")
        self.next_message += 1
        message = {
            "message_id": self.next_message, "date": 1795245000 + self.next_message,
            "chat": chat, "from": ZOYA, **more,
        }  # fmt: skip
        return self.tells({kind: message | ({} if text is None else {"text": text})})

    def tells(self, what: dict[str, Any]) -> dict[str, Any]:
        self.next_update += 1
        update = {"update_id": self.next_update, **what}
        self.updates.append(update)
        return update

    def answer(self, asked: Asked) -> Reply:
        parts = unquote(asked.path).strip("/").split("/")
        if parts[0] == "file":
            known = parts[1] == f"bot{self.token}"
            return Reply(photo(form="PNG")) if known else Reply(b"", 404)
        if parts[0] != f"bot{self.token}":
            return refused(401, "Unauthorized")
        given = _fields(asked)
        made = getattr(self, f"_{parts[1]}")(given)
        return made if isinstance(made, Reply) else Reply({"ok": True, "result": made})

    def _getMe(self, given: Any) -> Any:
        return {
            "id": 500, "is_bot": True, "first_name": "Ключи", "username": "keys_bot",
            "can_join_groups": True, "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }  # fmt: skip

    def _getWebhookInfo(self, given: Any) -> Any:
        return {
            "url": self.webhook["url"], "has_custom_certificate": False, "pending_update_count": 0,
        }  # fmt: skip

    def _setWebhook(self, given: Any) -> Any:
        self.webhook = given
        return True

    def _deleteWebhook(self, given: Any) -> Any:
        self.webhook = {"url": ""}
        return True

    def _getUpdates(self, given: Any) -> Any:
        if self.webhook["url"]:
            return refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if "offset" in given:
            self.updates = [u for u in self.updates if u["update_id"] >= given["offset"]]
        wanted = given["allowed_updates"]
        return [u for u in self.updates if any(k in u for k in wanted)][: given.get("limit", 100)]

    def _getFile(self, given: Any) -> Any:
        if given["file_id"] == "huge":
            return refused(400, "Bad Request: file is too big")
        return {
            "file_id": given["file_id"], "file_unique_id": "u", "file_size": 72,
            "file_path": "photos/1.jpg",
        }  # fmt: skip

    def _sendMessage(self, given: Any) -> Any:
        if str(given["chat_id"]) == str(MOVED["id"]):
            return refused(
                400, "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=GROUP["id"],
            )  # fmt: skip
        chat = self.chats.get(str(given["chat_id"]))
        if chat is None:
            return refused(400, "Bad Request: chat not found")
        self.next_message += 1
        made = {
            "message_id": self.next_message, "date": 1795245000, "chat": chat,
            "from": {"id": 500, "is_bot": True, "first_name": "Ключи"}, "text": given.get("text", ""),
        }  # fmt: skip
        self.sent.append(made | {"given": given})
        return made

    def _sendDocument(self, given: Any) -> Any:
        return self._sendMessage(given)

    def _sendMediaGroup(self, given: Any) -> Any:
        return [self._sendMessage(given) for _ in json.loads(given["media"])]

    def _editMessageText(self, given: Any) -> Any:
        for message in self.sent:
            if message["message_id"] == int(given["message_id"]):
                if message["text"] == given["text"]:
                    return refused(400, "Bad Request: message is not modified")
                message["text"] = given["text"]
                return {name: value for name, value in message.items() if name != "given"}
        return refused(400, "Bad Request: message to edit not found")

    def _deleteMessage(self, given: Any) -> Any:
        self.withdrawn.append(given["message_id"])
        return True


def refused(status: int, description: str, **parameters: Any) -> Reply:
    """As the service refuses."""
    told: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return Reply(told | ({"parameters": parameters} if parameters else {}), status)


def _fields(asked: Asked) -> dict[str, Any]:
    """JSON, the fields of a form, or those of one with files: the service takes them all."""
    kind = asked.headers.get("content-type", "")
    if "multipart" in kind:
        return _parts(asked.body, kind.partition("boundary=")[2].strip('"').encode())
    if "json" in kind:
        return asked.json
    form = dict(parse_qsl(asked.body.decode())) | asked.query
    return {name: _value(value) for name, value in form.items()}


def _parts(body: bytes, boundary: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for piece in body.split(b"--" + boundary):
        name = re.search(rb'name="?([^";\r\n]+)', piece)
        if name:
            content = piece.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n").decode()
            found[name[1].decode()] = content
    return found


def _value(written: str) -> Any:
    try:
        return json.loads(written)
    except ValueError:
        return written
