"""Which letters an appeal may need as it is now."""

from collections.abc import Iterable
from dataclasses import dataclass

from mcu.cases.rules.letters.kinds import LETTERS, Letter


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter that fits; `notice` is the row of the appeal it is written for, 0 for none."""

    letter: Letter
    notice: int = 0


@dataclass(frozen=True, slots=True)
class Needed:
    """A notice as far as the choice needs it; `ground` is the reason of its decision."""

    pk: int
    kind: str
    ground: str = ""


def fitting(
    *, numbered: bool, answered: bool, reception: bool, notices: Iterable[Needed] = ()
) -> list[Wanted]:
    """In the order of the table: cards and the receipt of what has a number, one for each notice."""
    always = {
        "registration": numbered, "control": numbered, "receipt": numbered, "answer": numbered and answered,
        "reception": reception,
    }  # fmt: skip
    rows = list(notices)
    found: list[Wanted] = []
    for letter in LETTERS.values():
        if always.get(letter.code):
            found.append(Wanted(letter))
        found += [Wanted(letter, row.pk) for row in rows if letter == for_notice(row)]
    return found


def for_notice(row: Needed) -> Letter | None:
    """The letter of a notice: one for its very ground before one for its kind."""
    by_kind = [letter for letter in LETTERS.values() if row.kind in letter.notices]
    exact = [letter for letter in by_kind if row.ground in letter.grounds]
    plain = [letter for letter in by_kind if not letter.grounds]
    return next(iter(exact or plain), None)
