"""Which word of an export means which stage: a municipality puts the table right."""

from django.db import transaction

from mcu.cases.models import StageWord
from mcu.cases.rules.stages import check_word, plain, stage_named
from mcu.core import journal
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission


@transaction.atomic
def set_word(
    *, municipality: Municipality, system: str, word: str, stage: str, by: Actor
) -> StageWord:
    """From the next file on the word means this stage; the same word again means another one."""
    require(by, Permission.NORMS)
    word, found = check_word(word), stage_named(system, stage)
    rows = StageWord.objects.filter(municipality=municipality, system=system)
    same = next((row for row in rows if plain(row.word) == plain(word)), None)
    row = same or StageWord(municipality=municipality, system=system, word=word)
    row.stage = found.code
    row.save()
    journal.write(
        "stage.word", by=by, municipality_id=municipality.pk, of=row,
        after={"word": row.word, "stage": found.title, "system": system},
    )  # fmt: skip
    return row


@transaction.atomic
def forget_word(*, word: StageWord, by: Actor) -> None:
    """The word is read as everywhere again."""
    require(by, Permission.NORMS)
    journal.write(
        "stage.forget", by=by, municipality_id=word.municipality_id, of=word,
        before={"word": word.word, "stage": word.stage}, after={"word": word.word},
    )  # fmt: skip
    word.delete()
