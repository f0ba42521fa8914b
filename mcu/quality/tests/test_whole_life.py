"""One message of each system and one appeal, from its arrival to the second look, through the pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case
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
