"""A bot in MAX: events brought by the service or asked for, comments of channels, answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from mcu.clients.failure import Failure, permanent, temporary
from mcu.clients.web import Answer
from mcu.connectors.contract import (
    Attached,
    Batch,
    Can,
    Connector,
    Cursor,
    File,
    Item,
    Knock,
    Parcel,
    Payload,
    Sent,
    Welcome,
)
from mcu.connectors.max.events import (
    REMOVED,
    TOLD,
    digest_of,
    event_key,
    items_of,
    removed,
    told,
    told_again,
)
from mcu.connectors.max.form import HOOK, POLL, MaxForm
from mcu.connectors.max.refusals import NotReadyError, refusal, refused

SIGNED = "x-max-bot-api-secret"
PAGE, POSTS = 100, 20
FOLLOWED = timedelta(hours=26)  # so long a comment may be edited
LONGEST = 4000
WANTED = sorted({kind for kind in (*TOLD, *REMOVED) if kind.startswith("message")})
IMAGES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".heic"})
PATIENCE = (1, 2, 4)  # seconds a file that was just taken is waited for
# MAX takes 30 requests a second from a bot and 2 messages a second into a chat.
ASKS, SENDS, UPDATES, IN_A_CHAT = 10, 20, 2, 2
NO_ADDRESS = (
    "MAX не может присылать сообщения: у программы нет адреса https. Укажите MCU_URL или выберите "
    "«программа спрашивает»."
)


class MaxConnector(Connector):
    """See README.md for the calls."""

    code: ClassVar = "max"
    title: ClassVar = "MAX"
    channel: ClassVar = "max"
    form: ClassVar = MaxForm
    can: ClassVar = frozenset(Can) - {Can.LISTEN}
    subscribes: ClassVar = True

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": self.settings["token"]}

    def probe(self) -> str:
        bot = self._ask("GET", "/me")
        said = f"Бот «{bot.get('first_name') or bot.get('name')}» отвечает."
        return " ".join([said, *map(self._reads, self._places)])

    def knock(self, knock: Knock) -> Welcome:
        self.check_secret(knock.headers.get(SIGNED, ""))
        return Welcome(key=event_key(knock.body))

    def fetch(self, cursor: Cursor, wait: float) -> Iterator[Batch]:
        cursor = dict(cursor)
        if self.settings.get("way") == POLL:
            self._watch()
            yield from self._updates(cursor, wait)
        if self._places:
            yield self._new_comments(cursor, datetime.now(UTC))
        if self.settings.get("way") == HOOK:
            yield from self._missed(cursor, datetime.now(UTC))

    def since(self, day: date) -> Iterator[Batch]:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        yield from self._history(midnight - timedelta(hours=14))  # wherever the day begins first

    def read(self, body: bytes) -> list[Item]:
        return items_of(body)

    def download(self, file: Attached, largest: int) -> Iterator[bytes]:
        return self.take_file(file.url, largest)

    def send(self, parcel: Parcel) -> Sent:
        return self._say(parcel, parcel.to)

    def publish(self, parcel: Parcel) -> Sent:
        if not self.settings.get("channel"):
            raise permanent(
                "Канал для публикаций не указан: впишите его номер в настройках канала."
            )
        return self._say(parcel, {"chat": int(self.settings["channel"])})

    def amend(self, sent: Sent, to: Mapping[str, Any], text: str) -> None:
        _check(text)
        path, query = _place_of(sent, to)
        self._write("PUT", path, to, params=query, json={"text": text})

    def withdraw(self, sent: Sent, to: Mapping[str, Any]) -> None:
        path, query = _place_of(sent, to)
        self._write("DELETE", path, to, params=query)

    def _watch(self) -> bool:
        """MAX forgets a subscription after eight hours of trouble: see that ours stands, or does
        not, when we ask ourselves. True when it had to be made."""
        mine = any(
            each["url"] == self.hook for each in self._ask("GET", "/subscriptions")["subscriptions"]
        )
        if self.settings.get("way") == POLL:
            if mine:
                self._ask("DELETE", "/subscriptions", params={"url": self.hook})
            return False
        if not self.hook.startswith("https://"):
            raise temporary(NO_ADDRESS)
        if not mine:
            self._ask("POST", "/subscriptions", json={
                "url": self.hook, "secret": self.settings["secret"], "update_types": WANTED,
            })  # fmt: skip
        return not mine

    def _missed(self, cursor: Cursor, now: datetime) -> Iterator[Batch]:
        """The subscription stands; what was said while it did not is read from the chats."""
        stood = cursor.get("stood")
        if self._watch() and stood:
            yield from self._history(_moment(stood), comments=False)
        yield Batch((), cursor | {"stood": _ms(now)})

    def _updates(self, cursor: Cursor, wait: float) -> Iterator[Batch]:
        while True:
            self.take_turn(UPDATES, about="updates")
            query = {"limit": PAGE, "timeout": int(min(wait, 30)), "types": ",".join(WANTED)}
            if "marker" in cursor:
                query["marker"] = cursor["marker"]
            page = self._ask("GET", "/updates", params=query, timeout=wait + 20)
            cursor["marker"] = page.get("marker") or cursor.get("marker")
            if cursor["marker"] is None:
                del cursor["marker"]
            yield Batch(tuple(map(told, page["updates"])), dict(cursor))
            if len(page["updates"]) < PAGE:
                return

    def _new_comments(self, cursor: Cursor, now: datetime) -> Batch:
        """What is new, other or gone under the last posts of every channel; the first look only
        remembers what is there."""
        known: dict[str, list[Any]] = cursor.get("comments", {})
        after = _ms(now - FOLLOWED)
        fresh: list[tuple[int, Payload]] = []
        there: dict[str, list[Any]] = {}
        looked: set[str] = set()
        for post, where, found in self._talks(after):
            looked.add(post)
            for each in found:
                mid, mark = each["body"]["mid"], digest_of(each)
                there[mid] = [post, each["timestamp"], mark]
                if known.get(mid, ["", 0, ""])[2] != mark:
                    fresh.append(
                        (each["timestamp"], told_again(each, "comment_created", where=where))
                    )
        gone = [
            mid
            for mid, (post, at, _) in known.items()
            if mid not in there and post in looked and at > after
        ]
        fresh += [(_ms(now), removed(known[mid][0], mid, _ms(now))) for mid in gone]
        payloads = [payload for _, payload in sorted(fresh, key=lambda pair: pair[0])]
        first = "comments" not in cursor
        cursor["comments"] = there
        return Batch(() if first else tuple(payloads), dict(cursor))

    def _talks(
        self, after: int, since: int | None = None
    ) -> Iterator[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
        """The posts of all channels that may be read, each with its comments from `after` on."""
        for chat in self._chats():
            if chat["type"] != "channel":
                continue
            for post in self._read(partial(self._posts, chat, since)):
                mid = post["body"]["mid"]
                where = {"title": chat.get("title"), "url": post.get("url") or ""}
                yield mid, where, self._read(partial(self._comments_of, mid, after))

    def _posts(self, chat: Mapping[str, Any], since: int | None) -> list[dict[str, Any]]:
        if since is not None:
            return list(self._messages(chat["chat_id"], since))  # all of them, page by page
        query = {"chat_id": chat["chat_id"], "count": POSTS}
        found: list[dict[str, Any]] = self._ask("GET", "/messages", params=query)["messages"]
        return found

    def _read(self, asked: Callable[[], Iterable[dict[str, Any]]]) -> list[dict[str, Any]]:
        """What one chat or post holds; of one that is closed to us, nothing: `probe` names it."""
        try:
            return list(asked())
        except Failure as failure:
            if not failure.permanent:
                raise
            return []

    def _comments_of(self, post: str, after: int) -> list[dict[str, Any]]:
        """All comments from `after` on, in their order; the pages go back in time."""
        found: dict[str, dict[str, Any]] = {}
        query = {"after": after, "count": PAGE}
        while True:
            page = self._ask("GET", f"/messages/{post}/comments", params=query)["messages"]
            new = {each["body"]["mid"]: _under(post, each) for each in page}
            more = new.keys() - found.keys()
            found |= new
            if len(page) < PAGE or not more:
                return sorted(found.values(), key=_at)
            query["before"] = (
                min(map(_at, page)) + 1
            )  # whether that millisecond belongs to it or not

    def _history(self, start: datetime, *, comments: bool = True) -> Iterator[Batch]:
        for chat in self._chats():
            if chat["type"] != "channel":
                said = self._read(partial(self._messages, chat["chat_id"], _ms(start)))
                yield Batch(tuple(told_again(each, "message_created") for each in reversed(said)))
        if not comments:
            return
        for _, where, found in self._talks(_ms(start), since=_ms(start)):
            yield Batch(tuple(told_again(each, "comment_created", where=where) for each in found))

    def _messages(self, chat: int, since: int) -> Iterator[dict[str, Any]]:
        """Of one chat, the newest first, back to `since`."""
        query: dict[str, Any] = {"chat_id": chat, "count": PAGE}
        seen: set[str] = set()
        while True:
            page = self._ask("GET", "/messages", params=query)["messages"]
            new = [each for each in page if each["body"]["mid"] not in seen]
            yield from (each for each in new if _at(each) >= since)
            if len(page) < PAGE or not new or _at(page[-1]) < since:
                return
            seen = {each["body"]["mid"] for each in page}
            query["from"] = _at(page[-1])

    @property
    def _places(self) -> list[str]:
        """MAX tells no list of chats (since June 2026): a person has named them."""
        return str(self.settings.get("places", "")).split()

    def _chats(self) -> Iterator[dict[str, Any]]:
        for number in self._places:
            yield from self._read(partial(self._chat, number))

    def _chat(self, number: str) -> list[dict[str, Any]]:
        return [self._ask("GET", f"/chats/{number}")]

    def _reads(self, number: str) -> str:
        try:
            [chat] = self._chat(number)
            self._posts(chat, None)
        except Failure as failure:
            if not failure.permanent:
                raise
            return f"{number} не читается: дайте боту там право read_all_messages."
        return f"«{chat.get('title') or number}» читается."

    def _say(self, parcel: Parcel, to: Mapping[str, Any]) -> Sent:
        _check(parcel.text)
        body: dict[str, Any] = {"text": parcel.text}
        if to.get("mid"):
            body["link"] = {"type": "reply", "mid": to["mid"]}
        if to.get("post"):
            if parcel.files:
                raise permanent(
                    "Комментарий в MAX не несёт файлов. Уберите файлы или ответьте иначе."
                )
            made = self._write("POST", f"/messages/{to['post']}/comments", to, json=body)
        else:
            if parcel.files:
                body["attachments"] = [self._uploaded(file) for file in parcel.files]
            query = {"chat_id": to["chat"]} if "chat" in to else {"user_id": to["user"]}
            made = self._patiently(
                lambda: self._write("POST", "/messages", to, params=query, json=body)
            )
        message = made["message"]
        return Sent(f"max:{message['body']['mid']}", message.get("url") or "")

    def _uploaded(self, file: File) -> dict[str, Any]:
        """The file is given to where MAX says; what came of it goes into the message."""
        kind = "image" if Path(file.name).suffix.lower() in IMAGES else "file"
        place = self._ask("POST", "/uploads", params={"type": kind})
        answer = self.give_file(place["url"], file)
        if not answer.ok:
            raise temporary(f"MAX не взял файл (код {answer.status}). Программа повторит сама.")
        payload = answer.json()
        return {
            "type": kind,
            "payload": payload if kind == "image" else {"token": payload["token"]},
        }

    def _patiently(self, write: Callable[[], Any]) -> Any:
        """MAX takes a file first and looks at it a little later."""
        for pause in PATIENCE:
            with suppress(NotReadyError):
                return write()
            self.limiter.pause(pause)
        return write()

    def _write(self, method: str, path: str, to: Mapping[str, Any], **given: Any) -> Any:
        self.take_turn(SENDS, about="sends")
        self.take_turn(IN_A_CHAT, about=str(to.get("post") or to.get("chat") or to.get("user")))
        return self._answered(self.service.ask(method, path, **given))

    def _ask(self, method: str, path: str, **given: Any) -> Any:
        self.take_turn(ASKS, about="asks")
        return self._answered(self.service.ask(method, path, **given), path)

    def _answered(self, answer: Answer, path: str = "/messages") -> Any:
        if not answer.ok:
            raise refusal(answer, of_bot=not path.startswith(("/messages", "/chats/")))
        if failure := refused(answer):
            raise failure
        return answer.json()


def _check(text: str) -> None:
    if len(text) > LONGEST:
        raise permanent(f"Ответ длиннее {LONGEST} знаков, MAX его не примет. Сократите его.")


def _place_of(sent: Sent, to: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    mid = sent.id.removeprefix("max:")
    if to.get("post"):
        return f"/messages/{to['post']}/comments", {"comment_id": mid}
    return "/messages", {"message_id": mid}


def _under(post: str, comment: dict[str, Any]) -> dict[str, Any]:
    return comment | {"recipient": {**comment["recipient"], "post_id": post}}


def _at(message: Mapping[str, Any]) -> int:
    return int(message["timestamp"])


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
