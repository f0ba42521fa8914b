"""A mailbox read by IMAP, from the cursor (UIDVALIDITY, UID), waiting by IDLE where it may."""

import hashlib
import imaplib
import math
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import (
    ImapToolsError,
    MailboxLoginError,
    MailboxTaggedResponseError,
    UnexpectedCommandStatusError,
)
from imap_tools.idle import get_socket_poller

from mcu.clients.failure import Failure, stopped, temporary
from mcu.clients.web import trust
from mcu.connectors.contract import Batch, Can, Connector, Cursor, Item, Payload
from mcu.connectors.mail.form import MailForm
from mcu.connectors.mail.letters import CUT, key_of, read_letter

PORTS = {"ssl": 993, "starttls": 143, "none": 143}
TIMEOUT = 20.0
IN_A_BATCH = 20
LARGEST = 30 * 2**20
OVERLAP = timedelta(days=2)
NO_ENTRY = "Остановлен: почтовый сервер не принял имя и пароль. Впишите новый пароль в настройках."


class MailConnector(Connector):
    """See README.md."""

    code: ClassVar = "mail"
    title: ClassVar = "Электронная почта"
    channel: ClassVar = "mail"
    form: ClassVar = MailForm
    can: ClassVar = frozenset({Can.FETCH, Can.LISTEN, Can.SINCE})
    reply_warning: ClassVar = (
        "Ответы уходят через почтовый сервер программы (страница «Отправка»): проверьте, что он "
        "настроен и что ответы жителей приходят в этот ящик."
    )

    def probe(self) -> str:
        with self._mailbox() as mailbox:
            count = mailbox.folder.status(self.settings["folder"], ["MESSAGES"])["MESSAGES"]
        return f"Ящик открыт, писем в папке: {count}."

    def fetch(self, cursor: Cursor, wait: float) -> Iterator[Batch]:
        with self._mailbox() as mailbox:
            standing = mailbox.folder.status(self.settings["folder"], ["UIDVALIDITY", "UIDNEXT"])
            validity, following = standing["UIDVALIDITY"], standing["UIDNEXT"]
            if not cursor:  # the letters of years are asked for by a person, with a day
                cursor = _cursor(validity, following - 1)
                yield Batch((), cursor)
            yield from self._new(mailbox, cursor, validity)
            if wait and _idled(mailbox, wait):
                yield from self._new(mailbox, _cursor(validity, following - 1), validity)

    def since(self, day: date) -> Iterator[Batch]:
        with self._mailbox() as mailbox:
            for payloads in self._letters(mailbox, mailbox.uids(AND(date_gte=day))):
                yield Batch(tuple(payload for _, payload in payloads))

    def read(self, body: bytes) -> list[Item]:
        return read_letter(body, self.settings["user"])

    def _new(self, mailbox: BaseMailBox, cursor: Cursor, validity: int) -> Iterator[Batch]:
        """Behind the cursor; when the server has numbered its letters anew, from its day on."""
        last = cursor["uid"]
        if cursor["validity"] == validity:
            # «n:*» always brings the last letter, also when it is older than n.
            found = [uid for uid in mailbox.uids(AND(uid=f"{last + 1}:*")) if int(uid) > last]
        else:
            found = mailbox.uids(AND(date_gte=date.fromisoformat(cursor["day"]) - OVERLAP))
        for letters in self._letters(mailbox, found):
            yield Batch(tuple(letter for _, letter in letters), _cursor(validity, letters[-1][0]))

    def _letters(
        self, mailbox: BaseMailBox, uids: list[str]
    ) -> Iterator[list[tuple[int, Payload]]]:
        ordered = sorted(map(int, uids))
        for start in range(0, len(ordered), IN_A_BATCH):
            numbers = ordered[start : start + IN_A_BATCH]
            yield [(number, self._letter(mailbox, number)) for number in numbers]

    def _letter(self, mailbox: BaseMailBox, uid: int) -> Payload:
        """One letter whole, left unread; of one that is too large only the head."""
        size = _asked(mailbox, uid, "RFC822.SIZE")
        told = b" ".join(piece for piece in size if isinstance(piece, bytes))
        length = int(told.partition(b"RFC822.SIZE ")[2].split(b")")[0].split()[0])
        if length > LARGEST:
            head = _content(_asked(mailbox, uid, "BODY.PEEK[HEADER]"))
            body = f"{CUT}: {length // 2**20}\r\n".encode() + head
        else:
            body = _content(_asked(mailbox, uid, "BODY.PEEK[]"))
        return Payload(key_of(body, hashlib.sha256(body).hexdigest()), body)

    @contextmanager
    def _mailbox(self) -> Iterator[BaseMailBox]:
        """The mailbox with its folder open for reading; whatever the server says becomes a Failure."""
        try:
            mailbox = self._signed_in()
            try:
                mailbox.folder.set(self.settings["folder"], readonly=True)
                yield mailbox
            finally:
                with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
                    mailbox.logout()
                with suppress(OSError):
                    mailbox.client.shutdown()  # also when the other side was quicker
        except Failure:
            raise
        except (OSError, imaplib.IMAP4.error, ImapToolsError) as trouble:
            raise _failure(trouble) from trouble

    def _signed_in(self) -> BaseMailBox:
        given = self.settings
        port = given.get("port") or PORTS[given["security"]]
        trusted = trust(given.get("ca", ""))
        context = ssl.create_default_context() if trusted is True else trusted
        mailbox: BaseMailBox
        if given["security"] == "ssl":
            mailbox = MailBox(given["host"], port, TIMEOUT, ssl_context=context)
        elif given["security"] == "starttls":
            mailbox = MailBoxStartTls(given["host"], port, TIMEOUT, ssl_context=context)
        else:
            mailbox = MailBoxUnencrypted(given["host"], port, TIMEOUT)
        plain = (given["user"] + given["password"]).isascii()
        sign_in = mailbox.login if plain else mailbox.login_utf8
        try:
            return sign_in(given["user"], given["password"], initial_folder=None)
        except (OSError, imaplib.IMAP4.error, MailboxLoginError) as refused:
            mailbox.client.shutdown()
            if isinstance(refused, (OSError, imaplib.IMAP4.abort)):
                raise
            raise stopped(NO_ENTRY) from refused


def _cursor(validity: int, uid: int) -> Cursor:
    return {"validity": validity, "uid": uid, "day": datetime.now(UTC).date().isoformat()}


def _idled(mailbox: BaseMailBox, wait: float) -> bool:
    """Whether anything came while we waited; a server without IDLE is asked again next minute."""
    _, told = mailbox.client.capability()
    if b"IDLE" not in b" ".join(told).upper():
        return False
    # A server tells of a letter once: also with the answer to another command, before it waits.
    mailbox.client.noop()
    if _told(mailbox):
        return True
    try:
        mailbox.idle.start()
    except MailboxTaggedResponseError:  # told in the place of the consent to wait
        mailbox.idle.stop()
        return True
    # Only waited for here: `idle.poll` reads what is half there and loses the half. `stop` reads it.
    get_socket_poller(mailbox.client.sock, math.ceil(wait))
    mailbox.idle.stop()
    return _told(mailbox)


def _told(mailbox: BaseMailBox) -> bool:
    """Whether the number of letters was told again since the folder was opened."""
    return len(mailbox.client.untagged_responses.get("EXISTS", ())) > 1


def _asked(mailbox: BaseMailBox, uid: int, what: str) -> list[Any]:
    status, answer = mailbox.client.uid("fetch", str(uid), f"({what})")
    if status != "OK" or not answer or answer[0] is None:
        raise temporary("Письмо исчезло из ящика, пока читалось. Программа повторит сама.")
    return answer


def _content(answer: list[Any]) -> bytes:
    pieces = [piece[1] for piece in answer if isinstance(piece, tuple)]
    return bytes(pieces[0]) if pieces else b""


def _failure(trouble: Exception) -> Failure:
    if isinstance(trouble, UnexpectedCommandStatusError):
        return stopped("Остановлен: такой папки в ящике нет. Проверьте название папки.")
    if isinstance(trouble, ssl.SSLError):
        return temporary(
            "Защищённое соединение с почтой не установлено: проверьте вид защиты и сертификат."
        )
    return temporary("Почтовый сервер не отвечает или прервал связь. Программа повторит сама.")
