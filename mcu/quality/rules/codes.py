"""Codes by which a resident opens a page without signing in: short enough to be typed from paper."""

import hashlib
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read for something else
LENGTH = 12
CYRILLIC = str.maketrans("АВСЕНКМРТХУ", "ABCEHKMPTXY")


def new_code() -> str:
    """Twelve signs, 59 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def spelled(code: str) -> str:
    """«K7QF-2M9D-4TWX»."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def digest(code: str) -> str:
    """What is kept of a code, whatever the case, the alphabet and the dashes it was typed with."""
    plain = code.upper().translate(CYRILLIC)
    plain = "".join(sign for sign in plain if sign.isalnum())[: LENGTH + 1]
    return hashlib.sha256(plain.encode()).hexdigest()
