"""One answer said to everyone: the common text in the form of each channel, and whom it may reach."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mcu.cases.rules.words import Channel, Regime
from mcu.cases.rules.workflow import FINISHED, MOVES, State, Verb
from mcu.core.errors import RuleViolation

MOST = 15_000
PLACEHOLDERS = ("приветствие", "номер", "дата", "канал")
SOCIAL = frozenset({Channel.VK, Channel.OK, Channel.MAX, Channel.TELEGRAM})
FORMAL = frozenset({Channel.LETTER, Channel.MAIL, Channel.POS, Channel.WEB, Channel.RECEPTION})
LONGEST = {Channel.TELEGRAM: 4096, Channel.MAX: 4000}
"""Characters a message of the channel holds, where its own documentation says so."""
HELLO, HELLO_FORMAL = "Здравствуйте!", "Уважаемый заявитель!"

_PLACEHOLDER = re.compile(r"\{\s*([^{}\n]{0,40}?)\s*\}")
_BLANKS = re.compile(r"\n{3,}")
_PARAGRAPHS = re.compile(r"\n{2,}")


class Standing(StrEnum):
    """Whether the answer may reach a case, as the table before sending groups them."""

    READY = "ready"
    HAS_DRAFT = "has_draft"
    LETTER = "letter"
    AWAY = "away"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Addressee:
    """What the text is made for: nothing of the resident, only of the message."""

    number: str
    channel: str
    regime: str
    state: str
    received: date
    own_draft: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The text of one case, what was changed in it for the channel, and whether it may go."""

    text: str
    changes: tuple[str, ...]
    standing: Standing
    why: str = ""


def check_text(text: str) -> str:
    """The common text made ready, or RuleViolation: empty, too long, an unknown placeholder."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise RuleViolation("Ответ пуст. Напишите, что сделано или будет сделано.")
    if len(text) > MOST:
        raise RuleViolation(f"Ответ длиннее {MOST // 1000} тысяч знаков. Сократите его.")
    unknown = [name for name in _PLACEHOLDER.findall(text) if name.lower() not in PLACEHOLDERS]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise RuleViolation(f"Подстановки «{{{unknown[0]}}}» нет. Можно использовать: {known}.")
    return text


def reply_for(text: str, to: Addressee) -> Reply:
    """The common text for one case; the appeal, the closed and the already written are set apart."""
    made, changes = _adapted(text, to)
    standing, why = _standing(to, made)
    return Reply(made, changes, standing, why)


def _adapted(text: str, to: Addressee) -> tuple[str, tuple[str, ...]]:
    hello = HELLO_FORMAL if to.channel in FORMAL else HELLO
    values = {
        "приветствие": hello,
        "номер": to.number,
        "дата": f"{to.received:%d.%m.%Y}",
        "канал": str(Channel(to.channel).label) if to.channel in Channel.values else to.channel,
    }
    used = [name.lower() for name in _PLACEHOLDER.findall(text)]
    made = _PLACEHOLDER.sub(lambda found: values[found[1].lower()], text)
    changes = [f"{name}: {values[name]}" for name in PLACEHOLDERS if name in used]
    if "приветствие" not in used:
        made = f"{hello}{_gap(to)}{made}"
        changes.append(f"добавлено приветствие: {hello}")
    if to.channel in SOCIAL and _PARAGRAPHS.search(made):
        made = _PARAGRAPHS.sub("\n", made)
        changes.append("пустые строки убраны: это комментарий")
    return _BLANKS.sub("\n\n", made), tuple(changes)


def _gap(to: Addressee) -> str:
    return "\n\n" if to.channel in FORMAL else " "


def _standing(to: Addressee, made: str) -> tuple[Standing, str]:
    if to.regime == Regime.APPEAL:
        return Standing.LETTER, "обращение по 59-ФЗ: нужен отдельный письменный ответ"
    if to.state in FINISHED:
        return Standing.AWAY, "работа с сообщением закончена"
    if to.state not in MOVES[Verb.DRAFT].sources:
        return Standing.AWAY, f"сейчас «{State(to.state).label}»: ответ уже готов"
    most = LONGEST.get(Channel(to.channel)) if to.channel in Channel.values else None
    if most and len(made) > most:
        return Standing.TOO_LONG, f"в канале помещается {most} знаков, а здесь {len(made)}"
    if to.own_draft.strip() and to.own_draft.strip() != made.strip():
        return Standing.HAS_DRAFT, "уже есть свой черновик"
    return Standing.READY, ""


def may_go(reply: Reply, *, overwrite: bool) -> bool:
    """Whether a draft is made: an own draft gives way only where a person has said so."""
    return reply.standing == Standing.READY or (reply.standing == Standing.HAS_DRAFT and overwrite)


def length_range(replies: Sequence[Reply]) -> tuple[int, int]:
    """The shortest and the longest of them; zeros when there are none."""
    sizes = [len(reply.text) for reply in replies]
    return (min(sizes), max(sizes)) if sizes else (0, 0)
