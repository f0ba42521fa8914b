"""An event of a community, understood: who said what where, and how it is answered."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mcu.connectors.contract import Act, Attached, Author, Item, Payload
from mcu.connectors.raw import digest, moment, parsed
from mcu.core.errors import RuleViolation

SITE = "https://vk.com"
CHATS = 2_000_000_000  # peers above are talks of many: closed, never read
LOST = "events_lost"  # an event of our own: what happened while nobody listened cannot be fetched
LOST_SENTENCE = (
    "ВКонтакте не хранит события с {day}: комментарии за это время могли не прийти. Впишите "
    "сервисный ключ и нажмите «Догрузить с даты», затем «Разобрать заново»."
)
ACTS = {
    "new": Act.SAID,
    "edit": Act.EDITED,
    "restore": Act.RESTORED,
    "delete": Act.WITHDRAWN,
}
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """What comments stand under: its word in addresses, the fields of its owner and number."""

    word: str
    owners: tuple[str, ...]
    number: str


PLACES = {
    "wall_reply": Place("wall", ("post_owner_id", "owner_id"), "post_id"),
    "board_post": Place("topic", ("topic_owner_id",), "topic_id"),
    "photo_comment": Place("photo", ("photo_owner_id", "owner_id"), "photo_id"),
    "video_comment": Place("video", ("video_owner_id", "owner_id"), "video_id"),
}


def read_event(body: bytes, group: int, *, backed: bool) -> list[Item]:
    """The items of one event. `backed`: a service key is here that fetches what was lost."""
    event = parsed(body)
    kind, said = event["type"], event.get("object") or {}
    if kind == LOST and not backed:
        raise RuleViolation(LOST_SENTENCE.format(day=said["day"]))
    where, _, how = kind.rpartition("_")
    if where in PLACES and how in ACTS:
        return [_comment(event, PLACES[where], ACTS[how], group)]
    reader = READERS.get(kind)
    return reader(event, said, group) if reader else []


def payload(event: Said) -> Payload:
    """An event as it is kept, under its number; what has none is known by its content."""
    body = json.dumps(event, ensure_ascii=False, sort_keys=True).encode()
    return Payload(event_key(event, body), body)


def event_key(event: Said, body: bytes) -> str:
    number = event.get("event_id")
    if isinstance(number, str) and number:
        return number
    return digest(body)


def message_key(group: int, peer: int, number: int) -> str:
    return f"vk:msg:{group}:{peer}:{number}"


def comment_key(word: str, owner: int, number: int, comment: int) -> str:
    return f"vk:{word}:{owner}_{number}_r{comment}"


def _comment(event: Said, place: Place, act: Act, group: int) -> Item:
    said = event["object"]
    owner = int(said.get(place.owners[0]) or said[place.owners[-1]])
    owner = -abs(owner) if place.word == "topic" else owner
    number, comment = int(said[place.number]), int(said["id"])
    key, thread = comment_key(place.word, owner, number, comment), f"{place.word}{owner}_{number}"
    if act == Act.WITHDRAWN:
        return Item(key, datetime.now(UTC), Author(""), act, thread=thread)
    author = int(said["from_id"])
    ours = author == -group
    above = said.get("reply_to_comment") or (said.get("parents_stack") or [0])[-1]
    return Item(
        key=key, at=moment(int(said["date"])), act=act, thread=thread, ours=ours,
        author=_author(int(said.get("reply_to_user") or author) if ours else author, event),
        text=_text(said), files=_files(said),
        community=f"vk.com/club{group}", url=f"{SITE}/{thread}",
        reply_to={"place": place.word, "owner": owner, "number": number, "comment": comment},
        answers=comment_key(place.word, owner, number, int(above)) if above else "",
    )  # fmt: skip


def _message(event: Said, said: Said, group: int) -> list[Item]:
    """A private message to the community or from it; talks of many are left alone."""
    said = said.get("message", said)
    peer, number = int(said["peer_id"]), int(said["conversation_message_id"])
    if peer >= CHATS:
        return []
    key = message_key(group, peer, number)
    ours = bool(said.get("out")) or int(said["from_id"]) == -group
    if said.get("deleted"):
        return [Item(key, datetime.now(UTC), Author(""), Act.WITHDRAWN, thread=f"dialog{peer}")]
    return [
        Item(
            key=key, at=moment(int(said["date"])), author=_author(peer, event), text=_text(said),
            act=Act.EDITED if event["type"] == "message_edit" else Act.SAID,
            thread=f"dialog{peer}", community=f"vk.com/club{group}",
            reply_to={"peer": peer}, files=_files(said), ours=ours,
        )
    ]  # fmt: skip


def _post(event: Said, said: Said, group: int) -> list[Item]:
    """A post of a resident: on the open wall, or suggested to the editors (these are not public)."""
    author, owner, number = int(said["from_id"]), int(said["owner_id"]), int(said["id"])
    if author == -group:
        return []
    hidden = said.get("post_type") == "suggest"
    to = {"peer": author} if hidden else {"place": "wall", "owner": owner, "number": number}
    return [
        Item(
            key=f"vk:wall:{owner}_{number}", at=moment(int(said["date"])), author=_author(author, event),
            text=_text(said), thread=f"wall{owner}_{number}", community=f"vk.com/club{group}",
            url="" if hidden else f"{SITE}/wall{owner}_{number}", reply_to=to, files=_files(said),
        )
    ]  # fmt: skip


READERS: Mapping[str, Callable[[Said, Said, int], list[Item]]] = {
    "message_new": _message,
    "message_reply": _message,
    "message_edit": _message,
    "wall_post_new": _post,
}


def _author(number: int, event: Said) -> Author:
    word = "id" if number > 0 else "club"
    name = (event.get("names") or {}).get(str(number), "")
    return Author(str(number), name, f"{SITE}/{word}{abs(number)}")


def _text(said: Said) -> str:
    """What was written, what was forwarded with it, and what else hangs on it that is no file."""
    lines = [said.get("text") or ""]
    lines += [
        f"Переслано: {each['text']}" for each in said.get("fwd_messages") or () if each.get("text")
    ]
    point = (said.get("geo") or {}).get("coordinates")
    if isinstance(point, dict):
        lines.append(f"Точка на карте: {point['latitude']}, {point['longitude']}")
    for hung in said.get("attachments") or ():
        lines.append(_named(hung))
    return "\n".join(line for line in lines if line)


def _named(hung: Said) -> str:
    """A line for what is no file: an address, or that there was something to look at."""
    kind = hung["type"]
    thing = hung.get(kind) or {}
    if kind == "link":
        return f"Ссылка: {thing.get('url', '')}"
    if kind == "video":
        return f"Видео: {SITE}/video{thing.get('owner_id')}_{thing.get('id')}"
    return "(стикер)" if kind == "sticker" else ""


def _files(said: Said) -> tuple[Attached, ...]:
    found = [
        _file(hung["type"], hung.get(hung["type"]) or {}) for hung in said.get("attachments") or ()
    ]
    return tuple(file for file in found if file and file.url)


def _file(kind: str, thing: Said) -> Attached | None:
    name = f"{kind}{thing.get('owner_id')}_{thing.get('id')}"
    if kind == "photo":
        largest: Said = max(
            thing.get("sizes") or (), key=lambda size: size.get("width") or 0, default={}
        )
        return Attached(f"{name}.jpg", url=largest.get("url", ""), key=name)
    if kind == "doc":
        return Attached(thing.get("title") or name, url=thing.get("url", ""), key=name)
    if kind == "audio_message":
        return Attached(f"{name}.ogg", url=thing.get("link_ogg", ""), key=name)
    return None
