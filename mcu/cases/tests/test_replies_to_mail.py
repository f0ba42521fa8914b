"""Whoever writes by mail is told the valid ways: to whom, once, in whose words."""

import pytest

from mcu.cases.actions.appeal import split
from mcu.cases.actions.appeal.numbers import set_up
from mcu.cases.tests.appeals import days_ago
from mcu.channels.models import Outgoing
from mcu.core import vault

MAIL = {"channel": "mail", "applicant": {"applicant_contacts": "gromov@post.example"}}


def test_whoever_wrote_by_mail_is_told_the_valid_ways_once(town):
    case = town.case("Крыша течёт", **MAIL)
    sent = Outgoing.objects.get()
    assert vault.unseal(sent.to) == "gromov@post.example"
    assert case.number in sent.subject
    assert "Госуслуг" in sent.body
    split.split_off(case=case, text="И подвал", by=town.actor())
    assert Outgoing.objects.count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"channel": "letter", "regime": "appeal"},
        {"channel": "vk"},
        {"received_at": days_ago(30)},
        {"applicant": {"applicant_contacts": "8 900 111-22-33"}},
        {"applicant": {"applicant_contacts": "не почта@"}},
    ],
    ids=["appeal", "network", "long ago", "telephone", "no address"],
)
def test_nobody_else_gets_the_reply(given, town):
    town.case("Крыша течёт", **MAIL | given)
    assert not Outgoing.objects.exists()


def test_a_town_may_switch_the_reply_off_or_word_it_itself(town):
    set_up(
        replies=True,
        number_format="{n}-{yy}",
        subject="Про {number}",
        text="Пишите в {place}.",
        by=town.actor(),
    )
    town.case("Крыша", **MAIL)
    assert Outgoing.objects.get().body == f"Пишите в {town.place}."
    set_up(replies=False, number_format="{n}-{yy}", subject="", text="", by=town.actor())
    town.case("Подвал", **MAIL)
    assert Outgoing.objects.count() == 1
