"""Одноклассники over loopback: Graph API of a group's messages, signed REST of its discussions.

Paths, bodies and answers as apiok.ru describes them. The signature was audited with ok-api 1.0.1.
"""

import time
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from mcu.connectors.ok.api import signature
from mcu.connectors.ok.events import MOSCOW
from mcu.connectors.tests.standin import Asked, Reply, StandIn
from mcu.core.tests.pictures import photo

GROUP, TOKEN, KEY, SECRET, SESSION = 55, "tkn1", "APPKEY", "APPSECRET", "session"


class OkService(StandIn):
    """Talks, topics with comments, subscriptions; `granted` is the right to read discussions."""

    def __init__(self) -> None:
        super().__init__()
        self.talks: dict[str, list[dict[str, Any]]] = {}
        self.kinds: dict[str, str] = {}
        self.topics: dict[str, list[dict[str, Any]]] = {}
        self.subscribed: list[str] = []
        self.granted, self.code = True, 0
        self._numbers = count(1)

    def says(self, text: str, chat: str = "chat:C1", who: str = "user:7", **more: Any) -> Any:
        """A message, as the hook tells it."""
        said = {
            "webhookType": "MESSAGE_CREATED", "sender": {"user_id": who, "name": "Зоя Ключевская"},
            "recipient": {"chat_id": chat}, "timestamp": now() + next(self._numbers),
            "message": {"text": text, "seq": 1, "mid": f"mid:{chat[5:]}.{next(self._numbers)}"},
        } | more  # fmt: skip
        self.talks.setdefault(chat, []).append(said)
        return said

    def comments(self, text: str, topic: str = "153", who: str = "8") -> dict[str, Any]:
        said = {
            "id": f"c{next(self._numbers)}", "author_id": who, "date": moscow(), "text": text,
            "type": "ACTIVE_MESSAGE",
        }  # fmt: skip
        self.topics.setdefault(topic, []).append(said)
        return said

    def answer(self, asked: Asked) -> Reply:
        if self.code:
            return error(self.code)
        if asked.path == "/fb.do":
            return self._rest(
                {name: each[0] for name, each in parse_qs(asked.body.decode()).items()}
            )
        if asked.path.startswith("/file/"):
            return Reply(photo(form="PNG"))
        if asked.query.get("access_token") != TOKEN:
            return error(103)
        json_only = asked.headers.get("content-type") == "application/json;charset=utf-8"
        if asked.method == "POST" and not json_only:
            return error(100)
        return self._graph(asked, asked.path.removeprefix("/graph/me/"))

    def _graph(self, asked: Asked, path: str) -> Reply:
        if path == "subscriptions":
            return Reply({"subscriptions": [{"url": url} for url in self.subscribed]})
        if path == "subscribe":
            self.subscribed.append(asked.json["url"])
            return Reply({"success": True})
        if path == "chats":
            return Reply(self._chats(asked.query))
        chat = path.removeprefix("messages/")
        if chat not in self.talks:
            return error(300)
        if asked.method == "GET":
            return Reply({"messages": self._messages(chat, asked.query)})
        text = asked.json["message"]["text"]
        return Reply({"message_id": self.says(text, chat, f"group:{GROUP}")["message"]["mid"]})

    def _chats(self, query: dict[str, str]) -> dict[str, Any]:
        """The most recent first, a marker while there are more."""
        rows = [
            {"chat_id": chat, "type": self.kinds.get(chat, "GROUP_CHAT"), "status": "ACTIVE",
             "lastEventTime": talk[-1]["timestamp"], "group_id": f"group:{GROUP}"}
            for chat, talk in self.talks.items()
        ]  # fmt: skip
        rows.sort(key=lambda row: -row["lastEventTime"])
        start, most = int(query.get("marker", 0)), int(query["count"])
        more = {"marker": str(start + most)} if len(rows) > start + most else {}
        return {"chats": rows[start : start + most]} | more

    def _messages(self, chat: str, query: dict[str, str]) -> list[dict[str, Any]]:
        """In descending order; `from` is greater than `to`."""
        latest, oldest = int(query.get("from", 2**60)), int(query.get("to", 0))
        found = [said for said in self.talks[chat] if oldest <= said["timestamp"] <= latest]
        return sorted(found, key=lambda said: -said["timestamp"])[: int(query["count"])]

    def _rest(self, given: dict[str, str]) -> Reply:
        sig, session = given.pop("sig", ""), given.pop("access_token", "")
        if session != SESSION:
            return error(102)
        if given.get("application_key") != KEY:
            return error(101)
        if sig != signature(given, session, SECRET):
            return error(104)
        if not self.granted:
            return error(10)
        return Reply(self._listed(given))

    def _listed(self, given: dict[str, str]) -> dict[str, Any]:
        start, most = int(given.get("anchor", 0)), int(given["count"])
        topics = given["method"] == "discussions.getList"
        rows: list[dict[str, Any]] = [
            {"object_id": topic, "object_type": "GROUP_TOPIC", "last_activity_date": said[-1]["date"],
             "total_comments_count": len(said)}
            for topic, said in self.topics.items()
        ] if topics else self.topics[given["discussionId"]]  # fmt: skip
        name = "discussions" if topics else "comments"
        return {
            name: rows[start : start + most], "anchor": str(start + most),
            "has_more": len(rows) > start + most,
        }  # fmt: skip


def error(code: int) -> Reply:
    return Reply({"error_code": code, "error_msg": "refused", "error_data": None})


def now() -> int:
    return int(time.time() * 1000)


def moscow() -> str:
    return datetime.now(MOSCOW).strftime("%Y-%m-%d %H:%M:%S")
