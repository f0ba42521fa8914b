"""By what an applicant may be found again: their own contacts, within one scope, never across.

The scopes are those that the law and good sense leave: appeals under 59-ФЗ, where a repeated one has
consequences, and one channel. A digest is taken together with the scope, so that the same person in two
channels leaves two digests that have nothing in common.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mcu.cases.rules.words import Channel, Regime
from mcu.text.personal import Kind, find

APPEALS = "appeal"
SCOPES = (APPEALS, *(f"channel:{channel}" for channel in Channel.values))
_DIGITS = re.compile(r"\D+")
_FEW_DIGITS = 5


def scope_of(regime: str, channel: str) -> str:
    """Where a case may be compared with others."""
    return APPEALS if regime == Regime.APPEAL else f"channel:{channel}"


def phone(text: str) -> str:
    """Ten digits, or fewer of a local number; empty when it is none."""
    digits = _DIGITS.sub("", text)
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]
    return digits if _FEW_DIGITS <= len(digits) <= 15 else ""


def email(text: str) -> str:
    text = "".join(text.split()).lower()
    return text if text.count("@") == 1 else ""


def contacts_of(personal: Mapping[str, Any]) -> set[tuple[str, str]]:
    """(kind, value) of whatever the applicant left to be reached by; what others are called is not read."""
    text = in_words(personal.get("applicant_contacts", ""))
    found: set[tuple[str, str]] = set()
    for span in find(text):
        piece = text[span.start : span.end]
        if span.kind == Kind.PHONE:
            found.add(("phone", phone(piece)))
        elif span.kind == Kind.EMAIL:
            found.add(("email", email(piece)))
    if not found and phone(text):
        found.add(("phone", phone(text)))
    profile = str(personal.get("applicant_profile", "")).strip().lower().rstrip("/")
    if profile:
        found.add(("profile", profile))
    return {(kind, value) for kind, value in found if value}


def name_key(name: str) -> str:
    """A full name in one spelling, at least surname and first name; empty when it is less."""
    words = sorted(word for word in _words(name) if len(word) > 1)
    return " ".join(words) if len(words) > 1 else ""


def in_words(value: Any) -> str:
    """A sealed value as people read it: several contacts stand one after another."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def digest_input(municipality_id: int, scope: str, kind: str, value: str) -> str:
    """What the blind index takes the digest of."""
    return f"{municipality_id}|{scope}|{kind}|{value}"


def same_name(given: str, known: str) -> bool:
    """Whether a name that somebody says is the one that is known: surname and one more word agree."""
    said, held = _words(given), _words(known)
    common = {a for a in said for b in held if a == b or (len(b) == 1 and a.startswith(b))}
    return len(common) >= min(2, len(held)) and bool(held)


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.lower().replace("ё", "е")))


def values_asked(asked: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """(kind, value) of what a person gave to be found by."""
    if number := phone(asked.get("phone", "")):
        yield "phone", number
    if box := email(asked.get("email", "")):
        yield "email", box
