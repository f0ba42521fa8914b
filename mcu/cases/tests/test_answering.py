"""An answer from its first word to approval: checks, questions, versions, chain, quality, completeness."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mcu.cases.actions import answer, answering, finish, route
from mcu.cases.models import (
    Answer,
    AnswerTemplate,
    ApprovalStage,
    CaseQuestion,
    CheckRule,
    Norm,
)
from mcu.cases.queries.answering import awaiting, others_writing, reviewed
from mcu.cases.queries.quality import QualityFilter, quality
from mcu.cases.rules.checks import BY_CODE
from mcu.cases.rules.terms import TermKind
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.rules.roles import Role

GOOD = "Здравствуйте! Яму на Полевой «Дорсервис» засыплет до конца недели."
POOR = "Ваше сообщение взято на контроль."
PRIVATE = "Сосед Иванов Пётр Сергеевич, кв. 5, сам засыплет яму завтра."


def ready(town, words=GOOD, **given):
    """A case at its body with a draft."""
    case = town.case(**given)
    route.assign(case=case, body=town.roads, by=town.actor())
    answer.save_draft(case=case, text=words, by=town.actor())
    return case


def address(case, rest):
    return f"/cases/{case.pk}/{rest}"


@pytest.mark.row(40)
def test_the_editor_says_what_is_wrong_with_the_text_as_it_stands(town, web):
    case = ready(town)
    page = web.head.post(
        address(case, "answer/check/"), {"text": POOR}, headers={"HX-Request": "true"}
    )
    words = page.content.decode()
    assert "Не сказано, что сделано или будет сделано" in words
    assert "Оценка" in words
    assert not case.answers.filter(text=POOR).exists()
    clean = web.head.post(
        address(case, "answer/check/"), {"text": GOOD}, headers={"HX-Request": "true"}
    )
    assert "Оценка 5 из 5" in clean.content.decode()


def test_without_a_script_the_check_is_a_page_that_keeps_the_text(town, web):
    case = ready(town)
    page = web.head.post(address(case, "answer/check/"), {"text": POOR})
    assert page.status_code == 200
    assert f"{POOR}</textarea>" in page.content.decode()


def test_what_a_check_holds_up_goes_on_only_with_a_reason_that_is_journalled(town):
    case = ready(town, PRIVATE)
    with pytest.raises(RuleViolation, match="не пропускает проверка: «Личные данные»"):
        answer.submit(case=case, by=town.actor())
    case.refresh_from_db()
    assert case.state == "draft"
    sent = answer.submit(case=case, by=town.actor(), reason="Сосед согласен, заявление в деле")
    assert sent.override == "Сосед согласен, заявление в деле"
    assert JournalEntry.objects.get(action="case.submit").after["override"] == sent.override


def test_a_municipality_says_how_each_check_is_held(town, web):
    case = ready(town, POOR)
    answering.set_checks(municipality=town.place, chosen={"no_action": "block"}, by=town.actor())
    with pytest.raises(RuleViolation, match="Не сказано, что сделано"):
        answer.submit(case=case, by=town.actor())
    answering.set_checks(municipality=town.place, chosen={"no_action": "off"}, by=town.actor())
    assert "no_action" not in reviewed(case, POOR, timezone.now()).review.codes
    page = web.head.get("/cases/checks/").content.decode()
    assert "не пропускать" in page
    assert CheckRule.objects.get(municipality=town.place).mode == "off"
    assert JournalEntry.objects.filter(action="answer.checks").count() == 2


def test_the_page_of_checks_keeps_what_was_chosen(town, web):
    given = dict.fromkeys(BY_CODE, "advise")
    assert web.head.post("/cases/checks/", given | {"rude": "block"}).status_code == 302
    assert dict(CheckRule.objects.values_list("code", "mode")) == {
        "rude": "block",
        "personal": "advise",
    }
    assert web.auditor.post("/cases/checks/", given).status_code == 403


@pytest.mark.row(41)
def test_questions_are_ticked_and_the_share_of_cases_with_all_of_them_closed_opens_its_list(
    town, web
):
    whole = ready(town, "Яму «Дорсервис» засыплет до пятницы.", text="Когда засыпят яму?")
    part = town.case("Когда засыпят яму? Кто заплатит за колесо?")
    route.assign(case=part, body=town.roads, by=town.actor())
    answer.save_draft(case=part, text="Яму «Дорсервис» засыплет до пятницы.", by=town.actor())
    for case in (whole, part):
        answer.submit(case=case, by=town.actor())
    found = quality(town.actor(), QualityFilter(), timezone.now())
    assert (found.complete, found.total, found.complete_share) == (1, 2, 50)
    page = web.head.get("/cases/quality/", {"questions": "open"}).content.decode()
    assert str(part) in page
    assert str(whole) not in page
    answer.return_draft(case=part, reason="Ответьте про колесо", by=town.actor())
    answer.save_draft(case=part, text="Яму «Дорсервис» засыплет до пятницы.", by=town.actor())
    web.head.post(address(part, "answer/tick/"), {"tick": "1:yes"})
    answer.submit(case=part, by=town.actor())
    assert quality(town.actor(), QualityFilter(), timezone.now()).complete_share == 100


def test_a_tick_of_a_person_stays_when_the_text_changes(town):
    case = ready(town)
    answering.tick_question(case=case, number=0, answered=False, by=town.actor())
    assert reviewed(case, GOOD, timezone.now()).questions[0].answered is False
    answering.tick_question(case=case, number=0, answered=None, by=town.actor())
    assert reviewed(case, GOOD, timezone.now()).questions[0].answered is True
    with pytest.raises(RuleViolation, match="Такого вопроса уже нет"):
        answering.tick_question(case=case, number=7, answered=True, by=town.actor())


def test_a_person_adds_a_question_the_program_did_not_see(town, web):
    case = ready(town)
    web.head.post(address(case, "answer/question/"), {"question": " А кто ответит за колесо? "})
    assert list(CaseQuestion.objects.values_list("number", "text")) == [
        (0, "На Полевой яма во всю дорогу"),
        (1, "А кто ответит за колесо?"),
    ]
    empty = web.head.post(address(case, "answer/question/"), {"question": " \x00 "})
    assert "Впишите вопрос" in empty.content.decode()


@pytest.mark.row(40)
def test_poor_answers_are_found_by_score_and_go_back_with_what_the_checks_found(town, web):
    good, poor = ready(town), ready(town, POOR)
    for case in (good, poor):
        answer.submit(case=case, by=town.actor())
    page = web.head.get("/cases/quality/", {"score": "low"}).content.decode()
    assert str(poor) in page
    assert str(good) not in page
    assert str(poor) in web.head.get("/cases/quality/", {"fault": "no_action"}).content.decode()
    card = web.head.get(address(poor, "")).content.decode()
    assert "Не сказано, что сделано или будет сделано. Назовите дело" in card
    back = {"reason": "Не сказано, что сделано или будет сделано."}
    assert web.head.post(address(poor, "return/"), back).status_code == 302
    poor.refresh_from_db()
    assert poor.state == "rework"


def test_quality_shows_only_what_is_in_ones_scope(town, elsewhere, web):
    case = ready(elsewhere)
    answer.submit(case=case, by=elsewhere.actor())
    assert quality(town.actor(), QualityFilter(), timezone.now()).total == 0


def test_quality_asks_a_constant_number_of_queries(town, web, django_assert_max_num_queries):
    for _ in range(6):
        answer.submit(case=ready(town), by=town.actor())
    with django_assert_max_num_queries(16):
        web.head.get("/cases/quality/")


def test_writing_on_leaves_one_journal_entry_for_a_version(town):
    case = ready(town)
    for words in ("раз", "раз два", "раз два три"):
        answer.save_draft(case=case, text=words, by=town.actor())
    assert JournalEntry.objects.filter(action="case.draft").count() == 1
    assert case.answers.get().text == "раз два три"


def test_what_two_people_write_at_once_is_kept_from_both(town, web):
    case = ready(town, "Версия Орловой")
    seen = case.answers.get().written_at - timedelta(minutes=5)
    page = web.executor.post(
        address(case, "draft/"), {"text": "Версия Дорохова", "seen": seen.isoformat()}, follow=True
    )
    assert "тоже цела, сравните" in page.content.decode()
    assert [(row.text, row.state) for row in case.answers.all()] == [
        ("Версия Орловой", Answer.State.REPLACED),
        ("Версия Дорохова", Answer.State.DRAFT),
    ]
    difference = web.head.get(address(case, "answer/2/")).content.decode()
    assert "<del>Орловой</del>" in difference
    assert "<ins>Дорохова</ins>" in difference


def test_my_own_second_window_does_not_overwrite_the_first(town):
    case = ready(town, "Новое")
    old = case.answers.get().written_at - timedelta(minutes=1)
    answer.save_draft(case=case, text="Старое окно", by=town.actor(), seen=old)
    assert [row.text for row in case.answers.all()] == ["Новое", "Старое окно"]


def test_who_else_has_the_editor_open_is_told_for_a_minute(town, web):
    case = ready(town)
    web.executor.post(address(case, "answer/check/"), {"text": GOOD})
    page = web.head.post(address(case, "answer/check/"), {"text": GOOD}).content.decode()
    assert "Сейчас правит: Дорохов П. И." in page
    later = timezone.now() + timedelta(minutes=2)
    assert others_writing(case, town.actor(), later) == []


@pytest.fixture
def chain(town):
    """Two stages: the approver of the body, then the head of the centre."""
    for order, title, role in ((1, "Отдел", Role.APPROVER), (2, "Центр", Role.HEAD_OF_CENTRE)):
        ApprovalStage.objects.create(municipality=town.place, order=order, title=title, role=role)
    case = ready(town)
    answer.submit(case=case, by=town.actor())
    return case


def test_stages_agree_one_after_another_and_none_is_skipped(town, chain):
    with pytest.raises(RuleViolation, match="Сейчас шаг «Отдел»: согласует Согласующий"):
        answer.approve(case=chain, by=town.actor())
    assert list(awaiting(town.actor())) == []
    assert list(awaiting(town.actor("approver"))) == [chain]
    answer.approve(case=chain, by=town.actor("approver"))
    chain.refresh_from_db()
    assert chain.state == "approval"
    assert list(awaiting(town.actor())) == [chain]
    assert list(awaiting(town.actor("approver"))) == []
    answer.approve(case=chain, by=town.actor())
    chain.refresh_from_db()
    assert chain.state == "answered"
    assert [row.decided_by_name for row in chain.answers.get().approvals.all()] == [
        "Соколова А. Л.",
        "Орлова М. И.",
    ]


def test_a_stage_returns_with_a_reason_and_the_next_version_begins_the_chain_anew(town, chain):
    answer.return_draft(case=chain, reason="Назовите день", by=town.actor("approver"))
    answer.save_draft(case=chain, text="Засыплет «Дорсервис» до 5 июня.", by=town.actor())
    answer.submit(case=chain, by=town.actor())
    first, second = chain.answers.all()
    assert [row.verdict for row in first.approvals.all()] == ["returned", ""]
    assert [row.verdict for row in second.approvals.all()] == ["", ""]


def test_every_stage_has_a_term_of_its_own_that_ends_with_it(town, chain):
    Norm.objects.create(
        municipality=town.place, code="approval", title="Согласование", kind=TermKind.APPROVAL,
        unit="working_hours", value=4, start="submitted", source="пример",
    )  # fmt: skip
    answer.return_draft(case=chain, reason="Назовите день", by=town.actor("approver"))
    answer.save_draft(case=chain, text="Засыплет «Дорсервис» до 5 июня.", by=town.actor())
    answer.submit(case=chain, by=town.actor())
    first, second = chain.answers.last().approvals.all()
    assert (first.term.is_open, second.term) == (True, None)
    answer.approve(case=chain, by=town.actor("approver"))
    first, second = chain.answers.last().approvals.all()
    assert (first.term.met_at, second.term.is_open) == (first.decided_at, True)
    assert second.term.started_at == first.decided_at
    answer.approve(case=chain, by=town.actor())
    assert not chain.terms.filter(kind=TermKind.APPROVAL, met_at=None).exists()
    alone = ready(town)
    ApprovalStage.objects.all().delete()
    answer.submit(case=alone, by=town.actor())
    assert alone.terms.get(kind=TermKind.APPROVAL).is_open
    answer.return_draft(case=alone, reason="Назовите день", by=town.actor())
    assert alone.terms.get(kind=TermKind.APPROVAL).met_at


def test_marked_answers_are_approved_together_and_a_foreign_turn_is_left(town, web):
    first, second = ready(town), ready(town)
    for case in (first, second):
        answer.submit(case=case, by=town.actor())
    assert "2\xa0ответа" in web.head.get("/cases/approvals/").content.decode()
    web.head.post("/cases/approvals/many/", {"case": [first.pk, second.pk, "9" * 30, "x"]})
    for case in (first, second):
        case.refresh_from_db()
        assert case.state == "answered"


def test_a_letter_is_seen_as_it_will_read(town, web):
    case = ready(
        town, "Уважаемая Анна!\n\nЯму засыплет «Дорсервис».", channel="letter", regime="appeal"
    )
    page = web.head.get(address(case, "answer/1/letter/")).content.decode()
    assert "О рассмотрении обращения" in page
    assert "<p>Уважаемая Анна!</p>" in page


def test_the_greeting_is_compared_with_the_author_without_showing_the_name(town):
    case = ready(
        town, "Ольга, яму засыплют завтра.", applicant={"applicant_name": "Нефёдова Жанна"}
    )
    told = reviewed(case, "Ольга, яму «Дорсервис» засыплет завтра.", timezone.now())
    assert "wrong_person" in told.review.codes
    assert "Жанна" not in str(told.review.findings)


@pytest.mark.parametrize("text", ["\x00" * 50, "а" * 300_000, "\u202eяма\u202c" * 100, "<b>1</b>"])
def test_texts_made_to_harm_are_checked_as_any_other(town, web, text):
    case = ready(town)
    assert web.head.post(address(case, "answer/check/"), {"text": text}).status_code == 200


def test_a_template_is_made_searched_filled_from_the_case_and_counted(town, web):
    text = "По адресу {{адрес}} яму засыплет «Дорсервис» до {{сегодня}}."
    given = {"title": "Ямы", "text": text}
    assert web.head.post("/cases/templates/add/", given).status_code == 302
    made = AnswerTemplate.objects.get()
    assert made.owner_id == town.head.pk
    assert "Ямы" in web.head.get("/cases/templates/", {"q": "дорсервис"}).content.decode()
    assert "Ямы" not in web.head.get("/cases/templates/", {"q": "сугроб"}).content.decode()
    case = ready(town)
    offered = web.head.get(address(case, "answer/offered/")).content.decode()
    assert "Ямы" in offered
    typed = {"insert": f"template:{made.pk}", "text": "Здравствуйте!"}
    page = web.head.post(address(case, "answer/insert/"), typed).content.decode()
    assert "Здравствуйте!\n\nПо адресу [адрес?] яму" in page
    made.refresh_from_db()
    assert made.uses == 1
    web.head.post(f"/cases/templates/{made.pk}/retire/", {"active": "no"})
    assert "Ямы" not in web.head.get(address(case, "answer/offered/")).content.decode()


def test_an_unknown_placeholder_is_named_and_nothing_typed_is_lost(town, web):
    given = {"title": "Ямы", "text": "Уважаемый {{имя жителя}}!"}
    page = web.head.post("/cases/templates/add/", given)
    assert page.status_code == 422
    words = page.content.decode()
    assert "Подстановки «{{имя жителя}}» нет" in words
    assert "Уважаемый {{имя жителя}}!</textarea>" in words
    assert not AnswerTemplate.objects.exists()


def test_good_past_answers_of_the_same_topic_are_shown_without_people_and_with_why(town, web):
    past, case = ready(town, "Громов Пётр Ильич, яму «Дорсервис» засыпал вчера."), ready(town)
    for one in (past, case):
        route.classify(case=one, topic=town.topic, by=town.actor())
    answer.submit(case=past, by=town.actor(), reason="проба")
    Answer.objects.filter(case=past).update(score=4.5)
    answer.approve(case=past, by=town.actor())
    answer.publish(case=past, url="", by=town.actor())
    finish.close(case=past, outcome="solved", by=town.actor())
    page = web.head.get(address(case, "answer/offered/")).content.decode()
    assert "[имя], яму «Дорсервис» засыпал вчера." in page
    assert "та же тема, решено" in page
    assert "Громов" not in page


def test_texts_of_another_municipality_are_not_offered(town, elsewhere, web):
    made = AnswerTemplate.objects.create(municipality=elsewhere.place, title="Чужой", text="Чужой")
    case = ready(town)
    assert "Чужой" not in web.head.get(address(case, "answer/offered/")).content.decode()
    given = {"insert": f"template:{made.pk}"}
    assert web.head.post(address(case, "answer/insert/"), given).status_code == 404


def test_the_page_says_for_each_system_whether_answers_are_approved(town, web):
    needs = {"incident": "needed", "pos": "needed", "own": "none"}
    assert web.head.post("/cases/checks/approvals/", needs).status_code == 302
    case = ready(town)
    answer.submit(case=case, by=town.actor())
    case.refresh_from_db()
    assert (case.system, case.state) == ("own", "answered")
    entry = JournalEntry.objects.get(action="answer.approval")
    assert entry.after == {"need": "none", "system": "Пульт МЦУ"}
    assert "Выберите" in web.head.post("/cases/checks/approvals/", {"pos": "x"}).content.decode()


def test_the_chain_of_approval_is_set_on_a_page_and_holds_from_the_next_answer(town, web):
    step = {"order": "1", "title": "Центр", "role": "head_of_centre"}
    assert web.head.post("/cases/checks/stages/", step).status_code == 302
    assert "1. Центр" in web.head.get("/cases/checks/").content.decode()
    case = ready(town)
    answer.submit(case=case, by=town.actor())
    with pytest.raises(RuleViolation, match="Сейчас шаг «Центр»"):
        answer.approve(case=case, by=town.actor("approver"))
    stage = ApprovalStage.objects.get()
    web.head.post(f"/cases/checks/stages/{stage.pk}/remove/")
    assert not ApprovalStage.objects.exists()
    refused = web.head.post("/cases/checks/stages/", step | {"role": "auditor"})
    assert "Кто согласует" in refused.content.decode()
