"""Names as files write them."""

import re

_NOISE = re.compile(r"[«»\"'„“”().,]|\s+")


def plain_name(name: str) -> str:
    """One form for the spellings of a name: case, ё, quotes, dots and spaces do not matter."""
    return " ".join(_NOISE.sub(" ", name.casefold().replace("ё", "е")).split())
