"""A message of ПОС and one of «Инцидент» from the file to the end: interim, postponed, again."""

import csv
from datetime import timedelta

import pytest
from django.utils import timezone

from mcu.cases.actions import answer, finish, interim, promise, route
from mcu.cases.actions.stages import set_word
from mcu.cases.models import ApprovalNeed, Case
from mcu.cases.queries.stages import system_view, unknown_words
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import State
from mcu.core.errors import RuleViolation
from mcu.org.models import Body

POS = {
    "№ сообщения": "77001", "Дата регистрации": "10.11.2026 10:00", "Статус": "На координации",
    "Срок": "10.12.2026", "Организация": "Дорожная служба", "Категория": "Дороги",
    "Подкатегория": "Ямы", "Факт": "Яма на проезжей части", "Текст": "Яма у школы",
    "Дата ответа": "", "Текст ответа": "", "Оценка": "", "Фаст-трек": "", "Повторное": "",
    "Продление": "", "Дата закрытия": "", "Ссылка": "https://pos.gosuslugi.ru/lkp/messages/77001",
}  # fmt: skip
INCIDENT = {
    "ID": "1000001", "Номер инцидента": "500001", "Текущий шаг инцидента": "Новый",
    "Дата создания": "10.11.2026 10:00", "Дата окончания": "", "Группа тем": "Дороги", "Тема": "Ямы",
    "Тип инцидента": "", "Итог": "", "Текст инцидента": "Яма у школы", "Урл поста": "",
}  # fmt: skip
NEXT_MONTH = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def arrive(intake, tmp_path):
    """Take in a file of one row, changed as told; the case it became."""

    def take(row: dict, layout: str = "auto", **changed: str) -> Case:
        row = row | changed
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerows([row.keys(), row.values()])
        run = intake.take(path, layout=layout)
        assert (run.state, run.rejected) == ("done", 0), run.error
        return Case.objects.get(municipality=intake.place)

    return take


def answered(case: Case, text: str, by) -> None:
    answer.save_draft(case=case, text=text, by=by)
    answer.submit(case=case, by=by)
    if case.state == State.APPROVAL:
        answer.approve(case=case, by=by)


def open_kinds(case: Case) -> set[str]:
    return set(case.terms.filter(met_at=None, cancelled_at=None).values_list("kind", flat=True))


def test_a_pos_message_from_the_file_through_interim_and_postponed_to_considered_again(
    intake, arrive
):
    case, by = arrive(POS), intake.by
    assert (case.system, case.channel, case.state) == ("pos", "pos", State.TRIAGE)
    assert case.source_url == POS["Ссылка"]
    assert case.source.number == "77001"
    view = system_view(case)
    assert [mark.stage.title for mark in view.marks if mark.here] == ["Координация"]
    assert [mark.stage.title for mark in view.marks if mark.theirs] == ["Координация"]

    body = Body.objects.filter(municipality=intake.place).first()
    route.assign(case=case, body=body, by=by)
    answered(case, "Выехали на место.", by)
    interim.give_interim(case=case, until=NEXT_MONTH, by=by)
    assert case.state == State.INTERIM
    assert open_kinds(case) == {TermKind.INTERIM_FINAL}
    finish.postpone(case=case, until=NEXT_MONTH, reason="Асфальт весной", by=by)
    finish.postpone(case=case, until=NEXT_MONTH + timedelta(days=9), reason="Дожди", by=by)
    assert system_view(case).moved == 1
    assert open_kinds(case) == {TermKind.PROMISE}

    answered(case, "Яма заделана.", by)
    answer.publish(case=case, url="", by=by)
    finish.close(case=case, outcome="solved", by=by)
    assert case.promises.get().state == "open"
    case = arrive(POS, Оценка="2", Повторное="Да", Статус="Повторное рассмотрение")
    assert (case.state, case.source.rating, case.source.repeats) == (State.IN_WORK, 2, 1)
    assert TermKind.ANSWER in open_kinds(case)
    assert [each.kind for each in case.answers.all()] == ["interim", "final"]
    answered(case, "Яма заделана повторно.", by)
    answer.publish(case=case, url="", by=by)
    finish.close(case=case, outcome="solved", by=by)
    assert case.state == State.CLOSED
    same = arrive(POS, Оценка="5", Повторное="Да")
    assert (same.state, same.source.rating, same.source.repeats) == (State.CLOSED, 5, 1)


def test_an_incident_message_without_approval_goes_to_its_type_and_outcome(intake, arrive):
    case, by = arrive(INCIDENT), intake.by
    ApprovalNeed.objects.create(municipality=intake.place, system="incident", need="none")
    Case.objects.filter(pk=case.pk).update(kind="")
    assert case.state == State.NEW
    asked = answer.ask_block(
        case=case, question="Когда?", body=Body.objects.create(municipality=intake.place, code="x", name="Х"), by=by
    )  # fmt: skip
    answer.reply_to(request=asked, reply="Завтра", by=by)
    answered(case, f"Яму заделаем до {NEXT_MONTH:%d.%m.%Y}.", by)
    assert (case.state, case.answers.get().decided_by_name) == (
        State.ANSWERED, "Согласование не требуется",
    )  # fmt: skip
    answer.publish(case=case, url="https://vk.com/wall-1_2", by=by)
    promise.confirm(promise=case.promises.get(), by=by)
    reaction = system_view(case).reaction
    assert reaction.clock > reaction.working > timedelta()
    finish.postpone(case=case, until=NEXT_MONTH, reason="Ждём асфальт", by=by)
    assert case.promises.count() == 1
    answered(case, "Заделали.", by)
    answer.return_draft(case=case, reason="Кто?", by=by)
    assert case.state == State.REWORK
    answered(case, "Заделала дорожная служба.", by)
    answer.publish(case=case, url="", by=by)
    with pytest.raises(RuleViolation, match="с типом и итогом"):
        finish.close(case=case, outcome="solved", by=by)
    finish.close(case=case, outcome="solved", kind="solvable", by=by)
    assert (case.state, case.kind, case.outcome) == (State.CLOSED, "solvable", "solved")


def test_fast_track_and_extension_of_a_later_file_move_the_term(intake, arrive):
    case = arrive(POS)
    ordinary = case.terms.get(kind=TermKind.ANSWER)
    assert ordinary.norm.code == "pos-answer"
    case = arrive(POS, **{"Фаст-трек": "Да"})
    fast = case.terms.get(kind=TermKind.ANSWER)
    assert (case.importance, fast.norm.code) == ("fast", "pos-fast-track")
    assert fast.due_at < ordinary.due_at
    case = arrive(POS, **{"Фаст-трек": "Да", "Продление": "Да", "Срок": "25.12.2026"})
    extended = case.terms.get(kind=TermKind.ANSWER)
    assert timezone.localtime(extended.due_at).date().isoformat() == "2026-12-25"
    assert extended.extensions.get().reason == "Продлено в системе, по файлу"


def test_a_word_set_by_the_municipality_is_read_from_the_next_file_on(intake, arrive):
    case = arrive(POS, Статус="Ждёт визу главы")
    assert unknown_words(intake.place.pk, "pos") == ["Ждёт визу главы"]
    set_word(
        municipality=intake.place,
        system="pos",
        word="ждет визу  главы",
        stage="interim",
        by=intake.by,
    )
    assert unknown_words(intake.place.pk, "pos") == []
    Case.objects.all().delete()
    case = arrive(POS, **{"№ сообщения": "77002", "Статус": "Ждёт визу главы"})
    assert case.state == State.INTERIM


@pytest.mark.parametrize(
    ("column", "value"),
    [("Оценка", "9"), ("Оценка", "хорошо"), ("Срок", "скоро"), ("Ссылка", "javascript:alert(1)"),
     ("Ссылка", "https://x.ru/" + "а" * 600), ("Фаст-трек", "может быть"), ("Статус", "\u202eслово")],
)  # fmt: skip
def test_hostile_marks_are_left_out_and_the_message_is_taken(arrive, column, value):
    case = arrive(POS, **{column: value})
    assert case.text == "Яма у школы"
    assert not case.source_url.startswith("javascript")
    assert case.source.rating is None


@pytest.mark.parametrize("word", ["", "  ", "я" * 300])
def test_a_word_that_is_no_word_is_refused(intake, word):
    with pytest.raises(RuleViolation, match="лово"):
        set_word(municipality=intake.place, system="pos", word=word, stage="approval", by=intake.by)


def test_an_interim_answer_needs_a_norm_or_a_day_and_is_not_for_appeals(intake, arrive):
    case, by = arrive(POS), intake.by
    answered(case, "Выехали.", by)
    with pytest.raises(RuleViolation, match="укажите его день"):
        interim.give_interim(case=case, by=by)
    with pytest.raises(RuleViolation, match="позже сегодняшнего"):
        interim.give_interim(case=case, until=timezone.localdate(), by=by)
    Case.objects.filter(pk=case.pk).update(regime="appeal")
    with pytest.raises(RuleViolation, match="59-ФЗ"):
        interim.give_interim(case=case, until=NEXT_MONTH, by=by)
