"""Watching by people: the list of pages, who looked when, a found post and the case made of it."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mcu.cases.actions.annotate import lay
from mcu.cases.actions.register import MAX_TEXT, Incoming, register
from mcu.cases.actions.step import step
from mcu.cases.models import Attachment, Case
from mcu.cases.rules.words import Importance
from mcu.cases.rules.workflow import Verb
from mcu.core import files, journal, vault
from mcu.core.attachments import Admitted, admit
from mcu.core.errors import RuleViolation
from mcu.intake.models import FoundPost, RawMessage, WatchedPage, WatchEntry
from mcu.intake.rules.watch import PostLevel, page_address, post_address, rank
from mcu.org.actions import require
from mcu.org.models import Block
from mcu.org.rules.roles import Actor, Permission
from mcu.text.mask import mask
from mcu.text.urgency import urgency

SYSTEM = "watch"
FIELDS = ("name", "url", "keeper", "channel", "block", "often", "audience")
MOST = 500


@transaction.atomic
def save_page(
    *, page: WatchedPage | None, by: Actor, now: datetime | None = None, **values: Any
) -> WatchedPage:
    """A page joins the list or is changed; only what everybody may see."""
    require(by, Permission.WATCH)
    row = page or WatchedPage(municipality_id=by.municipality_id, added_at=now or timezone.now())
    for name in FIELDS:
        setattr(row, name, values[name])
    row.url = page_address(row.url)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise RuleViolation(
            "Страница с таким адресом уже в списке. Найдите её и измените."
        ) from twice
    _tell("watch.page", row, by, {"name": row.name})
    return row


@transaction.atomic
def turn_page(*, page: WatchedPage, active: bool, by: Actor) -> None:
    """Looked through no more, or again; what was found stays."""
    require(by, Permission.WATCH)
    WatchedPage.objects.filter(pk=page.pk).update(active=active)
    _tell("watch.turn", page, by, {"name": page.name})


@transaction.atomic
def look(
    *, pages: Sequence[WatchedPage], by: Actor, now: datetime | None = None
) -> list[WatchEntry]:
    """Looked through: an entry for each page; nothing new unless posts are added to it."""
    require(by, Permission.WATCH)
    if not pages:
        raise RuleViolation("Отметьте страницы, которые посмотрели.")
    moment = now or timezone.now()
    rows = WatchEntry.objects.bulk_create(
        WatchEntry(
            municipality_id=page.municipality_id, page=page, day=timezone.localdate(moment), at=moment,
            by_id=by.person_id, by_name=by.name,
        )
        for page in pages[:MOST]
    )  # fmt: skip
    journal.write(
        "watch.look", by=by, municipality_id=by.municipality_id, of=pages[0], after={"pages": len(rows)},
        at=moment,
    )  # fmt: skip
    return rows


def record(
    *,
    page: WatchedPage,
    url: str,
    text: str,
    posted_at: datetime,
    by: Actor,
    reactions: int = 0,
    block: Block | None = None,
    screenshot: tuple[str, Iterable[bytes]] | None = None,
    now: datetime | None = None,
) -> FoundPost:
    """A found post: stored raw and sealed first, then masked and ranked; the same address once."""
    require(by, Permission.WATCH)
    moment, url = now or timezone.now(), post_address(url)
    text = text.replace("\x00", "").strip()
    if not text:
        raise RuleViolation("Впишите, о чём публикация.")
    if len(text) > MAX_TEXT:
        raise RuleViolation("Текст слишком длинный. Впишите главное.")
    if posted_at > moment + timedelta(minutes=5):
        raise RuleViolation("Время публикации ещё не наступило. Проверьте дату.")
    if FoundPost.objects.filter(municipality_id=page.municipality_id, url=url).exists():
        raise RuleViolation(TWICE)
    kept = admit(*screenshot, pictures_only=True, preview=True) if screenshot else None
    try:
        with transaction.atomic():
            return _record(
                page, url, text, posted_at, reactions, block or page.block, kept, by, moment
            )
    except IntegrityError as twice:
        raise RuleViolation(TWICE) from twice


TWICE = "Эта публикация уже записана. Найдите её на вкладке «Найдено»."


@transaction.atomic
def make_case(*, post: FoundPost, by: Actor, now: datetime | None = None) -> Case:
    """The post goes the way of every message, from what was stored raw; a second time it is the same case."""
    require(by, Permission.REGISTER)
    raw = RawMessage.objects.select_for_update().filter(pk=post.raw_id or 0).first()
    if raw is None or raw.sealed is None:
        raise RuleViolation("Исходные данные публикации стёрты по сроку хранения.")
    if raw.case is not None:
        return raw.case
    moment, page = now or timezone.now(), post.entry.page
    said = vault.unseal(raw.sealed)
    incoming = Incoming(
        channel=page.channel, text=said["text"], received_at=raw.received_at, community=page.name,
        source_url=post.url, automatic=True,
        importance=Importance.HIGH if post.level == PostLevel.CRITICAL else Importance.NORMAL,
    )  # fmt: skip
    case = register(incoming=incoming, municipality=page.municipality, by=by, now=moment)
    RawMessage.objects.filter(pk=raw.pk).update(case=case)
    if post.screenshot:
        _lay_screenshot(case, post, by)
    _tell("watch.case", post, by, {"case": case.number})
    return case


def _record(
    page: WatchedPage, url: str, text: str, posted_at: datetime, reactions: int,
    block: Block | None, kept: Admitted | None, by: Actor, moment: datetime,
) -> FoundPost:  # fmt: skip
    digest = hashlib.sha256(f"{url}\n{text}".encode()).hexdigest()
    raw = RawMessage.objects.create(
        municipality_id=page.municipality_id, system=SYSTEM, digest=digest, received_at=moment,
        key=hashlib.sha256(url.encode()).hexdigest(),
        sealed=vault.seal({"text": text, "url": url, "posted_at": posted_at.isoformat()}),
    )  # fmt: skip
    [entry] = look(pages=[page], by=by, now=moment)
    recent = FoundPost.objects.filter(
        municipality_id=page.municipality_id, block=block, entry__at__gt=moment - timedelta(days=7)
    )
    found = rank(
        urgency(text), audience=page.audience, reactions=reactions,
        alike=recent.count() if block else 0,
    )  # fmt: skip
    made = FoundPost.objects.create(
        municipality_id=page.municipality_id, entry=entry, raw=raw, block=block, url=url,
        text=mask(text), posted_at=posted_at, reactions=reactions, digest=digest, score=found.score,
        level=found.level, reasons=list(found.reasons), screenshot=kept.key if kept else "",
        preview=kept.preview if kept else "", picture=kept.kind if kept else "",
    )  # fmt: skip
    _tell("watch.found", made, by, {"level": found.level})
    return made


def _lay_screenshot(case: Case, post: FoundPost, by: Actor) -> None:
    with step(Verb.ATTACH, case, by=by) as work:
        size = files.path_of(post.screenshot).stat().st_size
        suffix = ".png" if post.picture == "png" else ".jpg"
        lay(work, Attachment(
            key=post.screenshot, preview=post.preview, kind=post.picture,
            name=f"Снимок публикации{suffix}", size=size,
        ))  # fmt: skip


def _tell(code: str, of: Any, by: Actor, after: dict[str, Any]) -> None:
    journal.write(code, by=by, municipality_id=of.municipality_id, of=of, after=after)
