"""What a letter says: whoever wrote, in which thread, whether a machine wrote or a letter came back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from imap_tools import MailMessage

from mcu.connectors.contract import Act, Attached, Author, Item
from mcu.text.clean import plain

UNKNOWN = datetime(9999, 1, 1, tzinfo=UTC)  # no date of any server: counts as the moment it is read
ADDRESS = re.compile(r"[^@\s<>\"]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+")
IDENTIFIER = re.compile(r"<[^<>\s]{1,250}>")
REPLY = re.compile(r"^\s*(re|fwd?|fw|отв|ответ|пересл)\s*(\[\d+\])?\s*:\s*", re.IGNORECASE)
QUOTED = re.compile(
    r"^(>|-{2,}\s*(original message|исходное сообщение|пересылаемое сообщение)|"
    r".{0,120}(wrote|пишет|написал[аи]?):?\s*$)", re.IGNORECASE,
)  # fmt: skip
MANY = frozenset({"bulk", "list", "junk"})
MOST_REFERENCES = 30
CUT = "X-Mcu-Cut"
BOUNCED = "Письмо вернулось: {why}. Уточните адрес у заявителя или ответьте другим способом."


def read_letter(body: bytes, own: str) -> list[Item]:
    """The items of one letter: what a resident wrote, a letter of ours that came back, or nothing.

    Nothing: an answering machine, a report of delay, a letter of our own mailbox.
    """
    letter = MailMessage.from_bytes(body)
    message = letter.obj
    author = _author(message)
    if _is_report(message):
        return list(_returned(message, author))
    if author.id == own.lower() or _is_answering_machine(message):
        return []
    return [_said(letter, message, author)]


def key_of(body: bytes, fallback: str) -> str:
    """The number of the letter; of one without a number what it is known by otherwise."""
    head = body.split(b"\r\n\r\n", 1)[0][:65536]
    found = re.search(rb"(?im)^message-id:\s*(<[^<>\s]{1,150}>)", head)
    return found[1].decode("ascii", "replace") if found else fallback


def _said(letter: MailMessage, message: Message, author: Author) -> Item:
    number = _first(message, "Message-ID")
    above = _identifiers(message, "References") or _identifiers(message, "In-Reply-To")
    subject = REPLY.sub("", _decoded(message, "Subject")).strip()
    return Item(
        key=number or f"{author.id}|{message.get('Date', '')}",
        at=_at(message),
        author=author,
        text="\n\n".join(filter(None, (subject, _text(letter, message)))),
        thread=above[0] if above else number,
        reply_to=_reply_to(message, author, subject, [*above, number]),
        answers=above[-1] if above else "",
        files=tuple(_files(letter)),
        automatic=_is_automatic(message),
    )


def _reply_to(
    message: Message, author: Author, subject: str, above: list[str]
) -> dict[str, object]:
    asked = _address(message, "Reply-To") or author.id
    if not ADDRESS.fullmatch(asked) or not asked.isascii():
        return {}
    references = [number for number in above if number][-MOST_REFERENCES:]
    answer: dict[str, object] = {"to": asked, "subject": f"Re: {subject or 'ваше письмо'}"[:250]}
    if references:
        answer |= {"in_reply_to": references[-1], "references": references}
    return answer


def _author(message: Message) -> Author:
    address = _address(message, "From") or _address(message, "Sender")
    found = getaddresses([_decoded(message, "From")])
    name = found[0][0] if found else ""
    return Author(
        address or "неизвестный отправитель", name[:200], "", (address,) if address else ()
    )


def _address(message: Message, name: str) -> str:
    found = ADDRESS.search(_decoded(message, name))
    return found[0].lower() if found else ""


def _text(letter: MailMessage, message: Message) -> str:
    if message.get(CUT):
        return f"(письмо слишком большое и целиком не загружено: {message[CUT]} МБ)"
    text = letter.text or plain(letter.html)
    return _own_words(text.replace("\r\n", "\n")) or text.strip()


def _own_words(text: str) -> str:
    """Without the letters it answers, which stand below or behind «>»."""
    kept: list[str] = []
    for line in text.split("\n"):
        if QUOTED.match(line):
            if not line.startswith(">"):
                break
            continue
        kept.append(line)
    return "\n".join(kept).strip()


def _files(letter: MailMessage) -> Iterator[Attached]:
    for number, file in enumerate(letter.attachments, 1):
        if file.payload:
            yield Attached(file.filename or f"вложение-{number}", content=file.payload)


def _at(message: Message) -> datetime:
    """When our own server took it, else what the sender says."""
    told = [line.rpartition(";")[2] for line in message.get_all("Received", [])[:1]]
    for value in (*told, message.get("Date", "")):
        try:
            at = parsedate_to_datetime(str(value).strip())
        except (ValueError, TypeError):
            continue
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return UNKNOWN


def _is_answering_machine(message: Message) -> bool:
    """It answers by itself: «в отпуске», «письмо получено»."""
    said = str(message.get("Auto-Submitted", "")).lower()
    precedence = str(message.get("Precedence", "")).lower()
    named = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")
    replied = said.startswith(("auto-replied", "auto-notified")) or precedence == "auto_reply"
    return replied or any(message.get(name) for name in named)


def _is_automatic(message: Message) -> bool:
    """A machine or a list wrote: it is read, but no machine answers it."""
    said = str(message.get("Auto-Submitted", "no")).lower()
    precedence = str(message.get("Precedence", "")).lower()
    empty = str(message.get("Return-Path", "x")).strip() == "<>"
    return said != "no" or precedence in MANY or bool(message.get("List-Id")) or empty


def _is_report(message: Message) -> bool:
    of_delivery = str(message.get_param("report-type", "")).lower() == "delivery-status"
    return message.get_content_type() == "multipart/report" and of_delivery


def _returned(message: Message, author: Author) -> Iterator[Item]:
    """A report that a letter of ours was not delivered; one of delay tells nothing yet."""
    facts, number = "", ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            facts = "\n".join(str(block) for block in _blocks(part))
        elif kind in {"message/rfc822", "text/rfc822-headers", "message/global"}:
            number = number or _number_in(part)
    if number and re.search(r"(?im)^action:\s*failed", facts):
        yield Item(
            key=_first(message, "Message-ID") or f"bounce|{number}", at=_at(message), author=author,
            act=Act.BOUNCED, answers=number, text=BOUNCED.format(why=_why(facts)),
        )  # fmt: skip


def _blocks(part: Message) -> list[object]:
    payload = part.get_payload()
    return list(payload) if isinstance(payload, list) else [payload]


def _number_in(part: Message) -> str:
    found = re.search(r"(?im)^message-id:\s*(<[^<>\s]{1,250}>)", part.as_string())
    return found[1] if found else ""


def _why(facts: str) -> str:
    said = re.search(r"(?im)^diagnostic-code:\s*(?:smtp;)?\s*(.+)$", facts)
    status = re.search(r"(?im)^status:\s*(\S+)", facts)
    words = said[1] if said else (status[1] if status else "сервер получателя не объяснил")
    return ADDRESS.sub("адрес", " ".join(words.split()))[:200].rstrip(".")


def _first(message: Message, name: str) -> str:
    found = _identifiers(message, name)
    return found[0] if found else ""


def _identifiers(message: Message, name: str) -> list[str]:
    return IDENTIFIER.findall(str(message.get(name, "")))


def _decoded(message: Message, name: str) -> str:
    """A header in letters, whatever it was written in: as it should be, or in bare 8-bit letters."""
    raw = next(
        (str(value) for key, value in message.raw_items() if key.lower() == name.lower()), ""
    )
    value = _in_letters(raw.encode("utf-8", "surrogateescape"), None)
    return " ".join("".join(_pieces(value)).split())


def _pieces(value: str) -> Iterator[str]:
    for piece, charset in decode_header(value):
        yield piece if isinstance(piece, str) else _in_letters(piece, charset)


def _in_letters(piece: bytes, charset: str | None) -> str:
    for name in filter(None, (charset, "utf-8", "cp1251")):
        try:
            return piece.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return piece.decode("utf-8", "replace")
