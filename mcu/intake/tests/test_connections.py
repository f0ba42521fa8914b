"""From the door of a service to a case and back: raw first, once, in order, nothing lost."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from mcu.cases.actions import answer, finish
from mcu.cases.models import Attachment, Case, Conversation, Norm, Utterance
from mcu.cases.rules.workflow import State
from mcu.channels.models import Delivery, Outgoing
from mcu.connectors.tests.standin import Reply
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.intake import jobs
from mcu.intake.actions import arrivals
from mcu.intake.models import Arrival, Source
from mcu.intake.queries.audit import audit
from mcu.intake.tests.connections import answered


def test_an_event_is_raw_first_and_becomes_a_case(connected):
    said = connected.service.says("На Садовой, 14 не вывозят мусор. Мой телефон 8 912 345-67-89")
    assert connected.pushes(said).status_code == 200
    raw = Arrival.objects.get()
    assert (raw.state, Case.objects.count()) == (Arrival.State.WAITING, 0)
    assert "Садовой".encode() not in bytes(raw.sealed)
    jobs.digest()
    [case] = connected.cases
    assert (case.channel, case.community) == ("other", "Ключи сегодня")
    assert "912" not in case.text
    assert case.source_url == "https://dummy.example/t1"
    assert Arrival.objects.get().state == Arrival.State.DONE


def test_the_same_by_the_door_and_by_asking_enters_once(connected):
    said = connected.service.says("Яма на Полевой")
    for _ in range(3):
        connected.pushes(said)
    connected.asks()
    connected.asks()
    assert (len(connected.cases), Arrival.objects.count()) == (1, 1)


def test_asking_goes_on_from_the_cursor_and_a_day_is_fetched_again_without_doubles(connected):
    for number in range(3):
        connected.service.says(f"Сообщение {number}", thread=f"t{number}")
    connected.asks()
    source = Source.objects.get()
    assert source.cursor == {"after": 3}
    assert source.succeeded_at is not None
    day = timezone.localdate()
    arrivals.ask_since(
        channel=connected.channel, day=day.replace(day=1), by=connected.intake.by, today=day
    )
    connected.asks()
    source.refresh_from_db()
    assert (source.since, source.cursor, len(connected.cases)) == (None, {"after": 3}, 3)


def test_more_of_the_same_author_joins_the_open_case_and_another_author_does_not(connected):
    connected.hears("Не горит фонарь")
    connected.hears("И второй тоже не горит, у дома 9")
    connected.hears("У меня так же", author={"id": 8, "name": "Пётр"})
    connected.hears("Другой двор", thread="t2")
    first, *others = connected.cases
    assert len(others) == 2
    assert [said.text for said in first.conversation.utterances.all()] == [
        "Не горит фонарь", "И второй тоже не горит, у дома 9",
    ]  # fmt: skip
    first.refresh_from_db()
    assert "второй" in first.search_text


def test_what_comes_after_the_end_is_a_new_case(connected):
    connected.hears("Не горит фонарь")
    finish.close(case=connected.cases[0], outcome="solved", by=connected.intake.by)
    connected.hears("Опять не горит")
    assert len(connected.cases) == 2


def test_clocks_that_wait_for_the_author_go_on_when_they_write(connected):
    connected.hears("Не работает лифт")
    [case] = connected.cases
    now, norm = timezone.now(), Norm.objects.filter(municipality=connected.intake.place).first()
    case.terms.create(
        kind="answer", norm=norm, started_at=now, due_at=now + timedelta(days=2), paused_at=now
    )
    connected.hears("Второй подъезд")
    assert not case.terms.filter(paused_at__isnull=False).exists()


def test_an_edit_is_a_version_and_a_withdrawal_a_mark(connected):
    connected.hears("Яма на Полевой")
    connected.hears("Яма на Полевой, 5", id=1, act="edited")
    connected.hears("", id=1, act="withdrawn")
    [said] = Utterance.objects.all()
    assert (said.text, [v["text"] for v in said.former]) == (
        "Яма на Полевой, 5",
        ["Яма на Полевой"],
    )
    assert said.withdrawn_at is not None
    connected.hears("Яма на Полевой, 5", id=1, act="restored")
    said.refresh_from_db()
    assert said.withdrawn_at is None
    acts = JournalEntry.objects.filter(object_type="cases.case").values_list("action", flat=True)
    assert list(acts.order_by("pk")) == [
        "case.register",
        "case.reword",
        "case.unsay",
        "case.reword",
    ]
    assert len(connected.cases) == 1


def test_the_whole_way_there_and_back(connected):
    connected.hears("На Садовой, 14 не вывозят мусор")
    [case] = connected.cases
    answered(connected, case)
    connected.sends()
    connected.sends()
    [reply] = connected.service.replies.values()
    assert reply["text"] == "Мусор вывезут завтра до 12 часов, проверим."
    assert reply["to"] == {"thread": "t1", "id": 1}
    letter = Outgoing.objects.get()
    assert (letter.state, letter.remote_id, letter.url) == (
        "sent",
        "r1",
        "https://dummy.example/r1",
    )
    assert letter.case_id == case.pk


def test_an_answer_published_by_hand_is_not_sent_again(connected):
    connected.hears("На Садовой, 14 не вывозят мусор")
    [case] = connected.cases
    by = connected.intake.by
    answer.save_draft(case=case, text="Вывезем завтра до 12 часов.", by=by)
    answer.submit(case=case, by=by, reason="проверено")
    if case.state == State.APPROVAL:
        answer.approve(case=case, by=by)
    answer.publish(case=case, url="https://dummy.example/hand", by=by)
    assert not Outgoing.objects.exists()


def test_our_own_words_in_the_thread_are_kept_and_those_we_sent_are_known(connected):
    connected.hears("Нет воды")
    [case] = connected.cases
    answered(connected, case)
    connected.sends()
    connected.hears("Мусор вывезут", id="x", ours=True, answers=1)
    assert [said.ours for said in Utterance.objects.order_by("pk")] == [False, True]
    Outgoing.objects.update(remote_id="dummy:y")
    connected.hears("Мусор вывезут", id="y", ours=True, answers=1)
    assert Utterance.objects.count() == 2
    assert len(connected.cases) == 1


def test_a_revoked_key_stops_the_channel_and_nothing_is_lost(connected):
    connected.hears("Нет воды")
    answered(connected, connected.cases[0])
    connected.service.token = "другой"
    connected.sends()
    channel = connected.fresh()
    assert channel.stopped_at is not None
    assert "ключ отозван" in channel.problem
    letter = Outgoing.objects.get()
    assert (letter.state, letter.spared) == ("waiting", 1)
    connected.service.token = "key"
    connected.sends()
    assert not connected.service.replies  # stands until a person has looked
    arrivals.mended(channel=channel, by=connected.intake.by, now=timezone.now())
    connected.sends()
    assert len(connected.service.replies) == 1


def test_a_pause_that_the_service_asks_for_is_kept(connected):
    connected.hears("Нет воды")
    answered(connected, connected.cases[0])
    connected.service.troubles = [Reply({}, 429, {"Retry-After": "1200"})]
    connected.sends()
    letter = Outgoing.objects.get()
    left = (letter.not_before - timezone.now()).total_seconds()
    assert 1190 < left < 1600
    assert connected.fresh().quiet_until is not None


def test_what_cannot_be_understood_is_kept_and_tried_again(connected, monkeypatch):
    connected.pushes(b'{"seq": 1, "what": "?"}')
    connected.pushes(b"\xff\x00 not json")
    jobs.digest()
    states = Arrival.objects.values_list("state", "sentence")
    assert {state for state, _ in states} == {Arrival.State.FAILED}
    assert all("Исходное сохранено" in sentence for _, sentence in states)
    good = connected.service.says("Яма")
    Arrival.objects.filter(key="1").delete()
    connected.pushes(good)
    assert arrivals.digest_again(channel=connected.channel, by=connected.intake.by) == 1
    jobs.digest()
    assert (len(connected.cases), Arrival.objects.filter(state="failed").count()) == (1, 1)


def test_one_broken_payload_hinders_no_other(connected):
    connected.pushes(b'{"seq": 9}')
    connected.pushes(connected.service.says("Яма"))
    jobs.digest()
    assert len(connected.cases) == 1


def test_files_are_fetched_once_after_the_message(connected):
    files = [{"name": "яма.png", "url": f"{connected.service.base}/file/1"}]
    connected.service.troubles = []
    connected.hears("", files=files)
    [case] = connected.cases
    assert case.text == "(без текста, вложений: 1)"
    assert [file.name for file in Attachment.objects.filter(case=case)] == ["яма.png"]
    Arrival.objects.update(files_left=True)
    jobs.fetch_files()
    assert Attachment.objects.count() == 1


def test_a_file_that_may_not_be_given_out_is_held_in_the_case(connected):
    files = [{"name": "virus.exe", "url": f"{connected.service.base}/file/1"}]
    connected.service.troubles = [Reply(b"MZ" + b"0" * 100)]
    connected.hears("Смотрите", files=files)
    [case] = connected.cases
    held = case.attachments.get()
    assert (held.name, held.held, held.kind) == ("virus.exe", "refused", "program")


def test_nobody_answers_a_machine_that_writes_without_end(connected):
    for number in range(8):
        connected.hears(f"Сообщение {number}", thread=f"t{number}")
    assert len(connected.cases) == 8
    assert Conversation.objects.values("author").distinct().count() == 1


def test_a_service_that_is_away_is_asked_less_and_less(connected):
    connected.service.troubles = [Reply({}, 500)] * 2
    connected.asks()
    source = Source.objects.get()
    assert (source.failures, source.succeeded_at) == (1, None)
    assert source.not_before > timezone.now()
    connected.asks()
    source.refresh_from_db()
    assert source.failures == 1  # not before its time
    Source.objects.update(not_before=timezone.now(), asked_at=None)
    connected.asks()
    Source.objects.update(not_before=timezone.now(), asked_at=None)
    connected.asks()
    source.refresh_from_db()
    assert (source.failures, source.failing_since, source.problem) == (0, None, "")


@pytest.mark.parametrize(
    ("body", "secret", "status"),
    [(b"{}", "чужой", 403), (b"", "чужой", 403), (b"x" * 2000, "подпись", 413)],
)
def test_a_stranger_is_told_so_and_leaves_nothing(connected, settings, body, secret, status):
    settings.MCU_HOOK_LIMIT = 1000
    assert connected.pushes(body, secret).status_code == status
    assert not Arrival.objects.exists()


def test_doors_that_are_not_there_held_or_overrun(connected, client, settings):
    assert (
        client.post("/hook/" + "x" * 32 + "/", b"{}", content_type="text/plain").status_code == 404
    )
    connected.channel.reads = False
    connected.channel.save()
    assert connected.pushes(b"{}").status_code == 503
    connected.channel.reads = True
    connected.channel.save()
    settings.MCU_HOOK_RATE = 1
    answers = {connected.pushes({"seq": n}).status_code for n in range(5)}
    assert answers == {200, 429}
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("text", ["\x00", "‮" * 50, "<script>alert(1)</script>", "🙂" * 70_000])
def test_hostile_texts_become_cases_or_reasons_never_errors(connected, text):
    body = json.dumps(connected.service.says(text)).encode()
    assert connected.pushes(body).status_code == 200
    jobs.digest()
    assert Arrival.objects.get().state in {Arrival.State.DONE, Arrival.State.FAILED}


def test_the_audit_is_clean_after_the_whole_way_and_names_what_is_not(connected):
    connected.hears("На Садовой, 14 не вывозят мусор")
    answered(connected, connected.cases[0])
    connected.sends()
    assert audit(timezone.now()).clean
    Delivery.objects.all().delete()
    connected.pushes(b'{"seq": 9}')
    jobs.digest()
    wrong = {finding.what: finding.wrong for finding in audit(timezone.now()).findings}
    assert wrong["отправлено, но попытки с согласием сервера нет"] == 1
    assert wrong["пришло, но не разобрано: нужен человек"] == 1
    with pytest.raises(RuleViolation, match="расхождения"):
        call_command("audit", stdout=StringIO())
