"""What Telegram tells of messages, understood; no network."""

from collections.abc import Iterator, Mapping
from typing import Any

from mcu.connectors.contract import Act, Attached, Author, Item
from mcu.connectors.raw import digest, moment, parsed

WANTED = ("message", "edited_message")
MEDIA = {
    "document": "", "video": "mp4", "animation": "mp4", "audio": "mp3", "voice": "ogg",
    "video_note": "mp4",
}  # fmt: skip
FILE = "telegram-file:"  # before the number a file is asked for by
STAFF_CHAT = "Чат сотрудников"


def event_key(body: bytes) -> str:
    """The number of the update; it is the same whenever it is told again."""
    try:
        return str(int(parsed(body)["update_id"]))
    except (ValueError, KeyError, TypeError, OverflowError):
        return digest(body)


def items_of(body: bytes, *, of_staff: bool) -> list[Item]:
    """What an update says; [] when nobody said anything."""
    update = parsed(body)
    for kind in WANTED:
        if kind in update:
            return _said(
                update[kind], Act.EDITED if kind.startswith("edited") else Act.SAID, of_staff
            )
    return []


def key_of(chat: Any, message: Any) -> str:
    return f"tg:{chat}:{message}"


def _said(message: Mapping[str, Any], act: Act, of_staff: bool) -> list[Item]:
    if message.get("is_automatic_forward"):
        return []  # a post of the channel, copied into its group by Telegram
    text = "\n".join(filter(None, _words(message)))
    files = tuple(_files(message))
    if (not text and not files) or text.startswith("/start"):
        return []  # somebody came, went, pressed «start»
    chat, above = message["chat"], message.get("reply_to_message") or {}
    at = message["edit_date"] if act == Act.EDITED else message["date"]
    return [
        Item(
            key=key_of(chat["id"], message["message_id"]),
            at=moment(at),
            author=_author(message),
            act=act,
            text=text,
            thread=f"{chat['id']}:{message.get('message_thread_id') or ''}",
            community=_community(chat, of_staff),
            url=_post(above),
            reply_to={"chat": chat["id"], "message": message["message_id"]},
            answers=key_of(chat["id"], above["message_id"]) if above else "",
            files=files,
            ours=bool(message.get("sender_chat")),
            automatic=bool(message.get("from", {}).get("is_bot"))
            and not message.get("sender_chat"),
        )
    ]


def _author(message: Mapping[str, Any]) -> Author:
    if message.get("sender_chat"):  # a channel, or an administrator who hides behind the group
        return Author(str(message["sender_chat"]["id"]), message["sender_chat"].get("title", ""))
    person = message["from"]
    name = " ".join(filter(None, (person.get("first_name"), person.get("last_name"))))
    link = person.get("username")
    return Author(str(person["id"]), name, f"https://t.me/{link}" if link else "")


def _community(chat: Mapping[str, Any], of_staff: bool) -> str:
    title = str(chat.get("title") or "")
    return f"{STAFF_CHAT}: {title}".removesuffix(": ") if of_staff else title


def _post(above: Mapping[str, Any]) -> str:
    """The address of the post of a public channel that is commented on."""
    origin = above.get("forward_origin") or {}
    name = (origin.get("chat") or {}).get("username")
    if not above.get("is_automatic_forward") or not name:
        return ""
    return f"https://t.me/{name}/{origin['message_id']}"


def _words(message: Mapping[str, Any]) -> Iterator[str]:
    yield message.get("text") or message.get("caption") or ""
    if "contact" in message:
        yield f"Контакт: {message['contact']['phone_number']}"
    if "venue" in message:
        yield f"Место: {message['venue']['title']}, {message['venue']['address']}"
    if "location" in message:
        place = message["location"]
        yield f"Место на карте: {place['latitude']}, {place['longitude']}"
    if "poll" in message:
        yield f"Опрос: {message['poll']['question']}"


def _files(message: Mapping[str, Any]) -> Iterator[Attached]:
    if message.get("photo"):
        yield Attached("фото.jpg", url=FILE + message["photo"][-1]["file_id"])  # the largest
    for kind, suffix in MEDIA.items():
        file = message.get(kind)
        if file and not (kind == "document" and "animation" in message):
            name = file.get("file_name") or f"{kind}.{suffix}".rstrip(".")
            yield Attached(name, url=FILE + file["file_id"])
