"""The sample's service as README.md describes it."""

from typing import Any

from mcu.connectors.tests.standin import Asked, Reply, StandIn
from mcu.core.tests.pictures import photo


class DummyService(StandIn):
    """A feed of messages and the replies it took, one for each key."""

    def __init__(self, token: str = "key") -> None:
        super().__init__()
        self.token = token
        self.messages: list[dict[str, Any]] = []
        self.replies: dict[str, dict[str, Any]] = {}
        self.withdrawn: set[str] = set()

    def says(self, text: str, **more: Any) -> dict[str, Any]:
        """Somebody writes; what the service will tell of it."""
        seq = len(self.messages) + 1
        said = {
            "seq": seq, "id": seq, "at": "2026-11-20T09:00:00+03:00", "text": text,
            "author": {"id": 7, "name": "Зоя Ключевская", "url": "https://dummy.example/u/7"},
            "thread": "t1", "place": "Ключи сегодня", "url": "https://dummy.example/t1",
        } | more  # fmt: skip
        self.messages.append(said)
        return said

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Reply({"error": "token"}, 401)
        if asked.path == "/me":
            return Reply({"name": "Ключи сегодня"})
        if asked.path == "/messages":
            return self._feed(asked)
        if asked.path.startswith("/file/"):
            return Reply(photo(form="PNG"))
        return self._reply(asked)

    def _feed(self, asked: Asked) -> Reply:
        after, since = int(asked.query["after"]), asked.query.get("since", "")
        found = [m for m in self.messages if m["seq"] > after and m["at"] >= since]
        return Reply({"items": found[: int(asked.query["limit"])]})

    def _reply(self, asked: Asked) -> Reply:
        if asked.method == "POST":
            kept = self.replies.setdefault(
                asked.json["key"], asked.json | {"id": f"r{len(self.replies) + 1}"}
            )
            return Reply({"id": kept["id"], "url": f"https://dummy.example/{kept['id']}"})
        number = asked.path.rsplit("/", 1)[-1]
        if asked.method == "DELETE":
            self.withdrawn.add(number)
        else:
            next(r for r in self.replies.values() if r["id"] == number)["text"] = asked.json["text"]
        return Reply({})
