"""Out of competence: from the decision to number and notice, back again, and the board of the unsent."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.actions import finish, redirect
from mcu.cases.actions.profile import load_norms_and_routes
from mcu.cases.models import Redirect
from mcu.cases.queries.redirects import unsent_redirects
from mcu.cases.rules import profile
from mcu.cases.rules.redirects import By, RedirectState, missing, missing_words
from mcu.cases.rules.terms import TermKind, default_norms
from mcu.cases.rules.workflow import State
from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.org.models import Body

NORM = {
    "code": "redirect", "title": "Передача в другой орган", "kind": "redirect", "unit": "calendar_days",
    "value": 7, "source": "пример", "start": "registered",
}  # fmt: skip


@pytest.fixture
def normed(town):
    load_norms_and_routes(municipality=town.place, part=profile.read({"norms": [NORM]}))
    return town


@pytest.fixture
def ministry(town):
    return Body.objects.create(
        municipality=town.place, code="min", name="Министерство транспорта области",
        short_name="Минтранс", kind=Body.Kind.OTHER_AUTHORITY,
    )  # fmt: skip


def do(client, case, verb, **given):
    response = client.post(reverse(f"cases:{verb}", args=[case.pk]), given)
    case.refresh_from_db()
    return response


def board(client, **given):
    return client.get(reverse("cases:redirects"), given)


@given(st.text(max_size=5), st.none() | st.dates(), st.sampled_from(By.values))
def test_it_counts_as_sent_exactly_with_number_and_notice(number, told, by):
    left = missing(number, told, by)
    assert bool(left) == (not (number and told))
    assert bool(missing_words(number, told, by)) == bool(left)


@pytest.mark.row(34)
def test_a_question_out_of_competence_goes_through_pos_with_number_and_notice(
    normed, web, ministry, tmp_path
):
    case = normed.case(system="pos", channel="pos", external_id="POS-1")
    listed = web.head.get(reverse("cases:receivers"), {"to": "минтранс"}).content.decode()
    assert "Министерство транспорта области" in listed
    do(web.head, case, "redirect", to=ministry.name, way="pos", reason="Дорога региональная")
    assert case.state == State.REDIRECTING
    row = case.redirects.get()
    assert (row.body, row.by, row.state) == (ministry, By.POS, RedirectState.UNSENT)
    page = board(web.head, show="unsent").content.decode()
    assert "не хватает: номер в ПОС, уведомление жителя" in page
    assert case.terms.get(kind=TermKind.REDIRECT, met_at=None).due_at

    do(web.head, case, "send", number="ПОС-77001")
    assert case.state == State.REDIRECTING
    assert "не хватает: уведомление жителя" in board(web.head, show="unsent").content.decode()
    assert [each.case for each in unsent_redirects(normed.actor())] == [case]

    do(web.head, case, "send", told_on=str(timezone.localdate()), told_by="pos")
    row.refresh_from_db()
    assert (case.state, case.outcome) == (State.REDIRECTED, "redirected")
    assert (row.state, row.number, row.sent_on) == ("sent", "ПОС-77001", timezone.localdate())
    assert case.terms.get(kind=TermKind.REDIRECT).met_at
    assert not case.terms.filter(met_at=None, cancelled_at=None).exists()
    assert not unsent_redirects(normed.actor()).exists()

    response = web.head.get(reverse("cases:redirects-export"))
    book = tmp_path / "r.xlsx"
    book.write_bytes(BytesIO(b"".join(response.streaming_content)).getvalue())
    with open_table(book, "r.xlsx") as table:
        cells = [str(cell) for _, row in table.numbered() for cell in row]
    assert "ПОС-77001" in cells
    assert ministry.name in cells


def test_what_is_known_at_once_is_sent_at_once(town, web):
    case = town.case()
    given = {"number": "7", "told_on": str(timezone.localdate()), "way": "letter"}
    do(web.head, case, "redirect", to="Областной центр", **given)
    assert case.state == State.REDIRECTED
    assert case.redirects.get().body is None
    assert "не из реестра" in board(web.head).content.decode()


def test_the_clock_of_an_appeal_is_that_of_the_law_and_goes_on_when_it_is_kept(normed, web):
    case = normed.case(regime="appeal", channel="letter")
    clock = case.terms.get(kind=TermKind.REDIRECT)
    do(web.head, case, "redirect", to="Прокуратура")
    assert case.redirects.get().term == clock
    do(web.head, case, "keep_here", reason="Решать нам")
    clock.refresh_from_db()
    assert (case.state, clock.cancelled_at, case.redirected_to) == (State.TRIAGE, None, "")


def test_the_notice_and_the_letter_of_an_appeal_say_by_what_they_went(normed, web):
    case = normed.case(regime="appeal", channel="letter")
    do(web.head, case, "redirect", to="Прокуратура", way="documents")
    given = {"number": "7", "told_on": str(timezone.localdate()), "told_by": "email"}
    do(web.head, case, "send", **given)
    assert dict(case.notices.values_list("kind", "way")) == {
        "forward": "docflow",
        "forwarded": "email",
    }


def test_what_is_kept_here_leaves_the_board_with_its_reason(normed, web):
    case = normed.case()
    do(web.head, case, "redirect", to="Область")
    assert do(web.head, case, "keep_here", reason=" ").status_code == 422
    do(web.head, case, "keep_here", reason="Дорога наша")
    assert case.state == State.TRIAGE
    assert case.redirects.get().state == RedirectState.WITHDRAWN
    assert case.terms.get(kind=TermKind.REDIRECT).cancelled_at
    assert "Дорога наша" in board(web.head, show="withdrawn").content.decode()


@pytest.mark.parametrize("verb", ["came_back", "reopen"])
def test_what_came_back_is_distributed_again_and_its_own_clock_runs_on(normed, web, verb):
    case = normed.case()
    told = {"number": "7", "told_on": str(timezone.localdate())}
    do(web.head, case, "redirect", to="Область", **told)
    do(web.head, case, verb, reason="Дорога муниципальная")
    row = case.redirects.get()
    assert (row.state, row.end_reason) == (RedirectState.RETURNED, "Дорога муниципальная")
    assert (case.closed_at, case.outcome, case.redirected_to) == (None, "", "")
    assert case.terms.get(kind=TermKind.ANSWER).cancelled_at is None
    do(web.head, case, "redirect", to="Район")
    assert case.redirects.count() == 2


def test_one_decision_waits_at_a_time_and_the_case_is_not_closed_meanwhile(normed, web):
    case = normed.case()
    do(web.head, case, "redirect", to="Область")
    for verb, sent in (
        ("redirect", {"to": "Район"}), ("close", {"outcome": "solved"}), ("assign", {"body": normed.roads.pk}),
    ):  # fmt: skip
        response = do(web.head, case, verb, **sent)
        assert response.status_code == 422
        assert "сейчас невозможно" in response.content.decode()
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "complaint"),
    [({"to": " "}, "куда"), ({"to": "Область", "told_on": "2099-01-01"}, "позже сегодняшнего"),
     ({"to": "Область", "told_on": "вчера"}, "такого дня нет"), ({"to": "О" * 400}, "300"),
     ({"to": "Область", "way": "голубем"}, "Выберите")],
)  # fmt: skip
def test_bad_input_is_refused_in_words_and_nothing_changes(town, web, given, complaint):
    case = town.case()
    response = do(web.head, case, "redirect", **given)
    assert response.status_code == 422
    assert complaint in response.content.decode()
    assert (case.state, Redirect.objects.count()) == (State.NEW, 0)


def test_sending_nothing_is_refused(town, web):
    case = town.case()
    do(web.head, case, "redirect", to="Область")
    response = do(web.head, case, "send")
    assert response.status_code == 422
    assert "Впишите номер" in response.content.decode()


def test_late_ones_are_told_apart_and_filters_narrow(normed, web):
    case = normed.case()
    do(web.head, case, "redirect", to="Область")
    case.terms.filter(kind=TermKind.REDIRECT).update(due_at=timezone.now() - timedelta(days=1))
    page = board(web.head, late="on")
    assert len(page.context["rows"]) == 1
    assert page.context["counts"]["late"] == 1
    for narrowed, count in (({"q": "област"}, 1), ({"q": "район"}, 0), ({"q": case.number}, 1),
                         ({"by": "letter"}, 0), ({"decided_from": "2099-01-01"}, 0), ({"show": "нет"}, 1)):  # fmt: skip
        assert len(board(web.head, **narrowed).context["rows"]) == count, narrowed


def test_the_board_costs_as_much_with_many(town, web, django_assert_max_num_queries):
    for _ in range(6):
        redirect.decide(case=town.case(), to="Область", by=town.actor())
    board(web.head)
    with django_assert_max_num_queries(12):
        assert len(board(web.head).context["rows"]) == 6


def test_a_body_of_another_municipality_is_refused(town, elsewhere):
    with pytest.raises(RuleViolation, match="другого муниципалитета"):
        redirect.decide(case=town.case(), to="", body=elsewhere.roads, by=town.actor())


def test_a_postponed_case_may_be_passed_on_and_its_promise_is_released(town, web):
    case = town.case()
    do(web.head, case, "assign", body=town.roads.pk)
    finish.postpone(case=case, until=date(2099, 1, 1), reason="Ждём", by=town.actor())
    told = {"number": "7", "told_on": str(timezone.localdate())}
    do(web.head, case, "redirect", to="Область", **told)
    assert case.state == State.REDIRECTED
    assert case.promises.get().state == "released"


def test_without_a_norm_of_ones_own_the_clock_begins_with_the_decision(town, web):
    default = next(norm for norm in default_norms() if norm.code == "message-redirect")
    assert not default.verified
    norm = NORM | {"start": default.start, "source": default.source, "regime": default.regime}
    load_norms_and_routes(municipality=town.place, part=profile.read({"norms": [norm]}))
    case = town.case()
    assert not case.terms.filter(kind=TermKind.REDIRECT).exists()
    do(web.head, case, "redirect", to="Область")
    clock = case.terms.get(kind=TermKind.REDIRECT)
    assert clock.started_at == case.redirects.get().decided_at
    assert (
        "решено перенаправить"
        in web.head.get(reverse("cases:card", args=[case.pk])).content.decode()
    )
