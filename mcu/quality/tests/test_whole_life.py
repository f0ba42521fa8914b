"""One message of each system and one appeal, from its arrival to the second look, through the pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case
from mcu.cases.tests.appeals import law_in_force
from mcu.quality.models import Rating, SecondLook

SYSTEMS = {
    "incident": {"system": "incident", "channel": "vk", "external_id": "И-77"},
    "pos": {"system": "pos", "channel": "pos", "external_id": "П-77"},
    "own": {"system": "own", "channel": "phone"},
}


def send(client, name, *args, **given):
    response = client.post(reverse(name, args=args), given)
    assert response.status_code == 302, (name, response.content.decode()[-2000:])


@pytest.mark.parametrize("system", list(SYSTEMS))
def test_a_message_lives_from_arrival_to_the_second_look(town, web, system):
    case = town.case(**SYSTEMS[system])
    send(web.head, "cases:classify", case.pk, topic="Дороги / Ямы на дорогах", kind="solvable")
    send(web.head, "cases:assign", case.pk, body=town.roads.pk, executor=town.executor.pk)
    send(web.executor, "cases:take", case.pk)
    send(web.head, "cases:ask", case.pk, question="Когда засыплете?", block=town.block.pk)
    send(
        web.executor,
        "cases:draft",
        case.pk,
        text="Яму на Полевой засыпала дорожная служба 20 ноября.",
    )
    send(web.executor, "cases:submit", case.pk)
    send(web.approver, "cases:approve", case.pk)
    send(web.head, "cases:publish", case.pk, url="https://vk.example/wall1")
    send(web.head, "cases:close", case.pk, outcome="solved")
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "solved")
    send(web.head, "quality:phone", case.pk, solved="yes", score="5")
    today = timezone.localdate()
    send(web.head, "quality:draw", since=today, until=today)
    look = SecondLook.objects.get(case=case)
    send(
        web.head, "quality:look", look.pk, method="visit", verdict="not_done", words="Яма на месте"
    )
    assert Case.objects.get(pk=case.pk).state == "in_work"
    assert Rating.objects.get(case=case).score == 5


def test_an_appeal_lives_from_its_letter_to_the_file_and_the_second_look(town, web):
    law_in_force(town.place)
    send(
        web.head, "cases:register", regime="appeal", channel="letter", appeal_kind="statement",
        text="Прошу починить крышу на Полевой, 14", received_at=f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        applicant_name="Громов Глеб Глебович", importance="normal", system="own",
    )  # fmt: skip
    case = Case.objects.get()
    assert case.appeal.number == f"1-{timezone.localdate():%y}"
    kinds = {"register", "answer", "redirect"}
    assert kinds <= set(case.terms.values_list("kind", flat=True))
    send(web.head, "cases:classify", case.pk, topic="Дороги / Ямы на дорогах", kind="solvable")
    send(web.head, "cases:facets", case.pk, category="citizen", form="written")
    send(
        web.head, "cases:resolve", case.pk, author_name="Орлова М. И.", text="Рассмотреть с выездом"
    )
    send(web.head, "cases:assign", case.pk, body=town.roads.pk, executor=town.executor.pk)
    send(web.executor, "cases:take", case.pk)
    send(web.executor, "cases:papers", case.pk, to="Росреестр", what="Выписку о доме")
    asked = case.notices.get()
    send(web.head, "cases:notice-sent", asked.pk, way="docflow", out_number="01-5")
    send(web.executor, "cases:papers-came", asked.pk)

    before = case.terms.get(kind="answer").due_at
    send(web.executor, "cases:extend", case.pk, days=10, reason="request", words="Ждали выписку")
    send(web.head, "cases:decide", case.decisions.get().pk)
    assert case.terms.get(kind="answer", cancelled_at=None).due_at > before
    told = case.notices.get(kind="extended")
    send(web.head, "cases:notice-sent", told.pk, way="post")

    send(web.executor, "cases:draft", case.pk, text="Крышу дома 14 починили 20 ноября.")
    send(web.executor, "cases:submit", case.pk)
    send(web.approver, "cases:approve", case.pk)
    send(web.head, "cases:publish", case.pk)
    send(
        web.head, "cases:result", case.pk,
        result="measures", signed_by="Орлова М. И.", answer_number="77", way="post",
    )  # fmt: skip
    send(web.head, "cases:close", case.pk, outcome="solved")
    send(web.head, "cases:file", case.pk, index_of_file="01-14", sheets=3)
    case.refresh_from_db()
    assert (case.state, case.appeal.result, case.appeal.file_index) == (
        "closed", "measures", "01-14",
    )  # fmt: skip
    assert not case.terms.filter(met_at=None, cancelled_at=None).exists()

    send(web.head, "quality:phone", case.pk, solved="no", score="2")
    today = timezone.localdate()
    send(web.head, "quality:draw", since=today, until=today)
    look = SecondLook.objects.get(case=case)
    send(web.head, "quality:look", look.pk, method="visit", verdict="done")
    assert Rating.objects.get(case=case).score == 2
