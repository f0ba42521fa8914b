"""The one door for files from people and channels: told by content, drawn anew, asked about.

A person at a page is refused in words and has the file still. What a channel brought cannot be
asked for again: it is held with the reason until somebody decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from mcu.core import files
from mcu.core.attachments import antivirus, kinds, pictures
from mcu.core.attachments.kinds import KINDS, Kind
from mcu.core.errors import RuleViolation

__all__ = ["Admitted", "Held", "admit", "admit_again", "keep_picture"]
ONLY_PICTURES = "«{name}» — не снимок: {why} Принимаются фотографии JPEG, PNG и WebP."


class Held:
    """Why a file is not given out."""

    UNCHECKED = "unchecked"
    REFUSED = "refused"
    INFECTED = "infected"


REFUSALS = {
    Held.REFUSED: "«{name}»: {why}",
    Held.INFECTED: "«{name}» не принят: {why} Проверьте компьютер и приложите чистый файл.",
    Held.UNCHECKED: "«{name}» не принят: {why}. Повторите через несколько минут.",
}


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that is on the disk and waits for its row."""

    key: str
    name: str
    size: int
    kind: str
    preview: str = ""
    held: str = ""
    why: str = ""

    def columns(self) -> dict[str, object]:
        """As the rows of files name it."""
        return {name: getattr(self, name) for name in self.__slots__}


def admit(
    name: str,
    chunks: Iterable[bytes],
    *,
    hold: bool = False,
    pictures_only: bool = False,
    preview: bool = False,
) -> Admitted:
    """Keep a file; what may not be given out is refused, or held where it cannot be asked for again.

    `preview`: a small picture is kept as well, for a row that names it.
    """
    called = kinds.named(name, KINDS["unknown"])
    stored = files.store(chunks, limit=settings.MCU_ATTACHMENT_LIMIT, name=called, anything=True)
    try:
        admitted = _looked_at(stored, called, hold, pictures_only, preview)
    except BaseException:
        files.take_back(stored)
        raise
    if admitted.key != stored.key:
        files.take_back(stored)
    return admitted


def admit_again(key: str, name: str) -> Admitted:
    """What is held already, looked at once more."""
    return _looked_at(files.Stored(key, files.path_of(key).stat().st_size), name, True, False, True)


def _examined(key: str) -> tuple[str, str]:
    """What the antivirus says of a stored file: why it is held, in words; empty when it is clean."""
    if not settings.MCU_CLAMAV:
        return "", ""
    try:
        found = antivirus.ask(settings.MCU_CLAMAV, files.path_of(key))
    except antivirus.Unanswered as silence:
        return Held.UNCHECKED, str(silence)
    return (Held.INFECTED, f"антивирус нашёл «{found}».") if found else ("", "")


def keep_picture(picture: pictures.Picture, name: str, preview: bool = True) -> Admitted:
    """A picture drawn by us on the disk, with its preview where a row names it."""
    kind: Kind = KINDS[picture.code]
    kept = files.store([picture.content], limit=2**40, name=name)
    small = files.store([picture.preview], limit=2**40, name=name).key if preview else ""
    return Admitted(kept.key, kinds.named(name, kind), kept.size, kind.code, small)


def _looked_at(
    stored: files.Stored, name: str, hold: bool, pictures_only: bool, preview: bool
) -> Admitted:
    kind = kinds.tell(files.path_of(stored.key))
    name = kinds.named(name, kind)
    if pictures_only and not kind.is_picture:
        raise RuleViolation(ONLY_PICTURES.format(name=name, why=kind.why or f"это {kind.title}."))
    held, why = (Held.REFUSED, kind.why) if kind.why else _examined(stored.key)
    if not held and kind.is_picture:
        try:
            return keep_picture(pictures.redraw(files.path_of(stored.key), name), name, preview)
        except RuleViolation as broken:
            if not hold:
                raise
            held, why = Held.REFUSED, broken.sentence
    if held and not hold:
        raise RuleViolation(REFUSALS[held].format(name=name, why=why))
    return Admitted(stored.key, name, stored.size, kind.code, held=held, why=why[:300])
