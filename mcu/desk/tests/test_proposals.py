"""Proposals from the request to the changed composition; the load beside them."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.rules.workflow import State as CaseState
from mcu.core.tables import open_table
from mcu.desk import queries
from mcu.desk.actions import load_profile
from mcu.org import actions
from mcu.org.models import Duty, Proposal
from mcu.org.queries import actor_for, deciders
from mcu.org.rules.proposals import Ask, State, Subject
from mcu.org.rules.roles import Role, program

TODAY = timezone.localdate


def url(name, *args):
    return reverse(f"desk:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def newcomer(district):
    return actions.add_person(
        municipality=district.place, login="new", full_name="Новиков Пётр Ильич", password="x",
        by=program(district.place.pk), hashed=True,
    )  # fmt: skip


def proposed(district, **given) -> Proposal:
    person = district.person(Role.BLOCK_HEAD)
    values = {
        "subject": Subject.BLOCK,
        "text": "Людей не хватает",
        "block": district.blocks["city"],
    }
    return actions.make_proposal(
        municipality=district.place, by=actor_for(person), made_by=person, **values | given
    )


def step(client, row, verb, **given):
    return client.post(url("step-proposal", row.pk, verb), given)


@pytest.mark.row(14)
def test_a_proposal_of_a_block_goes_through_approval_and_act_to_the_changed_composition(
    district, newcomer
):
    """The responsible asks, the head approves, the act is entered, one button changes everything."""
    author, head = district.client(Role.BLOCK_HEAD), district.client(Role.HEAD_OF_CENTRE)
    old = actions.give_duty(
        person=district.person(Role.EXECUTOR), role=Role.BLOCK_LEADER,
        block=district.blocks["city"], by=program(district.place.pk), since=TODAY() - timedelta(days=9),
    )  # fmt: skip
    given = {
        "subject": "block", "block": district.blocks["city"].pk, "text": "Сменить руководителя",
        "origin": "municipality",
    }  # fmt: skip
    assert author.post(url("make-proposal"), given).status_code == 302
    row = Proposal.objects.get()
    asked = (
        {"ask": "give_duty", "person": newcomer.pk, "role": "block_leader", "block": district.blocks["city"].pk},
        {"ask": "end_duty", "duty": old.pk},
        {"ask": "move_body", "body": district.bodies["school"].pk, "block": district.blocks["city"].pk},
    )  # fmt: skip
    for change in asked:
        author.post(url("ask-change", row.pk), change)
    assert "Новиков Пётр Ильич" in text_of(head.get(url("proposal", row.pk)))
    step(head, row, "approve")
    step(head, row, "enact", act="постановление № 12", act_on=TODAY())
    assert Duty.objects.filter(person=newcomer).count() == 0
    page = text_of(head.post(url("step-proposal", row.pk, "carry_out"), follow=True))
    assert "состав изменён" in page
    row.refresh_from_db()
    old.refresh_from_db()
    district.bodies["school"].refresh_from_db()
    duty = Duty.objects.get(person=newcomer)
    assert (row.state, duty.role, duty.act) == (State.DONE, Role.BLOCK_LEADER, "постановление № 12")
    assert old.until == TODAY()
    assert district.bodies["school"].block == district.blocks["city"]


@pytest.mark.row(14)
def test_a_returned_proposal_is_mended_and_given_again(district):
    row = proposed(district)
    head, author = district.client(Role.HEAD_OF_CENTRE), district.client(Role.BLOCK_HEAD)
    assert step(head, row, "return").status_code == 422
    step(head, row, "return", remark="Назовите людей")
    assert "Назовите людей" in text_of(author.get(url("proposal", row.pk)))
    assert step(head, row, "resubmit").status_code == 403
    author.post(url("ask-change", row.pk), {"ask": "other", "name": "Ставка инженера"})
    step(author, row, "resubmit")
    row.refresh_from_db()
    assert (row.state, row.remark) == (State.SUBMITTED, "")
    step(head, row, "approve")
    response = author.post(url("ask-change", row.pk), {"ask": "other", "name": "Ещё"})
    assert response.status_code == 422
    assert "менять его уже нельзя" in text_of(response)


def test_when_one_change_is_impossible_none_is_made(district, newcomer):
    row = proposed(district)
    author = district.actor(Role.BLOCK_HEAD)
    block = district.blocks["city"]
    actions.ask_for(proposal=row, ask=Ask.ADD_BLOCK, by=author, name="Экология")
    actions.ask_for(
        proposal=row, ask=Ask.RENAME_BLOCK, by=author, block=block, name="Социальный блок"
    )
    head = district.client(Role.HEAD_OF_CENTRE)
    step(head, row, "approve")
    step(head, row, "enact", act="№ 1", act_on=TODAY())
    response = step(head, row, "carry_out")
    assert response.status_code == 422
    assert "Изменение 2 не выполнить" in text_of(response)
    row.refresh_from_db()
    assert row.state == State.ENACTED
    assert not district.place.blocks.filter(name="Экология").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": " "}, "Обязательное поле"),
        ({"subject": "block", "block": ""}, "какого блока"),
        ({"origin": "region_centre"}, "укажите письмо"),
        ({"subject": "tsar"}, "Выберите корректный"),
    ],
)
def test_what_is_missing_is_told(district, given, said):
    values = {"subject": "centre", "text": "Усилить", "origin": "municipality"} | given
    response = district.client(Role.POS).post(url("make-proposal"), values)
    assert response.status_code == 422
    assert said in text_of(response)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ask": "give_duty"}, "кого назначить, роль"),
        ({"ask": "end_duty"}, "какую роль снять"),
        ({"ask": "move_body"}, "орган, блок"),
        ({"ask": "add_block"}, "название блока"),
        ({"ask": "other"}, "что сделать"),
    ],
)
def test_a_change_says_what_it_needs(district, change, said):
    row = proposed(district)
    response = district.client(Role.BLOCK_HEAD).post(url("ask-change", row.pk), change)
    assert response.status_code == 422
    assert said in text_of(response)


def test_an_act_without_number_or_of_tomorrow_is_refused(district):
    row, head = proposed(district), district.client(Role.HEAD_OF_CENTRE)
    step(head, row, "approve")
    assert "Укажите акт" in text_of(step(head, row, "enact"))
    tomorrow = TODAY() + timedelta(days=1)
    assert "ещё не наступила" in text_of(step(head, row, "enact", act="№ 1", act_on=tomorrow))


@pytest.mark.row(12)
def test_the_regional_centre_proposes_an_extension_and_it_becomes_a_block(district):
    row = proposed(
        district, subject=Subject.EXTEND, origin="region_centre", letter="письмо ЦУР № 8", block=None,
        text="Ввести блок «Туризм»",
    )  # fmt: skip
    actions.ask_for(
        proposal=row, ask=Ask.ADD_BLOCK, by=district.actor(Role.BLOCK_HEAD), name="Туризм"
    )
    head = district.client(Role.HEAD_OF_CENTRE)
    assert "письмо ЦУР № 8" in text_of(head.get(url("proposal", row.pk)))
    for verb, given in (
        ("approve", {}),
        ("enact", {"act": "№ 3", "act_on": TODAY()}),
        ("carry_out", {}),
    ):
        step(head, row, verb, **given)
    block = district.place.blocks.get(name="Туризм")
    assert "Предложение № 1" in text_of(head.get(url("block", block.pk)))


def test_the_neighbour_has_proposals_of_their_own(district, neighbour):
    row = proposed(district)
    client = neighbour.client(Role.HEAD_OF_CENTRE)
    assert client.get(url("proposal", row.pk)).status_code == 404
    assert step(client, row, "approve").status_code == 404
    assert proposed(neighbour).number == 1


@pytest.mark.parametrize(
    ("profile", "expected"),
    [("puchezh", {Role.HEAD_OF_CENTRE}), ("petropavlovskaya", {Role.CURATOR})],
)
def test_who_approves_the_composition_of_blocks_is_as_the_act_says(db, profile, expected):
    place = load_profile(profile)
    assert deciders(place, Subject.BLOCK) == expected


# ---- workload ------------------------------------------------------------------------------------


@pytest.mark.row(16)
def test_the_load_of_people_and_blocks_stands_beside_a_proposal_to_strengthen(district):
    person, now = district.person(Role.EXECUTOR), timezone.now()
    own = {"block": district.blocks["city"], "body": district.bodies["water"], "executor": person}
    district.case(**own, state=CaseState.IN_WORK, due_at=now - timedelta(days=1))
    district.case(**own, state=CaseState.IN_WORK, due_at=now + timedelta(days=1))
    district.case(**own, state=CaseState.IN_WORK, due_at=now + timedelta(days=30))
    for hours in (10, 30):
        district.case(
            **own, state=CaseState.CLOSED, received_at=now - timedelta(hours=hours + 1),
            closed_at=now - timedelta(hours=1),
        )  # fmt: skip
    for week, hours in ((0, 4), (1, 7)):
        actions.set_hours(
            person=person, week=TODAY() - timedelta(weeks=week), hours=Decimal(hours),
            by=actor_for(person),
        )  # fmt: skip
    city = queries.workload(district.actor(Role.HEAD_OF_CENTRE), now)[0]
    load = city.people[0].load
    assert (load.open, load.late, load.due, load.closed) == (3, 1, 1, 2)
    assert (load.took, load.hours) == (timedelta(hours=20), Decimal("5.5"))
    assert (city.load.open, city.each) == (3, 3)
    client = district.client(Role.BLOCK_HEAD)
    given = {
        "subject": "strengthen", "block": district.blocks["city"].pk, "text": "Нужен второй инженер",
        "origin": "municipality",
    }  # fmt: skip
    page = text_of(client.post(url("make-proposal"), given, follow=True))
    assert "Усиление состава" in page
    assert "Нагрузка рядом" in page
    assert "Лисицын Е. И." in page
    assert "20\xa0ч" in page


@pytest.mark.row(16)
def test_the_load_is_taken_out_as_a_spreadsheet(district):
    district.person(Role.EXECUTOR)
    response = district.client(Role.HEAD_OF_CENTRE).get(url("workload-export"))
    with open_table(BytesIO(b"".join(response.streaming_content)), "н.xlsx") as table:
        rows = [list(row) for row in table.rows()]
    assert rows[0][:3] == ["Блок", "Сотрудник или орган", "В работе"]
    assert ["Городское хозяйство", "Лисицын Егор Ильич", 0] in [row[:3] for row in rows]


def test_the_load_costs_the_same_however_many_there_are(district):
    client, by = district.client(Role.HEAD_OF_CENTRE), program(district.place.pk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(url("workload")).status_code == 200
        return len(found)

    cost()
    few = cost()
    for number in range(8):
        person = actions.add_person(
            municipality=district.place, login=f"p{number}", full_name=f"Лицо {number}",
            password="x", by=by, hashed=True,
        )  # fmt: skip
        actions.give_duty(person=person, role=Role.EXECUTOR, body=district.bodies["roads"], by=by)
        district.case(body=district.bodies["roads"], executor=person, state=CaseState.IN_WORK)
    # with messages a forecast names its blocks: one question more, whatever their number
    assert cost() <= few + 1
