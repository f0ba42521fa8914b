"""Letters to whoever follows, what is held, rating, appeals of verified people, openness."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import answer, finish, route
from mcu.cases.actions.problem import open_problem
from mcu.cases.models import Appeal, Applicant, Case, Problem
from mcu.channels.models import Outgoing
from mcu.core import vault
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import program
from mcu.portal.actions import subscribing
from mcu.portal.actions.setup import change_setup
from mcu.portal.models import Submission, Subscription
from mcu.portal.public_views.appeal import WHO
from mcu.portal.queries.codes import new_key
from mcu.portal.queries.near import value_of
from mcu.portal.rules.identity import full_name, is_valid
from mcu.portal.rules.proof import is_done
from mcu.portal.tests.conftest import code_in

URL = "https://mcu.example"


@pytest.fixture(autouse=True)
def address(settings):
    settings.MCU_URL = URL


@pytest.fixture
def problem(town, portal) -> Problem:
    cases = [town.case(street="улица Полевая", settlement="Заречный") for _ in range(2)]
    return open_problem(municipality=town.place, cases=cases, by=portal.by).problem


def subscribe(portal, **given):
    url = reverse("portal:subscribe", args=[portal.code])
    return Client().post(url, {"email": "zhitel@example.ru"} | given)


def link_in(letter: Outgoing, name: str) -> str:
    return re.search(rf"{URL}(/portal/\S+/{name}/\S+/)", letter.body)[1]


def test_a_subscription_asks_first_tells_what_changed_and_ends_by_one_press(portal, problem):
    for _ in range(2):
        assert "Проверьте почту" in subscribe(portal, problem=value_of(problem)).content.decode()
    asked = Outgoing.objects.get(kind="portal")
    now = timezone.now()
    assert subscribing.tell_all(place=portal.place, now=now) == 0
    confirm = link_in(asked, "subscribe")
    Client().get(confirm)
    assert Subscription.objects.get().confirmed_at is None, "mail programs open links by themselves"
    Client().post(confirm)
    assert subscribing.tell_all(place=portal.place, now=now) == 0, "nothing has changed yet"
    Problem.objects.update(state="in_work")
    later = now + timedelta(hours=1)
    assert subscribing.tell_all(place=portal.place, now=later) == 1
    assert subscribing.tell_all(place=portal.place, now=later + timedelta(hours=1)) == 0
    told = Outgoing.objects.latest("pk")
    assert "в работе" in told.body
    assert vault.unseal(told.to) == "zhitel@example.ru"
    Client().post(link_in(told, "unsubscribe"))
    assert not Subscription.objects.exists()
    assert Client().get(confirm).status_code == 410


def test_a_street_is_followed_by_its_name_in_the_gazetteer(portal, town):
    assert subscribe(portal, street="какая-то").status_code == 422
    assert subscribe(portal, street="ул. Полевая, Заречный").status_code == 200
    Client().post(link_in(Outgoing.objects.get(kind="portal"), "subscribe"))
    case = town.case(street="улица Полевая", settlement="Заречный")
    open_problem(municipality=town.place, cases=[case], by=portal.by)
    later = timezone.now() + timedelta(minutes=1)
    assert subscribing.tell_all(place=portal.place, now=later) == 1


def test_what_nobody_confirmed_is_forgotten(portal, problem):
    subscribe(portal, problem=value_of(problem))
    assert subscribing.forget(timezone.now() + timedelta(days=4)) == 1
    assert subscribe(portal, problem="forged").status_code == 422


def test_what_was_held_is_let_in_or_refused_with_a_reason(door, portal, web):
    kept, spam = (door(website="x", key=new_key()) for _ in range(2))
    assert not Case.objects.exists()
    rows = Submission.objects.order_by("pk")
    page = web.head.get(reverse("portal:held")).content.decode()
    assert "яма во всю дорогу" in page
    web.head.post(reverse("portal:decide", args=[rows[0].pk, "take"]))
    assert Case.objects.count() == 1
    url = reverse("portal:decide", args=[rows[1].pk, "refuse"])
    assert web.head.post(url, {"why": ""}).status_code == 422
    web.head.post(url, {"why": "реклама"})
    assert Submission.objects.get(pk=rows[1].pk).sealed is None
    seen = [
        Client().get(reverse("portal:message", args=[portal.code, code_in(each)])).content.decode()
        for each in (kept, spam)
    ]
    assert Case.objects.get().number in seen[0]
    assert "реклама" in seen[1]


def test_the_answer_is_read_and_rated_on_the_page_of_the_message(door, portal, town):
    code = code_in(door())
    case, by = Case.objects.get(), program(town.place.pk)
    page, rate = (
        reverse(f"portal:{name}", args=[portal.code, code]) for name in ("message", "rate")
    )
    assert Client().post(rate).status_code == 422
    route.assign(case=case, body=town.roads, by=by)
    answer.save_draft(case=case, text="Яму засыпали.", by=by)
    assert "Яму засыпали" not in Client().get(page).content.decode(), "a draft is nobody's yet"
    answer.submit(case=case, by=by)
    answer.approve(case=case, by=by)
    answer.publish(case=case, url="", by=by)
    finish.close(case=case, outcome="solved", by=by)
    read = Client().get(page).content.decode()
    assert "Яму засыпали" in read
    assert "Проблема решена" in read
    assert by.name not in read
    rating = Client().post(rate)["Location"]
    Client().post(rating, {"solved": "no", "score": "1"})
    assert "Возвращено в работу" in Client().get(page).content.decode()


def test_an_appeal_is_taken_from_a_verified_person_only(portal):
    url, client = reverse("portal:appeal-send", args=[portal.code]), Client()
    assert client.get(url)["Location"] == reverse("portal:appeal", args=[portal.code])
    provider = {"issuer": "https://id.example", "client_id": "mcu", "client_secret": "x",
                "scope": "openid", "title": "Войти"}  # fmt: skip
    change_setup(place=portal.place, given={}, provider=provider, by=portal.by)
    session = client.session
    who = {"place": portal.code, "name": "Бобров Лев", "at": timezone.now().isoformat()}
    session[WHO] = who
    session.save()
    given = {"kind": "complaint", "text": "Жалуюсь на бездействие", "email": "b@example.ru",
             "consent": "on", "key": new_key()}  # fmt: skip
    assert client.post(url, given | {"email": ""}).status_code == 422
    page = client.post(url, given)
    assert "Сообщение принято" in page.content.decode()
    case = Case.objects.get()
    assert (case.regime, case.appeal_kind) == ("appeal", "complaint")
    assert Appeal.objects.filter(case=case).exists()
    sealed = vault.unseal(Applicant.objects.get(case=case).sealed)
    assert sealed["applicant_name"] == "Бобров Лев"
    session[WHO] = who | {"at": (timezone.now() - timedelta(hours=1)).isoformat()}
    session.save()
    assert client.post(url, given | {"key": new_key()}).status_code == 302


def test_the_page_says_what_an_appeal_is_and_where_to_send_one(portal):
    change_setup(
        place=portal.place, given={"by_post": "площадь Победы, 1"}, provider={}, by=portal.by
    )
    page = Client().get(reverse("portal:appeal", args=[portal.code])).content.decode()
    assert "59-ФЗ" in page
    assert "площадь Победы, 1" in page
    assert "30.03.2025" in page


@pytest.mark.row(112)
def test_openness_is_a_checklist_with_evidence(portal, web, town):
    url = reverse("portal:openness")
    page = web.head.get(url).content.decode()
    assert "портал открыт" in page
    assert "не указано: почтовый адрес" in page
    mark = reverse("portal:mark", args=["act"])
    assert web.head.post(mark, {"met": "1"}).status_code == 422
    web.head.post(mark, {"met": "1", "url": "https://adm.example.ru/akt"})
    page = web.head.get(url).content.decode()
    assert "https://adm.example.ru/akt" in page
    assert "Орлова" in page
    assert (
        web.head.post(
            reverse("portal:mark", args=["portal"]), {"met": "1", "words": "да"}
        ).status_code
        == 422
    )
    assert web.executor.get(url).status_code == 403
    change_setup(
        place=town.place, provider={}, by=portal.by,
        given={"by_post": "пл. Победы, 1", "reception": "вт", "appeal_url": "https://g.example"},
    )  # fmt: skip
    assert "все три способа названы" in web.head.get(url).content.decode()


def test_the_proof_is_work_and_a_browser_without_scripts_waits_for_a_person(door, portal):
    change_setup(place=portal.place, given={"proof": True}, provider={}, by=portal.by)
    key = "k" * 32
    nonce = next(str(n) for n in range(10**7) if is_done(key, str(n)))
    assert "Сообщение принято" in door(key=key, proof=nonce).content.decode()
    assert "Сообщение получено" in door(key=new_key()).content.decode()


def test_a_name_has_to_be_whole_and_fresh():
    assert full_name({"family_name": "Бобров", "given_name": "Лев"}) == "Бобров Лев"
    with pytest.raises(RuleViolation):
        full_name({"name": "Лев"})
    now = timezone.now()
    assert not is_valid({"place": "a", "at": "вчера"}, "a", now)
    assert not is_valid({"place": "b", "at": now.isoformat()}, "a", now)
