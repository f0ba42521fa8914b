"""The link of a contractor: given, opened, reported by, looked at, taken back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.step import filled
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.rules.links import digest, new_secret
from mcu.org.rules.roles import Actor, program
from mcu.tasks.actions.gather import Upload, keep_photo, lay
from mcu.tasks.actions.step import step
from mcu.tasks.models import Evidence, Task, WorkLink
from mcu.tasks.rules.links import (
    DAYS,
    JOURNALLED_EVERY,
    MOST_PHOTOS,
    MOST_TEXT,
    PHOTO_LIMIT,
    expiry,
)
from mcu.tasks.rules.workflow import Part, Verb
from mcu.text.mask import mask

GONE = (
    "Ссылка не подходит: отчёт по ней уже отправлен, её срок вышел или её отозвали. "
    "Попросите новую у того, кто её прислал."
)


def give_link(
    *,
    task: Task,
    contractor: str,
    brief: str,
    by: Actor,
    days: int = DAYS,
    now: datetime | None = None,
) -> str:
    """The secret of a new link; names, telephones and flats are hidden from what the page will say."""
    secret = new_secret()
    with step(Verb.GIVE_LINK, task, by=by, now=now) as work:
        link = WorkLink.objects.create(
            task=work.task,
            contractor=filled(
                contractor, "Напишите, кому даёте ссылку: организация, бригада.", 200
            ),
            brief=mask(filled(brief, "Напишите, что нужно сделать: это увидит подрядчик.", 4000)),
            digest=digest(secret),
            made_at=work.now,
            made_by_name=by.name,
            expires_at=expiry(days, work.now),
        )
        work.extra["until"] = link.expires_at
    return secret


def revoke_link(*, link: WorkLink, by: Actor, now: datetime | None = None) -> None:
    with step(Verb.REVOKE_LINK, link.task, by=by, now=now) as work:
        WorkLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=work.now)


@transaction.atomic
def opened(*, link: WorkLink, now: datetime | None = None) -> None:
    """Somebody looked at the page; also at that of a link that is over."""
    moment = now or timezone.now()
    locked = WorkLink.objects.select_for_update().get(pk=link.pk)
    last, locked.opened_at = locked.opened_at, moment
    locked.opened += 1
    locked.save(update_fields=["opened", "opened_at"])
    if last is None or moment - last >= JOURNALLED_EVERY:
        journal.write(
            "task.link_opened",
            by=_holder(link),
            municipality_id=link.task.municipality_id,
            of=link.task,
            after={"open": is_open(link, moment)},
            at=moment,
        )


def report_by_link(
    *, link: WorkLink, text: str, photos: Sequence[Upload], now: datetime | None = None
) -> Evidence:
    """What the contractor says and shows; the link closes, a person looks at it later.

    Everything is checked before anything is kept, so a refusal loses nothing that was typed.
    """
    moment = now or timezone.now()
    words = filled(text, "Напишите, что сделано.", MOST_TEXT)
    if len(photos) > MOST_PHOTOS:
        raise RuleViolation(f"Можно приложить не больше {MOST_PHOTOS} снимков. Выберите лучшие.")
    for photo in photos:
        if len(photo.content) > PHOTO_LIMIT:
            raise RuleViolation(f"«{photo.name}» больше 15 МБ. Снимите с меньшим размером.")
    kept = [keep_photo(photo) for photo in photos]
    doer = frozenset({Part.DOER})
    with step(Verb.EVIDENCE, link.task, by=_holder(link), now=moment, parts=doer, code="link_report") as work:  # fmt: skip
        _close(link, moment)
        made = Evidence.objects.create(
            task=work.task, text=words, at=moment, author_name=link.contractor, link=link,
            state=Evidence.State.WAITING,
        )  # fmt: skip
        lay(made, kept)
        work.extra["files"] = len(kept)
    return made


def review(
    *,
    evidence: Evidence,
    accepted: bool,
    by: Actor,
    reason: str = "",
    now: datetime | None = None,
) -> None:
    """A person looked at the report: it counts, or the contractor has to try again by the same link."""
    code = "evidence_accepted" if accepted else "evidence_returned"
    with step(Verb.REVIEW, evidence.task, by=by, now=now, code=code) as work:
        row = Evidence.objects.select_for_update().get(pk=evidence.pk)
        if row.state != Evidence.State.WAITING:
            raise RuleViolation("Этот отчёт уже посмотрели. Обновите страницу.")
        row.state = Evidence.State.ACCEPTED if accepted else Evidence.State.RETURNED
        row.decided_at, row.decided_by_name = work.now, by.name
        if not accepted:
            row.reason = mask(filled(reason, "Напишите, что не так: это увидит подрядчик.", 900))
            work.task.links.filter(reports=row).update(used_at=None)
        row.save()


def is_open(link: WorkLink, now: datetime) -> bool:
    """Whether a report may be sent by it."""
    good = link.used_at is None and link.revoked_at is None and now < link.expires_at
    return good and link.task.is_open


def _close(link: WorkLink, now: datetime) -> None:
    """Two phones with one link: the first to come closes it."""
    good = WorkLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None, expires_at__gt=now)
    if not good.update(used_at=now):
        raise RuleViolation(GONE, code="gone")


def _holder(link: WorkLink) -> Actor:
    """Whoever holds the link, in the journal without a name of a person."""
    return program(link.task.municipality_id, f"По ссылке № {link.pk}")
