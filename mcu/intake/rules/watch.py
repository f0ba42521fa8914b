"""Watching open communities by people: what may be watched, how a post ranks, which days are gaps."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from django.db.models import IntegerChoices, TextChoices

from mcu.core.errors import RuleViolation
from mcu.text.urgency import Level, Urgency


class Network(TextChoices):
    """Where open communities are; each is a channel of cases too."""

    VK = "vk", "ВКонтакте"
    OK = "ok", "Одноклассники"
    MAX = "max", "MAX"
    TELEGRAM = "telegram", "Telegram"
    WEB = "web", "Сайт"


class Often(IntegerChoices):
    """Every how many working days a page is looked through."""

    DAILY = 1, "каждый рабочий день"
    TWICE = 2, "через рабочий день"
    WEEKLY = 5, "раз в неделю"


class PostLevel(TextChoices):
    CRITICAL = "critical", "критично"
    IMPORTANT = "important", "важно"
    USUAL = "usual", "обычно"


CLOSED = re.compile(
    r"(t\.me/(\+|joinchat/|c/)|vk\.me/join|vk\.com/(im|mail)\b|max\.ru/join|chat\.whatsapp\.com"
    r"|/invite/|ok\.ru/messages)",
    re.IGNORECASE,
)
COMMENT = {"reply", "thread", "comment", "comment_id", "cid"}
URGENT = {Level.EMERGENCY: 50.0, Level.RAISED: 25.0}
WIDE, LOUD = 1000, 20
CRITICAL, IMPORTANT = 60.0, 25.0


@dataclass(frozen=True, slots=True)
class Rank:
    """How soon a post is to be dealt with: points, a level, and each reason in words."""

    score: float
    level: PostLevel
    reasons: tuple[str, ...]


def rank(urgency: Urgency, *, audience: int, reactions: int, alike: int) -> Rank:
    """Points for what is at stake, for how many see it, for how many answered it, for its like."""
    parts = [
        (URGENT.get(urgency.level, 0.0), f"срочность: {urgency.reason or 'названа беда'}"),
        (min(20.0, 5.0 * (audience // WIDE)), f"подписчиков страницы: {audience}"),
        (min(20.0, 5.0 * (reactions // LOUD)), f"откликов: {reactions}"),
        (min(30.0, 10.0 * alike), f"похожих за неделю в том же блоке: {alike}"),
    ]
    told = [(points, words) for points, words in parts if points]
    score = sum(points for points, _ in told)
    level = (
        PostLevel.CRITICAL if score >= CRITICAL
        else PostLevel.IMPORTANT if score >= IMPORTANT
        else PostLevel.USUAL
    )  # fmt: skip
    return Rank(score, level, tuple(f"{words} (+{points:g})" for points, words in told))


RULE = (
    "Ранг складывается: аварийная беда в тексте +50, повышенная срочность +25; каждая тысяча подписчиков "
    "страницы +5 (не больше 20); каждые 20 откликов +5 (не больше 20); каждая публикация о том же блоке "
    "за неделю +10 (не больше 30). От 60 — критично, от 25 — важно. Кто написал, не учитывается и не хранится."
)


def page_address(url: str) -> str:
    """The address of an open page; RuleViolation in words for a closed chat or for no address."""
    url = _address(url)
    if CLOSED.search(url):
        raise RuleViolation(
            "Это закрытый чат или переписка. Смотрят только открытые сообщества: впишите адрес страницы, "
            "которую видит каждый."
        )
    return url


def post_address(url: str) -> str:
    """The address of a post; never that of one comment under it."""
    url = page_address(url)
    asked = parse_qs(urlsplit(url).query)
    if COMMENT & set(asked) or "#comment" in url or "_r" in "".join(asked.get("w", [])):
        raise RuleViolation(
            "Это адрес комментария: по нему найдут, кто написал. Впишите адрес самой публикации, "
            "а слова комментария — в текст."
        )
    return url


def _address(url: str) -> str:
    url = url.replace("\x00", "").strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"https", "http"} or "." not in parts.netloc or len(url) > 300:
        raise RuleViolation("Адрес пишется целиком, например https://vk.com/pervomaiskiy.")
    return url


def is_due(
    often: int, last: date | None, added: date, today: date, is_working: Callable[[date], bool]
) -> bool:
    """Whether a page is to be looked through today: enough working days since the last time."""
    if not is_working(today):
        return False
    if last is None:
        return True
    passed = sum(is_working(last + timedelta(n)) for n in range(1, (today - last).days + 1))
    return passed >= often


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the journal."""

    day: date
    working: bool
    looked: int
    found: int
    cases: int
    people: tuple[str, ...]
    gap: bool


def days(
    entries: Mapping[date, tuple[int, int, int, tuple[str, ...]]],
    since: date,
    now: datetime,
    length: int,
    is_working: Callable[[date], bool],
) -> list[Day]:
    """The last days, the latest first; a working day that is over without an entry is a gap."""
    today, found = now.date(), []
    for number in range(length):
        day = today - timedelta(number)
        if day < since:
            break
        looked, posts, cases, people = entries.get(day, (0, 0, 0, ()))
        working = is_working(day)
        found.append(
            Day(day, working, looked, posts, cases, people, working and not looked and day < today)
        )
    return found
