"""Out of competence: what is needed before a message counts as passed on to another body."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from mcu.cases.rules.appeal import Way


class RedirectState(TextChoices):
    UNSENT = "unsent", "Не отправлено"
    SENT = "sent", "Отправлено"
    RETURNED = "returned", "Вернули обратно"
    WITHDRAWN = "withdrawn", "Оставлено у себя"


class By(TextChoices):
    """By what it is passed on (Пучеж 4.2.6: through ПОС)."""

    POS = "pos", "через ПОС"
    DOCUMENTS = "documents", "через СЭД"
    LETTER = "letter", "письмом"
    EMAIL = "email", "электронной почтой"


class Told(TextChoices):
    """How the resident learned of it."""

    POS = "pos", "в ПОС"
    PUBLIC = "public", "ответом на публикацию"
    LETTER = "letter", "письмом"
    EMAIL = "email", "электронной почтой"
    PHONE = "phone", "по телефону"


# What of it the letters of an appeal have a word for; a call or a reply in public is no letter.
SENT: dict[str, Way] = {
    By.DOCUMENTS: Way.DOCFLOW,
    By.LETTER: Way.POST,
    By.EMAIL: Way.EMAIL,
}
TOLD: dict[str, Way] = {
    Told.POS: Way.GOSUSLUGI,
    Told.LETTER: Way.POST,
    Told.EMAIL: Way.EMAIL,
}


@dataclass(frozen=True, slots=True)
class RedirectFilter:
    """Empty means «any»; days are of the decision, both included."""

    q: str = ""
    show: str = ""
    by: str = ""
    decided_from: date | None = None
    decided_to: date | None = None
    late: bool = False


def missing(number: str, told_on: date | None, by: str) -> list[str]:
    """What is still to be done, in words; nothing when it counts as sent."""
    wanted = "номер в ПОС" if by == By.POS else "исходящий номер"
    found = [] if number else [wanted]
    return found if told_on else [*found, "уведомление жителя"]


def missing_words(number: str, told_on: date | None, by: str) -> str:
    """«не хватает: номер в ПОС, уведомление жителя»; empty when nothing is missing."""
    found = missing(number, told_on, by)
    return f"не хватает: {', '.join(found)}" if found else ""
