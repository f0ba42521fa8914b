"""A message leaves its footprint and finds its problem: the same way for what a person registers,
a file brings and a channel sends. Behind the entering, in batches, by what waits."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Left

from mcu.cases.models import Case, Footprint, Word
from mcu.cases.models.likeness import BANDS
from mcu.cases.rules.problem.footprint import Print, print_of
from mcu.core import bulk
from mcu.org.models import Municipality
from mcu.text.similar import LOOKED_AT
from mcu.text.typos import spellings

BATCH = 500
COLUMNS = ("step", "at", "words", "signs", "digest", *BANDS, "street", "landmark")
FIELDS = ("pk", "received_at", "beginning", "settlement", "street", "landmark")


def leave_footprints(municipality_id: int, cases: Iterable[int]) -> None:
    """New cases wait for their footprints; called where cases are stored."""
    with connection.cursor() as cursor:  # no COPY: the role of the pages registers as well
        cursor.execute(
            f'INSERT INTO "{Footprint._meta.db_table}" (case_id, municipality_id) '
            "SELECT unnest(%s::bigint[]), %s",
            [list(cases), municipality_id],
        )


def anew(cases: Iterable[int]) -> None:
    """The text or the place of these cases is another now."""
    step_to(Footprint.Step.WAITS, Footprint.objects.filter(case__in=list(cases)))


@transaction.atomic
def step_to(step: Footprint.Step, footprints: QuerySet[Footprint]) -> None:
    """Locked in the order `fill_in` locks them in, so that two batches never wait in a ring."""
    locked = footprints.select_for_update().order_by("case").values_list("pk", flat=True)
    Footprint.objects.filter(pk__in=list(locked)).update(step=step)


@transaction.atomic
def fill_in(*, place: Municipality) -> int:
    """The next waiting footprints, with the words they are made of; how many, zero when all are."""
    waiting = Footprint.objects.filter(municipality=place, step=Footprint.Step.WAITS)
    rows = list(waiting.select_for_update(skip_locked=True).order_by("case")[:BATCH])
    if not rows:
        return 0
    made = _read(place.pk, [row.pk for row in rows])
    keys = _count_words(place.pk, rows, [each for *_, each in made])
    bulk.update(Footprint, ("case_id",), COLUMNS, [_columns(*each, keys) for each in made])
    return len(rows)


def _read(place: int, cases: Sequence[int]) -> list[tuple[int, datetime, Print]]:
    rows = Case.objects.filter(pk__in=cases).annotate(beginning=Left("text", LOOKED_AT))
    return [(pk, at, print_of(place, *said)) for pk, at, *said in rows.values_list(*FIELDS)]


def _count_words(place: int, rows: Iterable[Footprint], made: Iterable[Print]) -> dict[str, int]:
    """The words of these texts by their keys; how many cases hold each is brought up to date."""
    fresh = Counter(word for each in made for word in each.words)
    keys = _keys(place, sorted(fresh))
    change = Counter({keys[word]: count for word, count in fresh.items()})
    change.subtract(key for row in rows for key in row.words or ())
    changed = sorted((key, count) for key, count in change.items() if count)
    if changed:
        ids, counts = zip(*changed, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(ADD, [list(ids), list(counts)])
            cursor.execute(DROP, [list(ids)])
    return keys


ADD = """
UPDATE cases_word AS word SET cases = greatest(word.cases + change.more, 0)
FROM unnest(%s::bigint[], %s::int[]) AS change(id, more) WHERE word.id = change.id
"""
DROP = "DELETE FROM cases_word WHERE cases = 0 AND id = ANY(%s)"


def _keys(place: int, words: Sequence[str]) -> dict[str, int]:
    """Word → key; those seen for the first time are added. Locked in one order, so nobody waits in a ring."""
    known = _known(place, words)
    new = [word for word in words if word not in known]
    if new:
        Word.objects.bulk_create(
            (Word(municipality_id=place, lemma=word, spellings=list(spellings(word))) for word in new),
            ignore_conflicts=True,
        )  # fmt: skip
        known |= _known(place, new)
    return known


def _known(place: int, words: Sequence[str]) -> dict[str, int]:
    rows = Word.objects.filter(municipality_id=place, lemma__in=words)
    return dict(rows.order_by("lemma").select_for_update().values_list("lemma", "pk"))


def _columns(pk: int, at: datetime, made: Print, keys: dict[str, int]) -> tuple[object, ...]:
    return (
        pk, int(Footprint.Step.FILLED), at, _array(keys[word] for word in sorted(made.words)),
        _array(f'"{sign}"' for sign in sorted(made.signs)), made.digest, *made.bands, made.street,
        made.landmark,
    )  # fmt: skip


def _array(values: Iterable[object]) -> str:
    """An array as PostgreSQL reads it from text."""
    return "{" + ",".join(map(str, values)) + "}"
