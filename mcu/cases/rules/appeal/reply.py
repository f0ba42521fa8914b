"""The text of the automatic reply: a few places to fill in, and a clear word on any other."""

import re
from datetime import date

from mcu.core.errors import RuleViolation

PLACES = {"number": "номер сообщения", "day": "день получения", "place": "муниципалитет"}
LONGEST = 5000


def filled(pattern: str, number: str, day: date, place: str) -> str:
    """The text with its places filled in."""
    values = {"number": number, "day": f"{day:%d.%m.%Y}", "place": place}
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), pattern)


def checked(pattern: str) -> str:
    """The text, or RuleViolation that names a place there is not."""
    pattern = pattern.replace("\x00", "").strip()
    unknown = [name for name in re.findall(r"\{([^{}]*)\}", pattern) if name not in PLACES]
    if unknown:
        known = ", ".join(f"{{{name}}} — {words}" for name, words in PLACES.items())
        raise RuleViolation(f"В тексте нет места «{{{unknown[0]}}}». Есть: {known}.")
    if len(pattern) > LONGEST:
        raise RuleViolation(f"Текст длиннее {LONGEST} знаков. Сократите его.")
    return pattern
