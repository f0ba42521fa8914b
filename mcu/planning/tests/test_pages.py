"""Indicators of the territory and the planning package, through their pages."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from mcu.analytics.queries.slices import sliced, whose
from mcu.analytics.rules.slices import Slice
from mcu.analytics.rules.summary import span_of
from mcu.cases.actions.problem import open_problem
from mcu.cases.models import Case, Term
from mcu.coordination.actions import road_maps
from mcu.coordination.actions.causes import CauseText
from mcu.coordination.actions.causes import enter as enter_cause
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.core.tables import open_table, write_xlsx
from mcu.insight.tests.conftest import messages
from mcu.org.actions import add_person, give_duty
from mcu.org.rules.roles import Role, program
from mcu.planning.actions import catalogue
from mcu.planning.actions.entering import Entry, enter
from mcu.planning.models import Indicator, IndicatorValue, ValueChange, ValuesImport
from mcu.planning.queries.passport import passport
from mcu.planning.rules import cadence as periods
from mcu.planning.tests.conftest import kept
from mcu.ratings.actions.aims import set_target

PASSPORT, UPLOAD = reverse("planning:passport"), reverse("planning:upload")
PACKAGE = reverse("planning:package")
BLANK_FILE = "Показатель;Период;Значение\nДороги;2026;\n".encode()
TODAY = timezone.localdate()
THIS_YEAR, LAST_YEAR = (
    TODAY.replace(month=1, day=1),
    TODAY.replace(year=TODAY.year - 1, month=1, day=1),
)


def text(response) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def content(response) -> bytes:
    return b"".join(response.streaming_content)


def entered(town, row, since, value, **given):
    return enter(
        indicator=row, entry=Entry(since, Decimal(value), **given), by=town.actor("executor")
    )


def answered(town, number, *, late, settlement="Заречный", day=None):
    """Messages of the last finished quarter, answered in time or late."""
    day = day or periods.finished("quarter", TODAY) + timedelta(days=9)
    made = Case.objects.bulk_create(messages(town, day, number, settlement=settlement))
    for case in made:
        due = case.received_at + timedelta(days=3)
        met = due + timedelta(days=1 if late else -1)
        Term.objects.create(
            case=case, kind="answer", started_at=case.received_at, due_at=due, met_at=met
        )
    return made


@pytest.mark.row(66)
def test_owners_enter_indicators_and_the_passport_says_how_each_stands(town, sign_in):
    head, owner = sign_in(town.head), sign_in(town.executor)
    given = {
        "name": "Отремонтировано дорог", "unit": "км", "cadence": "year", "direction": "more",
        "source": "отчёт", "target": "10", "body": town.roads.pk, "by_settlement": "on",
    }  # fmt: skip
    assert head.post(reverse("planning:add"), given).status_code == 302
    assert "уже есть" in text(head.post(reverse("planning:add"), given))
    row = Indicator.objects.get()
    page = reverse("planning:indicator", args=[row.pk])
    for since, value, where in (
        (LAST_YEAR, "8", ""), (THIS_YEAR, "12,5", ""), (THIS_YEAR, "2", "Луговое")
    ):  # fmt: skip
        sent = {"since": since.isoformat(), "value": value, "settlement": where}
        assert owner.post(page, sent).status_code == 302
    again = {"since": THIS_YEAR.isoformat(), "value": "9"}
    assert "напишите почему" in text(owner.post(page, again))
    assert owner.post(page, again | {"reason": "Описка в отчёте"}).status_code == 302
    assert "Описка в отчёте" in text(owner.get(page))
    assert sign_in(town.auditor).post(page, again).status_code == 403
    seen = text(head.get(PASSPORT))
    for words in ("9 км", "+1 (+12 %)", "10 км", "не достигнута", "Дорожная служба", "polyline"):
        assert words in seen
    seen = text(head.get(PASSPORT, {"settlement": "Луговое"}))
    assert "2 км" in seen
    assert "9 км" not in seen
    entry = JournalEntry.objects.get(action="passport.correct")
    assert (entry.after["was"], entry.after["value"]) == ("12,5", "9")
    file = content(head.get(reverse("planning:passport-export")))
    rows = list(open_table(BytesIO(file), "п.xlsx").rows())
    assert rows[1][:6] == ("Отремонтировано дорог", "км", 9, f"{TODAY.year} год", 8, 1)
    word = head.get(reverse("planning:passport-export"), {"format": "docx"})
    cells = [cell.text for cell in Document(BytesIO(content(word))).tables[0].rows[1].cells]
    assert cells[0] == "Отремонтировано дорог"
    assert cells[-1] == "▁█"


@pytest.mark.row(66)
def test_what_the_program_knows_is_counted_by_the_slices_and_not_typed(town, sign_in):
    answered(town, 6, late=False)
    answered(town, 2, late=True, settlement="Луговое")
    set_target(place=town.place, code="in_time", value=80, by=town.actor())
    town.place.population = 4000
    town.place.save()
    found = passport(town.place, TODAY)
    rows = {row.name: row for row in found.counted}
    overdue = rows["Просроченных ответов"]
    assert (overdue.last, overdue.target, overdue.reached) == (25, 20, False)
    assert rows["Сообщений на 1000 жителей"].last == 2
    begins = periods.finished("quarter", TODAY)
    period = span_of(3, begins)
    grid = sliced(
        Slice(period, measures=("overdue_share",)), whose(town.actor(), town.place), town.place
    )
    assert grid.total.total[0].value == overdue.last
    people = kept(
        town, "Численность населения", is_population=True, by_settlement=True, unit="чел."
    )
    entered(
        town,
        people,
        THIS_YEAR if begins.year == TODAY.year else LAST_YEAR,
        500,
        settlement="Луговое",
    )
    village = {row.name: row for row in passport(town.place, TODAY, "Луговое").counted}
    assert village["Сообщений на 1000 жителей"].last == 4
    assert village["Просроченных ответов"].last == 100
    assert "25 %" in text(sign_in(town.head).get(PASSPORT))


@pytest.mark.row(66)
def test_a_template_filled_in_is_taken_and_its_wrong_rows_come_back_with_the_reason(town, sign_in):
    roads = kept(town, by_settlement=True)
    kept(town, "Школы", body=None)
    owner = sign_in(town.executor)
    blank = content(owner.get(reverse("planning:template")))
    waiting = list(open_table(BytesIO(blank), "ш.xlsx").rows())
    assert [row[2] or "" for row in waiting[1:]] == ["", "Заречный", "Луговое"]
    filled = [[*row[:4], 3 + number, ""] for number, row in enumerate(waiting[1:])]
    filled += [["Школы", "", "", LAST_YEAR.year, 4, ""], ["Мосты", "", "", "2025", 4, ""]]

    def sent():
        target = BytesIO()
        write_xlsx(target, "П", [(name, "text", 9) for name in waiting[0]], filled)
        target.seek(0)
        target.name = "показатели.xlsx"
        return owner.post(UPLOAD, {"file": target})

    assert sent().status_code == 302
    assert IndicatorValue.objects.count() == 3
    run = ValuesImport.objects.get()
    assert (run.added, run.rejected) == (3, 2)
    shown = text(owner.get(reverse("planning:file", args=[run.pk])))
    assert "показатель вносит руководитель МЦУ" in shown
    assert "показателя «Мосты» нет в справочнике" in shown
    back = content(owner.get(reverse("planning:rejects", args=[run.pk])))
    assert [row[2] for row in open_table(BytesIO(back), "о.xlsx").rows()][1:] == ["Школы", "Мосты"]
    filled[0][4] = 7
    sent()
    again = ValuesImport.objects.first()
    assert (again.added, again.changed, again.same) == (0, 1, 2)
    change = ValueChange.objects.get()
    assert (change.was, change.became, change.reason) == (3, 7, "загрузка файла «показатели.xlsx»")
    assert roads.values.get(settlement="").value == 7
    assert JournalEntry.objects.filter(action="passport.correct").count() == 1
    assert (
        len(
            list(
                open_table(
                    BytesIO(content(owner.get(reverse("planning:template")))), "ш.xlsx"
                ).rows()
            )
        )
        == 1
    )
    wrong = BytesIO("Имя;Телефон\nа;б\n".encode())
    wrong.name = "а.csv"
    assert "Скачайте шаблон" in text(owner.post(UPLOAD, {"file": wrong}))
    runs = ValuesImport.objects.count()
    for content_, told in ((b"", "Файл пуст."), (BLANK_FILE, "нет ни одного значения")):
        blank = BytesIO(content_)
        blank.name = "б.csv"
        answer = owner.post(UPLOAD, {"file": blank})
        assert answer.status_code == 422
        assert told in text(answer)
    assert ValuesImport.objects.count() == runs
    for on in ("0001-01-01", "9999-12-31"):
        assert owner.get(PASSPORT, {"on": on}).status_code in {200, 403}


def test_a_value_is_of_a_period_that_began_and_of_a_known_place(town):
    row, by = kept(town), town.actor("executor")
    whole = kept(town, "Площадь", by_settlement=True)
    for indicator, entry, words in (
        (row, Entry(THIS_YEAR.replace(year=TODAY.year + 1), Decimal(1)), "ещё не начался"),
        (row, Entry(THIS_YEAR, None), "Внесите значение"),
        (row, Entry(THIS_YEAR.replace(month=2), Decimal(1)), "Такого периода"),
        (row, Entry(THIS_YEAR, Decimal(1), "Луговое"), "в целом"),
        (whole, Entry(THIS_YEAR, Decimal(1), "Кукуево"), "в справочнике мест нет"),
    ):
        with pytest.raises(RuleViolation, match=words):
            enter(indicator=indicator, entry=entry, by=by)
    enter(indicator=row, entry=Entry(THIS_YEAR, Decimal(1)), by=by)
    assert enter(indicator=row, entry=Entry(THIS_YEAR, None, reason="Не тот год"), by=by) is None
    assert ValueChange.objects.get().became is None
    enter(indicator=row, entry=Entry(THIS_YEAR, Decimal(1)), by=by)
    given = {"cadence": "month"}
    with pytest.raises(RuleViolation, match="уже есть значения"):
        catalogue.change(indicator=row, given=given, by=town.actor())
    catalogue.turn(indicator=row, by=town.actor())
    with pytest.raises(RuleViolation, match="не ведётся"):
        enter(indicator=row, entry=Entry(LAST_YEAR, Decimal(1)), by=by)


def test_the_region_has_the_whole_of_a_municipality_and_protected_numbers(town, sign_in):
    answered(town, 8, late=True)
    row = kept(town, by_settlement=True)
    entered(town, row, THIS_YEAR, 9)
    entered(town, row, THIS_YEAR, 2, settlement="Луговое")
    by = program(town.place.pk)
    person = add_person(
        municipality=town.place,
        login="region",
        full_name="Дальний Ян",
        password="-",
        by=by,
        hashed=True,
    )
    give_duty(person=person, role=Role.REGIONAL, by=by, since=LAST_YEAR)
    client = sign_in(person)
    page = client.get(PASSPORT, {"settlement": "Луговое"})
    assert page.context["found"].settlement == ""
    values = {one.name: one.last for one in page.context["found"].rows}
    assert (values[row.name], values["Просроченных ответов"]) == (9, None)
    assert client.get(reverse("planning:indicators")).status_code == 403
    assert client.get(PACKAGE).status_code == 403


def test_the_passport_asks_as_much_whatever_is_kept(town, sign_in):
    client = sign_in(town.head)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(PASSPORT).status_code == 200
        return len(found)

    entered(town, kept(town), THIS_YEAR, 1)
    client.get(PASSPORT)
    few = asked()
    for number in range(8):
        row = kept(town, f"Показатель {number}", person=town.executor)
        entered(town, row, THIS_YEAR, number)
        entered(town, row, LAST_YEAR, number)
    assert asked() == few


@pytest.fixture
def needs(town):
    """A village where roads are worse than a year ago, one house is written of for months, with a plan."""
    for ago in range(2, 34, 2):
        Case.objects.bulk_create(
            messages(town, TODAY - timedelta(days=ago), 1, settlement="Луговое")
        )
    Case.objects.bulk_create(messages(town, LAST_YEAR + timedelta(days=1), 1, settlement="Луговое"))
    house = {"settlement": "Луговое", "street": "Мира", "house": "7"}
    old = [
        one
        for ago in (1, 40, 80, 120)
        for one in messages(town, TODAY - timedelta(days=ago), 1, **house)
    ]
    old = Case.objects.bulk_create(old)
    Case.objects.bulk_create(messages(town, TODAY - timedelta(days=1), 5))
    by = town.actor()
    problem = open_problem(municipality=town.place, cases=old[:2], by=by).problem
    text = CauseText("Нет щебня", "money", settlement="Луговое", topic=town.topic)
    cause = enter_cause(municipality=town.place, text=text, by=by)
    plan, _ = (
        road_maps.make(municipality=town.place, title=title, causes=[cause], by=by)
        for title in ("Дороги Лугового", "Черновик")
    )
    road_maps.add_point(
        road_map=plan, what="Щебень", due=TODAY + timedelta(days=9), body=town.roads, by=by
    )
    road_maps.approve(road_map=plan, approval=road_maps.Approval("Глава", TODAY), by=by)
    return problem


@pytest.mark.row(67)
def test_the_package_of_a_settlement_says_needs_trend_indicators_problems_and_plans(
    town, needs, sign_in
):
    row = kept(town, by_settlement=True)
    entered(town, row, LAST_YEAR, 3, settlement="Луговое")
    client = sign_in(town.head)
    asked = {"settlement": "Луговое", "since": TODAY.year - 1, "until": TODAY.year}
    page = client.get(PACKAGE, asked)
    found, seen = page.context["found"], text(page)
    (need,) = found.needs
    here = Case.objects.filter(settlement="Луговое")
    assert need.total == found.total == here.count()
    assert need.years[TODAY.year] == here.filter(received_at__date__gte=THIS_YEAR).count()
    same_days = LAST_YEAR.replace(month=TODAY.month, day=min(TODAY.day, 28))
    assert need.before == here.filter(received_at__date__range=(LAST_YEAR, same_days)).count()
    for said in (
        "Ямы на дорогах",
        "Мира, 7, Луговое",
        "3 км",
        needs.title,
        "Дороги Лугового",
        "сделано 0 из 1",
    ):
        assert said in seen
    assert "Черновик" not in seen
    other = text(client.get(PACKAGE, asked | {"settlement": "Заречный"}))
    for said in ("Мира, 7", "3 км", "Дороги Лугового"):
        assert said not in other
    long_ago = client.get(PACKAGE, dict.fromkeys(("since", "until"), TODAY.year - 6))
    assert "Сообщений за эти годы нет: сравнивать пока нечего." in long_ago.context["told"]
    word = client.get(reverse("planning:package-export"), asked)
    tables = Document(BytesIO(content(word))).tables
    flat = [cell.text for table in tables for line in table.rows for cell in line.cells]
    for said in ("Ямы на дорогах", "Мира, 7, Луговое", "3 км", "№ 1 · Дороги Лугового"):
        assert any(said in cell for cell in flat), said
    whole = client.get(PACKAGE).context["found"]
    assert (whole.where, whole.total) == (str(town.place), Case.objects.count())


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"since": TODAY.year, "until": TODAY.year - 1}, "Первый год позже"),
        ({"since": TODAY.year - 8, "until": TODAY.year}, "Не больше 5 лет"),
        ({"settlement": "Кукуево"}, "Кукуево"),
        ({"since": "x"}, ""),
    ],
)
def test_a_package_asked_for_wrongly_says_so_and_shows_the_usual(town, sign_in, asked, words):
    page = sign_in(town.head).get(PACKAGE, asked)
    assert page.status_code == 422
    assert words in text(page)
    assert page.context["found"].years.last == TODAY.year or asked.get("until")


def test_an_owner_is_asked_for_what_waits_and_others_are_not(town, sign_in):
    row = kept(town)
    owner, block = sign_in(town.executor), reverse("planning:today")
    asked = text(owner.get(block))
    assert row.name in asked
    assert str(LAST_YEAR.year) in asked
    assert "Показатели территории" in text(owner.get(reverse("org:composition")))
    listed = text(owner.get(reverse("planning:indicators")))
    assert f'href="{PASSPORT}"' not in listed  # without the summary there is no passport
    entered(town, row, LAST_YEAR, 3)
    assert row.name not in text(owner.get(block))
    assert sign_in(town.auditor).get(block).status_code == 403
