"""Problems through their pages: marked in the list, joined in the card, worked, answered."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import problem_guess
from mcu.cases.jobs import answer_everyone, guess_problems, resume_answers
from mcu.cases.models import Problem, ProblemAct, ProblemAnswer, ProblemCase, ProblemGuess
from mcu.cases.tests.test_problem_actions import opened, pothole
from mcu.cases.tests.test_problem_answers import ready
from mcu.core.models import JournalEntry


def url(name: str, *args) -> str:
    return reverse(f"cases:{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_marked_messages_become_a_problem_and_the_toast_undoes_it(town, web):
    cases = [pothole(town), pothole(town)]
    response = web.head.post(
        url("problem-open"), {"case": [case.pk for case in cases]}, follow=True
    )
    problem = Problem.objects.get()
    act = ProblemAct.objects.get()
    assert problem.size == 2
    assert url("problem-undo", act.pk) in response.content.decode()
    assert "Ямы на дорогах: Полевая, 14" in text_of(response)
    back = web.head.post(url("problem-undo", act.pk), follow=True)
    assert "Отменено: открыта проблема" in text_of(back)
    assert not ProblemCase.objects.filter(left_at__isnull=True).exists()
    assert "Проблем пока нет" in text_of(web.head.get(url("problems")))


def test_marked_messages_join_a_problem_by_its_number(town, web):
    found, late = opened(town, [pothole(town)]), pothole(town)
    web.head.post(url("problem-open"), {"case": [late.pk], "number": "№ 1"})
    found.refresh_from_db()
    assert found.size == 2
    refused = web.head.post(url("problem-open"), {"case": [late.pk], "number": "77"})
    assert refused.status_code == 422
    assert "проблемы «77» нет" in text_of(refused)


def test_the_list_offers_it_only_to_whoever_leads(town, web):
    pothole(town)
    assert "В проблему" in text_of(web.head.get(url("feed")))
    assert "В проблему" not in text_of(web.auditor.get(url("feed")))


def test_the_card_suggests_with_reasons_and_joins_by_one_press(town, web):
    found, new = opened(town, [pothole(town)]), pothole(town)
    assert url("case-problem", new.pk) in web.head.get(url("card", new.pk)).content.decode()
    part = text_of(web.head.get(url("case-problem", new.pk), headers={"HX-Request": "true"}))
    assert "проблему № 1" in part
    assert "тот же дом: Полевая, 14" in part
    assert 'data-key="p"' in part
    joined = web.head.post(
        url("case-join", new.pk), {"problem": found.pk}, headers={"HX-Request": "true"}
    )
    assert "Отсоединить" in text_of(joined)
    assert "Отменить" in text_of(joined)
    link = ProblemCase.objects.get(case=new, left_at__isnull=True)
    assert link.score > 0.7
    assert "тот же дом" in link.reason
    left = web.head.post(url("case-leave", new.pk), follow=True)
    assert left.status_code == 200
    assert not ProblemCase.objects.filter(case=new, left_at__isnull=True).exists()


def test_two_like_messages_open_a_problem_from_the_card(town, web):
    first, second = pothole(town), pothole(town)
    web.head.post(url("case-together", first.pk), {"other": second.pk})
    assert Problem.objects.get().size == 2


def test_it_is_another_thing_is_remembered(town, web):
    first, second = pothole(town), pothole(town)
    web.head.post(url("case-unlike", first.pk), {"other": second.pk})
    assert str(second) not in text_of(web.head.get(url("case-problem", first.pk)))
    guess_problems(0)
    assert not ProblemGuess.objects.exists()


def test_groups_are_judged_on_their_page(town, web):
    cases = [pothole(town) for _ in range(3)]
    guess_problems(0)
    guess = ProblemGuess.objects.get()
    assert "3 сообщения: Ямы на дорогах" in text_of(web.head.get(url("problem-guesses")))
    web.head.post(
        url("problem-guess", guess.pk), {"decision": "accept", "case": [cases[0].pk, cases[1].pk]}
    )
    assert Problem.objects.get().size == 2
    assert "Похожих групп сейчас нет" in text_of(web.head.get(url("problem-guesses")))
    gone = web.head.post(url("problem-guess", guess.pk), {"decision": "refuse"})
    assert gone.status_code == 422


@pytest.mark.row(62)
def test_messages_of_one_place_and_matter_are_found_together_wherever_the_town_hurts(town, web):
    here = [
        pothole(town, text)
        for text in (
            "У дома глубокая яма, пробил колесо",
            "Яма во дворе, вода стоит, колесо пробили вчера",
            "Когда заделают яму, глубокая, обе стороны объезжают",
        )
    ]
    there = [pothole(town, street="Садовая", house="3") for _ in range(2)]
    alone = pothole(town, street="Новая", house="80")
    guess_problems(0)
    groups = {frozenset(g.cases.values_list("pk", flat=True)) for g in ProblemGuess.objects.all()}
    assert groups == {frozenset(c.pk for c in here), frozenset(c.pk for c in there)}
    page = text_of(web.head.get(url("problem-guesses")))
    assert "3 сообщения: Ямы на дорогах" in page
    assert "2 сообщения: Ямы на дорогах" in page
    assert here[0].address in page
    assert there[0].address in page
    assert alone.number not in page
    summary = text_of(web.head.get(reverse("analytics:summary")))
    assert "Ямы на дорогах" in summary


def test_a_group_is_not_shown_to_whoever_sees_a_part_of_it(town, web):
    pothole(town), pothole(town)
    problem_guess.find_groups(place=town.place)
    assert "Похожих групп сейчас нет" in text_of(web.executor.get(url("problem-guesses")))
    guess = ProblemGuess.objects.get()
    assert web.executor.post(url("problem-guess", guess.pk)).status_code == 404


def test_one_plan_one_executor_and_the_steps_through_the_page(town, web):
    cases = [pothole(town), pothole(town)]
    found = opened(town, cases)
    preview = web.head.get(url("problem-charge", found.pk), {"body": town.roads.pk})
    assert str(cases[0]) in text_of(preview)
    assert "Дорожная служба" in text_of(preview)
    done = web.head.post(
        url("problem-charge", found.pk), {"body": town.roads.pk, "with_cases": "on"}, follow=True
    )
    assert "Вместе с проблемой: 2 сообщения" in text_of(done)
    today = timezone.localdate().isoformat()
    web.head.post(url("problem-plan", found.pk), {"text": "Засыпать", "until": today})
    web.executor.post(url("problem-step", found.pk), {"to": "in_work"})
    refused = web.executor.post(url("problem-step", found.pk), {"to": "done"})
    assert "что сделано" in text_of(refused)
    web.executor.post(
        url("problem-step", found.pk), {"to": "done", "done": "Засыпали", "done_on": today}
    )
    found.refresh_from_db()
    assert (found.state, found.plan, found.done) == ("done", "Засыпать", "Засыпали")
    page = text_of(web.head.get(url("problem", found.pk)))
    assert "Засыпали" in page
    assert "проблема: сделано" in page


def test_the_board_moves_a_card_by_a_button(town, web):
    found = opened(town, [pothole(town)])
    assert "Взять в работу" in text_of(web.head.get(url("problem-board")))
    moved = web.head.post(url("problem-step", found.pk), {"to": "in_work", "board": "1"})
    assert moved["Location"] == url("problem-board")
    found.refresh_from_db()
    assert found.state == "in_work"
    assert "Взять в работу" not in text_of(web.auditor.get(url("problem-board")))


def test_everyone_is_answered_from_one_text(town, web):
    found, cases = ready(town, 2)
    letter = pothole(town, regime="appeal", channel="letter")
    web.head.post(url("problem-open"), {"case": [letter.pk], "number": "1"})
    web.head.post(url("problem-answer", found.pk), {"text": "№ {номер}: яму заделали."})
    table = text_of(web.head.get(url("problem-answer", found.pk)))
    assert "Нужен отдельный письменный ответ" in table
    assert f"№ {cases[0].number}: яму заделали." in table
    sent = web.head.post(
        url("problem-answer", found.pk),
        {"text": "№ {номер}: яму заделали.", "then": "begin", "case": [c.pk for c in cases],
         "to_approval": "on"},
    )  # fmt: skip
    answering = ProblemAnswer.objects.get()
    assert sent["Location"] == url("problem-answering", answering.pk)
    assert "Готовим ответы: 0 из 2" in text_of(web.head.get(sent["Location"]))
    answer_everyone(answering.pk)
    done = text_of(web.head.get(sent["Location"]))
    assert "Подготовлено: 2 из 2" in done
    assert done.count("На согласовании") == 2
    assert not letter.answers.exists()


def test_an_answering_whose_process_died_is_taken_up(town):
    found, cases = ready(town, 2)
    answering = ProblemAnswer.objects.create(
        problem=found, text="Яму заделали.", at=timezone.now() - timedelta(minutes=5), by=town.head
    )
    for case in cases:
        answering.replies.create(case=case)
    resume_answers(0)
    assert [case.answers.count() for case in cases] == [1, 1]
    resume_answers(0)
    assert [case.answers.count() for case in cases] == [1, 1]


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("", True), ("q=Полевая", True), ("q=1", True), ("q=99", False), ("state=done", False),
        ("state=all", True), ("plan=none", True), ("plan=overdue", False), ("size=2", True),
        ("size=20", False), ("age=week", True), ("age=old", False), ("place=полевая+14", True),
        ("place=Садовая", False), ("body=-1", True), ("topic=none", False),
        ("state=%00<script>&size=x&body=999999999999999999999&page=-1&age=1", True),
    ],
)  # fmt: skip
def test_filters_of_the_address(town, web, query, there):
    opened(town, [pothole(town), pothole(town)])
    response = web.head.get(f"{url('problems')}?{query}")
    assert response.status_code == 200
    assert ("Ямы на дорогах: Полевая, 14" in text_of(response)) == there


def test_the_list_leaves_as_a_table_and_that_is_written_down(town, web):
    opened(town, [pothole(town)])
    response = web.head.get(url("problem-export"))
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert JournalEntry.objects.get(action="problem.export").after == {"rows": 1}


def test_the_map_shows_what_has_a_point_and_says_how_many_have_none(town, web):
    found = opened(town, [pothole(town)])
    assert "1 проблема без точки" in text_of(web.head.get(url("problem-map")))
    values = {"title": "Яма", "latitude": "57.15", "longitude": "65.53"}
    web.head.post(url("problem-describe", found.pk), values)
    page = text_of(web.head.get(url("problem-map")))
    assert "57.15, 65.53" in page
    assert "<circle" in page
    assert "без точки" not in page


def test_hostile_words_are_only_words(town, web):
    bad = "<script>alert(1)</script>\x00{номер}" + "я" * 300
    found = opened(town, [pothole(town, bad)], title=bad)
    for name, values in (
        ("problem-plan", {"text": bad, "until": timezone.localdate().isoformat()}),
        ("problem-describe", {"title": "Я", "street": bad[:90], "latitude": "NaN"}),
        ("problem-describe", {"title": "Я", "latitude": "1e400", "longitude": "0"}),
        ("problem-step", {"to": bad}),
        ("problem-answer", {"text": "{имя}"}),
        ("problem-unite", {"number": bad}),
        ("problem-leave", {"case": [bad, "9" * 30]}),
    ):
        assert web.head.post(url(name, found.pk), values).status_code in {302, 422}, name
    for name in ("problem", "problem-answer", "problem-charge"):
        assert b"<script>alert" not in web.head.get(url(name, found.pk)).content
    assert b"<script>alert" not in web.head.get(url("problems")).content


def test_somebody_elses_problem_is_not_found(town, web, elsewhere):
    foreign = opened(elsewhere, [pothole(elsewhere)])
    for name in ("problem", "problem-answer", "problem-charge"):
        assert web.head.get(url(name, foreign.pk)).status_code == 404
    act = ProblemAct.objects.get()
    assert web.head.post(url("problem-undo", act.pk)).status_code == 404


def test_pages_cost_the_same_however_much_there_is(town, web):
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert web.head.get(address).status_code == 200
        return len(queries)

    found = opened(town, [pothole(town), pothole(town)])
    problem_guess.find_groups(place=town.place)
    pages = [url(name) for name in ("problems", "problem-board", "problem-guesses")]
    pages += [url("problem", found.pk), url("problem-answer", found.pk)]
    [cost(page) for page in pages]
    before = [cost(page) for page in pages]
    web.head.post(
        url("problem-open"), {"number": "1", "case": [pothole(town).pk for _ in range(4)]}
    )
    for _ in range(3):
        opened(town, [pothole(town, "Яма опять", house="99")])
    problem_guess.find_groups(place=town.place)
    assert [cost(page) for page in pages] == before
