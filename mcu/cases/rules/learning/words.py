"""What a suggestion says of itself."""

BEGINNING = "слова: "
LEVELS = ((0.9, "почти наверняка"), (0.7, "скорее всего"), (0.4, "возможно"))


def sureness(confidence: float) -> str:
    """The confidence in plain words."""
    return next((words for least, words in LEVELS if confidence >= least), "слабая догадка")


def because(words: tuple[str, ...]) -> str:
    """The reason as it is kept: «слова: яма, дорога»."""
    return (BEGINNING + ", ".join(words))[:500] if words else "похоже на прежние решения"


def decisive_words(reason: str) -> list[str]:
    """The words of a reason, to be marked in the text; none where no words decided."""
    return reason.removeprefix(BEGINNING).split(", ") if reason.startswith(BEGINNING) else []
