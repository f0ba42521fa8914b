"""The ways out. A new one is a class with `send` here and a line in TRANSPORTS."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any, Protocol

from django.conf import settings

from mcu.channels.rules import Stage, Verdict, message_id, verdict
from mcu.connectors.contract import File, Sent

PORTS = {"ssl": 465, "starttls": 587, "none": 25}
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
PLAIN: dict[type[Exception], str] = {
    smtplib.SMTPServerDisconnected: "соединение оборвалось",
    ConnectionRefusedError: "по этому адресу и порту никто не принимает почту",
    ConnectionError: "соединение оборвалось",
    socket.gaierror: "имя сервера не найдено",
}
LETTERS_IN_A_SESSION = 50  # some servers take a hundred and then refuse


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, with the address opened: of a mailbox, or whatever a connector answers to."""

    key: str
    to: Any
    subject: str
    body: str
    made_at: datetime
    files: tuple[File, ...] = ()
    kind: str = ""
    about: Sent | None = None  # what was sent and is changed or taken back

    @property
    def mailbox(self) -> str:
        """The address of an e-mail."""
        return str(self.to["to"] if isinstance(self.to, dict) else self.to)

    @property
    def thread(self) -> Mapping[str, Any]:
        """`in_reply_to` and `references` of an e-mail that answers another."""
        return self.to if isinstance(self.to, dict) else {}


class Undelivered(Exception):
    """The letter was not taken; the verdict says whether it will ever be."""

    def __init__(self, found: Verdict) -> None:
        super().__init__(found.sentence)
        self.verdict = found


class Session(Protocol):
    """An open way out."""

    def send(self, letter: Letter) -> Sent:
        """Hand the letter over; what the other side made of it. Raises Undelivered."""
        ...


@dataclass(frozen=True, slots=True)
class Transport:
    """A way out: its name, how many letters one session may carry, how a session is opened."""

    title: str
    session_limit: int
    open: Callable[[], AbstractContextManager[Session]]


class SmtpSession:
    """A talk with a mail server that has begun."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server

    def send(self, letter: Letter) -> Sent:
        message = compose(letter)
        content = message.as_bytes(policy=policy.SMTP)
        self._ask(Stage.CONNECT, self._server.rset)
        self._ask(Stage.SENDER, self._server.mail, parseaddr(settings.MCU_SMTP_FROM)[1])
        self._ask(Stage.RECIPIENT, self._server.rcpt, letter.mailbox)
        answer = self._ask(Stage.CONTENT, self._server.data, content)
        return Sent(id=message["Message-ID"], answer=answer)

    def _ask(self, stage: Stage, command: Callable[..., tuple[int, bytes]], *values: Any) -> str:
        """What the server answered; Undelivered when it refused or was lost."""
        try:
            code, answer = command(*values)
        except smtplib.SMTPDataError as refusal:
            code, answer = refusal.smtp_code, refusal.smtp_error  # type: ignore[assignment]
        except UnicodeEncodeError as wrong:
            raise Undelivered(verdict(stage, "адрес не латинскими буквами", 553)) from wrong
        except (OSError, smtplib.SMTPException) as lost:
            raise Undelivered(verdict(Stage.CONNECT, _words(lost))) from lost
        said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
        if not 200 <= code < 300:
            raise Undelivered(verdict(stage, said, code))
        return f"{code} {said}"


def compose(letter: Letter) -> EmailMessage:
    """The letter as a mail server takes it; every attempt makes the same."""
    message = EmailMessage(policy=policy.SMTP)
    domain = parseaddr(settings.MCU_SMTP_FROM)[1].partition("@")[2]
    message["From"] = settings.MCU_SMTP_FROM
    message["To"] = letter.mailbox
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = message_id(letter.key, domain)
    message["Auto-Submitted"] = "auto-generated"  # nobody's answering machine shall answer
    message["X-Auto-Response-Suppress"] = "All"
    if letter.thread.get("in_reply_to"):
        message["In-Reply-To"] = letter.thread["in_reply_to"]
        message["References"] = " ".join(letter.thread.get("references", ()))
    message.set_content(letter.body)
    for file in letter.files:
        message.add_attachment(
            file.path.read_bytes(), maintype="application", subtype="octet-stream",
            filename=file.name,
        )  # fmt: skip
    return message


@contextmanager
def smtp() -> Iterator[SmtpSession]:
    """A session with the mail server of the settings; Undelivered says what is wrong with them."""
    _check_settings()
    server = _connected()
    try:
        yield SmtpSession(server)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _connected() -> smtplib.SMTP:
    host, security = settings.MCU_SMTP_HOST, settings.MCU_SMTP_SECURITY
    port = settings.MCU_SMTP_PORT or PORTS[security]
    timeout = settings.MCU_SMTP_TIMEOUT
    stage = Stage.CONNECT
    server: smtplib.SMTP | None = None
    try:
        if security == "ssl":
            server = smtplib.SMTP_SSL(host, port, timeout=timeout, context=_trust())
        else:
            server = smtplib.SMTP(host, port, timeout=timeout)
        if security == "starttls":
            stage = Stage.SECURITY
            server.starttls(context=_trust())
        server.ehlo_or_helo_if_needed()
        if settings.MCU_SMTP_USER:
            stage = Stage.SIGN_IN
            server.login(settings.MCU_SMTP_USER, settings.MCU_SMTP_PASSWORD)
    except (OSError, smtplib.SMTPException) as failure:
        if server is not None:
            server.close()
        if isinstance(failure, ssl.SSLError):
            stage = Stage.SECURITY
        raise Undelivered(verdict(stage, _words(failure))) from failure
    return server


def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.MCU_SMTP_CA or None)


def _check_settings() -> None:
    problem = ""
    if not settings.MCU_SMTP_HOST:
        problem = "не указан MCU_SMTP_HOST"
    elif settings.MCU_SMTP_SECURITY not in PORTS:
        problem = f"MCU_SMTP_SECURITY бывает {', '.join(PORTS)}"
    elif "@" not in parseaddr(settings.MCU_SMTP_FROM)[1]:
        problem = "MCU_SMTP_FROM — не почтовый адрес"
    elif settings.MCU_SMTP_USER and settings.MCU_SMTP_SECURITY == "none":
        local = settings.MCU_SMTP_HOST in LOCAL
        problem = (
            "" if local else "пароль без шифрования не отправляется, включите starttls или ssl"
        )
    if problem:
        raise Undelivered(verdict(Stage.SETTINGS, problem))


def _words(failure: Exception) -> str:
    """What a failure says of itself, without the class and with nothing of the password."""
    if isinstance(failure, TimeoutError) or "timed out" in str(failure):
        return "время ожидания вышло"
    for kind, words in PLAIN.items():
        if isinstance(failure, kind):
            return words
    if isinstance(failure, ssl.SSLCertVerificationError):
        return f"сертификат не проверен ({failure.verify_message})"
    if isinstance(failure, smtplib.SMTPResponseException):
        error = failure.smtp_error
        said = error.decode("utf-8", "replace") if isinstance(error, bytes) else str(error)
        return f"{failure.smtp_code} {said}"
    return str(failure.strerror if isinstance(failure, OSError) and failure.strerror else failure)


TRANSPORTS: dict[str, Transport] = {
    "email": Transport("Электронная почта", LETTERS_IN_A_SESSION, smtp),
}
