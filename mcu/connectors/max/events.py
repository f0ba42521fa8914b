"""What MAX tells of messages and comments, understood; no network."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mcu.connectors.contract import Act, Attached, Author, Item, Payload
from mcu.connectors.raw import digest, moment, parsed

TOLD = {
    "message_created": Act.SAID, "message_edited": Act.EDITED,
    "comment_created": Act.SAID, "comment_edited": Act.EDITED,
}  # fmt: skip
REMOVED = frozenset({"message_removed", "comment_removed"})
FILES = {"image": "jpg", "video": "mp4", "audio": "mp3", "file": "", "sticker": ""}
PHONE = re.compile(r"^TEL[^:]*:(.+)$", re.MULTILINE)


def event_key(body: bytes) -> str:
    """The same whenever MAX tells the same event again; an edit is another."""
    try:
        event = parsed(body)
        what = event.get("message_id") or event.get("chat_id")
        if "message" in event:
            what = event["message"]["body"]["mid"]
        return f"{event['update_type']}:{what}:{int(event['timestamp'])}"
    except (ValueError, OverflowError, KeyError, TypeError, AttributeError):
        return digest(body)


def told(event: Mapping[str, Any]) -> Payload:
    """An event that was asked for, under the key it would have been brought with."""
    body = json.dumps(event, ensure_ascii=False, sort_keys=True).encode()
    return Payload(event_key(body), body)


def told_again(message: Mapping[str, Any], kind: str, **more: Any) -> Payload:
    """A message or comment that was fetched, as the event it would have come by; another text of
    it is another payload."""
    event = {"update_type": kind, "timestamp": message["timestamp"], "message": message} | more
    body = json.dumps(event, ensure_ascii=False, sort_keys=True).encode()
    return Payload(f"{kind}:{message['body']['mid']}:{digest_of(message)}", body)


def removed(post: str, mid: str, at: int) -> Payload:
    """A comment that is no longer there, as the event it would have come by."""
    event = {
        "update_type": "comment_removed", "message_id": mid, "post_id": post, "timestamp": at,
    }  # fmt: skip
    return Payload(f"comment_removed:{mid}", json.dumps(event, sort_keys=True).encode())


def digest_of(message: Mapping[str, Any]) -> str:
    """Other when the content is other."""
    content = json.dumps(message["body"], ensure_ascii=False, sort_keys=True).encode()
    return digest(content)[7:23]


def items_of(body: bytes) -> list[Item]:
    """What an event says; [] when nobody said anything."""
    event = parsed(body)
    kind = event["update_type"]
    if kind in REMOVED:
        at, who = moment(event["timestamp"] / 1000), Author(str(event.get("user_id", "")))
        return [Item(key=f"max:{event['message_id']}", at=at, author=who, act=Act.WITHDRAWN)]
    if kind not in TOLD:
        return []
    return _said(event, event["message"], TOLD[kind], is_comment=kind.startswith("comment"))


def _said(
    event: Mapping[str, Any], message: Mapping[str, Any], act: Act, *, is_comment: bool
) -> list[Item]:
    to, sender = message["recipient"], message.get("sender") or {}
    chat_type = to["chat_type"]
    if chat_type == "channel" and not is_comment:
        return []  # a post is what the town says to everybody
    if chat_type == "chat" and sender.get("is_bot"):
        return []  # machines of others
    where = event.get("where") or {}
    said, link = message["body"], message.get("link") or {}
    mid = said["mid"]
    at = event["timestamp"] if act == Act.EDITED else message["timestamp"]
    return [
        Item(
            key=f"max:{mid}",
            at=moment(at / 1000),
            author=_author(sender),
            act=act,
            text="\n".join(filter(None, [said.get("text") or "", *_words(said, link)])),
            thread=_thread(to, is_comment),
            community=str(where.get("title") or ""),
            url=str(where.get("url") or ""),
            reply_to=_reply_to(to, sender, mid, is_comment),
            answers=f"max:{link['message']['mid']}" if link.get("type") == "reply" else "",
            files=tuple(_files(said)),
            ours=not sender or bool(sender.get("is_bot")),
        )
    ]


def _author(sender: Mapping[str, Any]) -> Author:
    if not sender:
        return Author("")  # a channel speaks in its own name
    names = (sender.get("first_name"), sender.get("last_name"))
    name = " ".join(filter(None, names)) or sender.get("name") or ""
    link = sender.get("username")
    return Author(str(sender["user_id"]), name, f"https://max.ru/{link}" if link else "")


def _thread(to: Mapping[str, Any], is_comment: bool) -> str:
    return f"post:{to['post_id']}" if is_comment and to.get("post_id") else f"chat:{to['chat_id']}"


def _reply_to(
    to: Mapping[str, Any], sender: Mapping[str, Any], mid: str, is_comment: bool
) -> dict[str, Any]:
    if is_comment:
        return {"post": to["post_id"], "mid": mid} if to.get("post_id") else {}
    if to.get("chat_id") is None:
        return {"user": sender["user_id"]}
    return {"chat": to["chat_id"]} | ({"mid": mid} if to["chat_type"] == "chat" else {})


def _words(said: Mapping[str, Any], link: Mapping[str, Any]) -> Iterator[str]:
    """What is not text and no file, in words."""
    if link.get("type") == "forward":
        yield f"Переслано: {link['message'].get('text') or ''}".strip()
    for each in said.get("attachments") or ():
        payload = each.get("payload") or {}
        if each["type"] == "location":
            yield f"Место на карте: {each['latitude']}, {each['longitude']}"
        elif each["type"] == "share":
            yield f"Ссылка: {each.get('title') or ''} {payload.get('url') or ''}".strip()
        elif each["type"] == "contact":
            phones = PHONE.findall(payload.get("vcf_info") or "")
            yield f"Контакт: {', '.join(phone.strip() for phone in phones)}"


def _files(said: Mapping[str, Any]) -> Iterator[Attached]:
    for number, each in enumerate(said.get("attachments") or (), 1):
        url = (each.get("payload") or {}).get("url")
        if each["type"] in FILES and url:
            name = each.get("filename") or f"{each['type']}-{number}.{FILES[each['type']]}"
            yield Attached(name.rstrip("."), url=url)
