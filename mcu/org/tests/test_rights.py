"""Changing rights: at once, everywhere in the municipality, undone, and never the last door."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.actions import change_right, end_duty, give_duty, restore_right, set_active
from mcu.org.models import Grant, Municipality, Person
from mcu.org.queries import actor_for, rights_of
from mcu.org.rules.roles import DEFAULT, NAMES, Permission, Role, Scope, may, program
from mcu.org.rules.roles.changing import scopes_for

P = Permission
ADMIN = Role.ADMINISTRATOR


@pytest.fixture
def admin(office):
    return office.client(ADMIN)


def change(office, role, permission, scope, reason="Распоряжение № 7"):
    return change_right(
        municipality=office.place, role=role, permission=permission, scope=scope, reason=reason,
        by=office.actor(ADMIN),
    )  # fmt: skip


def rights(office):
    return rights_of(Municipality.objects.get(pk=office.place.pk))


def fresh(office, role):
    """The person as the next request reads them."""
    return actor_for(Person.objects.get(pk=office.person(role).pk))


def text_of(response) -> str:
    return response.content.decode()


def test_a_right_given_opens_the_page_and_taken_closes_it_again(office):
    client = office.client(Role.EXECUTOR)
    assert client.get(reverse("org:people")).status_code == 403
    grant = change(office, Role.EXECUTOR, P.SETTINGS, Scope.MUNICIPALITY)
    assert client.get(reverse("org:people")).status_code == 200
    restore_right(grant=grant, by=office.actor(ADMIN))
    assert client.get(reverse("org:people")).status_code == 403
    assert [e.action for e in JournalEntry.objects.filter(action__startswith="rights.")] == [
        "rights.change", "rights.restore",
    ]  # fmt: skip


def test_a_right_taken_is_refused_and_a_narrowed_one_reaches_less_far(office):
    change(office, Role.APPROVER, P.APPROVE, None)
    change(office, Role.INCIDENT, P.CLOSE, Scope.OWN)
    assert not may(fresh(office, Role.APPROVER), P.APPROVE)
    reach = fresh(office, Role.INCIDENT).reach(P.CLOSE)
    assert reach.own
    assert not reach.everywhere


def test_what_is_changed_here_changes_nothing_elsewhere(office, neighbour):
    change(office, Role.HEAD, P.JOURNAL, None)
    assert not rights(office).has(Role.HEAD, P.JOURNAL)
    assert rights(neighbour).has(Role.HEAD, P.JOURNAL)


def test_what_a_rolled_back_change_left_in_memory_is_never_used(office):
    office.actor(ADMIN)
    with transaction.atomic():
        change(office, Role.HEAD, P.JOURNAL, None)
        assert not rights(office).has(Role.HEAD, P.JOURNAL)
        transaction.set_rollback(True)
    assert rights(office).has(Role.HEAD, P.JOURNAL)
    change(office, Role.HEAD, P.NOTE, None)
    assert rights(office).has(Role.HEAD, P.JOURNAL)
    assert not rights(office).has(Role.HEAD, P.NOTE)


def test_another_process_sees_a_change_with_the_next_person_it_reads(office):
    place = Municipality.objects.get(pk=office.place.pk)
    assert rights_of(place).has(Role.HEAD, P.JOURNAL)
    # What another process writes: the row and the version, nothing of this one's memory.
    Grant.objects.bulk_create([
        Grant(municipality=place, role=Role.HEAD, permission=P.JOURNAL, scope="none", reason="-",
              at=timezone.now(), by_name="-")
    ])  # fmt: skip
    Municipality.objects.filter(pk=place.pk).update(rights_version=Grant.objects.latest("pk").pk)
    assert not may(fresh(office, Role.HEAD), P.JOURNAL)


def test_a_change_back_to_the_table_leaves_no_difference(office, admin):
    change(office, Role.HEAD, P.JOURNAL, None)
    change(office, Role.HEAD, P.JOURNAL, Scope.MUNICIPALITY)
    assert admin.get(reverse("org:roles")).context["changes"] == []
    assert rights(office).get(Role.HEAD, P.JOURNAL) == DEFAULT.get(Role.HEAD, P.JOURNAL)


def test_a_permission_that_no_longer_exists_shuts_nobody_out(office):
    Grant.objects.create(
        municipality=office.place, role=Role.HEAD, permission="gone.away", scope="own", reason="-",
        at=timezone.now(), by_name="-",
    )  # fmt: skip
    Municipality.objects.filter(pk=office.place.pk).update(rights_version=Grant.objects.get().pk)
    assert may(fresh(office, Role.HEAD), P.SUMMARY)


# ---- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role != ADMIN])
def test_only_the_administrator_changes_rights(office, role):
    office.person(ADMIN)
    with pytest.raises(AccessDenied, match="менять права ролей"):
        change_right(
            municipality=office.place, role=Role.HEAD, permission=P.NOTE, scope=None, reason="-",
            by=office.actor(role),
        )  # fmt: skip
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("role", "permission", "scope", "said"),
    [
        (Role.REGIONAL, P.SEE, Scope.MUNICIPALITY, "только сводные числа"),
        (Role.REGIONAL, P.REVEAL, Scope.REGION, "только сводные числа"),
        (Role.AUDITOR, P.CLOSE, Scope.MUNICIPALITY, "Аудитор только читает"),
        (Role.AUDITOR, P.RIGHTS, Scope.MUNICIPALITY, "Аудитор только читает"),
        (Role.EXECUTOR, P.CLOSE, Scope.BLOCK, "может быть только"),
        (Role.HEAD, P.IMPORT, Scope.OWN, "может быть только"),
        (Role.HEAD, P.CLOSE, None, "и так нет права"),
        (Role.HEAD, P.NOTE, Scope.MUNICIPALITY, "Так и есть"),
        (Role.ADMINISTRATOR, P.RIGHTS, None, "менять права станет некому"),
    ],
)
def test_it_says_why_a_right_cannot_become_so(office, role, permission, scope, said):
    with pytest.raises(RuleViolation, match=said):
        change(office, role, permission, scope)
    assert not Grant.objects.exists()


def test_a_reason_is_needed(office):
    with pytest.raises(RuleViolation, match="Напишите, почему"):
        change(office, Role.HEAD, P.NOTE, None, reason="  ")


def test_every_row_of_the_table_is_one_that_could_be_given(office):
    for right in (right for role in Role for right in DEFAULT.of(role)):
        assert right.scope in scopes_for(right.role, right.permission)


def test_the_last_administrator_stays(office):
    person, by = office.person(ADMIN), program(office.place.pk)
    duty = person.duties.get()
    with pytest.raises(RuleViolation, match="менять права станет некому"):
        end_duty(duty=duty, by=by, on=timezone.localdate())
    with pytest.raises(RuleViolation, match="менять права станет некому"):
        set_active(person=person, active=False, by=by)
    give_duty(person=office.person(Role.HEAD), role=ADMIN, by=by, since=date(2020, 1, 1))
    end_duty(duty=duty, by=by, on=timezone.localdate())
    duty.refresh_from_db()
    assert duty.until == timezone.localdate()


def test_the_right_may_be_taken_from_the_role_once_another_holds_it(office):
    office.person(Role.HEAD_OF_CENTRE)
    change(office, Role.HEAD_OF_CENTRE, P.RIGHTS, Scope.MUNICIPALITY)
    change(office, ADMIN, P.RIGHTS, None)
    assert may(fresh(office, Role.HEAD_OF_CENTRE), P.RIGHTS)
    assert office.client(ADMIN).post(reverse("org:change-right")).status_code == 403


def test_an_administrator_whose_time_is_over_does_not_count(office):
    duty = office.person(ADMIN).duties.get()
    duty.until = timezone.localdate() + timedelta(days=3)
    duty.save(update_fields=["until"])
    with pytest.raises(RuleViolation, match="станет некому"):
        end_duty(duty=duty, by=program(office.place.pk), on=timezone.localdate())


# ---- somebody of another municipality ------------------------------------------------------------


def test_a_methodologist_is_invited_by_login_and_by_that_role_only(office, neighbour, admin):
    guest = neighbour.person(Role.REGIONAL)
    page = admin.post(reverse("org:serve"), {"login": guest.login}, follow=True)
    assert guest.full_name in text_of(page)
    here = actor_for(guest, place=office.place)
    assert here.municipality_id == office.place.pk
    assert here.roles == {Role.REGIONAL}
    with pytest.raises(AccessDenied, match="другого муниципалитета"):
        give_duty(person=guest, role=Role.AUDITOR, by=program(office.place.pk))
    assert actor_for(neighbour.person(Role.HEAD), place=office.place).duties == ()


def test_the_guest_is_taken_off_again_and_does_not_stand_among_colleagues(office, neighbour, admin):
    guest = neighbour.person(Role.REGIONAL)
    admin.post(reverse("org:serve"), {"login": guest.login})
    assert admin.get(reverse("org:person", args=[guest.pk])).status_code == 404
    duty = guest.duties.get(municipality=office.place)
    admin.post(reverse("org:end-duty", args=[duty.pk]), {"on": "2020-01-01"})
    duty.refresh_from_db()
    assert duty.until is not None


@pytest.mark.parametrize("login", ["", "nobody", "\x00", "x" * 61])
def test_an_unknown_login_is_told(admin, login):
    assert admin.post(reverse("org:serve"), {"login": login}).status_code == 422


# ---- the pages -----------------------------------------------------------------------------------


def test_the_table_shows_scope_and_clause_of_every_cell(admin):
    shown = admin.get(reverse("org:roles"))
    for permission, name, cells in shown.context["table"]:
        assert name == NAMES[permission]
        assert [cell.now for cell in cells] == [DEFAULT.get(r, permission) for r in Role]
    page = text_of(shown)
    assert "Пучеж 3.5.5" in page
    assert "свой орган" in page


def test_one_role_is_shown_with_what_differs_and_undone(office, admin):
    change(office, Role.HEAD, P.JOURNAL, None, reason="Просьба главы")
    page = admin.get(reverse("org:roles"), {"role": "head"})
    assert "изменено, было: весь муниципалитет" in text_of(page)
    assert "Просьба главы" in text_of(page)
    undo = reverse("org:undo-right", args=[Grant.objects.get().pk])
    assert admin.post(undo).status_code == 302
    assert rights(office).has(Role.HEAD, P.JOURNAL)
    assert admin.post(undo).status_code == 404


def test_a_right_is_changed_on_the_page_of_its_role(office, admin):
    given = {"role": "head", "permission": "case.close", "scope": "municipality", "reason": "№ 8"}
    assert admin.post(reverse("org:change-right"), given).status_code == 302
    assert rights(office).has(Role.HEAD, P.CLOSE)


@pytest.mark.parametrize("given", [
    {"role": "king"}, {"permission": "case.rule"}, {"scope": "planet"}, {"reason": ""}, {"role": ""},
    {"role": "regional"}, {"scope": "none"}, {"reason": "\x00"},
])  # fmt: skip
def test_what_makes_no_sense_is_told(admin, given):
    values = {"role": "head", "permission": "case.close", "scope": "municipality", "reason": "№ 8"}
    response = admin.post(reverse("org:change-right"), values | given)
    assert response.status_code == 422
    assert 'role="alert"' in text_of(response)
    assert not Grant.objects.exists()


def test_who_may_is_answered_with_people(office, admin):
    office.person(Role.APPROVER)
    page = admin.get(reverse("org:roles"), {"permission": "case.approve"})
    assert [holder.duty.role for holder in page.context["holders"]] == ["approver"]


def test_each_sees_what_they_may_and_why_and_who_could_give_the_rest(office):
    admin = office.person(ADMIN)
    page = office.client(Role.EXECUTOR).get(reverse("org:my-rights"))
    allowed = {answer.permission for answer in page.context["allowed"]}
    assert allowed == {right.permission for right in DEFAULT.of(Role.EXECUTOR)}
    assert {a.permission for a in page.context["refused"]} == set(Permission) - allowed
    assert admin.full_name in text_of(page)
    assert "Заиграево 1.5" in text_of(page)


def test_a_refusal_names_the_missing_right_and_who_can_give_it(office):
    admin = office.person(ADMIN)
    page = text_of(office.client(Role.EXECUTOR).get(reverse("org:people")))
    assert "смотреть настройки" in page
    assert f"Дать это право может администратор: {admin.full_name}" in page


def test_a_refusal_says_so_when_there_is_no_administrator(office):
    page = text_of(office.client(Role.EXECUTOR).get(reverse("org:people")))
    assert "администратор МЦУ не назначен" in page


@pytest.mark.parametrize("query", [{}, {"role": "head"}, {"permission": "case.see"}])
def test_the_pages_cost_as_much_with_many_people(office, admin, query):
    def asked():
        with CaptureQueriesContext(connection) as found:
            admin.get(reverse("org:roles"), query)
        return len(found)

    few = asked()
    for role in Role:
        office.person(role)
    change(office, Role.HEAD, P.JOURNAL, None)
    asked()
    assert asked() == few


def test_the_actor_costs_two_queries_and_the_table_one_after_a_change(office):
    person = Person.objects.get(pk=office.person(Role.EXECUTOR).pk)
    with CaptureQueriesContext(connection) as found:
        actor_for(person)
    assert len(found) == 2
    office.person(ADMIN)
    change(office, Role.HEAD, P.JOURNAL, None)
    person = Person.objects.get(pk=person.pk)
    actor_for(person)
    with CaptureQueriesContext(connection) as found:
        actor_for(person)
    assert len(found) == 2
