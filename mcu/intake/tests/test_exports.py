"""Exports that come by themselves, what differs between two of them, answers published by hand."""

import csv
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import answer, route
from mcu.cases.models import Case
from mcu.cases.rules.workflow import State
from mcu.channels import actions as channels
from mcu.connectors.contract import Attached, Author, Item
from mcu.core.errors import RuleViolation
from mcu.core.files import path_of
from mcu.core.tables import open_table
from mcu.intake.actions import carry_on
from mcu.intake.actions.exports import add_feed, look, take_letter
from mcu.intake.models import ExportFeed, ExportFile, ImportRun, PublishedCheck, RowChange
from mcu.intake.queries.exports import feed_of_letter
from mcu.intake.rules.differences import Verdict, verdict
from mcu.intake.rules.exports import is_time, is_whole, passes_by
from mcu.intake.tests.test_pos_flow import POS
from mcu.org.models import Body

NOW = timezone.now()


def table(*rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows([POS.keys(), *((POS | row).values() for row in rows)])
    return out.getvalue().encode()


@pytest.fixture
def feed(intake, settings, tmp_path) -> ExportFeed:
    settings.MCU_EXPORTS = tmp_path / "exports"
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    made = ExportFeed(municipality=intake.place, name="ПОС", way="folder", folder="pos")
    return add_feed(feed=made, by=intake.by)


@pytest.fixture
def folder(feed, settings) -> Path:
    return Path(settings.MCU_EXPORTS) / "sineborsk" / "pos"


def lay(path: Path, content: bytes) -> Path:
    """Written a while ago, as far as its clock says."""
    path.write_bytes(content)
    os.utime(path, (NOW.timestamp() - 600,) * 2)
    return path


def looked(feed: ExportFeed, capture) -> list[ImportRun]:
    """Seen, and a minute later looked at again."""
    look(feed, NOW)
    with capture(execute=True):
        return look(feed, NOW + timedelta(minutes=1))


def taken(run: ImportRun, intake) -> ImportRun:
    return carry_on(run=run, path=path_of(run.file_key), by=intake.by)


def test_what_is_written_locked_or_not_yet_due_is_left_alone():
    assert all(map(passes_by, (".x.xlsx", "~$x.xlsx", "x.csv.part", "x.TMP")))
    ago = NOW - timedelta(minutes=5)
    assert is_whole(ago, ago, NOW)
    assert not is_whole(ago, NOW - timedelta(seconds=5), NOW)
    assert not is_whole(NOW, ago, NOW)
    noon = NOW.replace(hour=12)
    assert is_time(None, NOW, NOW)
    assert is_time(6, noon - timedelta(days=1), noon)
    assert not is_time(6, noon, noon)
    assert not is_time(13, None, noon)


@pytest.mark.row(142)
def test_a_file_is_taken_when_it_is_whole_and_only_once(
    intake, feed, folder, django_capture_on_commit_callbacks
):
    capture = django_capture_on_commit_callbacks
    path = lay(folder / "сводка.csv", table({})[:-40])
    assert look(feed, NOW) == []
    lay(path, table({}))  # somebody goes on writing
    assert look(feed, NOW + timedelta(minutes=1)) == []
    with capture(execute=True):
        [run] = look(feed, NOW + timedelta(minutes=2))
    assert taken(run, intake).new == 1
    assert [each.name for each in folder.iterdir()] == ["принято"]
    lay(folder / "та же.csv", table({}))
    assert looked(feed, capture) == []
    assert ExportFile.objects.filter(state="same").count() == 1
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"%PDF-1.4", "не таблица"),
        ("a.xlsx", b"PK\x03\x04 broken", ""),
        ("a.csv", b"", "пуст"),
        ("a.csv", b"MZ\x90", "программа"),
    ],
)
def test_a_bad_file_is_set_aside_with_the_reason_beside_it(
    feed, folder, django_capture_on_commit_callbacks, name, content, words
):
    lay(folder / name, content)
    assert looked(feed, django_capture_on_commit_callbacks) == []
    row = ExportFile.objects.get()
    assert row.state == "aside"
    assert words in row.sentence
    reason = next((folder / "отложено").glob("*.причина.txt"))
    assert reason.read_text().strip() == row.sentence
    assert looked(feed, django_capture_on_commit_callbacks) == []


def test_a_folder_that_is_gone_is_a_trouble_and_no_loss(feed, folder):
    folder.rmdir()
    assert look(feed, NOW) == []
    feed.refresh_from_db()
    assert "не открывается" in feed.problem
    folder.mkdir()
    look(feed, NOW)
    feed.refresh_from_db()
    assert feed.problem == ""


def test_tables_of_the_named_sender_are_imports_and_other_letters_stay_letters(intake, feed):
    box = {
        "host": "127.0.0.1",
        "port": 9,
        "security": "none",
        "user": "u",
        "password": "p",
        "folder": "INBOX",
        "ca": "",
    }
    channel = channels.connect(
        transport="mail", name="Ящик", settings=box, reads=True, replies=False, by=intake.by
    )
    feed = ExportFeed(
        municipality=intake.place,
        name="Почта",
        way="mail",
        channel=channel,
        sender="pos@region.example",
    )
    add_feed(feed=feed, by=intake.by)
    files = (Attached("письмо.txt", b"x"), Attached("сводка.csv", table({})))
    item = Item(key="1", at=NOW, author=Author("POS@region.example"), files=files)
    assert feed_of_letter(channel, item) == feed
    assert take_letter(feed=feed, item=item, now=NOW)
    assert take_letter(feed=feed, item=item, now=NOW)  # brought twice, taken once
    assert ImportRun.objects.get().file_name == "сводка.csv"
    stranger = Item(key="2", at=NOW, author=Author("a@b.example"), files=files)
    assert feed_of_letter(channel, stranger) is None
    assert not take_letter(
        feed=feed, item=Item(key="3", at=NOW, author=item.author, files=files[:1]), now=NOW
    )


def imported(intake, tmp_path, *rows: dict[str, str]) -> ImportRun:
    path = tmp_path / f"{timezone.now().timestamp()}.csv"
    path.write_bytes(table(*rows))
    assert open_table(path, path.name)
    return intake.take(path)


@pytest.mark.row(142)
def test_what_appeared_changed_and_vanished_since_the_previous_export(intake, page, tmp_path):
    first = imported(intake, tmp_path, {}, {"№ сообщения": "2", "Текст": "Фонарь"})
    assert (
        "Сравнить не с чем"
        in page.get(reverse("intake:differences", args=[first.pk])).content.decode()
    )
    changed = {"Статус": "На исполнении", "Текст": "Яма у школы и ещё одна", "Оценка": "2"}
    second = imported(intake, tmp_path, changed, {"№ сообщения": "3", "Текст": "Мусор"})
    address = reverse("intake:differences", args=[second.pk])
    new = page.get(address).content.decode()
    assert "number:3" in new
    assert "number:2" not in new
    assert "number:2" in page.get(address, {"section": "gone"}).content.decode()
    told = page.get(address, {"section": "changed"}).content.decode()
    assert "Статус: На координации → На исполнении" in told
    assert "Текст: изменилось" in told
    assert "ещё одна" not in told
    assert "ещё одна" not in str(RowChange.objects.get().fields)
    assert page.get(address, {"section": "x"}).status_code == 404
    sheet = page.get(reverse("intake:differences-export", args=[second.pk]))
    assert sheet.status_code == 200
    third = imported(intake, tmp_path, changed, {"№ сообщения": "3", "Текст": "Мусор"})
    quiet = page.get(reverse("intake:differences", args=[third.pk]), {"section": "changed"})
    assert "Ничего такого нет" in quiet.content.decode()


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        (["Яму засыпали щебнем; весной положим асфальт"], Verdict.CONFIRMED),
        (["Принято в работу", "ЯМУ ЗАСЫПАЛИ  щебнем, весной положим асфальт."], Verdict.CONFIRMED),
        (["Вопрос рассмотрен"], Verdict.DIFFERS),
        ([], Verdict.NOT_FOUND),
        (["…"], Verdict.NOT_FOUND),
    ],
)  # fmt: skip
def test_an_answer_is_looked_for_among_the_words_of_the_export(answers, found):
    assert verdict("Яму засыпали щебнем, весной положим асфальт.", answers) == found


def test_an_answer_published_by_hand_is_checked_by_the_next_export(intake, page, tmp_path):
    imported(intake, tmp_path, {})
    case, by, text = Case.objects.get(), intake.by, "Яму засыпали щебнем, весной положим асфальт."
    route.assign(case=case, body=Body.objects.filter(municipality=intake.place).first(), by=by)
    answer.save_draft(case=case, text=text, by=by)
    answer.submit(case=case, by=by)
    if case.state == State.APPROVAL:
        answer.approve(case=case, by=by)
    answer.publish(case=case, url="https://pos.gosuslugi.ru/lkp/messages/77001", by=by)
    card = reverse("intake:checked", args=[case.pk]) + "?answer=1"
    assert "сверится" in page.get(card).content.decode()
    imported(intake, tmp_path, {})  # the same row, and no answer in it
    assert PublishedCheck.objects.get().result == "not_found"
    assert "ответа нет" in page.get(card).content.decode()
    imported(intake, tmp_path, {"Текст ответа": "Рассмотрено"})
    assert PublishedCheck.objects.get().result == "differs"
    imported(intake, tmp_path, {"Текст ответа": text.upper()})
    assert PublishedCheck.objects.get().result == "confirmed"
    assert (
        case.answers.count() == 2
    )  # ours, and the other text of the system; no third with our words
    listed = page.get(reverse("intake:checks"), {"result": "confirmed"}).content.decode()
    assert case.number in listed
    assert (
        case.number
        not in page.get(reverse("intake:checks"), {"result": "differs"}).content.decode()
    )
    kept = page.get(reverse("intake:checks-export"), {"format": "csv", "result": "confirmed"})
    assert kept["Content-Type"] == "text/csv"
    assert case.number in b"".join(kept.streaming_content).decode()
    assert (
        card.partition("?")[0] in page.get(reverse("cases:card", args=[case.pk])).content.decode()
    )


def test_the_page_of_feeds_adds_holds_and_removes(intake, page, feed, settings):
    address = reverse("intake:feeds")
    assert "ПОС" in page.get(address).content.decode()
    given = {"name": "Инцидент", "way": "folder", "folder": "../etc", "layout": "auto", "hour": ""}
    assert page.post(address, given).status_code == 422
    assert page.post(address, given | {"folder": ".."}).status_code == 422
    assert page.post(address, given | {"way": "mail", "folder": ""}).status_code == 422
    assert page.post(address, given | {"folder": "im", "hour": "6"}).status_code == 302
    assert page.post(address, given | {"folder": "im2"}).status_code == 422
    one = reverse("intake:feed-change", args=[feed.pk])
    page.post(one, {"act": "off"})
    feed.refresh_from_db()
    assert not feed.active
    assert page.post(one, {"act": "burn"}).status_code == 422
    page.post(one, {"act": "remove"})
    assert ExportFeed.objects.get().hour == 6
    settings.MCU_EXPORTS = None
    with pytest.raises(RuleViolation, match="MCU_EXPORTS"):
        add_feed(
            feed=ExportFeed(municipality=intake.place, name="Х", way="folder", folder="x"),
            by=intake.by,
        )
