"""Tokens of the API: what they look like, what they allow, how long they live."""

import hashlib
import secrets

from django.db.models import TextChoices

PREFIX = "mcu_"  # so that a leaked token is recognised by whoever searches for one
SHOWN = 12  # the beginning by which its owner tells one token from another


class Scope(TextChoices):
    """Never more than the duties of its owner; this narrows them."""

    READ = "read", "читать сообщения, которые видите вы"
    WRITE = "write", "передавать сообщения от вашего имени"
    BOOKS = "books", "читать справочники и классификаторы"
    FIGURES = "figures", "читать числа сводки"
    PERSONAL = "personal", "открывать данные заявителя (каждый раз — запись в журнале)"


LIFETIMES = ((30, "30 дней"), (90, "90 дней"), (180, "полгода"), (365, "год"))


def new_token() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """256 random bits: one plain hash hides them well enough, and is quick on every request."""
    return hashlib.sha256(token.encode()).hexdigest()
