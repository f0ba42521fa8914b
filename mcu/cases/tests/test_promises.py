"""Promises: from the sentence of an answer to its proof, and what becomes of them when a case ends."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import annotate, answer, finish, promise, redirect, route
from mcu.cases.models import Answer, ApprovalStage, Promise, Term
from mcu.cases.rules.promises import (
    Origin,
    PromiseFilter,
    PromiseState,
    Shown,
)
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import State
from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.core.tests import pictures

S = PromiseState
IN_TEN = timezone.localdate() + timedelta(days=10)


@pytest.fixture
def answered(town):
    """A case whose published answer promises the asphalt in ten days."""
    case, head = town.case(), town.actor()
    route.assign(case=case, body=town.roads, by=head)
    text = f"Яму засыпали вчера. Асфальт уложим до {IN_TEN:%d.%m.%Y}."
    answer.save_draft(case=case, text=text, by=head)
    answer.submit(case=case, by=head)
    answer.approve(case=case, by=head)
    answer.publish(case=case, url="", by=head)
    return case


@pytest.fixture
def promised(answered, town):
    return promise.confirm(promise=answered.promises.get(), by=town.actor())


def clock(case):
    return case.terms.get(kind=TermKind.PROMISE)


def act(client, each, verb, **given):
    return client.post(reverse(f"cases:promise-{verb}", args=[each.pk]), given)


def photo():
    return SimpleUploadedFile("асфальт.jpg", pictures.photo())


def test_a_published_answer_suggests_what_it_promises_and_starts_no_clock(answered, town):
    (found,) = answered.promises.all()
    assert (found.state, found.due_on, found.body) == (S.SUGGESTED, IN_TEN, town.roads)
    assert found.what == f"Асфальт уложим до {IN_TEN:%d.%m.%Y}."
    assert not answered.terms.filter(kind=TermKind.PROMISE).exists()


def test_one_key_confirms_it_and_its_clock_runs_to_the_end_of_the_day(answered, web):
    page = web.head.get(reverse("cases:case-promises", args=[answered.pk])).content.decode()
    assert 'data-key="p"' in page
    each = answered.promises.get()
    response = web.head.post(reverse("cases:confirm-promise", args=[each.pk]))
    assert response.status_code == 302
    each.refresh_from_db()
    assert each.state == S.OPEN
    assert timezone.localtime(clock(answered).due_at).date() == IN_TEN
    again = web.head.post(reverse("cases:confirm-promise", args=[each.pk]))
    assert again.status_code == 422
    assert "уже решили" in again.content.decode()


def test_day_and_words_may_be_put_right_while_confirming(answered, web):
    each, day = answered.promises.get(), IN_TEN + timedelta(days=5)
    given = {"what": "Асфальт на всей улице", "due": day.isoformat(), "proof": "act"}
    web.head.post(reverse("cases:confirm-promise", args=[each.pk]), given)
    each.refresh_from_db()
    assert (each.what, each.due_on, each.proof) == ("Асфальт на всей улице", day, "act")


def test_what_is_no_promise_is_put_away(answered, web):
    web.head.post(reverse("cases:decline-promise", args=[answered.promises.get().pk]))
    assert answered.promises.get().state == S.DECLINED
    assert not answered.terms.filter(kind=TermKind.PROMISE).exists()


def test_without_a_proof_nothing_is_kept(promised, web):
    response = act(web.head, promised, "keep")
    assert response.status_code == 422
    assert "Приложите фото или акт" in response.content.decode()
    promised.refresh_from_db()
    assert promised.state == S.OPEN


def test_a_photo_keeps_it_and_the_resident_is_told(answered, promised, web, town):
    assert act(web.head, promised, "keep", file=photo()).status_code == 302
    promised.refresh_from_db()
    assert (promised.state, promised.evidence.name) == (S.KEPT, "асфальт.jpg")
    assert clock(answered).met_at is not None
    listed = web.head.get(reverse("cases:promises"), {"show": Shown.TELL}).content.decode()
    assert "жителю не сообщили" in listed
    act(web.head, promised, "tell", text="Асфальт уложен, спасибо за терпение.")
    promised.refresh_from_db()
    assert promised.told_at
    second = answered.answers.last()
    assert (second.kind, second.state, second.number) == ("second", "published", 2)
    assert act(web.head, promised, "tell", text="Ещё раз").status_code == 422


def test_a_file_of_the_case_serves_as_the_proof_and_one_of_another_case_does_not(
    promised, town, web
):
    theirs = town.case()
    web.head.post(reverse("cases:attach", args=[theirs.pk]), {"file": photo()})
    stranger = theirs.attachments.get()
    assert act(web.head, promised, "keep", evidence=stranger.pk).status_code == 422
    with pytest.raises(RuleViolation, match="от другого сообщения"):
        promise.keep(promise=promised, evidence=stranger, by=town.actor())
    web.head.post(reverse("cases:attach", args=[promised.case_id]), {"file": photo()})
    own = promised.case.attachments.get()
    assert act(web.head, promised, "keep", evidence=own.pk).status_code == 302


def test_every_postponement_is_counted_and_its_reason_shown(promised, web):
    for days in (20, 30):
        until = timezone.localdate() + timedelta(days=days)
        act(web.head, promised, "move_promise", until=until.isoformat(), reason=f"Дождь {days}")
    promised.refresh_from_db()
    assert (promised.moved, promised.due_on, promised.first_due_on) == (2, until, IN_TEN)
    assert timezone.localtime(clock(promised.case).due_at).date() == until
    page = web.head.get(reverse("cases:case-promises", args=[promised.case_id])).content.decode()
    assert "перенесено 2\xa0раза" in page
    assert "Дождь 20" in page
    assert "перенесено 2\xa0раза" in web.head.get(reverse("cases:promises")).content.decode()


@pytest.mark.parametrize(
    ("until", "reason", "complaint"),
    [(str(IN_TEN), "Дождь", "позже"), ("2020-01-01", "Дождь", "позже"), ("", "Дождь", "назовите день"),
     ("32.13.2026", "Дождь", "такого дня нет"), ("2099-01-01", " ", "почему")],
)  # fmt: skip
def test_a_move_that_makes_no_sense_is_refused_in_words(promised, web, until, reason, complaint):
    response = act(web.head, promised, "move_promise", until=until, reason=reason)
    assert response.status_code == 422
    assert complaint in response.content.decode()
    promised.refresh_from_db()
    assert (promised.moved, promised.due_on) == (0, IN_TEN)


def test_closing_leaves_the_promise_alive(answered, promised, town, web):
    finish.close(case=answered, outcome="solved", by=town.actor())
    term = clock(answered)
    assert (term.met_at, term.cancelled_at) == (None, None)
    assert promised.pk in [
        row.promise.pk for row in web.head.get(reverse("cases:promises")).context["rows"]
    ]
    assert act(web.head, promised, "keep", file=photo()).status_code == 302
    answered.refresh_from_db()
    assert answered.state == State.CLOSED


def test_reopening_leaves_the_promise_as_it_is(answered, promised, town):
    finish.close(case=answered, outcome="solved", by=town.actor())
    finish.reopen(case=answered, reason="Не то", by=town.actor())
    promised.refresh_from_db()
    assert promised.state == S.OPEN
    assert clock(answered).cancelled_at is None


def test_telling_that_it_is_done_leaves_the_draft_in_hand(answered, promised, town):
    finish.close(case=answered, outcome="solved", by=town.actor())
    finish.reopen(case=answered, reason="Снова яма", by=town.actor())
    answer.save_draft(case=answered, text="Засыпали ещё раз.", by=town.actor("executor"))
    done = annotate.take_in("акт.txt", ["Уложен".encode()])
    kept = promise.keep(promise=promised, evidence=done, by=town.actor())
    promise.tell(promise=kept, text="Обещанное сделано.", by=town.actor())
    answer.submit(case=answered, by=town.actor("executor"), reason="так")
    given = answer.approve(case=answered, by=town.actor("approver"))
    assert (given.text, given.state) == ("Засыпали ещё раз.", Answer.State.APPROVED)


def test_the_second_answer_goes_through_the_chain_before_the_resident_has_it(
    answered, promised, web, town
):
    for order, (title, role) in enumerate((("Орган", "approver"), ("Центр", "head_of_centre")), 1):
        ApprovalStage.objects.create(municipality=town.place, order=order, title=title, role=role)
    finish.close(case=answered, outcome="solved", by=town.actor())
    done = annotate.take_in("акт.txt", ["Уложен".encode()])
    kept = promise.keep(promise=promised, evidence=done, by=town.actor())
    given = promise.tell(promise=kept, text="Асфальт уложили.", by=town.actor())
    assert (given.state, given.published_at) == (Answer.State.APPROVAL, None)
    with pytest.raises(RuleViolation, match="уже написан"):
        promise.tell(promise=kept, text="Ещё раз", by=town.actor())
    with pytest.raises(RuleViolation, match="Сейчас шаг «Орган»"):
        promise.agree(promise=kept, by=town.actor())
    promise.send_back(promise=kept, reason="Назовите улицу", by=town.actor("approver"))
    again = promise.tell(promise=kept, text="На Садовой уложили.", by=town.actor())

    page, waiting = f"/cases/{answered.pk}/promises/", "/cases/approvals/"
    assert "Второй ответ ждёт согласования" in web.approver.get(page).content.decode()
    assert "На Садовой уложили." in web.approver.get(waiting).content.decode()
    assert "Вашего согласования ничего не ждёт" in web.head.get(waiting).content.decode()
    for client in (web.approver, web.head):
        kept.refresh_from_db()
        assert kept.told_at is None
        assert "<b>1</b>" in client.get(waiting, headers={"HX-Request": "true"}).content.decode()
        assert client.post(f"/cases/promises/{kept.pk}/agree/").status_code == 302
        assert "<b>0</b>" in client.get(waiting, headers={"HX-Request": "true"}).content.decode()
    kept.refresh_from_db()
    again.refresh_from_db()
    assert (again.state, again.published_at) == (Answer.State.PUBLISHED, kept.told_at)
    assert kept.second_answer == again


def test_promises_follow_a_case_that_is_joined_to_another(answered, promised, town):
    main = town.case()
    route.merge(case=answered, into=main, by=town.actor())
    promised.refresh_from_db()
    main.refresh_from_db()
    assert promised.case == main
    assert clock(main).cancelled_at is None
    assert main.due_at <= clock(main).due_at


def test_what_is_passed_on_to_another_body_is_no_longer_promised_by_us(answered, promised, town):
    redirect.decide(
        case=answered, to="Центр дорог области", number="ПОС-1", told_on=timezone.localdate(),
        by=town.actor(),
    )  # fmt: skip
    promised.refresh_from_db()
    assert promised.state == S.RELEASED
    assert promised.reason == "Перенаправлено: Центр дорог области"
    assert clock(answered).cancelled_at


def test_postponing_a_case_makes_a_promise(town):
    case, head = town.case(), town.actor()
    route.assign(case=case, body=town.roads, by=head)
    finish.postpone(case=case, until=IN_TEN, reason="Ждём подрядчика", by=head)
    made = case.promises.get()
    assert (made.origin, made.state, made.due_on) == (Origin.POSTPONED, S.OPEN, IN_TEN)
    assert "Ждём подрядчика" in made.what


def test_postponing_again_moves_the_same_promise(town):
    case, head, later = town.case(), town.actor(), IN_TEN + timedelta(days=7)
    route.assign(case=case, body=town.roads, by=head)
    finish.postpone(case=case, until=IN_TEN, reason="Ждём подрядчика", by=head)
    finish.postpone(case=case, until=later, reason="Подрядчик не пришёл", by=head)
    made = case.promises.get()
    assert (made.due_on, made.moved) == (later, 1)
    assert case.terms.filter(kind=TermKind.PROMISE).count() == 1


def test_moving_the_promise_of_a_postponed_case_moves_the_case(town):
    case, head, later = town.case(), town.actor(), IN_TEN + timedelta(days=7)
    route.assign(case=case, body=town.roads, by=head)
    finish.postpone(case=case, until=IN_TEN, reason="Ждём подрядчика", by=head)
    promise.move(promise=case.promises.get(), until=later, reason="Дождь", by=head)
    case.refresh_from_db()
    assert case.postponed_until == later


def test_a_postponed_case_goes_on_when_its_promise_is_kept(town, web):
    case, head = town.case(), town.actor()
    route.assign(case=case, body=town.roads, by=head)
    finish.postpone(case=case, until=IN_TEN, reason="Ждём подрядчика", by=head)
    act(web.head, case.promises.get(), "keep", file=photo())
    case.refresh_from_db()
    assert (case.state, case.postponed_until, case.outcome) == (State.IN_WORK, None, "")


def test_a_promise_by_word_of_mouth_is_written_down(town, web):
    case = town.case()
    given = {"what": "Позвонить после ремонта", "due": IN_TEN.isoformat(), "proof": "visit"}
    web.head.post(reverse("cases:make-promise", args=[case.pk]), given)
    made = case.promises.get()
    assert (made.origin, made.proof) == (Origin.PERSON, "visit")
    assert clock(case).due_at
    past = given | {"due": "2020-01-01"}
    response = web.head.post(reverse("cases:make-promise", args=[case.pk]), past)
    assert response.status_code == 422
    assert "уже прошла" in response.content.decode()


def test_a_promise_is_released_with_a_reason_only(promised, web):
    assert act(web.head, promised, "drop_promise", reason=" ").status_code == 422
    act(web.head, promised, "drop_promise", reason="Дорогу передали области")
    promised.refresh_from_db()
    assert (promised.state, promised.reason) == (S.RELEASED, "Дорогу передали области")
    assert clock(promised.case).cancelled_at


def test_answers_that_came_by_a_file_are_read_when_somebody_asks(answered, web):
    Promise.objects.all().delete()
    look = reverse("cases:look-for-promises", args=[answered.pk])
    assert look in web.head.get(reverse("cases:case-promises", args=[answered.pk])).content.decode()
    for _ in range(2):
        web.head.post(look)
    assert answered.promises.count() == 1
    assert (
        look
        not in web.head.get(reverse("cases:case-promises", args=[answered.pk])).content.decode()
    )


class TestBoard:
    @pytest.fixture
    def late(self, promised):
        day = timezone.localdate() - timedelta(days=2)
        Promise.objects.filter(pk=promised.pk).update(due_on=day)
        Term.objects.filter(promise=promised).update(due_at=timezone.now() - timedelta(days=2))
        return promised

    def test_overdue_ones_stand_on_their_tab(self, late, web, town):
        page = web.head.get(reverse("cases:promises"), {"show": Shown.LATE})
        assert [row.promise for row in page.context["rows"]] == [late]
        assert "просрочено на 2\xa0дня" in page.content.decode()
        assert dict(page.context["tabs"])[Shown.LATE] == 1

    def test_filters_of_the_address_narrow_and_nonsense_is_passed_over(self, late, web, town):
        def shown(**given):
            return len(web.head.get(reverse("cases:promises"), given).context["rows"])

        assert shown(q="асфальт") == 1
        assert shown(q="автобус") == 0
        assert shown(q=late.case.number) == 1
        assert (shown(body=town.roads.pk), shown(body=town.housing.pk)) == (1, 0)
        assert (shown(moved="on"), shown(due_to="2020-01-01"), shown(due_from="2020-01-01")) == (
            0,
            0,
            1,
        )
        assert shown(body="x", due_from="вчера", show="нет", page="9" * 40) == 1

    def test_an_executor_of_another_body_sees_none_of_it(self, late, web, town, sign_in):
        assert len(web.executor.get(reverse("cases:promises")).context["rows"]) == 1
        late.case.body, late.case.block = None, None
        late.case.save()
        assert len(web.executor.get(reverse("cases:promises")).context["rows"]) == 0
        assert act(web.executor, late, "keep", file=photo()).status_code == 404

    def test_somebody_without_the_right_is_refused(self, late, web):
        for verb in ("keep", "move_promise", "drop_promise", "tell"):
            given = {"file": photo(), "until": "2099-01-01", "reason": "р", "text": "т"}
            assert act(web.auditor, late, verb, **given).status_code == 403

    def test_the_table_leaves_as_a_file(self, late, web, tmp_path):
        response = web.head.get(reverse("cases:promises-export"), {"show": Shown.LATE})
        book = tmp_path / "p.xlsx"
        book.write_bytes(BytesIO(b"".join(response.streaming_content)).getvalue())
        with open_table(book, "p.xlsx") as table:
            rows = [cells for _, cells in table.numbered()]
        assert any(late.case.number in cells for cells in rows)

    def test_it_costs_as_much_with_many(self, late, web, town, django_assert_max_num_queries):
        head = town.actor()
        for _ in range(5):
            promise.make(case=town.case(), what="Покрасить", due=IN_TEN, by=head)
        web.head.get(reverse("cases:promises"))
        with django_assert_max_num_queries(12):
            assert len(web.head.get(reverse("cases:promises")).context["rows"]) == 6


def test_the_empty_filter_shows_what_is_open():
    assert PromiseFilter().show == Shown.OPEN


def test_two_days_of_one_sentence_may_be_put_off_to_the_same_day(town):
    """What was said is told apart by the day that was said, not by the day it was moved to."""
    by, case = town.actor(), town.case()
    later = IN_TEN + timedelta(days=4)
    route.assign(case=case, body=town.roads, by=by)
    said = f"Слушания пройдут {IN_TEN:%d.%m.%Y}, проект выложат до {later:%d.%m.%Y}."
    answer.save_draft(case=case, text=said, by=by)
    answer.submit(case=case, by=by)
    answer.approve(case=case, by=by)
    answer.publish(case=case, url="", by=by)
    assert case.promises.count() == 2
    for found in case.promises.all():
        promise.confirm(promise=found, by=by)
    until = later + timedelta(days=30)
    finish.postpone(case=case, until=until, reason="Ждём подрядчика", by=by)
    assert set(case.promises.values_list("due_on", flat=True)) == {until}
    promise.look_for(case=case, by=by)
    assert case.promises.exclude(origin="postponed").count() == 2
