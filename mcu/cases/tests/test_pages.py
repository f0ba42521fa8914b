"""The card through its pages: every verb, every refusal."""

import re
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.urls.converters import UUIDConverter
from django.utils import timezone

from mcu import cases
from mcu.cases.actions.answer import ask_block, save_draft
from mcu.cases.actions.route import assign
from mcu.cases.models import Case
from mcu.cases.rules.workflow import MOVES, State, Verb
from mcu.cases.urls import urlpatterns
from mcu.core.models import JournalEntry

HTMX = {"HTTP_HX_REQUEST": "true"}
# The verbs with an address of their own that asks for the key of a case and nothing else.
ROUTED = sorted(
    {*Verb}
    & {each.name for each in urlpatterns if [*each.pattern.converters] == ["pk"]}
    - {Verb.REPLY, Verb.REMIND}
)


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def do(client, case, verb, **given):
    response = client.post(url(verb, case.pk), given)
    assert response.status_code == 302, response.content.decode()
    return fresh(case)


def filled(verb, town):
    """What a right form of this verb holds."""
    return {
        Verb.CLASSIFY: {"topic": "Дороги / Ямы на дорогах"},
        Verb.PLACE: {"street": "улица Мира"},
        Verb.ASSIGN: {"body": town.roads.pk},
        Verb.ASK: {"question": "Когда засыплете?", "block": town.block.pk},
        Verb.DRAFT: {"text": "Яму засыплют завтра."},
        Verb.RETURN: {"reason": "Нет даты."},
        Verb.CLOSE: {"outcome": "solved"},
        Verb.REOPEN: {"reason": "Яма осталась."},
        Verb.REDIRECT: {"to": "Областной дорожный центр"},
        Verb.POSTPONE: {"until": "2099-01-01", "reason": "Ждём лета."},
        Verb.KEEP_HERE: {"reason": "Дорога наша."},
        Verb.CAME_BACK: {"reason": "Дорога не их."},
        Verb.RECONSIDER: {"reason": "Яма осталась."},
        Verb.SEND: {"number": "ПОС-77"},
        Verb.NOTE: {"text": "Позвонить мастеру."},
        Verb.REGIME: {"reason": "Пришло и письмом."},
        Verb.REPEAT: {"none": "1"},
        Verb.RESOLVE: {"author_name": "Орлова М. И.", "text": "Рассмотреть"},
        Verb.COPIES: {"others": "Фонд капитального ремонта"},
        Verb.PAPERS: {"to": "Росреестр", "what": "Выписку о границах участка"},
        Verb.MIGRATION: {"police": "ОМВД", "official": "Губернатор"},
        Verb.EXTEND: {"days": 10, "reason": "request", "words": "Ждём ответа"},
        Verb.NO_REPLY: {"ground": "unclear", "words": "Суть неясна"},
        Verb.RESULT: {"result": "explained"},
        Verb.FILE: {"index_of_file": "01-14"},
        Verb.SPLIT: {"text": "И фонарь не горит"},
        Verb.WAIT: {"reason": "Спросить номер дома."},
        Verb.INTERVENE: {"way": "explain", "words": "Неделю нет ответа."},
        Verb.CONTROL: {"why": "Вывезли ли снег", "days": 3},
        Verb.UNCONTROL: {"reason": "Вывезли"},
        Verb.IMPORTANCE: {"importance": "high"},
        Verb.LABEL: {"label": "spam", "right": "1"},
        Verb.ACCOUNT: {"text": "Ждём асфальт."},
    }.get(verb, {})


def test_a_case_lives_from_new_to_closed_through_its_pages(town, web):
    case = town.case()
    assert do(web.head, case, "classify", topic="Дороги / Ямы на дорогах").topic == town.topic
    assert do(web.head, case, "assign", body=town.roads.pk).body == town.roads
    assert do(web.executor, case, "take").executor == town.executor
    assert do(web.head, case, "ask", question="Когда засыплете?").state == State.IN_WORK
    asked = case.info_requests.get()
    assert web.executor.post(url("reply", asked.pk), {"reply": "Завтра"}).status_code == 302
    assert do(web.executor, case, "draft", text="Засыплем.").state == State.DRAFT
    assert do(web.executor, case, "submit").state == State.APPROVAL
    assert do(web.approver, case, "return", reason="Когда?").state == State.REWORK
    again = do(web.executor, case, "draft", text="Засыплем завтра к 18:00.", then="submit")
    assert again.state == State.APPROVAL
    assert do(web.approver, case, "approve").state == State.ANSWERED
    assert do(web.head, case, "publish", url="https://example.org/1").state == State.CHECK
    closed = do(web.head, case, "close", outcome="solved", reason="проверено")
    assert (closed.state, closed.outcome) == (State.CLOSED, "solved")
    assert do(web.head, case, "reopen", reason="Яма осталась").state == State.IN_WORK
    page = web.head.get(url("card", case.pk)).content.decode()
    assert "назначено: Дорожная служба" in page
    assert "Когда?" in page


def test_postponing_redirecting_merging(town, web):
    case, other, third = town.case(), town.case(), town.case()
    assert do(web.head, case, "assign", body=town.roads.pk).state == State.ASSIGNED
    assert do(web.executor, case, "take").state == State.IN_WORK
    later = do(web.head, case, "postpone", until="2099-01-01", reason="Ждём лета")
    assert str(later.postponed_until) == "2099-01-01"
    assert do(web.head, other, "redirect", to="Областной центр").state == State.REDIRECTING
    sent = do(web.head, other, "send", number="ПОС-1", told_on=str(timezone.localdate()))
    assert sent.state == State.REDIRECTED
    assert do(web.head, third, "merge", into=f"№ {case.number}").merged_into == case


def test_notes_and_files_stand_on_the_card(town, web):
    case = town.case()
    do(web.head, case, "note", text="Позвонить мастеру")
    do(web.head, case, "attach", file=SimpleUploadedFile("акт <1>.txt", b"done"))
    page = web.head.get(url("card", case.pk)).content.decode()
    assert "Позвонить мастеру" in page
    assert "акт &lt;1&gt;.txt" in page


@pytest.mark.parametrize("verb", [v for v in ROUTED if set(State) - MOVES[v].sources])
def test_it_refuses_a_verb_in_a_wrong_state_and_says_why(verb, town, web):
    case = town.case()
    state = sorted(set(State) - MOVES[verb].sources)[0]
    Case.objects.filter(pk=case.pk).update(state=state)
    given = filled(verb, town) | ({"into": town.case().number} if verb == Verb.MERGE else {})
    response = web.head.post(url(verb, case.pk), given)
    assert response.status_code == 422
    assert "сейчас невозможно" in response.content.decode()
    assert fresh(case).state == state


@pytest.mark.parametrize("verb", ROUTED)
def test_it_refuses_a_verb_without_the_right_and_says_whose_it_is(verb, town, web):
    case = town.case()
    given = filled(verb, town)
    if verb == Verb.MERGE:
        given["into"] = town.case().number
    if verb == Verb.ATTACH:
        given["file"] = SimpleUploadedFile("a.txt", b"a")
    response = web.auditor.post(url(verb, case.pk), given)
    assert response.status_code == 403
    assert "Это могут:" in response.content.decode()


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_a_stranger_is_sent_to_sign_in(pattern, client, db):
    kinds = pattern.pattern.converters.items()
    args = {name: UUID(int=1) if isinstance(kind, UUIDConverter) else 1 for name, kind in kinds}
    address = reverse(f"cases:{pattern.name}", kwargs=args)
    for response in (client.get(address), client.post(address)):
        assert response.status_code in {302, 405}
        if response.status_code == 302:
            assert response["Location"].startswith(reverse("org:sign-in"))
    assert 302 in {client.get(address).status_code, client.post(address).status_code}


OF_A_CASE = [p for p in urlpatterns if set(p.pattern.converters) == {"pk"} and "view" not in p.name]


@pytest.mark.parametrize("pattern", OF_A_CASE, ids=lambda pattern: pattern.name)
def test_a_case_of_another_municipality_is_not_found(pattern, town, elsewhere, sign_in):
    case = elsewhere.case()
    asked = ask_block(
        case=case, question="Когда?", block=elsewhere.block, by=elsewhere.actor("head")
    )
    client = sign_in(town.head)
    pk = asked.pk if pattern.name == "reply" else case.pk
    statuses = {client.get(url(pattern.name, pk)).status_code}
    statuses.add(client.post(url(pattern.name, pk), {"topic": "x"}).status_code)
    assert statuses <= {404, 405}
    assert 404 in statuses


def test_an_executor_does_not_see_what_was_not_given_to_his_bodies(town, web):
    case = town.case()
    assert web.executor.get(url("card", case.pk)).status_code == 404
    assign(case=case, body=town.housing, by=town.actor())
    assert web.executor.get(url("card", case.pk)).status_code == 200


def test_a_question_to_the_block_may_be_answered_from_its_card(town, web):
    case = town.case()
    asked = ask_block(case=case, question="Когда?", block=town.block, by=town.actor())
    page = web.block_head.get(url("card", case.pk)).content.decode()
    assert url("reply", asked.pk) in page
    web.block_head.post(url("reply", asked.pk), {"reply": "В пятницу"})
    second = web.block_head.post(url("reply", asked.pk), {"reply": "В субботу"})
    assert second.status_code == 422
    assert "уже ответили" in second.content.decode()


def test_whoever_gives_a_case_away_is_told_so(town, web, sign_in, elsewhere):
    case = town.case()
    assign(case=case, block=town.block, by=town.actor())
    Case.objects.filter(pk=case.pk).update(state=State.NEW)
    response = web.block_head.post(
        url("assign", case.pk), {"body": town.roads.pk, "back": "/cases/?q=1"}
    )
    assert response.status_code == 302


def test_wrong_choices_are_refused_in_words(town, elsewhere, web):
    case = town.case()
    for verb, given, words in (
        ("assign", {"body": elsewhere.roads.pk}, "Выберите из списка"),
        ("assign", {}, "Выберите орган или блок"),
        ("classify", {"topic": "такой темы нет вовсе"}, "в классификаторе нет"),
        ("classify", {}, "Выберите тему"),
        ("close", {"outcome": "perfect"}, "выберите из списка"),
        ("close", {}, "Выберите итог"),
        ("postpone", {"until": "31.02.2027"}, "такого дня нет"),
        ("merge", {"into": "2026-01-999999"}, "нет или оно не в вашем ведении"),
        ("merge", {"into": case.number}, "к самому себе"),
        ("redirect", {"to": " "}, "Укажите, куда"),
        ("ask", {"question": ""}, "Впишите вопрос"),
        ("draft", {"text": " "}, "Ответ пуст"),
        ("note", {"text": ""}, "Заметка пуста"),
        ("attach", {}, "выберите файл"),
    ):
        Case.objects.filter(pk=case.pk).update(state=State.IN_WORK)
        response = web.head.post(url(verb, case.pk), given)
        assert response.status_code == 422, verb
        assert words in response.content.decode(), verb


def test_a_refusal_to_htmx_is_one_sentence_for_the_form(town, web):
    response = web.head.post(url("draft", town.case().pk), {"text": ""}, **HTMX)
    assert response.status_code == 422
    assert response.content.decode().strip().startswith('<p class="error"')


def test_a_refusal_page_keeps_what_was_written_and_leads_back(town, web):
    case = town.case()
    Case.objects.filter(pk=case.pk).update(state=State.CLOSED)
    back = f"http://testserver{url('card', case.pk)}"
    response = web.head.post(
        url("draft", case.pk), {"text": "Длинный <b>ответ</b> жителю"}, HTTP_REFERER=back
    )
    page = response.content.decode()
    assert "Длинный &lt;b&gt;ответ&lt;/b&gt; жителю" in page
    assert f'href="{back}"' in page


def test_a_refusal_page_never_leads_to_another_site(town, web):
    response = web.head.post(
        url("draft", town.case().pk), {"text": ""}, HTTP_REFERER="https://evil.example/"
    )
    assert "evil.example" not in response.content.decode()


def test_an_act_by_htmx_brings_the_card_a_message_and_a_sign_for_the_list(town, web):
    response = web.head.post(url("assign", town.case().pk), {"body": town.roads.pk}, **HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert 'id="card"' in page
    assert "Назначено: Дорожная служба." in page
    assert "case-changed" in response["HX-Trigger"]


def test_the_draft_saves_itself_without_touching_the_page(town, web):
    case = town.case()
    response = web.head.post(
        url("draft", case.pk), {"text": "Пишу"}, **HTMX, HTTP_HX_TARGET="draft-saved"
    )
    assert response.content.decode().strip().startswith('<span id="draft-saved"')
    assert case.answers.get().text == "Пишу"


def test_the_buttons_are_the_moves_that_are_possible(town, web):
    case = town.case()
    assign(case=case, body=town.roads, by=town.actor())
    page = web.executor.get(url("card", case.pk)).content.decode()
    assert url("take", case.pk) in page
    assert url("draft", case.pk) in page
    for verb in ("approve", "close", "assign", "classify", "merge", "reveal"):
        assert url(verb, case.pk) not in page


def test_the_suggested_topic_may_be_taken_as_it_is(town, web):
    case = town.case("Огромная яма, выбоина на дороге")
    page = web.head.get(url("card", case.pk)).content.decode()
    assert "Ямы на дорогах" in page
    assert 'data-key="a"' in page
    do(web.head, case, "classify", topic=town.topic.code)
    assert 'data-key="a"' not in web.head.get(url("card", case.pk)).content.decode()


def test_the_clock_says_why(town, web):
    page = web.head.get(url("card", town.case().pk)).content.decode()
    assert "почему?" in page
    assert "Ответ на сообщение" in page
    assert "не проверено" in page


def test_the_author_is_shown_by_an_act_that_is_journalled(town, web):
    case = town.case(applicant={"applicant_name": "Громов Г. Г.", "applicant_contacts": "1-23"})
    assert "Громов" not in web.head.get(url("card", case.pk)).content.decode()
    assert web.head.post(url("reveal", case.pk)).status_code == 422
    assert web.head.post(url("reveal", case.pk), {"reason": "other"}).status_code == 422
    assert not JournalEntry.objects.filter(action="applicant.reveal").exists()
    why = {"reason": "answer", "words": "перезвонить на 8 900 000-11-22"}
    response = web.head.post(url("reveal", case.pk), why)
    assert "Громов Г. Г." in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    entry = JournalEntry.objects.get(action="applicant.reveal")
    assert "Громов" not in str(entry.after)
    assert entry.after["purpose"] == "ответить заявителю: перезвонить на [телефон]"
    assert "<html" not in web.head.post(url("reveal", case.pk), why, **HTMX).content.decode()
    assert web.executor.post(url("reveal", case.pk), why).status_code == 404
    assert web.auditor.post(url("reveal", case.pk), why).status_code == 403


def test_the_list_one_came_from_is_carried_along_but_never_another_site(town, web):
    case = town.case()
    page = web.head.get(url("card", case.pk), {"back": "/cases/?q=яма"}).content.decode()
    assert 'href="/cases/?q=яма"' in page
    for evil in (
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
    ):
        page = web.head.get(url("card", case.pk), {"back": evil}).content.decode()
        assert "evil" not in page.replace("status=", "")
        assert "javascript:" not in page


def test_the_card_costs_the_same_however_much_hangs_on_it(town, web, django_assert_max_num_queries):
    case = town.case()
    assign(case=case, body=town.roads, by=town.actor())
    with django_assert_max_num_queries(30):
        web.head.get(url("card", case.pk))
    for number in range(5):
        ask_block(case=case, question=f"Вопрос {number}", block=town.block, by=town.actor())
        do(web.head, case, "note", text=f"Заметка {number}")
    save_draft(case=case, text="Черновик", by=town.actor())
    with django_assert_max_num_queries(30):
        web.head.get(url("card", case.pk))


def test_the_executors_of_a_body_come_for_the_form(town, web):
    page = web.head.get(url("executors", town.case().pk), {"body": town.roads.pk}).content.decode()
    assert "Дорохов" in page
    assert web.head.get(url("executors", town.case().pk), {"body": "x"}).status_code == 200


def test_no_inline_script_or_style_stands_in_a_page(town, web):
    case = town.case()
    for address in (url("feed"), url("card", case.pk), url("register")):
        page = web.head.get(address).content.decode()
        assert not re.search(r"\son\w+=", page)
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*\ssrc=)", page)
        assert "<style" not in page


def test_moments_are_shown_in_the_zone_of_the_municipality(town, web):
    town.place.timezone = "Asia/Kamchatka"
    town.place.save()
    case = town.case()
    page = web.head.get(url("card", case.pk)).content.decode()
    local = case.received_at.astimezone(ZoneInfo("Asia/Kamchatka"))
    assert f"{local:%H:%M}" in page


def test_what_comes_by_itself_into_the_card_names_its_place():
    """Else it would take the place of the whole card, whose forms answer into it."""
    parts = Path(cases.__file__).parent / "templates" / "cases" / "parts"
    loading = [
        (each.name, tag)
        for each in parts.glob("*.html")
        for tag in re.findall(
            r"<\w+[^<]*?hx-trigger=\"(?:load|intersect)[^<]*", each.read_text("utf-8")
        )
    ]
    assert len(loading) > 5
    assert [name for name, tag in loading if "hx-target" not in tag] == []
