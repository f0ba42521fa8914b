"""Files of a case: faces hidden, the original opened, those on hold given out or destroyed."""

from collections.abc import Sequence

from django.db import transaction

from mcu.cases.actions.step import allowed
from mcu.cases.models import Attachment
from mcu.cases.queries import belongs
from mcu.cases.rules.words import RevealReason
from mcu.cases.rules.workflow import Verb
from mcu.core import files, journal
from mcu.core.attachments import Held, admit_again, keep_picture, pictures
from mcu.core.contents import remove_unused
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission

COLUMNS = ("key", "name", "size", "kind", "preview", "held", "why")


def hide(*, file: Attachment, regions: Sequence[pictures.Region], by: Actor) -> None:
    """Parts of a picture cannot be read any more; what it was before is kept apart."""
    if not regions:
        raise RuleViolation("Отметьте на снимке, что размыть.")
    kept = keep_picture(pictures.hide(files.path_of(file.key), regions, file.name), file.name)
    with transaction.atomic():
        allowed(Verb.ATTACH, file.case, by)
        row = _locked(file)
        if row.key != file.key:
            raise RuleViolation("Снимок уже изменили. Обновите страницу и отметьте снова.")
        left = [row.preview] + ([row.key] if row.original else [])
        row.original = row.original or row.key
        row.key, row.name, row.size = kept.key, kept.name, kept.size
        row.kind, row.preview = kept.kind, kept.preview
        row.save(update_fields=[*COLUMNS, "original"])
        remove_unused(left)
        _tell("file.hide", row, by, {"parts": len(regions)})


@transaction.atomic
def open_original(*, file: Attachment, by: Actor, reason: str, words: str = "") -> str:
    """The key of what a picture was before; the act is journalled with its reason."""
    require(by, Permission.REVEAL, belongs(file.case))
    if reason not in RevealReason.values:
        raise RuleViolation("Выберите, зачем открываете снимок: причина пойдёт в журнал.")
    if not file.original:
        raise RuleViolation("Этот снимок не размывали: прежнего у него нет.")
    _tell("file.original", file, by, {"reason": reason, "purpose": str(RevealReason(reason).label)})
    return file.original


@transaction.atomic
def release(*, file: Attachment, reason: str, by: Actor) -> None:
    """A person answers for it: the file may be had, though only as a download."""
    require(by, Permission.HELD)
    reason = reason.replace("\x00", "").strip()[:200]
    if not reason:
        raise RuleViolation("Напишите, почему файл можно выдать: это пойдёт в журнал.")
    row = _locked(file)
    before, row.held, row.why = row.held, "", ""
    row.save(update_fields=["held", "why"])
    _tell("file.release", row, by, {"held": before, "reason": reason})


@transaction.atomic
def destroy(*, file: Attachment, by: Actor) -> None:
    """The file is gone; that it was and who decided stays in the journal."""
    require(by, Permission.HELD)
    row = _locked(file)
    if not row.held:
        raise RuleViolation("Файл уже выдан. Обновите страницу.")
    contents = [getattr(row, name) for name in Attachment.STORED]
    _tell("file.destroy", row, by, {"held": row.held})
    row.delete()
    remove_unused(contents)


def recheck(*, file: Attachment) -> bool:
    """Asked again about what the antivirus was silent on; whether it answered."""
    looked = admit_again(file.key, file.name)
    if looked.held == Held.UNCHECKED:
        return False
    with transaction.atomic():
        row = _locked(file)
        if row.held != Held.UNCHECKED:
            return True
        for name in COLUMNS:
            setattr(row, name, getattr(looked, name))
        row.save(update_fields=COLUMNS)
        remove_unused([file.key])
    return True


def _locked(file: Attachment) -> Attachment:
    found = Attachment.objects.select_for_update(of=("self",)).select_related("case")
    return found.get(pk=file.pk)


def _tell(code: str, file: Attachment, by: Actor, after: dict[str, object]) -> None:
    journal.write(
        code, by=by, municipality_id=file.case.municipality_id, of=file.case,
        after={"file": file.pk} | after,
    )  # fmt: skip
