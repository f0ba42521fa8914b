"""«Мониторинг» of the invented town: a fortnight of looking, a day missed, posts found, one made a case."""

from datetime import datetime, timedelta

from mcu.intake.actions import watch
from mcu.intake.models import WatchedPage
from mcu.org.models import Municipality
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor

PAGES = (
    ("Подслушано в округе", "https://vk.com/klyuchi_podslushano", "vk", 1, 8400),
    ("Мамы округа", "https://ok.ru/group/570000001", "ok", 2, 2100),
    ("Дачники у реки", "https://t.me/klyuchi_dachi", "telegram", 5, 640),
)
FOUND = (
    (
        0,
        1,
        140,
        "https://vk.com/wall-570001_311",
        "У детского сада оборван провод, висит над дорожкой, дети ходят рядом.",
    ),
    (
        0,
        3,
        35,
        "https://vk.com/wall-570001_298",
        "На Заречной третью неделю не вывозят ветки после обрезки тополей.",
    ),
    (
        1,
        6,
        12,
        "https://ok.ru/group/570000001/topic/156000000000041",
        "Кто знает, когда откроют каток? В прошлом году в это время уже заливали.",
    ),
)
MISSED = 4  # working days ago nobody looked: a gap stands in the journal


def watched(place: Municipality, until: datetime, by: Actor) -> None:
    """Called when the town has lived its months."""
    added = until - timedelta(days=21)
    pages = [
        watch.save_page(
            page=None, by=by, now=added, name=name, url=url, keeper="", channel=network, block=None,
            often=often, audience=audience,
        )
        for name, url, network, often, audience in PAGES
    ]  # fmt: skip
    _looked_through(pages, until, by)
    for which, days, reactions, url, text in FOUND:
        at = until - timedelta(days=days)
        post = watch.record(
            page=pages[which], url=url, text=text, reactions=reactions,
            posted_at=at - timedelta(hours=3), by=by, now=at,
        )  # fmt: skip
        if which == 0 and days == 1:
            watch.make_case(post=post, by=by, now=at)


def _looked_through(pages: list[WatchedPage], until: datetime, by: Actor) -> None:
    calendar = calendar_for(pages[0].municipality)
    past = [until - timedelta(days=days) for days in range(1, 16)]
    worked = [moment for moment in past if calendar.is_working(moment.date())]
    for count, moment in enumerate(worked, 1):
        due = [page for page in pages if count % page.often == 0]
        if count != MISSED and due:
            watch.look(pages=due, by=by, now=moment)
