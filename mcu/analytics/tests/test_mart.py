"""The mart tells what PostgreSQL tells, whole at every moment."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mcu.analytics.actions import mart as keeping
from mcu.analytics.models import FactChange
from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import sliced
from mcu.analytics.rules import dimensions, measures
from mcu.analytics.rules.slices import Basis, Slice, Whose
from mcu.analytics.rules.summary import Period
from mcu.core.errors import RuleViolation

YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path


def this_year() -> Period:
    today = timezone.localdate()
    return Period(today - YEAR, today + YEAR)


def counted(chosen: Slice, whose: Whose, place, manifest, now):
    """Every number of a grid by its words, rounded to what sums of floats allow."""
    grid = sliced(chosen, whose, place, manifest=manifest, now=now)
    return [
        (line.head.label, [[_cell(cell) for cell in cells] for cells in [*line.cells, line.total]])
        for line in [*grid.lines, grid.total]
    ]


def _cell(cell):
    return cell.base, None if cell.value is None else round(cell.value, 6)


def test_what_changes_is_counted_and_nothing_else(full):
    assert keeping.refresh().whole
    rows = mart.published().rows
    assert keeping.check()["not_as_in_database"] == 0
    assert keeping.refresh().changed == 0
    case = full.case(timezone.now(), topic=full.topics["pit"])
    assert FactChange.objects.filter(case_id=case.pk).exists()
    done = keeping.refresh()
    assert (done.changed, done.rows, done.whole) == (1, rows + 1, False)
    assert keeping.check() == {
        "rows": rows + 1, "not_as_in_database": 0, "only_in_mart": 0, "waiting": 0,
    }  # fmt: skip


@pytest.fixture
def built(full):
    """A mart of which a part stands in the later changes."""
    keeping.rebuild()
    first = full.case(timezone.now(), topic=full.topics["pit"])
    keeping.refresh(small=0)
    first.topic = full.topics["tap"]
    first.save()
    full.case(timezone.now(), due=timezone.now() - timedelta(hours=1))
    keeping.refresh(small=0)
    manifest = mart.published()
    assert manifest.delta
    return full, manifest


def test_later_changes_stand_in_the_place_of_the_base(built):
    district, _ = built
    assert keeping.check()["not_as_in_database"] == keeping.check()["only_in_mart"] == 0
    assert keeping.refresh().changed == 0
    district.case(timezone.now())
    assert keeping.refresh().changed == 1
    assert not mart.published().delta  # small again: all is one base
    assert keeping.check()["not_as_in_database"] == 0


CODES = [d.code for d in dimensions.CATALOGUE]
COUNTED = list(measures.BY_CODE)


@st.composite
def a_slice(draw, bodies=(), blocks=()):
    rows, columns = draw(st.lists(st.sampled_from(CODES), min_size=2, max_size=2, unique=True))
    columns = draw(st.sampled_from([columns, ""]))
    if columns in {"day", "week"}:
        columns = "month"
    if columns == rows:
        columns = ""
    return Slice(
        this_year(), rows, columns,
        tuple(draw(st.lists(st.sampled_from(COUNTED), min_size=1, max_size=4, unique=True))),
        draw(st.sampled_from([(), (("system", ("pos", "own")),), (("body", (None,)),)])),
        draw(st.sampled_from(Basis)), draw(st.integers(1, 6)),
        draw(st.sampled_from(["", "before", "year"])),
    )  # fmt: skip


def test_the_mart_and_postgres_give_the_same_numbers(built):
    district, manifest = built
    place = district.place
    bodies = frozenset({district.bodies["water"].pk})

    @given(a_slice(), st.booleans())
    def same(chosen, everything):
        whose = Whose(place.pk, 12_000, everything, bodies)
        try:
            told = counted(chosen, whose, place, None, manifest.as_of)
        except RuleViolation:
            with pytest.raises(RuleViolation):
                counted(chosen, whose, place, manifest, manifest.as_of)
            return
        assert counted(chosen, whose, place, manifest, manifest.as_of) == told

    same()
