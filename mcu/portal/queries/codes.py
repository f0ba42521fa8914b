"""What a form and its author are known by: digests only; the code comes again out of the same form."""

import secrets

from mcu.core import vault
from mcu.quality.rules.codes import ALPHABET, LENGTH, digest, spelled

SHORTEST, LONGEST = 16, 64


def new_key() -> str:
    """What a form carries, so that sending it twice is sending it once."""
    return secrets.token_urlsafe(24)


def is_key(text: str) -> bool:
    plain = text.replace("-", "").replace("_", "")
    return SHORTEST <= len(text) <= LONGEST and plain.isascii() and plain.isalnum()


def key_digest(place: int, key: str) -> str:
    """What is kept of the key of a form."""
    return vault.blind(f"{place}|portal|form|{key}").hex()


def code_of(place: int, key: str) -> str:
    """The secret code of whoever holds the form: «K7QF2M9D4TWX», the same at every sending."""
    number = int.from_bytes(vault.blind(f"{place}|portal|code|{key}"), "big")
    signs = []
    for _ in range(LENGTH):
        number, at = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[at])
    return "".join(signs)


def token_digest(place: int, token: str) -> str:
    """What is kept of what the letters of a subscription carry."""
    return vault.blind(f"{place}|portal|letter|{token}").hex()


def code_digest(place: int, code: str) -> str:
    """What is kept of a code, however it was typed; two towns have none in common."""
    return vault.blind(f"{place}|portal|follow|{digest(code)}").hex()


__all__ = ["code_digest", "code_of", "is_key", "key_digest", "new_key", "spelled", "token_digest"]
