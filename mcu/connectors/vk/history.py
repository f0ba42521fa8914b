"""What was said from a day on: comments and threads by the service key, messages by the community's."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mcu.connectors.contract import Batch, Payload
from mcu.connectors.vk.api import Api
from mcu.connectors.vk.events import CHATS, comment_key, message_key, payload

PAGE, TALKS = 100, 200
IN_A_THREAD = 10
OLDER_POSTS = timedelta(days=60)  # posts of these days before it may still be commented on
EAST = timedelta(hours=12)  # where the day begins first

Said = Mapping[str, Any]


def beginning(day: date) -> int:
    """The moment a day begins anywhere in the country."""
    return int((datetime.combine(day, time.min, UTC) - EAST).timestamp())


def wall(api: Api, group: int, start: int) -> Iterator[Batch]:
    """Posts of residents and comments with their threads; what was deleted is told as deleted."""
    oldest, offset = start - int(OLDER_POSTS.total_seconds()), 0
    while True:
        page = api.call("wall.get", owner_id=-group, count=PAGE, offset=offset, extended=1)
        names, posts = names_of(page["profiles"]), page["items"]
        told = [post for post in posts if post["from_id"] != -group and post["date"] >= start]
        yield _batch(_post(post, group, names) for post in told)
        for post in posts:
            if post["date"] >= oldest and (post.get("comments") or {}).get("count"):
                yield from _comments(api, group, post["id"], start)
        offset += len(posts)
        pinned = [post for post in posts if post.get("is_pinned")]
        if not posts or offset >= page["count"] or _past(posts, pinned, oldest):
            return


def messages(api: Api, group: int, start: int) -> Iterator[Batch]:
    """Talks with the community, each from its first message of that time on."""
    offset = 0
    while True:
        page = api.call("messages.getConversations", group_id=group, count=TALKS, offset=offset)
        rows = page["items"]
        for row in rows:
            peer = row["conversation"]["peer"]["id"]
            if peer < CHATS and row["last_message"]["date"] >= start:
                yield from _talk(api, group, peer, start)
        offset += len(rows)
        if not rows or offset >= page["count"] or rows[-1]["last_message"]["date"] < start:
            return


def names_of(people: Iterable[Said]) -> dict[str, str]:
    """What people are called, by their number."""
    return {
        str(each["id"]): f"{each.get('first_name', '')} {each.get('last_name', '')}".strip()
        for each in people
    }


def known(names: Mapping[str, str], number: str) -> dict[str, str]:
    """Of all names that of one who speaks."""
    return {number: names[number]} if number in names else {}


def _past(posts: list[Said], pinned: list[Said], oldest: int) -> bool:
    """Whether the wall goes on with what is too old; a pinned post says nothing of that."""
    return any(post["date"] < oldest for post in posts if post not in pinned)


def _comments(api: Api, group: int, post: int, start: int) -> Iterator[Batch]:
    """Every comment of a post; a thread longer than what comes along is read by itself."""
    for page in _pages(api, group, post, thread_items_count=IN_A_THREAD):
        names = names_of(page["profiles"])
        found: list[Said] = []
        for comment in page["items"]:
            thread = comment.get("thread") or {}
            found += [comment, *(thread.get("items") or ())]
            if thread.get("count", 0) > len(thread.get("items") or ()):
                for more in _pages(api, group, post, comment_id=comment["id"]):
                    names |= names_of(more["profiles"])
                    found += more["items"]
        fresh = {each["id"]: each for each in found if each["date"] >= start}
        yield _batch(_comment(each, group, post, names) for each in fresh.values())


def _pages(api: Api, group: int, post: int, **more: Any) -> Iterator[Said]:
    offset = 0
    while True:
        page = api.call(
            "wall.getComments", owner_id=-group, post_id=post, count=PAGE, offset=offset,
            sort="asc", extended=1, preview_length=0, **more,
        )  # fmt: skip
        yield page
        offset += len(page["items"])
        if not page["items"] or offset >= page.get("current_level_count", page["count"]):
            return


def _talk(api: Api, group: int, peer: int, start: int) -> Iterator[Batch]:
    """The newest come first; they are told in the order they were written."""
    found: list[Said] = []
    names: dict[str, str] = {}
    offset = 0
    while True:
        page = api.call(
            "messages.getHistory", group_id=group, peer_id=peer, count=TALKS, offset=offset,
            extended=1,
        )  # fmt: skip
        names |= names_of(page["profiles"])
        found += [each for each in page["items"] if each["date"] >= start]
        offset += len(page["items"])
        if not page["items"] or offset >= page["count"] or page["items"][-1]["date"] < start:
            break
    yield _batch(_message(each, group, names) for each in reversed(found))


def _batch(events: Iterable[tuple[str, Said]]) -> Batch:
    """Payloads whose key changes when what was said does, not when somebody likes it."""
    return Batch(tuple(_kept(key, event) for key, event in events))


def _kept(key: str, event: Said) -> Payload:
    said = event["object"]
    hung = [str(each.get("type")) for each in said.get("attachments") or ()]
    told = f"{event['type']}|{said.get('text', '')}|{','.join(hung)}|{said.get('deleted', '')}"
    return Payload(f"{key}#{hashlib.sha256(told.encode()).hexdigest()[:16]}", payload(event).body)


def _event(kind: str, said: Said, group: int, names: Mapping[str, str]) -> Said:
    told = known(names, str(said.get("from_id")))
    return {"type": kind, "group_id": group, "object": said, "names": told}


def _post(post: Said, group: int, names: Mapping[str, str]) -> tuple[str, Said]:
    return f"vk:wall:{-group}_{post['id']}", _event("wall_post_new", post, group, names)


def _comment(comment: Said, group: int, post: int, names: Mapping[str, str]) -> tuple[str, Said]:
    kind = "wall_reply_delete" if comment.get("deleted") else "wall_reply_new"
    said = {**comment, "owner_id": -group, "post_id": comment.get("post_id") or post}
    said.pop("thread", None)
    key = comment_key("wall", -group, said["post_id"], comment["id"])
    return key, _event(kind, said, group, names)


def _message(message: Said, group: int, names: Mapping[str, str]) -> tuple[str, Said]:
    key = message_key(group, message["peer_id"], message["conversation_message_id"])
    return key, _event("message_new", message, group, names)
