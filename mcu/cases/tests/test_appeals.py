"""Appeals under 59-ФЗ by their actions: numbers, redirecting, extension, grounds, repeats, splitting."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mcu.cases.actions import finish, redirect, route
from mcu.cases.actions.appeal import decisions, facts, notices, papers, split
from mcu.cases.actions.appeal.numbers import set_up
from mcu.cases.models import Appeal, AppealNotice, ApplicantKey, Case
from mcu.cases.queries.appeal import appeal_facts, suggested_former
from mcu.cases.rules.appeal import LAW
from mcu.cases.rules.terms import count, default_norms
from mcu.cases.rules.workflow import State
from mcu.cases.tests.appeals import answered, days_ago, letter, term
from mcu.core import vault
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import program

pytestmark = pytest.mark.usefixtures("law")


def test_appeals_are_numbered_one_after_another_in_the_format_of_the_place(town, elsewhere):
    year = timezone.localdate().year
    first, second = letter(town), letter(town)
    assert [a.number for a in Appeal.objects.order_by("pk")] == [
        f"1-{year % 100:02}",
        f"2-{year % 100:02}",
    ]
    set_up(replies=True, number_format="О-{n}/{year}", subject="", text="", by=town.actor())
    assert letter(town).appeal.number == f"О-3/{year}"
    assert letter(elsewhere).appeal.number.startswith("1-")
    assert (first.appeal.case_id, second.appeal.case_id) == (first.pk, second.pk)


def test_a_message_has_no_registration_number(town):
    assert not Appeal.objects.filter(case=town.case()).exists()


def test_three_days_to_register_thirty_to_answer_seven_to_redirect(town):
    case = letter(town, received_at=days_ago(2))
    assert term(case, "register").met_at == case.registered_at
    for kind, days in (("answer", 30), ("redirect", 7)):
        last = timezone.localdate(case.registered_at) + timedelta(days=days)
        assert timezone.localdate(term(case, kind).due_at) <= last


def test_redirecting_makes_the_letter_and_the_notice_and_the_clock_runs_until_both_left(town):
    case, by = letter(town), town.actor()
    redirect.decide(case=case, to="Фонд капитального ремонта", by=by)
    forward, told = case.notices.all()
    assert (forward.kind, forward.to) == ("forward", "Фонд капитального ремонта")
    assert (told.kind, told.to, told.source) == ("forwarded", "", "59-ФЗ, ст. 8 ч. 3")
    assert told.due_at == term(case, "redirect").due_at
    assert term(case, "redirect").met_at is None
    with pytest.raises(RuleViolation, match="в перенаправлении"):
        notices.sent(notice=told, way="post", by=by)
    today = timezone.localdate()
    redirect.send(case=case, number="77", told_on=today, told_by="letter", by=by)
    assert term(case, "redirect").met_at
    assert term(case, "answer").cancelled_at
    assert [row.out_number for row in case.notices.filter(sent_at__isnull=False)] == ["77", "77"]
    assert appeal_facts(case).appeal.result == "redirected"


def test_a_redirect_taken_back_leaves_no_notice_to_send(town):
    case, by = letter(town), town.actor()
    redirect.decide(case=case, to="Фонд капитального ремонта", by=by)
    redirect.keep_here(case=case, reason="Крыша наша", by=by)
    assert not case.notices.exists()
    assert term(case, "redirect").cancelled_at is None


def test_a_complaint_never_goes_to_whom_it_is_about(town):
    case, by = letter(town, appeal_kind="complaint"), town.actor()
    facts.set_facets(case=case, form="", category="", addressees=[], about_body=town.roads, by=by)
    acts = (
        lambda: route.assign(case=case, body=town.roads, by=by),
        lambda: redirect.decide(case=case, to="в Дорожная служба, начальнику", by=by),
        lambda: notices.copies(case=case, bodies=[town.roads], others=[], by=by),
        lambda: facts.resolve(
            case=case, author_name="Глава", text="Разобрать", body=town.roads, by=by
        ),
    )
    for act in acts:
        with pytest.raises(RuleViolation, match="тому, на чьи действия жалуются"):
            act()
    assert not case.notices.exists()
    route.assign(case=case, body=town.housing, by=by)
    made = decisions.propose_no_reply(case=case, ground="about_itself", words="Некому", by=by)
    assert made.state == "approved"
    assert case.notices.get().kind == "returned"


def test_facts_of_migration_go_to_two_bodies_and_the_author_is_told_within_five_days(town):
    case, by = letter(town), town.actor()
    told = papers.tell_migration(case=case, police="ОМВД", official="Губернатор", by=by)
    assert [(row.kind, row.to) for row in told] == [
        ("migration", "ОМВД"), ("migration", "Губернатор"), ("migrated", ""),
    ]  # fmt: skip
    norm = next(norm for norm in default_norms() if norm.code == "59fz-migration")
    assert (norm.value, norm.unit, norm.verified) == (5, "calendar_days", False)
    due = count(norm, case.registered_at, calendar_for(town.place)).due
    assert {row.due_at for row in told} == {due}
    assert not any(row.verified for row in told)
    with pytest.raises(RuleViolation, match="уже направляются"):
        papers.tell_migration(case=case, police="ОМВД", official="Губернатор", by=by)


def test_asked_papers_are_awaited_from_the_day_the_request_left(town):
    case, by = letter(town), town.actor()
    asked = papers.ask_papers(case=case, to="Росреестр", what="Выписку из реестра", by=by)
    assert (asked.due_at, asked.waits_for_reply) == (None, False)
    with pytest.raises(RuleViolation, match="не ждёт ответа"):
        papers.papers_came(notice=asked, by=by)
    left = timezone.now()
    asked = notices.sent(notice=asked, way="docflow", by=by, now=left)
    norm = next(norm for norm in default_norms() if norm.code == "59fz-papers")
    assert (norm.value, norm.unit, norm.start) == (15, "calendar_days", "requested")
    assert asked.reply_due_at == count(norm, left, calendar_for(town.place)).due
    assert papers.papers_came(notice=asked, by=by).replied_at
    message = town.case()
    with pytest.raises(RuleViolation, match="не обращение по 59-ФЗ"):
        papers.ask_papers(case=message, to="Росреестр", what="Выписку", by=by)


def test_copies_go_to_several_bodies_once_each(town):
    case, by = letter(town), town.actor()
    made = notices.copies(case=case, bodies=[town.roads], others=["Росреестр", " "], by=by)
    assert [row.to for row in made] == ["Дорожная служба", "Росреестр"]
    assert all(row.due_at and not row.verified for row in made)
    again = notices.copies(case=case, bodies=[town.roads, town.housing], others=[], by=by)
    assert [row.to for row in again] == ["Жилищный отдел"]
    with pytest.raises(RuleViolation, match="уже отмечены"):
        notices.copies(case=case, bodies=[town.roads], others=[], by=by)
    with pytest.raises(RuleViolation, match="в какие органы"):
        notices.copies(case=case, bodies=[], others=[""], by=by)


@pytest.mark.parametrize("code", sorted(LAW.grounds))
def test_each_ground_ends_the_appeal_with_its_notice_and_its_term(code, town):
    ground, by = LAW.grounds[code], town.actor()
    case = letter(town, appeal_kind="complaint", received_at=days_ago(1))
    if ground.former:
        old = answered(town, letter(town, received_at=days_ago(40)))
        facts.link_former(case=case, former=old, by=by)
    url = "https://adm.example/answers/1" if ground.url else ""
    made = decisions.propose_no_reply(case=case, ground=code, words="Так и есть", url=url, by=by)
    if ground.approval:
        assert made.state == "proposed"
        with pytest.raises(RuleViolation, match="другой человек"):
            decisions.leave_without_reply(decision=made, by=by)
        decisions.leave_without_reply(decision=made, by=program(town.place.pk))
    case.refresh_from_db()
    assert case.state == State.REJECTED
    assert case.appeal.result == ground.result
    assert case.due_at is None
    told = list(case.notices.all())
    assert len(told) == bool(ground.notice)
    if told:
        assert told[0].source == f"59-ФЗ, {ground.clause}"
        assert told[0].verified == ground.verified
        assert bool(told[0].due_at) == bool(ground.norm)
        assert bool(told[0].term_id) == bool(ground.norm)
        assert (url in told[0].subject) or not url


def test_a_nameless_letter_about_a_crime_is_sent_on(town):
    case = letter(town, applicant={})
    decisions.propose_no_reply(
        case=case,
        ground="no_name",
        words="Подписи нет",
        forward_to="Отдел полиции",
        by=town.actor(),
    )
    assert case.notices.get().receiver == "Отдел полиции"


def test_an_executor_only_proposes_to_leave_without_an_answer(town):
    case = letter(town)
    route.assign(case=case, body=town.housing, executor=town.executor, by=town.actor())
    made = decisions.propose_no_reply(
        case=case, ground="unclear", words="Суть неясна", by=town.actor("executor")
    )
    assert made.state == "proposed"
    assert term(case, "answer").cancelled_at is None
    with pytest.raises(AccessDenied):
        decisions.leave_without_reply(decision=made, by=town.actor("executor"))


def test_the_regime_changes_with_a_reason_only_and_the_clocks_with_it(town):
    case, by = town.case(channel="phone"), town.actor()
    assert not case.terms.filter(kind="register").exists()
    with pytest.raises(RuleViolation, match="почему меняется режим"):
        facts.change_regime(case=case, regime="appeal", reason=" ", by=by)
    facts.change_regime(case=case, regime="appeal", reason="Пришёл подписанный текст", by=by)
    assert case.regime == "appeal"
    assert case.appeal.number
    assert term(case, "register").met_at
    assert "обращение" in str(term(case, "answer").norm.title).lower()
    entry = JournalEntry.objects.get(action="case.regime")
    assert (entry.before["regime"], entry.after["regime"]) == ("message", "appeal")
    assert entry.after["reason"] == "Пришёл подписанный текст"
    number = case.appeal.number
    facts.change_regime(case=case, regime="message", reason="Ошибка", by=by)
    assert case.terms.get(kind="redirect").cancelled_at
    facts.change_regime(case=case, regime="appeal", reason="Всё же обращение", by=by)
    assert Appeal.objects.get(case=case).number == number
    with pytest.raises(RuleViolation, match="уже такой"):
        facts.change_regime(case=case, regime="appeal", reason="Ещё раз", by=by)


def test_mail_becomes_an_appeal_only_where_the_author_is_known(town):
    case, by = town.case(channel="mail"), town.actor()
    with pytest.raises(RuleViolation, match="547-ФЗ"):
        facts.change_regime(case=case, regime="appeal", reason="Просит ответ", by=by)
    facts.change_regime(
        case=case, regime="appeal", reason="Подтвердил в МФЦ", identified=True, by=by
    )
    assert case.appeal.identified
    with pytest.raises(RuleViolation, match="не способ подать обращение"):
        letter(town, channel="mail")


def test_a_repeated_appeal_shows_the_one_former_answer(town, elsewhere):
    old = answered(town, letter(town, received_at=days_ago(60)))
    letter(elsewhere, received_at=days_ago(50))
    town.case(
        channel="phone",
        applicant={"applicant_contacts": "8 900 111-22-33"},
        received_at=days_ago(9),
    )
    new = letter(town, "Крыша всё ещё течёт")
    route.classify(case=new, topic=town.topic, by=town.actor())
    found = suggested_former(new, town.actor())
    assert (found.case, found.answer.text) == (old, "Крышу починят до 1 декабря.")
    assert suggested_former(old, town.actor()) is None
    assert suggested_former(new, town.actor("auditor")).case == old
    facts.link_former(case=new, former=old, by=town.actor())
    assert appeal_facts(new).former.case == old


def test_a_former_appeal_is_found_by_a_full_name_too(town):
    old = letter(
        town, applicant={"applicant_name": "Громов Глеб Глебович"}, received_at=days_ago(60)
    )
    new = letter(town, applicant={"applicant_name": "ГРОМОВ Глеб Глебович"})
    other = letter(town, applicant={"applicant_name": "Громова Анна Львовна"})
    assert suggested_former(new, town.actor()).case == old
    assert suggested_former(other, town.actor()) is None


def test_what_cannot_be_a_former_appeal_is_refused(town, elsewhere):
    case, by = letter(town), town.actor()
    later, message = letter(town), town.case(received_at=days_ago(3))
    Case.objects.filter(pk=later.pk).update(received_at=timezone.now() + timedelta(hours=1))
    later.refresh_from_db()
    for former, words in (
        (case, "само себя"),
        (message, "бывает только обращение"),
        (later, "позже"),
        (letter(elsewhere), "само себя"),
    ):
        with pytest.raises(RuleViolation, match=words):
            facts.link_former(case=case, former=former, by=by)


def test_changing_the_regime_moves_the_author_into_the_other_scope(town):
    case = letter(town)
    before = {
        bytes(v) for v in ApplicantKey.objects.filter(case=case).values_list("value", flat=True)
    }
    facts.change_regime(case=case, regime="message", reason="Не обращение", by=town.actor())
    after = {
        bytes(v) for v in ApplicantKey.objects.filter(case=case).values_list("value", flat=True)
    }
    assert before
    assert after
    assert not before & after


def test_a_message_with_two_questions_becomes_two_linked_cases(town):
    whole, by = letter(town, "Крыша течёт и нет света", received_at=days_ago(2)), town.actor()
    part = split.split_off(case=whole, text="Нет света в подъезде", by=by)
    assert (part.regime, part.received_at, part.registered_at) == (
        "appeal",
        whole.received_at,
        whole.registered_at,
    )
    assert term(part, "answer").due_at == term(whole, "answer").due_at
    assert part.appeal.number != whole.appeal.number
    assert vault.unseal(part.applicant.sealed)["applicant_name"] == "Громов Глеб Глебович"
    assert [row.child for row in appeal_facts(whole).splits] == [part]
    assert appeal_facts(part).split_of.parent == whole
    with pytest.raises(RuleViolation, match="уже выделенный"):
        split.split_off(case=part, text="И ещё", by=by)


def test_a_part_goes_back_while_nothing_was_done_with_it(town):
    whole, by = town.case("Крыша течёт и нет света"), town.actor()
    first = split.split_off(case=whole, text="Нет света", by=by)
    second = split.split_off(case=whole, text="Крыша", by=by)
    split.put_back(case=first, by=by)
    first.refresh_from_db()
    assert (first.state, first.merged_into, first.due_at) == (State.MERGED, whole, None)
    assert not first.terms.filter(met_at__isnull=True, cancelled_at__isnull=True).exists()
    route.classify(case=second, topic=town.topic, by=by)
    second.notes.create(text="Звонил", at=timezone.now(), author_name="О.")
    with pytest.raises(RuleViolation, match="уже работали"):
        split.put_back(case=second, by=by)
    with pytest.raises(RuleViolation, match="не выделенный"):
        split.put_back(case=town.case(), by=by)


def test_an_appeal_goes_to_its_file_with_its_result_and_all_notices_sent(town):
    case, by = letter(town), town.actor()
    with pytest.raises(RuleViolation, match="сейчас невозможно"):
        facts.put_on_file(case=case, index_of_file="01-14", by=by)
    answered(town, case)
    notices.copies(case=Case.objects.get(pk=case.pk), bodies=[], others=["Росреестр"], by=by)
    facts.conclude(
        case=case,
        result="measures",
        signed_by="Орлова М. И.",
        answer_number="12-п",
        way="post",
        by=by,
    )
    finish.close(case=case, outcome="solved", by=by)
    with pytest.raises(RuleViolation, match="отправку"):
        facts.put_on_file(case=case, index_of_file="01-14", by=by)
    notices.sent(notice=AppealNotice.objects.get(), way="post", by=by)
    made = facts.put_on_file(case=case, index_of_file="01-14", sheets=4, by=by)
    assert (made.result, made.file_index, made.file_sheets) == ("measures", "01-14", 4)
    with pytest.raises(RuleViolation, match="уже списано"):
        facts.put_on_file(case=case, index_of_file="01-15", by=by)


def test_without_a_result_nothing_goes_to_the_file(town):
    case = answered(town, letter(town))
    finish.close(case=case, outcome="solved", by=town.actor())
    with pytest.raises(RuleViolation, match="результат"):
        facts.put_on_file(case=case, index_of_file="01-14", by=town.actor())


def test_an_imported_appeal_gets_its_number_by_enrolling(town):
    case, by = letter(town), town.actor()
    Appeal.objects.filter(case=case).delete()
    with pytest.raises(RuleViolation, match="присвойте"):
        facts.link_former(case=case, former=None, by=by)
    made = facts.enrol(case=case, by=by)
    assert made.number
    with pytest.raises(RuleViolation, match="уже есть"):
        facts.enrol(case=case, by=by)
    with pytest.raises(RuleViolation, match="сообщение"):
        facts.enrol(case=town.case(), by=by)
