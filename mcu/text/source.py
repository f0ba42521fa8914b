"""Reads the address of a post: which network, which community, is it a post, a comment or a letter.

The address of an open post is kept, the way to somebody's comment, to a private message or to a
person's own page is not: what `read_source` returns never carries a resident's identifier.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

Network = Literal["vk", "ok", "telegram", "max", "other"]
Kind = Literal["wall", "message", "comment", "unknown"]

ADDRESS_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Source:
    """Where a message was written.

    `place` is the community as its network calls it ("club147053767", "group/5", "channel"), empty
    when it is unknown or may be a person. `public_url` is the address of the open post.
    """

    network: Network
    kind: Kind
    place: str
    public_url: str | None


class Address(NamedTuple):
    """The parts of a web address; the host in lower case, without port and password."""

    scheme: str
    host: str
    path: str
    query: str = ""
    fragment: str = ""


NOWHERE = Source("other", "unknown", "", None)

_HOSTS: dict[str, Network] = {
    "vk.com": "vk",
    "vk.ru": "vk",
    "vkontakte.ru": "vk",
    "ok.ru": "ok",
    "odnoklassniki.ru": "ok",
    "t.me": "telegram",
    "telegram.me": "telegram",
    "telegram.org": "telegram",
    "max.ru": "max",
}
_SUBDOMAIN = re.compile(r"^(?:www|m|web|new|mobile)\.")
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
# Nearly every address of an export looks like this; what does not goes through urlsplit().
_USUAL = re.compile(
    r"(https?)://([a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,6})"
    r"((?:/[A-Za-z0-9_./-]*)?)(?:\?([A-Za-z0-9_.=&-]*))?"
)

_VK_POST = re.compile(r"(wall|photo|video|topic|clip|album|market)-(\d{1,12})_(\d{1,12})(_r\d+)?")
_VK_COMMUNITY = re.compile(r"(?:club|public|event)(\d{1,12})")
_VK_LETTER = re.compile(r"gim(\d{1,12})")
_OK_GROUP = re.compile(r"group/?(\d{1,20})(?:/(topic|album)/(\d{1,20}))?(?:/|$)")
_OK_TOPIC = re.compile(r"(?!profile/)([\w.-]{2,60})/topic/(\d{1,20})")
_TELEGRAM_POST = re.compile(r"(?:s/)?([A-Za-z]\w{3,31})/(\d{1,12})(/\d{1,12})?")
_TELEGRAM_RESERVED = frozenset({"joinchat", "addstickers", "share", "proxy", "contact"})
_MAX_POST = re.compile(r"(?:c/|channel/)?(-?\w{3,64})/(\w[\w-]{2,64})")
_MAX_PRIVATE = frozenset({"u", "join", "im", "chat", "chats", "call"})

# The address itself is a nickname or a telephone there.
_NAMED_AFTER_PEOPLE = frozenset(
    {"facebook.com", "instagram.com", "x.com", "twitter.com", "tiktok.com", "wa.me"}
    | {"api.whatsapp.com", "livejournal.com", "viber.com", "threads.net"}
)
_ABOUT_COMMENT = frozenset({"reply", "comment", "thread", "cid", "commentid", "comment_id"})
_ABOUT_PEOPLE = frozenset({"user", "user_id", "uid", "sel", "from", "author", "token", "sid"})


def read_source(post_url: str) -> Source:
    """The source behind the address; `NOWHERE` for what is no web address at all. Never raises."""
    address = _split(post_url.strip().lstrip("'"))
    return (
        _READERS[_network(address.host)](address, address.path.strip("/")) if address else NOWHERE
    )


def _split(text: str) -> Address | None:
    """The parts of a web address; only a known network may be written without its scheme."""
    if len(text) > ADDRESS_LIMIT:
        return None
    usual = _USUAL.fullmatch(text)
    if usual:
        return Address(*usual.groups(""))
    return _split_unusual(text) if text.isprintable() and " " not in text else None


def _split_unusual(text: str) -> Address | None:
    try:
        address = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        return None
    host = address.hostname or ""
    if "://" not in text and _SUBDOMAIN.sub("", host) not in _HOSTS:
        return None
    if address.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    return Address(address.scheme, host, address.path, address.query, address.fragment)


@lru_cache(maxsize=1024)
def _network(host: str) -> Network:
    return _HOSTS.get(_SUBDOMAIN.sub("", host.removesuffix(".")), "other")


def _asked(address: Address) -> dict[str, list[str]]:
    return parse_qs(address.query) if address.query else {}


def _asks_for_comment(address: Address) -> bool:
    return not _ABOUT_COMMENT.isdisjoint(_asked(address))


def _vk(address: Address, path: str) -> Source:
    letter = _VK_LETTER.match(path)
    if letter:
        return Source("vk", "message", f"club{letter[1]}", None)
    if path in ("im", "mail", "write"):
        return Source("vk", "message", "", None)
    opened = _asked(address)
    post = _VK_POST.match(path) or _VK_POST.match("".join(opened.get("w", [])[:1]))
    if post:
        kind: Kind = "comment" if post[4] or not _ABOUT_COMMENT.isdisjoint(opened) else "wall"
        url = f"https://vk.com/{post[1]}-{post[2]}_{post[3]}"
        return Source("vk", kind, f"club{post[2]}", url)
    community = _VK_COMMUNITY.fullmatch(path)
    if community:
        return Source("vk", "unknown", f"club{community[1]}", f"https://vk.com/{path}")
    return Source("vk", "unknown", "", None)


def _ok(address: Address, path: str) -> Source:
    kind: Kind = "comment" if _asks_for_comment(address) else "wall"
    group = _OK_GROUP.match(path)
    if group and group[3]:
        place = f"group/{group[1]}"
        return Source("ok", kind, place, f"https://ok.ru/{place}/{group[2]}/{group[3]}")
    if group:
        return Source("ok", "unknown", f"group/{group[1]}", f"https://ok.ru/group/{group[1]}")
    topic = _OK_TOPIC.match(path)
    if topic:
        return Source("ok", kind, topic[1], f"https://ok.ru/{topic[1]}/topic/{topic[2]}")
    return Source("ok", "message" if path.startswith("messages") else "unknown", "", None)


def _telegram(address: Address, path: str) -> Source:
    post = _TELEGRAM_POST.fullmatch(path)
    if not post or post[1].lower() in _TELEGRAM_RESERVED:
        return Source("telegram", "unknown", "", None)
    comment = bool(post[3]) or _asks_for_comment(address)
    url = f"https://t.me/{post[1]}/{post[2]}"
    return Source("telegram", "comment" if comment else "wall", post[1], url)


def _max(address: Address, path: str) -> Source:
    """The network publishes no grammar of its addresses: «channel/post» is taken for a post."""
    post = _MAX_POST.fullmatch(path)
    if not post or path.split("/")[0] in _MAX_PRIVATE:
        return Source("max", "unknown", "", None)
    kind: Kind = "comment" if _asks_for_comment(address) else "wall"
    return Source("max", kind, post[1], f"https://max.ru/{path}")


def _other(address: Address, path: str) -> Source:
    """A news site: its page without the fragment and without what leads to a comment or a person."""
    host = address.host
    fields = parse_qs(address.query, keep_blank_values=True)
    private = _ABOUT_COMMENT | _ABOUT_PEOPLE
    kept = {k: v for k, v in fields.items() if k not in private and not k.startswith("utm_")}
    commented = not _ABOUT_COMMENT.isdisjoint(fields) or address.fragment.startswith("comment")
    query = f"?{urlencode(kept, doseq=True)}" if kept else ""
    url = f"{address.scheme}://{host}{address.path}{query}"
    named = _SUBDOMAIN.sub("", host) in _NAMED_AFTER_PEOPLE
    return Source("other", "comment" if commented else "unknown", host, None if named else url)


_READERS: dict[Network, Callable[[Address, str], Source]] = {
    "vk": _vk,
    "ok": _ok,
    "telegram": _telegram,
    "max": _max,
    "other": _other,
}
