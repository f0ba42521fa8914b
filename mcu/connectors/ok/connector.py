"""A group of Одноклассники: its messages by Graph API, comments of its topics by REST."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, ClassVar

from mcu.clients.failure import Failure, permanent
from mcu.connectors.contract import (
    Attached,
    Batch,
    Can,
    Connector,
    Cursor,
    Item,
    Knock,
    NotTheService,
    Parcel,
    Sent,
    Welcome,
)
from mcu.connectors.ok.api import BY_HAND, Graph, Rest
from mcu.connectors.ok.events import (
    comment_payload,
    commented_at,
    message_payload,
    moscow_time,
    read_payload,
)
from mcu.connectors.ok.form import OkForm
from mcu.connectors.raw import parsed

PAGE = 100
RATE = 1  # a second: the limit is not published, a public client keeps to this
OVERLAP = timedelta(minutes=10)  # clocks differ; what comes twice enters once
EAST = timedelta(hours=12)
SAID_LATELY = timedelta(hours=1)  # an equal answer in the talk is that answer, cut off before
ONLY_BY_PEOPLE = "Одноклассники не дают программам отвечать на комментарии." + BY_HAND


class OkConnector(Connector):
    """See README.md."""

    code: ClassVar = "ok"
    title: ClassVar = "Одноклассники"
    channel: ClassVar = "ok"
    form: ClassVar = OkForm
    can: ClassVar = frozenset({Can.HOOK, Can.FETCH, Can.SINCE, Can.SEND})

    @property
    def group(self) -> int:
        return int(self.settings["group"])

    @cached_property
    def graph(self) -> Graph:
        return Graph(self.service, self.settings["token"])

    @cached_property
    def rest(self) -> Rest | None:
        """None where no right to read comments was asked for."""
        given = self.settings
        if not given.get("app_key"):
            return None
        return Rest(self.service, given["app_key"], given["app_secret"], given["session"])

    def probe(self) -> str:
        self._turn()
        self.graph.get("chats", count=1)
        if self.rest is None:
            return "Одноклассники отвечают. Комментарии не читаются: ключи приложения не вписаны."
        try:
            self._turn()
            self.rest.call("discussions.getList", gid=self.group, count=1)
        except Failure as refused:
            if not refused.permanent:
                raise
            return "Одноклассники отвечают. Комментарии не читаются: право GROUP_CONTENT не дано."
        return "Одноклассники отвечают. Сообщения и комментарии читаются."

    def knock(self, knock: Knock) -> Welcome:
        """OK signs nothing: whoever knows the address of the door, which nobody guesses, is OK."""
        try:
            said = parsed(knock.body)
            key = message_payload(said).key if said.get("message") else None
        except (ValueError, KeyError, TypeError, AttributeError) as strange:
            raise NotTheService from strange
        return Welcome(key=key)

    def fetch(self, cursor: Cursor, wait: float) -> Iterator[Batch]:
        self._subscribe()
        now = datetime.now(UTC)
        if cursor:
            yield from self._said(datetime.fromisoformat(cursor["at"]) - OVERLAP)
        yield Batch((), {"at": now.isoformat()})

    def since(self, day: date) -> Iterator[Batch]:
        yield from self._said(datetime.combine(day, time.min, UTC) - EAST)

    def read(self, body: bytes) -> list[Item]:
        return read_payload(body, self.group)

    def download(self, file: Attached, largest: int) -> Iterator[bytes]:
        return self.take_file(file.url, largest)

    def send(self, parcel: Parcel) -> Sent:
        """There is no mark against doubles, so the talk is looked at first."""
        if "chat" not in parcel.to:
            raise permanent(ONLY_BY_PEOPLE)
        chat = parcel.to["chat"]
        self._turn()
        for said in self.graph.get(f"messages/{chat}", count=20)["messages"]:
            if _is_that_answer(said, parcel.text):
                return Sent(f"ok:{said['message']['mid']}")
        self._turn()
        told = {"recipient": {"chat_id": chat}, "message": {"text": parcel.text}}
        made = self.graph.post(f"messages/{chat}", told)
        return Sent(f"ok:{made['message_id']}")

    def _turn(self) -> None:
        self.take_turn(RATE)

    def _subscribe(self) -> None:
        """OK forgets an address that did not answer for eight hours: it is told again."""
        if not self.hook.startswith("https://"):
            return  # not reachable from outside: the talks are asked for
        self._turn()
        known = self.graph.get("subscriptions").get("subscriptions") or ()
        if self.hook not in {each.get("url") for each in known}:
            self._turn()
            self.graph.post("subscribe", {"url": self.hook})

    def _said(self, start: datetime) -> Iterator[Batch]:
        yield from self._messages(start)
        if self.rest is not None:
            yield from self._comments(self.rest, start)

    def _messages(self, start: datetime) -> Iterator[Batch]:
        """Talks with something newer; talks of many are closed and never read."""
        oldest, marker = int(start.timestamp() * 1000), ""
        while True:
            self._turn()
            page = self.graph.get("chats", count=PAGE, **({"marker": marker} if marker else {}))
            fresh = [chat for chat in page["chats"] if chat["lastEventTime"] >= oldest]
            for chat in fresh:
                if chat.get("type") != "CHAT":
                    yield self._talk(chat["chat_id"], oldest)
            marker = page.get("marker", "")
            if not marker or len(fresh) < len(page["chats"]):
                return

    def _talk(self, chat: str, oldest: int) -> Batch:
        """The newest come first and are told in the order they were written; `from` is the newest."""
        found: dict[str, Any] = {}
        latest = int(datetime.now(UTC).timestamp() * 1000)
        while True:
            self._turn()
            span = {"from": latest, "to": oldest, "count": PAGE}
            page = self.graph.get(f"messages/{chat}", **span)["messages"]
            known = len(found)
            found |= {said["message"]["mid"]: said for said in page if said["timestamp"] >= oldest}
            if len(page) < PAGE or len(found) == known:
                break
            latest = page[-1]["timestamp"]
        told = sorted(found.values(), key=lambda said: said["timestamp"])
        return Batch(tuple(map(message_payload, told)))

    def _comments(self, rest: Rest, start: datetime) -> Iterator[Batch]:
        anchor = ""
        while True:
            self._turn()
            page = rest.call("discussions.getList", gid=self.group, count=PAGE, anchor=anchor)
            for topic in page.get("discussions") or ():
                if (
                    topic["object_type"] == "GROUP_TOPIC"
                    and moscow_time(topic["last_activity_date"]) >= start
                ):
                    yield from self._commented(rest, topic, start)
            anchor = page.get("anchor", "")
            if not page.get("has_more") or not anchor:
                return

    def _commented(self, rest: Rest, topic: dict[str, Any], start: datetime) -> Iterator[Batch]:
        anchor = ""
        while True:
            self._turn()
            page = rest.call(
                "discussions.getComments", discussionId=topic["object_id"],
                discussionType="GROUP_TOPIC", count=PAGE, anchor=anchor,
            )  # fmt: skip
            found = [each for each in page.get("comments") or () if commented_at(each) >= start]
            yield Batch(tuple(comment_payload(each, topic, "") for each in found))
            if not page.get("has_more") or page.get("anchor") in ("", None, anchor):
                return
            anchor = page["anchor"]


def _is_that_answer(said: dict[str, Any], text: str) -> bool:
    lately = (datetime.now(UTC) - SAID_LATELY).timestamp() * 1000
    ours = str(said["sender"]["user_id"]).startswith("group:")
    return ours and said["timestamp"] >= lately and said["message"].get("text") == text
