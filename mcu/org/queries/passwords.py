"""Known passwords: Django's twenty thousand, and a file of leaked ones where there is one."""

import hashlib
import os
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

LINE = 120  # bytes; a line of the file is a hash of 40 letters and a count


@cache
def known_passwords() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def leaked(password: str) -> bool:
    """Whether the file that MCU_LEAKED_PASSWORDS names has the password; False without a file."""
    path = settings.MCU_LEAKED_PASSWORDS
    if not path:
        return False
    # SHA-1 is the form in which such lists are published; nothing is kept under it here.
    return has_hash(Path(path), hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest())


def has_hash(path: Path, sought: str) -> bool:
    """Find a hash in a text file of `HASH:count` lines in order of the hash, of any size."""
    wanted = sought.upper().encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            start, line = _line_at(file, middle)
            if line[:40].upper() == wanted:
                return True
            if line and line[:40].upper() < wanted:
                low = start + len(line)
            else:
                high = middle
    return False


def _line_at(file, position: int) -> tuple[int, bytes]:  # type: ignore[no-untyped-def]
    """The line that begins at the position or after it, and where it begins."""
    file.seek(max(position - 1, 0))
    if position:
        file.readline(LINE)
    return file.tell(), file.readline(LINE)
