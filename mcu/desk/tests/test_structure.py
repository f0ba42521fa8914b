"""Blocks and bodies: leaders, topics, versions, mergers and what becomes of open cases."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import structure as cases
from mcu.cases.actions.profile import set_route
from mcu.cases.models import Assignment, InfoRequest, Route
from mcu.cases.rules.workflow import State
from mcu.core import journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.org import actions
from mcu.org.actions import structure
from mcu.org.models import Body, Duty, StructureChange
from mcu.org.queries import in_force
from mcu.org.rules.roles import Role, program
from mcu.org.rules.structure import Change, Grounds

ADMIN = Role.ADMINISTRATOR
DAY = timedelta(days=1)


def url(name, *args):
    return reverse(f"desk:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def grounds():
    return Grounds(timezone.localdate(), "реорганизация", "постановление № 9")


def said(**values):
    return {"on": timezone.localdate().isoformat(), "reason": "реорганизация", **values}


def holders(role, **where) -> set[str]:
    held = in_force(Duty.objects.filter(role=role, **where), timezone.localdate())
    return set(held.values_list("person__login", flat=True))


# ---- leaders of a block --------------------------------------------------------------------------


@pytest.mark.row(8)
def test_the_responsible_for_a_block_puts_a_leader_at_its_head_and_releases_him(district):
    client, block = district.client(Role.BLOCK_HEAD), district.blocks["city"]
    person = district.person(Role.EXECUTOR)
    page = text_of(client.get(url("block", block.pk)))
    assert "Ответственный за блок" in page
    assert "Водоканал" in page
    given = {"person": person.pk, "act": "распоряжение № 5"}
    page = text_of(client.post(url("appoint-leader", block.pk), given, follow=True))
    assert "Руководитель блока с" in page
    duty = Duty.objects.get(role=Role.BLOCK_LEADER)
    assert (duty.person, duty.block, duty.act) == (person, block, "распоряжение № 5")
    assert JournalEntry.objects.filter(
        action="duty.give", actor_id=district.person(Role.BLOCK_HEAD).pk
    ).exists()
    client.post(url("release-leader", block.pk, duty.pk))
    duty.refresh_from_db()
    assert duty.until == timezone.localdate()


def test_the_responsible_for_another_block_does_not(district):
    response = district.client(Role.BLOCK_HEAD).post(
        url("appoint-leader", district.blocks["social"].pk),
        {"person": district.person(Role.EXECUTOR).pk},
    )
    assert response.status_code == 403
    assert not Duty.objects.filter(role=Role.BLOCK_LEADER).exists()


def test_the_responsible_gives_no_other_role(district):
    with pytest.raises(AccessDenied):
        actions.give_duty(
            person=district.person(Role.EXECUTOR), role=Role.BLOCK_HEAD,
            block=district.blocks["city"], by=district.actor(Role.BLOCK_HEAD),
        )  # fmt: skip


def test_whoever_is_responsible_is_not_released_as_a_leader(district):
    client = district.client(ADMIN)
    duty = district.person(Role.BLOCK_HEAD).duties.get()
    response = client.post(url("release-leader", district.blocks["city"].pk, duty.pk))
    assert response.status_code == 404


# ---- versions ------------------------------------------------------------------------------------


@pytest.mark.row(12)
def test_a_block_is_added_renamed_and_given_topics_and_every_version_is_told(district):
    client = district.client(ADMIN)
    client.post(url("add-block"), said(name="Экология", reason="предложил ЦУР", act="письмо № 3"))
    block = district.place.blocks.get(name="Экология")
    topics = [district.topics["tap"].pk, district.topics["rust"].pk]
    client.post(url("change-block", block.pk, "rename"), said(name="Экология и вода"))
    client.post(url("change-block", block.pk, "topics"), said(topics=topics))
    client.post(url("change-block", block.pk, "topics"), said(topics=topics[:1]))
    page = text_of(client.get(url("block", block.pk)))
    for words in ("версия 4", "«Экология» → «Экология и вода»", "письмо № 3", "предложил ЦУР",
                  "добавлены темы: Нет воды, Ржавая вода", "убраны темы: Ржавая вода"):  # fmt: skip
        assert words in page
    assert set(Route.objects.filter(block=block).values_list("topic", flat=True)) == {topics[0]}
    assert journal.verify(district.place.pk) is None


@pytest.mark.row(12)
def test_a_body_is_added_moved_and_its_blocks_tell_it(district):
    client = district.client(ADMIN)
    given = said(
        name="Теплосеть",
        kind="enterprise",
        block=district.blocks["city"].pk,
        aliases="ТС\nТеплосети",
    )
    client.post(url("add-body"), given)
    body = district.place.bodies.get(name="Теплосеть")
    assert (body.code, body.aliases) == ("teploset", ["ТС", "Теплосети"])
    client.post(url("change-body", body.pk, "move"), said(block=district.blocks["social"].pk))
    for code, words in (("city", "ушёл орган «Теплосеть»"), ("social", "вошёл орган «Теплосеть»")):
        assert words in text_of(client.get(url("block", district.blocks[code].pk)))
    page = text_of(client.get(url("body", body.pk)))
    assert "Городское хозяйство → Социальный блок" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Обязательное поле"),
        ({"name": "социальный БЛОК"}, "уже есть"),
        ({"name": "Городское хозяйство"}, "не изменилось"),
        ({"name": "Иное", "reason": ""}, "Обязательное поле"),
        ({"name": "Иное", "on": "2098-01-01"}, "не может быть позже сегодняшнего"),
        ({"name": "Иное", "on": "1917-11-07"}, "Проверьте год"),
        ({"name": "Иное", "on": "сегодня"}, "Такого дня нет"),
    ],
)
def test_a_wrong_change_is_refused_beside_its_form(district, changed, words):
    block = district.blocks["city"]
    response = district.client(ADMIN).post(
        url("change-block", block.pk, "rename"), said() | changed
    )
    assert response.status_code == 422
    assert words in text_of(response)
    block.refresh_from_db()
    assert block.name == "Городское хозяйство"
    assert not StructureChange.objects.exists()


def test_a_change_nobody_knows_is_not_found(district):
    client = district.client(ADMIN)
    block = district.blocks["city"].pk
    assert client.post(url("change-block", block, "explode"), said()).status_code == 404
    assert client.post(url("change-block", block, "on"), said()).status_code == 404


def test_a_body_is_not_put_under_itself(district, grounds):
    water, by = district.bodies["water"], program(district.place.pk)
    pump = structure.add_body(
        municipality=district.place, name="Насосная", parent=water, grounds=grounds, by=by
    )
    for parent in (water, pump):
        with pytest.raises(RuleViolation, match="самому себе"):
            structure.move_body(body=water, parent=parent, block=None, grounds=grounds, by=by)


def test_the_structure_of_a_neighbour_is_not_touched(district, neighbour, grounds):
    stranger = neighbour.actor(ADMIN)
    with pytest.raises(AccessDenied):
        structure.rename_block(
            block=district.blocks["city"], name="Захват", grounds=grounds, by=stranger
        )
    assert neighbour.client(ADMIN).get(url("block", district.blocks["city"].pk)).status_code == 404
    assert neighbour.client(ADMIN).get(url("body", district.bodies["water"].pk)).status_code == 404


# ---- mergers -------------------------------------------------------------------------------------


def test_what_would_be_touched_is_told_before(district):
    body = district.bodies["water"]
    district.person(Role.EXECUTOR)
    late = timezone.now() - DAY
    case = district.case(body=body, state=State.IN_WORK, due_at=late)
    district.case(body=body, state=State.CLOSED)
    InfoRequest.objects.create(case=case, body=body, question="?", asked_at=late)
    set_route(topic=district.topics["tap"], body=body, block=None, by=program(district.place.pk))
    page = district.client(ADMIN).get(url("body", body.pk))
    seen = page.context["consequences"]
    assert (seen.work.open, seen.work.late, seen.questions, seen.routes) == (1, 1, 1, 1)
    assert "Лисицын Е. И." in text_of(page)


def test_merged_bodies_hand_over_cases_people_routes_and_names(district, grounds):
    water, roads, by = (
        district.bodies["water"],
        district.bodies["roads"],
        program(district.place.pk),
    )
    person = district.person(Role.EXECUTOR)
    case = district.case(
        body=water, block=district.blocks["city"], executor=person, state=State.IN_WORK
    )
    closed = district.case(body=water, state=State.CLOSED)
    asked = InfoRequest.objects.create(case=case, body=water, question="?", asked_at=timezone.now())
    route = set_route(topic=district.topics["tap"], body=water, block=None, by=by)
    cases.merge_bodies(body=water, into=roads, grounds=grounds, by=by)
    for row in (case, closed, asked, route, water, roads):
        row.refresh_from_db()
    assert (case.body, case.executor, case.state) == (roads, person, State.IN_WORK)
    assert (closed.body, asked.body, route.body) == (water, roads, roads)
    assert (water.active, "Водоканал" in roads.aliases) == (False, True)
    assert holders(Role.EXECUTOR, body=roads) == {person.login}
    assert holders(Role.EXECUTOR, body=water) == set()
    assert "реорганизация" in Assignment.objects.get(case=case).reason
    assert journal.verify(district.place.pk) is None


def test_a_body_with_open_cases_is_not_switched_off_into_nothing(district):
    water, roads = district.bodies["water"], district.bodies["roads"]
    person = district.person(Role.EXECUTOR)
    case = district.case(body=water, executor=person, state=State.IN_WORK)
    client = district.client(ADMIN)
    response = client.post(url("change-body", water.pk, "off"), said())
    assert response.status_code == 422
    assert "есть открытые сообщения" in text_of(response)
    client.post(url("change-body", water.pk, "off"), said(into=roads.pk))
    case.refresh_from_db()
    assert (case.body, case.executor) == (roads, None)
    page = text_of(client.get(url("body", water.pk)))
    assert "не действует" in page
    assert "сообщения перешли: «Дорожная служба»" in page
    client.post(url("change-body", water.pk, "on"), said())
    assert Body.objects.get(pk=water.pk).active


def test_merged_blocks_hand_over_bodies_topics_and_cases(district, grounds):
    city, social, by = (
        district.blocks["city"],
        district.blocks["social"],
        program(district.place.pk),
    )
    district.person(Role.BLOCK_HEAD)
    case = district.case(block=city, state=State.TRIAGE)
    set_route(topic=district.topics["tap"], body=None, block=city, by=by)
    yesterday = Grounds(date.today() - DAY, grounds.reason)  # noqa: DTZ011
    cases.merge_blocks(block=city, into=social, grounds=yesterday, by=by)
    case.refresh_from_db()
    assert case.block == social
    assert set(social.bodies.values_list("code", flat=True)) == {"water", "roads", "school"}
    assert Route.objects.get().block == social
    assert holders(Role.BLOCK_HEAD, block=city) == set()
    assert [row.change for row in StructureChange.objects.filter(block=social)] == [Change.MERGE]


def test_a_block_is_not_merged_with_itself_or_with_a_dead_one(district, grounds):
    city, social, by = (
        district.blocks["city"],
        district.blocks["social"],
        program(district.place.pk),
    )
    with pytest.raises(RuleViolation, match="самим собой"):
        cases.merge_blocks(block=city, into=city, grounds=grounds, by=by)
    cases.switch_off_block(block=social, into=None, grounds=grounds, by=by)
    with pytest.raises(RuleViolation, match="не действует"):
        cases.merge_blocks(block=city, into=social, grounds=grounds, by=by)


def test_a_block_switched_off_is_no_longer_offered(district, grounds):
    cases.switch_off_block(
        block=district.blocks["social"], into=None, grounds=grounds, by=program(district.place.pk)
    )
    page = text_of(
        district.client(ADMIN).get(reverse("org:person", args=[district.person(ADMIN).pk]))
    )
    assert "Социальный блок" not in page


def test_the_list_of_blocks_costs_the_same_however_many_there_are(district, grounds):
    client = district.client(ADMIN)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(url("blocks")).status_code == 200
        return len(found)

    cost()
    few = cost()
    by = program(district.place.pk)
    for number in range(10):
        block = structure.add_block(
            municipality=district.place, name=f"Блок {number}", grounds=grounds, by=by
        )
        actions.give_duty(
            person=district.person(Role.POS), role=Role.BLOCK_HEAD, block=block, by=by
        )
    assert cost() == few
