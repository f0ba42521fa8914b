"""Notes, files, the applicant's data, saved views."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from mcu.cases.actions.step import Step, step
from mcu.cases.models import Applicant, Attachment, Case, Note, SavedView
from mcu.cases.queries import belongs
from mcu.cases.rules.words import RevealReason
from mcu.cases.rules.workflow import Verb
from mcu.core import files, journal, vault
from mcu.core.attachments import admit
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission
from mcu.text.mask import mask

LONGEST_VIEW = 8000
MOST_FILES = 200


def note(*, case: Case, text: str, by: Actor, now: datetime | None = None) -> Note:
    """A word among colleagues."""
    text = text.replace("\x00", "").strip()[:5000]
    if not text:
        raise RuleViolation("Заметка пуста.")
    with step(Verb.NOTE, case, by=by, now=now) as work:
        made = Note.objects.create(case=work.case, text=text, at=work.now, author_name=by.name)
        work.extra["note"] = made.pk
    return made


def attach(
    *, case: Case, name: str, chunks: Iterable[bytes], by: Actor, now: datetime | None = None
) -> Attachment:
    """Keep a file with the case; what may not be given out is refused in words."""
    if case.attachments.count() >= MOST_FILES:
        raise RuleViolation(f"У сообщения уже {MOST_FILES} файлов: больше нельзя.")
    laid = take_in(name, chunks)
    with step(Verb.ATTACH, case, by=by, now=now) as work:
        return lay(work, laid)


def take_in(name: str, chunks: Iterable[bytes], *, hold: bool = False) -> Attachment:
    """The content is kept; the file belongs to no case yet. `hold`: see `core.attachments`."""
    return Attachment(**admit(name, chunks, hold=hold, preview=True).columns())


def take_letter(name: str, content: bytes) -> Attachment:
    """The same for what the program wrote itself: nobody has to look at it."""
    stored = files.store([content], limit=settings.MCU_ATTACHMENT_LIMIT, name=name)
    return Attachment(key=stored.key, name=name, size=stored.size)


def lay(work: Step, file: Attachment) -> Attachment:
    """The file becomes one of the case, inside a step of the caller."""
    file.case, file.at, file.author_name = work.case, work.now, work.by.name
    file.save()
    work.extra["file"] = file.pk
    return file


@transaction.atomic
def reveal(*, case: Case, by: Actor, reason: str, words: str = "") -> dict[str, Any]:
    """Open the applicant's data for a reason; the act is journalled, the values are not."""
    require(by, Permission.REVEAL, belongs(case))
    if reason not in RevealReason.values:
        raise RuleViolation("Выберите, зачем открываете данные заявителя: причина пойдёт в журнал.")
    applicant = Applicant.objects.filter(case=case).first()
    if applicant is None:
        raise RuleViolation("Данных заявителя у этого сообщения нет.")
    if applicant.erased_at:
        raise RuleViolation(
            f"Данные заявителя стёрты {applicant.erased_at:%d.%m.%Y} по графику хранения."
        )
    values: dict[str, Any] = vault.unseal(applicant.sealed)
    journal.write(
        "applicant.reveal",
        by=by,
        municipality_id=case.municipality_id,
        of=case,
        after={"fields": sorted(values), "reason": reason, "purpose": _purpose(reason, words)},
    )
    return values


def _purpose(reason: str, words: str) -> str:
    """The reason in words for the journal, which holds nobody's name or telephone."""
    label = str(RevealReason(reason).label)
    own = mask(words.strip()[:200])
    return f"{label}: {own}" if own else label


@transaction.atomic
def record_export(*, rows: int, form: str, by: Actor) -> None:
    """Cases left the program as a file: who took them, how many."""
    require(by, Permission.EXPORT)
    journal.write(
        "case.export",
        by=by,
        municipality_id=by.municipality_id,
        after={"rows": rows, "format": form},
    )


@transaction.atomic
def save_view(*, name: str, query: str, by: Actor) -> SavedView:
    """Filters of the list under a name; the same name again replaces them."""
    name = name.strip()[:80]
    if not name or by.person_id is None:
        raise RuleViolation("Назовите вид, чтобы сохранить его.")
    if len(query) > LONGEST_VIEW:
        raise RuleViolation(
            "Фильтров слишком много для одного вида. Уберите часть значений условия."
        )
    view, _ = SavedView.objects.update_or_create(
        person_id=by.person_id, name=name, defaults={"query": query}
    )
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: Actor) -> None:
    """Forget a saved view of one's own."""
    if view.person_id == by.person_id:
        view.delete()
