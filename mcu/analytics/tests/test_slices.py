"""The page and the command of slices: the same numbers, rights inside, each number opening its cases."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from docx import Document
from PIL import Image
from python_calamine import CalamineWorkbook

from mcu.analytics.actions import mart as keeping
from mcu.analytics.models import SavedSlice
from mcu.analytics.queries.slices import names_of
from mcu.analytics.rules.dimensions import BY_CODE
from mcu.cases.models import Case, Topic
from mcu.org.rules.roles import Role

PAGE = reverse("analytics:slices")
EXPORT = reverse("analytics:slices-export")
CASES = reverse("analytics:slice-cases")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path


def span() -> dict[str, str]:
    today = timezone.localdate()
    return {
        "since": f"{today - timedelta(days=400):%Y-%m-%d}",
        "until": f"{today + timedelta(days=30):%Y-%m-%d}",
    }


def by_row(grid, measure=0):
    return {line.head.label: line.total[measure].value for line in grid.lines}


@pytest.mark.row(57)
def test_rows_columns_measures_filters_and_period_of_the_url_are_counted_and_open_their_cases(full):
    """Counted by PostgreSQL, then by the mart, then by the command: the same; a number is a list."""
    client = full.client(Role.HEAD_OF_CENTRE)
    asked = span() | {
        "rows": "body", "columns": "system", "measures": ["count", "overdue_share"],
        "compared": "before", "top": "2",
    }  # fmt: skip
    page = client.get(PAGE, asked)
    grid = page.context["grid"]
    assert not grid.from_mart
    whole = Case.objects.filter(municipality=full.place).count()
    assert grid.total.total[0].value == sum(by_row(grid).values()) == whole
    assert [line.head.label for line in grid.lines][-1] == "остальные"
    keeping.rebuild()
    again = client.get(PAGE, asked).context["grid"]
    assert again.from_mart
    assert by_row(again) == by_row(grid)
    assert by_row(again, 1) == pytest.approx(by_row(grid, 1))
    first = grid.lines[0]
    pos = next(n for n, head in enumerate(grid.columns) if head.value == "pos")
    listed = client.get(CASES, asked | {"m": "count", "r": str(first.head.value), "c": "pos"})
    assert listed.context["total"] == first.cells[pos][0].value > 0
    assert {case.body_id for case in listed.context["found"]} == {first.head.value}
    narrowed = client.get(PAGE, asked | {"system": "pos"}).context["grid"]
    assert narrowed.total.total[0].value == grid.total.cells[pos][0].value


def test_the_command_gives_the_numbers_of_the_page(full, capsys):
    given = span()
    page = full.client(Role.HEAD_OF_CENTRE).get(PAGE, given | {"rows": "system"})
    call_command(
        "slice", "--by", "system", "--municipality", full.place.code, "--format", "json",
        "--period", f"{given['since']}..{given['until']}",
    )  # fmt: skip
    told = json.loads(capsys.readouterr().out)
    assert {row["row"]: row["total"]["count"]["value"] for row in told["lines"]} == by_row(
        page.context["grid"]
    )


def test_a_block_counts_its_own_and_opens_nothing_else(full):
    client = full.client(Role.BLOCK_HEAD)
    block = full.person(Role.BLOCK_HEAD).duties.get().block
    keeping.rebuild()
    grid = client.get(PAGE, span() | {"rows": "body"}).context["grid"]
    own = Case.objects.filter(block=block).count()
    assert 0 < own < Case.objects.filter(municipality=full.place).count()
    assert grid.total.total[0].value == own
    foreign = full.bodies["school"].pk
    assert full.bodies["school"].block != block
    listed = client.get(CASES, span() | {"rows": "body", "m": "count", "r": str(foreign)})
    assert listed.context["total"] == 0


def test_totals_for_the_region_are_rounded_and_name_nobody(full):
    keeping.rebuild()
    client = full.client(Role.REGIONAL)
    given = span() | {"rows": "topic", "measures": ["count", "overdue_share", "answer_median"]}
    page = client.get(PAGE, given)
    grid = page.context["grid"]
    counted = [cells[0] for line in grid.lines for cells in [line.total, *line.cells]]
    assert all(cell.value % 5 == 0 for cell in [*counted, grid.total.total[0]])
    assert CASES not in page.content.decode()
    assert client.get(EXPORT, given).status_code == client.get(CASES, given).status_code == 403
    named = client.get(PAGE, span() | {"rows": "executor"}).context["grid"]
    assert named.chosen.rows == "topic_group"  # people are no dimension for the region


def test_a_slice_is_taken_out_typed_with_how_it_was_counted(full):
    client = full.client(Role.HEAD_OF_CENTRE)
    given = span() | {"rows": "body", "measures": ["count", "overdue_share"]}
    content = client.get(EXPORT, given).content
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    lines = book.get_sheet_by_index(0).to_python()
    assert lines[0][:2] == ["Орган", "Сообщений"]
    assert lines[-1][1] == Case.objects.filter(municipality=full.place).count()
    said = str(book.get_sheet_by_index(1).to_python())
    assert "в срок ответа" in said or "срок" in said
    assert "критерий рейтинга" in said
    text = client.get(EXPORT, given | {"format": "csv"}).content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Орган;Сообщений")


def test_a_slice_is_taken_out_as_a_word_file_that_goes_on_where_it_is_too_wide(full):
    given = span() | {"rows": "body", "columns": "system", "measures": ["count", "overdue_share"]}
    client = full.client(Role.HEAD_OF_CENTRE)
    page = client.get(PAGE, given).context
    document = Document(BytesIO(client.get(EXPORT, given | {"format": "docx"}).content))
    assert "Срез по строкам: Орган" in document.paragraphs[0].text
    first, *others = document.tables
    assert [cell.text for cell in first.columns[0].cells] == [
        "Орган", *[row.label for row in page["rows"]], "Всего",
    ]  # fmt: skip
    numbers = [cell.text for table in (first, *others) for cell in table.rows[-1].cells[1:]]
    assert numbers == [cell.text for cell in page["total"].cells]


@pytest.mark.long
def test_the_chart_of_a_slice_is_taken_out_as_a_picture(full):
    given = span() | {"rows": "body", "format": "png"}
    answer = full.client(Role.HEAD_OF_CENTRE).get(EXPORT, given)
    picture = Image.open(BytesIO(answer.content))
    assert picture.format == "PNG"
    assert picture.width >= 1800


def test_a_slice_is_kept_by_its_person_and_forgotten(full):
    client = full.client(Role.HEAD_OF_CENTRE)
    client.post(reverse("analytics:slice-save"), {"name": "По\x00 органам", "query": "rows=body"})
    saved = SavedSlice.objects.get()
    assert "По органам" in client.get(PAGE).content.decode()
    other = full.client(Role.CURATOR)
    assert other.post(reverse("analytics:slice-remove", args=[saved.pk])).status_code == 404
    assert "По органам" not in other.get(PAGE).content.decode()
    client.post(reverse("analytics:slice-remove", args=[saved.pk]))
    assert not SavedSlice.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"rows": "body", "columns": "body"}, "один и тот же разрез"),
        ({"rows": "body", "columns": "day"}, "Столбцов"),
        ({"rows": "?", "measures": ["?"], "top": "-4", "basis": "x"}, ""),
    ],
)
def test_what_cannot_be_counted_is_said_and_the_form_stays(full, given, words):
    today = timezone.localdate()
    for n in range(70):
        full.case(timezone.now() - timedelta(days=n))
    page = full.client(Role.HEAD_OF_CENTRE).get(PAGE, span() | given)
    assert words in page.content.decode()
    assert page.status_code == (422 if words else 200), today


def test_a_number_of_no_measure_or_row_is_not_found_or_said(full):
    client = full.client(Role.HEAD_OF_CENTRE)
    assert client.get(CASES, {"m": "nothing"}).status_code == 404
    wrong = client.get(CASES, {"m": "count", "rows": "body", "r": "not a key"})
    assert "не значение разреза" in wrong.content.decode()


def test_topics_are_called_as_today_and_those_gone_as_they_were(district):
    topics = district.topics
    Topic.objects.filter(pk=topics["rust"].pk).update(until_version=1)
    codes = [topics[name].code for name in ("former", "tap", "rust")]
    names = names_of(BY_CODE["topic"], [*codes, None], district.place)
    assert [names[code] for code in codes] == ["Нет воды", "Нет воды", "Ржавая вода"]
