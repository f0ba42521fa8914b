"""A message or a comment of OK, understood."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mcu.connectors.contract import Attached, Author, Item, Payload
from mcu.connectors.raw import moment, parsed

SITE = "https://ok.ru"
MOSCOW = ZoneInfo("Europe/Moscow")  # dates without a zone are told in its time
Said = Mapping[str, Any]


def read_payload(body: bytes, group: int) -> list[Item]:
    """What one payload says; events that are no messages say nothing."""
    said = parsed(body)
    try:
        if "comment" in said:
            return [_comment(said, group)]
        if said.get("webhookType", "MESSAGE_CREATED") != "MESSAGE_CREATED":
            return []
        return [_message(said, group)]
    except OverflowError as endless:
        raise ValueError("a number without end") from endless


def message_payload(said: Said) -> Payload:
    """The same by whatever way it came; an edit is another."""
    message = said["message"]
    return _payload(f"{message['mid']}", str(message.get("text", "")), said)


def comment_payload(comment: Said, topic: Said, name: str) -> Payload:
    said = {"comment": comment, "topic": {"id": topic["object_id"]}, "name": name}
    return _payload(f"{topic['object_id']}:{comment['id']}", str(comment.get("text", "")), said)


def commented_at(comment: Said) -> datetime:
    """Milliseconds where they are told, else a date in the time of Moscow."""
    if comment.get("date_ms"):
        return moment(int(comment["date_ms"]) / 1000)
    return moscow_time(comment["date"])


def moscow_time(told: str) -> datetime:
    return datetime.strptime(told, "%Y-%m-%d %H:%M:%S").replace(tzinfo=MOSCOW)


def _payload(key: str, text: str, said: Said) -> Payload:
    body = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    return Payload(f"{key}#{hashlib.sha256(text.encode()).hexdigest()[:16]}", body)


def _message(said: Said, group: int) -> Item:
    """A talk has one resident, so it stands for them also where the group speaks."""
    message, sender, chat = said["message"], said["sender"], said["recipient"]["chat_id"]
    who = str(sender["user_id"])
    number = who.removeprefix("user:")
    return Item(
        key=f"ok:{message['mid']}", at=moment(int(said["timestamp"]) / 1000), thread=str(chat),
        author=Author(str(chat), str(sender.get("name") or ""), f"{SITE}/profile/{number}"),
        text=_text(message), files=_files(message), community=f"ok.ru/group/{group}",
        reply_to={"chat": str(chat)}, ours=who.startswith("group:"),
    )  # fmt: skip


def _comment(said: Said, group: int) -> Item:
    comment, topic = said["comment"], str(said["topic"]["id"])
    author, above = str(comment["author_id"]), comment.get("reply_to_comment_id")
    return Item(
        key=f"ok:{topic}:{comment['id']}", at=commented_at(comment), thread=f"topic{topic}",
        author=Author(author, str(said.get("name") or ""), f"{SITE}/profile/{author}"),
        text=str(comment.get("text") or ""), community=f"ok.ru/group/{group}",
        url=f"{SITE}/group/{group}/topic/{topic}", reply_to={"topic": topic},
        answers=f"ok:{topic}:{above}" if above else "", ours=author == str(group),
    )  # fmt: skip


def _text(message: Said) -> str:
    lines = [message.get("text") or ""]
    for hung in message.get("attachments") or ():
        if hung["type"] == "SHARE":
            lines.append(f"Ссылка: {hung['payload']['url']}")
    return "\n".join(line for line in dict.fromkeys(lines) if line)


def _files(message: Said) -> tuple[Attached, ...]:
    found = []
    for number, hung in enumerate(message.get("attachments") or ()):
        url = (hung.get("payload") or {}).get("url")
        if hung["type"] in {"IMAGE", "FILE"} and url:
            name = "фото.jpg" if hung["type"] == "IMAGE" else hung["payload"].get("name") or "файл"
            found.append(Attached(str(name), url=str(url), key=f"{message['mid']}:{number}"))
    return tuple(found)
