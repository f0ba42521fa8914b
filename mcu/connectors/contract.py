"""What a connector is: a service spoken with in our terms. It knows no case and no database.

In: `knock` (the service calls us) or `fetch` (we ask, from a cursor) give raw payloads, which are
stored before anything is understood; `read` turns a stored payload into items, again and again if
need be. Out: `send`, `publish`, `amend`, `withdraw`. Every refusal is a `mcu.clients.failure.Failure`.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Self

from mcu.clients.failure import permanent, stopped
from mcu.clients.pace import Limiter
from mcu.clients.web import Answer, Service
from mcu.connectors.forms import ConnectionForm

Cursor = dict[str, Any]
NOT_LATIN = "Ключ записан не латинскими буквами. Скопируйте его у сервиса ещё раз."
# What comes out of an answer or a payload that is not as the service describes it.
STRANGE = (KeyError, TypeError, ValueError, AttributeError, IndexError)
UNSAFE = "адрес файла не защищён (не https), программа его не берёт."


class Can(StrEnum):
    """What a connector is able to do; pages and jobs ask this before they offer it."""

    HOOK = "принимать события"
    FETCH = "опрашивать"
    LISTEN = "ждать новое на связи"
    SINCE = "догружать с даты"
    SEND = "отвечать"
    FILES = "прикладывать файлы к ответу"
    PUBLISH = "публиковать"
    AMEND = "править отправленное"
    WITHDRAW = "отзывать отправленное"


class Act(StrEnum):
    """What an item tells. A known key with another text is an edit even when it is `said`."""

    SAID = "said"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    BOUNCED = "bounced"  # a letter of ours came back: `answers` holds its Message-ID


@dataclass(frozen=True, slots=True)
class Knock:
    """A request at the door of a source, whole."""

    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Welcome:
    """It is the service: what is kept under which key (None: nothing), and what it is answered."""

    key: str | None
    answer: bytes = b"ok"
    content_type: str = "text/plain; charset=utf-8"


class NotTheService(Exception):
    """The secret, the signature or the form is wrong: nothing is kept, the answer is 403."""


@dataclass(frozen=True, slots=True)
class Payload:
    """One raw thing that was fetched. The key changes when the content does (an edit is another)."""

    key: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """What is stored together with the cursor behind it, in one transaction."""

    payloads: tuple[Payload, ...]
    cursor: Cursor | None = None  # None: the cursor stays


@dataclass(frozen=True, slots=True)
class Author:
    """Who speaks, as far as the service says; it is sealed with the applicant."""

    id: str
    name: str = ""
    url: str = ""
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of an item: its content, or where it is downloaded from.

    `key` is its number at the service, where addresses change from one telling to the next.
    """

    name: str
    content: bytes = b""
    url: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing somebody said in a channel.

    `key` is the same for every telling of it, whole in the world of the service. `thread` and
    the author together are a conversation: what comes while it is open joins its case. `reply_to` is
    whatever `send` needs to answer. `url` is the publication, never a comment under it. `ours`: said
    by the town itself past this program. `automatic`: a machine wrote, no machine answers. `number`:
    the one of the case where its author was told it already; only a door of our own tells it.
    """

    key: str
    at: datetime
    author: Author
    act: Act = Act.SAID
    text: str = ""
    thread: str = ""
    community: str = ""
    url: str = ""
    reply_to: Mapping[str, Any] = field(default_factory=dict)
    answers: str = ""
    files: tuple[Attached, ...] = ()
    ours: bool = False
    automatic: bool = False
    place: Mapping[str, str] = field(default_factory=dict)
    point: tuple[float, float] | None = None
    object: int | None = None  # of a layer of the map
    topic: str = ""
    appeal: str = ""
    publication: bool = False
    title: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes out."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent. `key` is the same at every attempt; `number` is 31 bits made of it."""

    key: str
    number: int
    to: Mapping[str, Any]
    text: str
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What the service made of it: its identifier and its address, as far as there are such."""

    id: str = ""
    url: str = ""
    answer: str = "принято"


class Connector:
    """One service under the settings of one connection. A new one is a folder and a line in CONNECTORS."""

    code: ClassVar[str]
    title: ClassVar[str]
    channel: ClassVar[str]  # a value of cases.rules.words.Channel
    form: ClassVar[type[ConnectionForm]] = ConnectionForm
    can: ClassVar[frozenset[Can]] = frozenset()
    every: ClassVar[timedelta] = timedelta(minutes=1)  # how often it is asked
    warning: ClassVar[str] = ""  # shown where the connection is set up
    do_not_call_in_templates: ClassVar = True  # a page shows the kind, it makes none
    reply_warning: ClassVar[str] = ""  # shown where replying is switched on
    offered: ClassVar[bool] = True  # False: no person connects it, it is made when needed
    reads_at_first: ClassVar[bool] = True  # how «принимать сообщения» stands in an empty form
    answers: ClassVar[bool] = True  # whether «отправлять ответы» is offered
    subscribes: ClassVar[bool] = False  # whether it tells the service our address by itself
    limiter: ClassVar[Limiter] = Limiter()  # one for all, so that two openings share their turns

    def __init__(self, settings: Mapping[str, Any], hook: str = "") -> None:
        self.settings = settings
        self.hook = (
            hook  # the address at which the service may call us; empty where it is not known
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def service(self) -> Service:
        """The service at its address, met when it is first needed: a hook needs none."""
        given = self.settings
        try:
            return Service(
                given["base"], proxy=given.get("proxy", ""), ca=given.get("ca", ""),
                headers=self.headers(),
            )  # fmt: skip
        except UnicodeEncodeError as letters:
            raise stopped(NOT_LATIN) from letters

    @cached_property
    def elsewhere(self) -> Service:
        """Other hosts, where files of the service lie: the same proxy, none of our keys."""
        given = self.settings
        return Service("", proxy=given.get("proxy", ""), ca=given.get("ca", ""), only=False)

    def headers(self) -> Mapping[str, str]:
        """What every request carries."""
        return {}

    def take_turn(self, most: int, seconds: float = 1.0, *, about: str = "") -> None:
        """Wait until one more may go of `most` within `seconds`, for the service or one chat of it.

        Reading and sending each have one worker at a connection, but not the same one: where the
        service counts both, each takes a share of its own.
        """
        key = hashlib.sha256(str(self.settings.get("token", "")).encode()).hexdigest()[:16]
        self.limiter.wait(f"{self.code}:{key}:{about}", most, seconds)

    def check_secret(self, given: str) -> None:
        """The secret that the service was given for its events; without one nobody is let in."""
        secret = str(self.settings.get("secret", ""))
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            raise NotTheService

    def take_file(self, url: str, largest: int) -> Iterator[bytes]:
        """A file at an address that a payload names: never with our key, never in the clear."""
        self._check_safe(url)
        return self.elsewhere.download(url, largest=largest)

    def give_file(self, url: str, file: File) -> Answer:
        """A file of ours to the address that the service has named for it, as a form."""
        self._check_safe(url)
        with file.path.open("rb") as content:
            return self.elsewhere.ask("POST", url, files={"data": (file.name, content)})

    def _check_safe(self, url: str) -> None:
        if not url.startswith(("https://", f"{self.settings['base']}/")):
            raise permanent(UNSAFE)

    def close(self) -> None:
        """Let go of connections."""
        for name in ("service", "elsewhere"):
            if name in self.__dict__:
                getattr(self, name).close()

    def caution(self) -> str:
        """What has to be borne in mind while replying is on, under these very settings."""
        return ""

    def probe(self) -> str:
        """Try the settings at the service; what it said, in Russian. Failure when they are wrong."""
        raise NotImplementedError

    def keep(self) -> None:
        """Every quarter of an hour: mend what the service forgets by itself (a subscription)."""

    def knock(self, knock: Knock) -> Welcome:
        """Whether this is the service, in as little work as possible; NotTheService when it is not."""
        raise NotImplementedError

    def fetch(self, cursor: Cursor, wait: float) -> Iterator[Batch]:
        """What is new behind the cursor; with `wait` (seconds) it may wait for something to come."""
        raise NotImplementedError

    def since(self, day: date) -> Iterator[Batch]:
        """Everything from that day on, as far as the service still has it."""
        raise NotImplementedError

    def read(self, body: bytes) -> list[Item]:
        """What a stored payload says; no network. ValueError, KeyError, TypeError: it is broken."""
        raise NotImplementedError

    def download(self, file: Attached, largest: int) -> Iterator[bytes]:
        """The content of a file that came as an address."""
        raise NotImplementedError

    def send(self, parcel: Parcel) -> Sent:
        """Answer one person."""
        raise NotImplementedError

    def publish(self, parcel: Parcel) -> Sent:
        """Publish for everybody; `to` is empty."""
        raise NotImplementedError

    def amend(self, sent: Sent, to: Mapping[str, Any], text: str) -> None:
        """Put another text in the place of what was sent."""
        raise NotImplementedError

    def withdraw(self, sent: Sent, to: Mapping[str, Any]) -> None:
        """Take back what was sent."""
        raise NotImplementedError
