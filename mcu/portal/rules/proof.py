"""Work that a browser does for one form: cheap for one message, dear for a thousand."""

import hashlib

BITS = 15  # about a second of a cheap phone


def is_done(challenge: str, nonce: str, bits: int = BITS) -> bool:
    """Whether the digest of both begins with so many zero bits."""
    if not nonce or len(nonce) > 20:
        return False
    found = hashlib.sha256(f"{challenge}:{nonce}".encode()).digest()
    return int.from_bytes(found[:4], "big") >> (32 - bits) == 0
