"""«Журнал»: what it finds, opens, gives out and says of its own wholeness."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import route
from mcu.cases.rules.workflow import Verb
from mcu.core import journal
from mcu.core.models import JournalAnchor, JournalCheck, JournalEntry
from mcu.desk import jobs
from mcu.desk.queries.journal import PAGE
from mcu.desk.rules import journal as rules
from mcu.org.actions import set_calendar_day
from mcu.org.middleware import REMEMBERED
from mcu.org.rules.roles import Role, program

ADMIN = Role.ADMINISTRATOR
ROOT = Path(__file__).parents[2]


def url(name, /, *args, **query):
    return reverse(f"desk:{name}", args=args, query=query)


def text_of(response) -> str:
    return response.content.decode()


def numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'aria-label="Запись № (\d+)"', page)]


def last_entry() -> JournalEntry:
    return JournalEntry.objects.order_by("-pk")[0]


@pytest.fixture
def admin(district):
    return district.client(ADMIN)


@pytest.fixture
def history(district):
    """A hundred and twenty days changed by the program, one by a person."""
    day = timezone.localdate()
    for number in range(120):
        set_calendar_day(
            municipality=district.place, day=day + timedelta(days=number), kind="off",
            title="<b>праздник</b>", by=program(district.place.pk),
        )  # fmt: skip
    by = district.actor(ADMIN)
    set_calendar_day(municipality=district.place, day=day, kind="short", title="канун", by=by)
    return district


# ---- words ---------------------------------------------------------------------------------------


def written_codes() -> set[str]:
    """Every code of an act that stands in the sources."""
    sources = [
        path.read_text() for path in ROOT.rglob("*.py") if not {"tests", "demo"} & {*path.parts}
    ]
    pattern = re.compile(
        r'(?:journal\.(?:write|record)|\brecord|\bwrite|_refused)\(\s*(?:request, )?"([a-z_]+\.[a-z_]+)"'
    )
    found = {code for source in sources for code in pattern.findall(source)}
    return found | {f"case.{verb}" for verb in Verb}


def test_every_act_of_the_program_has_a_sentence_and_a_group():
    codes = written_codes()
    assert {"case.assign", "access.hidden", "journal.export", "calendar.set"} <= codes
    assert sorted(codes - rules.WORDS.keys()) == []
    assert [code for code in sorted(rules.WORDS) if not rules.group_of(code)] == []


def test_acts_are_listed_under_their_groups_without_values():
    listed = dict(rules.acts())
    assert ("group:access", "Отказы в доступе: все") in listed["Отказы в доступе"]
    names = [name for acts in listed.values() for _, name in acts]
    assert not [name for name in names if "{" in name or not name.strip()]


def test_an_act_nobody_has_named_keeps_its_code():
    assert rules.what("poll.open", {}, UTC) == "poll.open"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("role", "auditor", "Аудитор"),
        ("permission", "case.assign", "назначать исполнителя"),
        ("active", False, "нет"),
        ("fields", ["a", "b"], "a, b"),
        ("due_at", "2026-03-01T09:30:00+00:00", "01.03.2026 09:30"),
        ("since", "2026-03-01", "01.03.2026"),
        ("anything", None, ""),
        ("role", ["unhashable"], "unhashable"),
        ("state", "gone", "gone"),
    ],
)
def test_values_are_said_in_words(name, value, said):
    assert rules.words(name, value, UTC) == said


# ---- the list ------------------------------------------------------------------------------------


def test_pages_of_the_journal_follow_each_other_without_gaps(history):
    client, seen, address = history.client(ADMIN), [], url("journal")
    while address:
        page = text_of(client.get(address))
        seen += numbers(page)
        following = re.search(r'href="(\?[^"]*before=\d+[^"]*)" rel="next"', page)
        address = url("journal") + following[1].replace("&amp;", "&") if following else ""
    total = JournalEntry.objects.count()
    assert seen == list(range(total, 0, -1))
    assert total > 2 * PAGE


def test_entries_stand_in_the_order_of_time_even_when_told_of_later(history):
    early = timezone.now() - timedelta(days=300)
    journal.record(
        "calendar.set", by=program(history.place.pk), municipality_id=history.place.pk, at=early
    )
    client = history.client(ADMIN)
    total = JournalEntry.objects.count()
    assert numbers(text_of(client.get(url("journal"))))[0] == total - 1
    days = {"since": early.date(), "until": early.date() + timedelta(days=1)}
    assert numbers(text_of(client.get(url("journal", **days)))) == [total]
    assert numbers(text_of(client.get(url("journal", before=total)))) == []


def test_the_journal_is_narrowed_by_act_person_day_and_object(history):
    client = history.client(ADMIN)
    mine = numbers(text_of(client.get(url("journal", person=history.person(ADMIN).pk))))
    assert len(mine) == 1
    assert mine[0] not in numbers(text_of(client.get(url("journal", person=0))))
    assert numbers(text_of(client.get(url("journal", action="norm.change")))) == []
    settings = numbers(text_of(client.get(url("journal", action="group:settings"))))
    assert len(settings) == PAGE
    people = numbers(text_of(client.get(url("journal", action="group:people"))))
    assert len(people) == 2  # the administrator was added and given a role
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert numbers(text_of(client.get(url("journal", since=tomorrow)))) == []
    assert numbers(text_of(client.get(url("journal", until=timezone.localdate()))))
    assert len(numbers(text_of(client.get(url("journal", object="Лисицын"))))) == 2
    assert numbers(text_of(client.get(url("journal", object="исицын")))) == []


def test_a_case_is_found_by_its_number_and_by_its_history(history):
    case = history.case()
    route.assign(case=case, body=history.bodies["water"], by=program(history.place.pk))
    client = history.client(ADMIN)
    for query in ({"object": case.number}, {"object": str(case)}, {"of": f"cases.case:{case.pk}"}):
        assert numbers(text_of(client.get(url("journal", **query)))) == [last_entry().sequence]
    assert numbers(text_of(client.get(url("journal", of=f"cases.case:{case.pk + 1}")))) == []


def test_what_one_request_did_is_found_by_its_id(history):
    client = history.client(ADMIN)
    client.post(reverse("org:calendar"), {"day": "2099-01-01", "kind": "off", "title": "День"})
    made = last_entry()
    assert len(made.request_id) == 36
    assert numbers(text_of(client.get(url("journal", request=made.request_id)))) == [made.sequence]


def test_it_speaks_in_words_and_escapes_them(history):
    page = text_of(history.client(ADMIN).get(url("journal")))
    assert "изменён день календаря" in page
    assert "&lt;b&gt;праздник" in page


@pytest.mark.parametrize(
    "query",
    [
        {"before": "x"},
        {"before": "9" * 40},
        {"before": "-1"},
        {"since": "32.13.2026"},
        {"until": "\x00"},
        {"person": "abc"},
        {"person": "9" * 30},
        {"action": "<script>"},
        {"action": "group:none"},
        {"object": "%_\\"},
        {"object": "\x00"},
        {"of": "cases.case"},
        {"of": "cases.case:" + "9" * 40},
        {"request": "' OR 1=1"},
        {"before": "\x00"},
    ],
)
def test_wrong_filters_are_told_beside_the_field(admin, query):
    for name in ("journal", "export-journal"):
        assert admin.get(url(name), query).status_code in {200, 422}


def test_a_page_costs_the_same_however_long_the_journal(history):
    client = history.client(ADMIN)

    def asked(**query):
        with CaptureQueriesContext(connection) as found:
            client.get(url("journal", **query))
        return len(found)

    few = asked(object="nothing at all")
    assert asked() == few


def test_the_journal_of_a_neighbour_is_not_seen(history, neighbour):
    client = neighbour.client(ADMIN)
    assert "праздник" not in text_of(client.get(url("journal")))
    foreign = JournalEntry.objects.filter(municipality_id=history.place.pk).count()
    assert client.get(url("journal-entry", foreign)).status_code == 404
    given = b"".join(client.get(url("export-journal")).streaming_content).decode()
    assert "праздник" not in given


# ---- an entry and a file -------------------------------------------------------------------------


def test_an_entry_opens_to_before_and_after_with_names_instead_of_keys(district, admin):
    case = district.case()
    route.assign(case=case, body=district.bodies["water"], by=program(district.place.pk))
    page = text_of(admin.get(url("journal-entry", last_entry().sequence)))
    assert "Водоканал" in page
    assert "Новое" in page
    assert "Назначено" in page
    assert reverse("cases:card", args=[case.pk]) in page
    assert last_entry().hash in page


def test_the_whole_journal_is_given_out_and_that_is_written_down(history):
    client = history.client(ADMIN)
    total = JournalEntry.objects.count()
    answer = client.get(url("export-journal", format="csv"))
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [line[0] for line in lines[1:]] == [str(n) for n in range(total + 1, 0, -1)]
    assert lines[1][6] == "journal.export"
    assert last_entry().after == {"rows": total, "format": "csv"}


def test_a_narrowed_journal_is_given_out_as_a_table(history):
    client = history.client(ADMIN)
    answer = client.get(
        url("export-journal", format="xlsx", action="calendar.set", since="2020-01-01")
    )
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert last_entry().after == {
        "rows": 121, "format": "xlsx", "action": "calendar.set", "since": "2020-01-01",
    }  # fmt: skip


def test_times_in_the_file_are_those_of_the_place(district):
    district.place.timezone = "Asia/Vladivostok"
    district.place.save()
    at = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
    journal.record("case.note", by=program(district.place.pk), municipality_id=district.place.pk,
                   after={"due_at": at}, at=at)  # fmt: skip
    given = district.client(ADMIN).get(url("export-journal", action="case.note"))
    line = b"".join(given.streaming_content).decode().splitlines()[1]
    assert "02.03.2026 06:30" in line
    assert "срок: 02.03.2026 06:30" in line


# ---- refusals and reads --------------------------------------------------------------------------


def test_a_refusal_is_in_the_journal_with_the_permission_that_is_missing(district, admin):
    case = district.case(body=district.bodies["water"])
    executor = district.client(Role.EXECUTOR)
    executor.post(reverse("cases:close", args=[case.pk]), {"outcome": "solved", "reason": "Тайна"})
    entry = last_entry()
    assert (entry.action, entry.actor_id) == ("access.denied", district.person(Role.EXECUTOR).pk)
    assert entry.after == {
        "door": "cases:close", "method": "POST", "pk": case.pk, "permission": "case.close",
    }  # fmt: skip
    page = text_of(admin.get(url("journal", action="group:access")))
    assert "не хватает права «закрывать сообщение»" in page


def test_looking_for_what_is_not_ones_own_is_in_the_journal(district, neighbour):
    case = district.case()
    neighbour.client(ADMIN).get(reverse("cases:card", args=[case.pk]))
    entry = last_entry()
    assert (entry.action, entry.municipality_id) == ("access.hidden", neighbour.place.pk)
    assert entry.after == {"door": "cases:card", "method": "GET", "pk": case.pk}


def test_an_address_that_does_not_exist_and_a_stranger_leave_nothing(district, client):
    before = JournalEntry.objects.count()
    district.person(ADMIN)
    made = JournalEntry.objects.count()
    district.client(ADMIN).get("/nothing/here/")
    client.get(reverse("cases:card", args=[1]))
    assert JournalEntry.objects.count() == made > before


def test_somebody_who_tries_every_key_does_not_flood_the_journal(district, admin):
    for key in range(REMEMBERED + 20):
        admin.get(reverse("cases:card", args=[10**9 + key]))
    entries = JournalEntry.objects.filter(action="access.hidden").order_by("pk")
    assert entries.count() == REMEMBERED
    assert [entry.after.get("more") for entry in entries][-2:] == [None, True]


# ---- wholeness -----------------------------------------------------------------------------------


def test_a_whole_journal_is_called_whole(history):
    client = history.client(ADMIN)
    assert "ещё не проверяли" in text_of(client.get(url("journal")))
    client.post(url("verify-journal"))
    assert "hx-get" in text_of(client.get(url("journal-check")))
    check = JournalCheck.objects.get()
    jobs.verify(check.pk)
    page = text_of(client.get(url("journal-check")))
    assert "Журнал цел" in page
    assert "hx-get" not in page
    check.refresh_from_db()
    assert check.entries == JournalEntry.objects.filter(municipality_id=history.place.pk).count()


def test_asking_twice_walks_once(history):
    client = history.client(ADMIN)
    client.post(url("verify-journal"))
    client.post(url("verify-journal"))
    assert JournalCheck.objects.count() == 1
    JournalCheck.objects.update(state="running", alive_at=timezone.now())
    jobs.verify(JournalCheck.objects.get().pk)  # another worker is at it
    assert JournalCheck.objects.get().state == "running"


def test_a_verification_of_a_killed_worker_begins_again(history):
    history.client(ADMIN).post(url("verify-journal"))
    dead = timezone.now() - timedelta(minutes=5)
    JournalCheck.objects.update(state="running", alive_at=dead)
    jobs.verify_waiting(0)
    assert JournalCheck.objects.get().state == "whole"


@pytest.mark.owner
def test_a_changed_entry_is_named(history):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_refuses")
        cursor.execute("UPDATE journal_entry SET actor_name = 'x' WHERE sequence = 7")
        cursor.execute("ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER journal_refuses")
    jobs.verify_all(0)
    page = text_of(history.client(ADMIN).get(url("journal")))
    assert "на записи № 7: содержание записи изменено" in page


def test_the_daily_line_is_made_once_shown_and_kept_in_a_file(history, settings, tmp_path):
    settings.MCU_JOURNAL_ANCHORS = tmp_path / "kept" / "anchors.txt"
    jobs.anchor(0)
    jobs.anchor(0)
    made = JournalAnchor.objects.get(municipality_id=history.place.pk)
    line = settings.MCU_JOURNAL_ANCHORS.read_text()
    assert line == journal.view(made).line + "\n"
    client = history.client(ADMIN)
    assert line.strip() in text_of(client.get(url("journal-anchors")))
    assert line in text_of(client.get(url("journal-anchors", format="txt")))
    assert (
        journal.verify(history.place.pk, journal.read_lines(settings.MCU_JOURNAL_ANCHORS)) is None
    )
