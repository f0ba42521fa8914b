"""How often a letter is tried, what a refusal of a server means, how an address is shown."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

# After each failure the next attempt is later; after the last there is none.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440))
HOOK = "_hook"  # among the sealed settings of a connection: its part of the address
SPREAD = 0.25  # of the pause
LONGEST_SPREAD = timedelta(hours=1)


class Stage(StrEnum):
    """Where in the talk with a mail server something went wrong."""

    SETTINGS = "settings"
    CONNECT = "connect"
    SECURITY = "security"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a failure means: try again or not, and what to tell the operator.

    `whole` says that no other letter would fare better now: the run stops and spends no attempts.
    `stops`: nothing goes until a person mends it. `retry_after` is what the other side asked for.
    """

    permanent: bool
    whole: bool
    sentence: str
    stops: bool = False
    retry_after: timedelta | None = None


# Of a refusal at this stage the settings are the cause: the letter waits until they are mended.
OURS = frozenset({Stage.SETTINGS, Stage.CONNECT, Stage.SECURITY, Stage.SIGN_IN, Stage.SENDER})
SENTENCES = {
    Stage.SETTINGS: "Почта не настроена: {detail}.",
    Stage.CONNECT: "Почтовый сервер не отвечает: {detail}. Проверьте адрес, порт и сеть.",
    Stage.SECURITY: "Защищённое соединение не установлено: {detail}. Проверьте MCU_SMTP_SECURITY и "
    "сертификат сервера.",
    Stage.SIGN_IN: "Почтовый сервер не принял имя и пароль: {detail}. Проверьте MCU_SMTP_USER и "
    "MCU_SMTP_PASSWORD.",
    Stage.SENDER: "Почтовый сервер не принял отправителя: {detail}. Проверьте MCU_SMTP_FROM.",
    Stage.RECIPIENT: "Почтовый сервер не принял получателя: {detail}.",
    Stage.CONTENT: "Почтовый сервер не принял письмо: {detail}.",
}
LEAVING = 421  # the server closes the talk
AGAIN = " Программа повторит сама."
NEVER = " Повторять бесполезно: проверьте адрес."


def verdict(stage: Stage, detail: str, code: int = 0) -> Verdict:
    """A 5xx about the recipient or the letter is for good; everything else may pass."""
    permanent = stage not in OURS and 500 <= code < 600
    said = " ".join(detail.split())[:200].rstrip(".") or "без объяснения"
    words = SENTENCES[stage].format(detail=f"{code} {said}" if code else said)
    return Verdict(
        permanent, stage in OURS or code == LEAVING, words + (NEVER if permanent else AGAIN)
    )


def next_attempt(
    attempts: int, now: datetime, *, asked: timedelta | None = None, chance: float = 0.0
) -> datetime | None:
    """When to try again after so many failures; None when it is time to give up.

    `asked` by the service goes before our own pause. `chance` (0–1) spreads what failed together.
    """
    if attempts > len(PAUSES):
        return None
    pause = PAUSES[attempts - 1] if asked is None else asked
    return now + pause + SPREAD * chance * min(pause, LONGEST_SPREAD)


def number_of(key: str) -> int:
    """31 bits for services whose mark of a message is a number; the same for every attempt."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") >> 1


def message_id(key: str, domain: str) -> str:
    """The same for every attempt at the same letter, so that a server may drop a second copy."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def masked(address: str) -> str:
    """«o•••@example.ru»: enough to tell letters apart, not enough to write to."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}•••{at}{domain}"


def shown_to(to: Any) -> str:
    """Whom a letter is for, as much as may be shown: of a service nothing but that it is a reply."""
    if isinstance(to, dict) and "subscriber" in to:
        return f"системе «{to['subscriber']}»"
    if isinstance(to, dict) and "to" not in to:
        return "автору сообщения" if to else "всем"
    return masked(to["to"] if isinstance(to, dict) else to)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a letter tells: words that may leave the program, and where it is looked at."""

    title: str
    path: str
    details: str = ""


def notice_letter(lines: Sequence[Line], place: str, root: str) -> tuple[str, str]:
    """Subject and body of a letter about these things; links only where the address is known."""
    subject = lines[0].title if len(lines) == 1 else f"Пульт МЦУ: уведомлений — {len(lines)}"
    told = [_told(line, root) for line in lines]
    where = f"{root}/notices/mine/" if root else "Пульт МЦУ → Уведомления → Настроить"
    foot = f"{place}, Пульт МЦУ\nПодробности — в программе. Какие письма присылать: {where}"
    return subject, "\n".join([*told, "", "-- ", foot, ""])


def _told(line: Line, root: str) -> str:
    details = "".join(f"\n  {one}" for one in line.details.splitlines())
    return f"• {line.title}{details}" + (f"\n  {root}{line.path}" if root else "")
