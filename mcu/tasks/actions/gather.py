"""Points, evidence and words on a task."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mcu.cases.actions.step import filled
from mcu.core.attachments import Admitted, admit
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor
from mcu.tasks.actions.step import step
from mcu.tasks.models import CheckItem, Comment, Evidence, EvidenceFile, Task
from mcu.tasks.rules.workflow import Verb

MOST_FILES = 10
PHOTOS = {"jpeg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes


def tick(*, task: Task, item: int, done: bool, by: Actor, now: datetime | None = None) -> None:
    """A point is done, or not after all."""
    with step(Verb.TICK, task, by=by, now=now) as work:
        point = work.task.items.filter(pk=item).first()
        if point is None:
            raise RuleViolation("Такого пункта у задачи нет. Обновите страницу.")
        point.done_at = work.now if done else None
        point.done_by_name = by.name if done else ""
        point.save(update_fields=["done_at", "done_by_name"])


def add_item(*, task: Task, text: str, by: Actor, now: datetime | None = None) -> CheckItem:
    with step(Verb.ADD_ITEM, task, by=by, now=now) as work:
        words = filled(text, "Впишите пункт.", 300)
        last = work.task.items.order_by("position").last()
        return CheckItem.objects.create(
            task=work.task, text=words, position=last.position + 1 if last else 0
        )


def add_evidence(
    *,
    task: Task,
    by: Actor,
    text: str = "",
    url: str = "",
    uploads: Iterable[Upload] = (),
    now: datetime | None = None,
) -> Evidence:
    """Words, an address, files: at least one of them."""
    kept = [keep(upload) for upload in uploads]
    text = text.replace("\x00", "").strip()
    if url and not url.startswith(("https://", "http://")):
        raise RuleViolation("Ссылка должна начинаться с https:// или http://.")
    if not (text or url or kept):
        raise RuleViolation("Приложите хоть что-то: файл, снимок, ссылку или слова.")
    with step(Verb.EVIDENCE, task, by=by, now=now) as work:
        made = Evidence.objects.create(
            task=work.task, text=text, url=url[:500], at=work.now, author_name=by.name
        )
        lay(made, kept)
        work.extra["files"] = len(kept)
    return made


def comment(*, task: Task, text: str, by: Actor, now: datetime | None = None) -> Comment:
    with step(Verb.COMMENT, task, by=by, now=now) as work:
        return Comment.objects.create(
            task=work.task,
            text=filled(text, "Комментарий пуст."),
            at=work.now,
            author_id=by.person_id,
            author_name=by.name,
        )


def keep(upload: Upload) -> Admitted:
    """Put a file on the disk; a picture without its marks."""
    return admit(upload.name, [upload.content] if upload.content else [])


def keep_photo(upload: Upload) -> Admitted:
    """The same for what must be a picture whatever it is called."""
    return admit(upload.name, [upload.content] if upload.content else [], pictures_only=True)


def lay(evidence: Evidence, kept: list[Admitted]) -> None:
    if len(kept) > MOST_FILES:
        raise RuleViolation(f"За один раз прикладывают не больше {MOST_FILES} файлов.")
    EvidenceFile.objects.bulk_create(
        EvidenceFile(
            evidence=evidence,
            key=one.key,
            name=one.name,
            size=one.size,
            photo=PHOTOS.get(one.kind, ""),
        )
        for one in kept
    )
