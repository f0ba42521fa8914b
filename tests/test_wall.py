"""The second wall: a query that forgets its filter shows nothing of another municipality.

Every test works as the role that serves the pages; it owns no table.
"""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from mcu import urls
from mcu.cases.actions import annotate
from mcu.cases.actions.register import Incoming, register
from mcu.cases.models import Applicant, Case, Note
from mcu.core import wall
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.actions import add_person, give_duty, load_organisation
from mcu.org.models import Body, Duty, Municipality, Person
from mcu.org.queries.people_list import plan
from mcu.org.rules.people_list import find_header, read_row
from mcu.org.rules.profile import BodyPart, OrgPart
from mcu.org.rules.roles import Role, program

# Asked before it is known who asks, or of no municipality at all.
OPEN = {
    "auth_group", "auth_group_permissions", "auth_permission", "django_content_type",
    "procrastinate_events", "procrastinate_jobs", "procrastinate_periodic_defers",
    "procrastinate_workers", "org_attempt", "org_session",
}  # fmt: skip


def town(code: str) -> Municipality:
    part = OrgPart(code=code, name=f"Округ {code}", bodies=(BodyPart("water", "Водоканал"),))
    place = load_organisation(part=part, profile="тест")
    by = program(place.pk)
    person = add_person(
        municipality=place, login=code, full_name="Лисицын Егор", password="x", by=by, hashed=True
    )
    give_duty(person=person, role=Role.HEAD_OF_CENTRE, by=by)
    case = register(
        incoming=Incoming(
            channel="phone", text="Нет воды", received_at=timezone.now(),
            applicant={"applicant_name": "Выдуманный Житель"},
        ),
        municipality=place, by=by,
    )  # fmt: skip
    annotate.note(case=case, text="Звонил", by=by)
    return place


@pytest.fixture
def towns(db) -> tuple[Municipality, Municipality]:
    """Two towns alike; from here on the connection is that of the pages."""
    made = town("nash"), town("chuzhoy")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {wall.ROLE}")
    return made


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()[0]


def test_every_table_stands_behind_the_wall_or_is_known_to_be_open(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity"
            " AND relnamespace = 'public'::regnamespace AND relname <> 'django_migrations'"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found == OPEN


def test_raw_sql_sees_one_town_and_both_only_when_told_so(towns):
    tables = [
        model._meta.db_table
        for model in (Case, Note, Applicant, Body, Person, Duty, JournalEntry, Municipality)
    ]
    with wall.everywhere():
        both = {table: count(table) for table in tables}
    with wall.within([towns[0].pk]):
        here = {table: count(table) for table in tables}
    with wall.within([]):
        none = {table: count(table) for table in tables}
    assert here == {table: number // 2 for table, number in both.items()}
    assert set(none.values()) == {0}
    assert min(here.values()) > 0


def test_a_connection_that_was_told_nothing_shows_nothing(towns):
    with connection.cursor() as cursor:
        cursor.execute("RESET mcu.places")
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (0,)


def test_nothing_is_written_changed_or_erased_in_another_town(towns):
    ours, theirs = towns
    with wall.within([ours.pk]):
        for write in (
            lambda: Body.objects.create(municipality=theirs, code="x", name="Лишний"),
            lambda: Body.objects.filter(municipality=ours).update(municipality=theirs),
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                write()
        assert Case.objects.filter(municipality=theirs).update(text="Чужое") == 0
        assert Note.objects.filter(case__municipality=theirs).delete()[0] == 0
    with wall.everywhere():
        assert Case.objects.get(municipality=theirs).text == "Нет воды"


def test_a_note_cannot_hang_on_a_case_that_is_not_seen(towns):
    ours, theirs = towns
    with wall.everywhere():
        case = Case.objects.get(municipality=theirs)
    with (
        wall.within([ours.pk]),
        pytest.raises((ProgrammingError, IntegrityError)),
        transaction.atomic(),
    ):
        Note.objects.create(case=case, text="Чужая", author_name="Никто", at=timezone.now())


@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET action = 'x'",
                                       "DELETE FROM journal_entry",
                                       "TRUNCATE journal_entry", "DROP TABLE cases_case",
                                       "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY"])  # fmt: skip
def test_the_role_of_the_pages_changes_neither_the_journal_nor_the_wall(towns, statement):
    with (
        wall.everywhere(),
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_rollback_does_not_open_the_wall_nor_close_it_for_good(towns):
    ours = towns[0]
    with wall.everywhere():
        try:
            with transaction.atomic():
                with wall.within([ours.pk]):
                    assert Case.objects.count() == 1
                raise RuntimeError
        except RuntimeError:
            assert Case.objects.count() == 2
    with wall.within([ours.pk]):
        assert Case.objects.count() == 1


def test_whoever_serves_several_towns_is_let_into_the_chosen_one(towns):
    ours, theirs = towns
    with wall.everywhere():
        person = Person.objects.get(login="nash")
        for place in towns:
            give_duty(
                person=person, role=Role.REGIONAL, by=program(place.pk),
                since=timezone.localdate(),
            )  # fmt: skip
        client = Client()
        client.force_login(person)
    page = client.get("/summary/period/", {"place": theirs.code})
    assert page.status_code == 200
    assert "Округ chuzhoy" in page.content.decode()
    with wall.within([ours.pk]):
        wall.admit(theirs.pk)
        assert Case.objects.count() == 2
    with wall.within([ours.pk]):
        assert Case.objects.count() == 1


def forgets(request: HttpRequest) -> JsonResponse:
    """A page whose author forgot whose cases they are."""
    return JsonResponse({"numbers": list(Case.objects.values_list("municipality_id", flat=True))})


def streams(request: HttpRequest) -> StreamingHttpResponse:
    """The same mistake in an answer that is sent after the page is done."""
    return StreamingHttpResponse(f"{case.municipality_id} " for case in Case.objects.all())


urlpatterns = [path("forgets/", forgets), path("streams/", streams), *urls.urlpatterns]


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_forgets_its_filter_shows_nothing_foreign(towns):
    ours, theirs = towns
    client = Client()
    with wall.everywhere():
        client.force_login(Person.objects.get(login="nash"))
        assert {ours.pk, theirs.pk} == set(Case.objects.values_list("municipality_id", flat=True))
    assert client.get("/forgets/").json() == {"numbers": [ours.pk]}
    assert b"".join(client.get("/streams/").streaming_content) == f"{ours.pk} ".encode()


def test_a_login_of_another_town_is_taken_though_its_holder_is_not_seen(towns):
    with wall.within([towns[0].pk]):
        assert not Person.objects.filter(login="chuzhoy").exists()
        with pytest.raises(RuleViolation, match="уже занят"):
            add_person(
                municipality=towns[0], login="Chuzhoy", full_name="Ким Ян", by=program(towns[0].pk)
            )
        row = read_row(2, ["Ким Ян", "chuzhoy"], find_header([["ФИО", "Логин"]]))
        found = plan(towns[0], [row], timezone.localdate())
    assert "занят" in found.rejected[0].reason
