"""The journal of appeals: the period, the filters of the address, the spreadsheet, names by right."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from mcu.cases.models import Appeal, Case
from mcu.cases.tests.appeals import answered, days_ago, letter
from mcu.cases.tests.letters import AUTHOR
from mcu.core.models import JournalEntry
from mcu.org.models import Municipality

pytestmark = pytest.mark.usefixtures("law")

MANY = 10_000


def taken(client, query="", **given) -> list[list]:
    """The lines of the spreadsheet, the heading first."""
    response = client.post(reverse("cases:appeal-journal-file") + query, given)
    assert response.status_code == 200, response.content.decode()
    content = b"".join(response.streaming_content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_name("Журнал обращений").to_python()


def numbers(client, query=""):
    page = client.get(reverse("cases:appeal-journal") + query)
    return [row.appeal.number for row in page.context["rows"]]


def test_the_page_narrows_by_period_kind_form_result_and_state(town, web):
    done = answered(town, letter(town, appeal_kind="complaint"))
    Appeal.objects.filter(case=done).update(result="explained")
    open_one = letter(town, collective=True)
    assert numbers(web.head) == [done.appeal.number, open_one.appeal.number]
    assert numbers(web.head, "?appeal_kind=complaint") == [done.appeal.number]
    assert numbers(web.head, "?collective=yes") == [open_one.appeal.number]
    assert numbers(web.head, "?result=explained") == [done.appeal.number]
    assert numbers(web.head, "?form=oral") == []
    assert numbers(web.head, f"?body={town.housing.pk}") == [done.appeal.number]
    far = (timezone.localdate() - timedelta(days=40)).isoformat()
    empty = web.head.get(reverse("cases:appeal-journal") + f"?since={far}&until={far}")
    assert "Обращений за эти дни нет" in empty.content.decode()


def test_the_spreadsheet_says_what_the_page_says_and_hides_who_wrote(town, web):
    case = answered(town, letter(town, received_at=days_ago(2)))
    Appeal.objects.filter(case=case).update(answer_number="01-12/7", result="explained")
    heading, line = taken(web.head)
    row = dict(zip(heading, line, strict=True))
    case.refresh_from_db()
    zone = timezone.get_current_timezone()
    assert row["Регистрационный номер"] == case.appeal.number
    assert row["Поступило"] == case.received_at.astimezone(zone).date()
    due = case.terms.get(kind="answer").due_at.astimezone(zone).date()
    assert row["Контрольный срок"] == due
    assert row["Дата ответа"] == case.first_answer_at.astimezone(zone).date()
    assert (row["Номер ответа"], row["Результат"]) == ("01-12/7", "Разъяснено")
    assert row["Автор"] == "скрыт"
    assert JournalEntry.objects.get(action="appeal.journal").after["names"] == "без имён"


def test_names_are_for_whoever_may_open_them_and_the_look_is_logged_once(town, web):
    letter(town)
    letter(town)
    lines = taken(web.head, names="1")
    assert [line[8] for line in lines[1:]] == [AUTHOR, AUTHOR]
    entry = JournalEntry.objects.get(action="appeal.journal")
    assert (entry.after["rows"], entry.after["names"]) == (2, "имён авторов: 2")
    assert AUTHOR not in str(entry.after)
    url = reverse("cases:appeal-journal-file")
    assert web.auditor.post(url, {"names": "1"}).status_code == 403


def test_an_empty_journal_is_a_heading(town, web):
    assert len(taken(web.head)) == 1


@pytest.mark.long
def test_ten_thousand_lines_are_written(town, web):
    first = letter(town)
    place = Municipality.objects.get(pk=town.place.pk)
    now = timezone.now()
    rows = Case.objects.bulk_create(
        Case(
            municipality=place, number=f"Н-{number}", regime="appeal", system="own", channel="letter",
            received_at=now, registered_at=now,
        )
        for number in range(MANY - 1)
    )  # fmt: skip
    Appeal.objects.bulk_create(
        Appeal(case=row, municipality=place, number=f"Ж-{row.pk}", numbered_at=now) for row in rows
    )
    lines = taken(web.head)
    assert len(lines) == MANY + 1
    assert {line[0] for line in lines[1:]} >= {first.appeal.number, f"Ж-{rows[-1].pk}"}
