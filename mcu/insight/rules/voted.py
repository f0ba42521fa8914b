"""What a vote says, in words for the picture of problems."""

from collections.abc import Sequence
from datetime import date

from mcu.polls.rules.poll import Share, State


def voted_words(
    state: State, options: Sequence[Share], people: int | None, ends: date, outcome: str
) -> str:
    """«за «Сквер» 63 % из 412 голосов; учтено: …»; before the end until when it goes on."""
    if state is State.AHEAD:
        return "ещё не началось"
    if state is State.OPEN:
        return f"идёт до {ends:%d.%m.%Y}"
    if state is State.COUNTING:
        return "закончилось, итоги ещё не внесены"
    said = [
        _leading(options),
        f"участников {people}" if people else "",
        outcome and f"учтено: {outcome}",
    ]
    return "; ".join(part for part in said if part) or "итоги внесены"


def _leading(options: Sequence[Share]) -> str:
    """Equals are told together; of nobody's votes nothing leads."""
    first = [option for option in options if option.leads]
    if not first:
        return ""
    votes = sum(option.votes for option in options)
    names = " и ".join(f"«{option.text}»" for option in first)
    each = "по " if len(first) > 1 else ""
    return f"за {names} {each}{100 * (first[0].share or 0):.0f} % из {votes} голосов"
