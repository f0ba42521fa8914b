"""Names of bodies as files write them."""

import re

_PERSON = re.compile(
    r"^[А-ЯЁ][а-яё-]+ (?:[А-ЯЁ]\.\s?[А-ЯЁ]?\.?|[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+(?:вич|вна|ична))$"
)


def is_person(name: str) -> bool:
    """Whether the cell holds somebody's name rather than a body: «Иванов И. И.»."""
    return bool(_PERSON.match(name.strip()))
