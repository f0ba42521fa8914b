"""MAX over loopback, as its schema and README.md describe it."""

import time
from dataclasses import replace
from typing import Any

from mcu.connectors.tests.standin import Asked, Reply, StandIn

HOUR = 3_600_000
BOT = {
    "user_id": 500, "first_name": "Ключи на связи", "last_name": None, "username": "keys_bot",
    "is_bot": True, "last_activity_time": 0,
}  # fmt: skip
ZOYA = {
    "user_id": 7, "first_name": "Зоя", "last_name": "Ключевская", "username": "zoya",
    "is_bot": False, "last_activity_time": 0,
}  # fmt: skip
DIALOG, CHAT, CHANNEL, CLOSED = 11, -22, -33, -44


class MaxService(StandIn):
    """A bot with a dialog, a chat, a channel it reads and one that is closed to it."""

    def __init__(self, token: str = "key") -> None:
        super().__init__()
        self.token = token
        self.chats = {
            DIALOG: _chat(DIALOG, "dialog", None), CHAT: _chat(CHAT, "chat", "Двор на Садовой"),
            CHANNEL: _chat(CHANNEL, "channel", "Ключи сегодня"),
            CLOSED: _chat(CLOSED, "channel", "Чужой канал"),
        }  # fmt: skip
        self.messages: list[dict[str, Any]] = []
        self.comments: dict[str, list[dict[str, Any]]] = {}
        self.subscriptions: list[dict[str, Any]] = []
        self.updates: list[dict[str, Any]] = []
        self.uploads: list[bytes] = []
        self.withdrawn: list[str] = []
        self.not_ready = 0
        self.clock = int(time.time() * 1000) - HOUR
        self._seq = 0

    def says(self, text: str, chat: int = DIALOG, **body: Any) -> dict[str, Any]:
        """A resident writes; the event that MAX brings of it."""
        message = self._message(chat, ZOYA, text, **body)
        self.messages.append(message)
        return self.event("message_created", message=message)

    def posts(self, text: str, channel: int = CHANNEL) -> str:
        """The channel posts something, in its own name."""
        message = self._message(channel, None, text)
        message["url"] = f"https://max.ru/keys/{message['body']['mid']}"
        self.messages.append(message)
        return message["body"]["mid"]

    def comment(self, post: str, text: str, sender: Any = ZOYA) -> dict[str, Any]:
        """Somebody writes under a post."""
        made = self._message(CHANNEL, sender, text)
        made["recipient"]["post_id"] = None  # the schema lets it be absent
        self.comments.setdefault(post, []).append(made)
        return made

    def event(self, kind: str, **more: Any) -> dict[str, Any]:
        self.clock += 1
        told = {"update_type": kind, "timestamp": self.clock, **more}
        self.updates.append(told)
        return told

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != self.token and asked.path != "/upload":
            return _error(401, "verify.token", "Invalid access_token")
        head, *rest = asked.path.strip("/").split("/")
        if rest and rest[-1] == "comments":
            return self._comments(asked, rest[0])
        return getattr(self, f"_{head}")(asked)

    def _me(self, asked: Asked) -> Reply:
        return Reply(BOT)

    def _chats(self, asked: Asked) -> Reply:
        number = asked.path.rpartition("/")[2]  # a list of them is no longer given
        chat = self.chats.get(int(number)) if number != "chats" else None
        return Reply(chat) if chat else _error(404, "not.found", "Unknown")

    def _subscriptions(self, asked: Asked) -> Reply:
        if asked.method == "GET":
            return Reply({"subscriptions": [
                {"url": each["url"], "time": 1, "update_types": each.get("update_types")}
                for each in self.subscriptions
            ]})  # fmt: skip
        if asked.method == "POST":
            self.subscriptions.append(asked.json)
        else:
            self.subscriptions = [s for s in self.subscriptions if s["url"] != asked.query["url"]]
        return Reply({"success": True})

    def _updates(self, asked: Asked) -> Reply:
        if self.subscriptions:
            return _error(405, "not.allowed", "webhook is active")
        start, limit = int(asked.query.get("marker", 0)), int(asked.query.get("limit", 100))
        wanted = asked.query.get("types", "message_created").split(",")
        page = self.updates[start : start + limit]
        told = [each for each in page if each["update_type"] in wanted]
        return Reply({"updates": told, "marker": start + len(page)})

    def _uploads(self, asked: Asked) -> Reply:
        return Reply({"url": f"{self.base}/upload?type={asked.query['type']}"})

    def _upload(self, asked: Asked) -> Reply:
        self.uploads.append(asked.body)
        token = f"t{len(self.uploads)}"
        image = asked.query["type"] == "image"
        return Reply({"photos": {"p1": {"token": token}}} if image else {"token": token})

    def _messages(self, asked: Asked) -> Reply:
        if asked.method == "GET":
            return self._history(asked)
        if asked.method == "POST":
            return self._take(asked)
        mid = asked.query["message_id"]
        if asked.method == "DELETE":
            self.withdrawn.append(mid)
            return Reply({"success": True})
        for each in self.messages:
            if each["body"]["mid"] == mid:
                each["body"]["text"] = asked.json["text"]
                return Reply({"success": True})
        return _error(404, "not.found", "Message not found")

    def _history(self, asked: Asked) -> Reply:
        chat = int(asked.query["chat_id"])
        if chat == CLOSED:
            return _error(403, "access.denied", "No read_all_messages")
        newest = int(asked.query.get("from", 2**62))  # the pages go back in time from here
        found = [
            each for each in reversed(self.messages)
            if each["recipient"]["chat_id"] == chat and each["timestamp"] <= newest
        ]  # fmt: skip
        return Reply({"messages": found[: int(asked.query.get("count", 50))]})

    def _take(self, asked: Asked) -> Reply:
        body = asked.json
        chat = int(asked.query.get("chat_id") or DIALOG)
        if chat not in self.chats:
            return _error(404, "chat.not.found", f"Chat {chat} not found")
        if len(body["text"]) > 4000:
            return _error(400, "proto.payload", "text: too long")
        if body.get("attachments") and self.not_ready:
            self.not_ready -= 1
            return _error(400, "attachment.not.ready", "Key: errors.process.attachment")
        return Reply({"message": self._own(chat, asked)})

    def _comments(self, asked: Asked, post: str) -> Reply:
        if asked.method == "GET":
            return self._talk(asked, post)
        if asked.method == "POST":
            made = self.comment(post, asked.json["text"], BOT)
            made["link"] = asked.json.get("link")
            return Reply({"message": made})
        if asked.method == "PUT":
            return _error(422, "comments.timeout_exceeded", "Editing timeout")
        self.withdrawn.append(asked.query["comment_id"])
        return Reply({"success": True})

    def _talk(self, asked: Asked, post: str) -> Reply:
        after, before = int(asked.query.get("after", 0)), int(asked.query.get("before", 2**62))
        found = [c for c in self.comments.get(post, []) if after <= c["timestamp"] < before]
        return Reply({"messages": found[-int(asked.query.get("count", 50)) :][::-1]})

    def _own(self, chat: int, asked: Asked) -> dict[str, Any]:
        made = self._message(chat, BOT, asked.json["text"])
        made["sent"] = replace(asked).json
        self.messages.append(made)
        return {name: value for name, value in made.items() if name != "sent"}

    def _message(self, chat: int, sender: Any, text: str, **body: Any) -> dict[str, Any]:
        self._seq += 1
        self.clock += 1
        link = body.pop("link", None)
        made = {
            "sender": sender,
            "recipient": {"chat_id": chat, "chat_type": self.chats[chat]["type"], "user_id": None},
            "timestamp": self.clock,
            "body": {"mid": f"mid.{self._seq:032x}", "seq": self._seq, "text": text, **body},
        }
        return made | ({"link": link} if link else {})


def _chat(number: int, kind: str, title: str | None) -> dict[str, Any]:
    return {
        "chat_id": number, "type": kind, "status": "active", "title": title, "icon": None,
        "last_event_time": 1, "participants_count": 2, "is_public": False, "description": None,
        "link": None,
    }  # fmt: skip


def _error(status: int, code: str, message: str) -> Reply:
    return Reply({"code": code, "message": message}, status)
