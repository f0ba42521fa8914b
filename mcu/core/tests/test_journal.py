"""The journal: what an action leaves, what a chain shows, what the database refuses."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.models import JournalAnchor, JournalEntry, JournalHead

pytestmark = pytest.mark.owner
TOWN = 7


@dataclass(frozen=True)
class Clerk:
    person_id: int | None = 3
    name: str = "Орлова В. П."


def note(action: str = "case.close", **values: object) -> JournalEntry:
    return journal.write(action, by=Clerk(), municipality_id=TOWN, **values)  # type: ignore[arg-type]


@pytest.fixture
def chain(db: None) -> list[JournalEntry]:
    return [note(), note("case.open", after={"topic": "ямы"}), note("case.answer")]


@pytest.fixture
def unlocked(db: None) -> Iterator[None]:
    """What somebody with the rights of an administrator of the server could do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_refuses")
        yield
        cursor.execute("ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER journal_refuses")


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_entry_belongs_to_the_transaction_of_its_action(committed_db: str) -> None:
    with pytest.raises(RuntimeError):
        note()
    with transaction.atomic():
        note()
        transaction.set_rollback(True)
    assert not JournalEntry.objects.exists()
    assert journal.verify(TOWN) is None


def test_entries_are_numbered_and_linked(chain: list[JournalEntry]) -> None:
    assert [entry.sequence for entry in chain] == [1, 2, 3]
    assert chain[1].previous_hash == chain[0].hash
    assert chain[0].previous_hash == "0" * 64
    assert journal.verify(TOWN) is None


def test_each_municipality_has_its_own_chain(chain: list[JournalEntry]) -> None:
    other = journal.write("case.open", by=Clerk(), municipality_id=8)
    assert other.sequence == 1
    assert journal.municipalities() == [TOWN, 8]


@pytest.mark.parametrize("name", sorted(journal.PERSONAL))
def test_it_never_holds_the_value_of_a_personal_field(db: None, name: str) -> None:
    entry = note(before={name: "Иванова"}, after={"deep": {name: ["тайна"]}})
    entry.refresh_from_db()
    assert (entry.before, entry.after) == ({name: "скрыто"}, {"deep": {name: "скрыто"}})


def test_it_holds_any_value_of_a_field(db: None) -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    values = {"at": at, "day": date(2026, 3, 1), "sum": Decimal("1.10"), "set": {1}, "none": None}
    entry = note(after=values)
    entry.refresh_from_db()
    assert entry.after == {
        "at": "2026-03-01T09:30:00+00:00",
        "day": "2026-03-01",
        "sum": "1.10",
        "set": [1],
        "none": None,
    }
    assert journal.verify(TOWN) is None


def test_changes_keeps_only_what_differs() -> None:
    assert journal.changes({"a": 1, "b": 2}, {"a": 1, "b": 3}) == ({"b": 2}, {"b": 3})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET action = 'x'",
        "UPDATE journal_entry SET action = 'x' WHERE false",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "SET session_replication_role = replica; DELETE FROM journal_entry",
    ],
)
def test_the_database_refuses_to_change_it(chain: list[JournalEntry], statement: str) -> None:
    with pytest.raises(IntegrityError, match="Журнал нельзя изменить"), transaction.atomic():
        run(statement)
    assert JournalEntry.objects.count() == 3


BREAKS = {
    "changed word": ("UPDATE journal_entry SET action = 'x' WHERE sequence = 2", 2, "изменено"),
    "changed time": (
        "UPDATE journal_entry SET at = at + interval '1 microsecond' WHERE sequence = 3",
        3,
        "изменено",
    ),
    "changed name": ("UPDATE journal_entry SET actor_name = 'x' WHERE sequence = 1", 1, "изменено"),
    "taken out": ("DELETE FROM journal_entry WHERE sequence = 2", 2, "записи № 2 нет"),
    "cut at the end": ("DELETE FROM journal_entry WHERE sequence = 3", 3, "не хватает"),
    "all gone": ("DELETE FROM journal_entry", 1, "не хватает"),
    "relinked": (
        "UPDATE journal_entry SET previous_hash = repeat('1', 64) WHERE sequence = 3",
        3,
        "не продолжает",
    ),
}


@pytest.mark.parametrize(("statement", "sequence", "reason"), BREAKS.values(), ids=BREAKS)
def test_it_names_the_first_broken_row(
    chain: list[JournalEntry], unlocked: None, statement: str, sequence: int, reason: str
) -> None:
    run(statement)
    found = journal.verify(TOWN)
    assert found is not None
    assert (found.municipality_id, found.sequence) == (TOWN, sequence)
    assert reason in found.reason


def test_a_row_written_past_the_program_is_found(chain: list[JournalEntry]) -> None:
    run(
        "INSERT INTO journal_entry (municipality_id, sequence, at, action, actor_name, object_type,"
        " object_name, before, after, request_id, previous_hash, hash)"
        " VALUES (%s, 4, now(), 'x', '', '', '', '{}', '{}', '', %s, repeat('1', 64))",
        TOWN,
        chain[-1].hash,
    )
    found = journal.verify(TOWN)
    assert found is not None
    assert (found.sequence, found.reason) == (4, "содержание записи изменено")


MOVED = {
    "two rows change places": (
        "UPDATE journal_entry SET sequence = 900 WHERE sequence = 1;"
        " UPDATE journal_entry SET sequence = 1 WHERE sequence = 2;"
        " UPDATE journal_entry SET sequence = 2 WHERE sequence = 900",
        1,
        "не продолжает",
    ),
    "one in the middle, the rest pushed on": (
        "UPDATE journal_entry SET sequence = sequence + 900 WHERE sequence > 1;"
        " UPDATE journal_entry SET sequence = sequence - 899 WHERE sequence > 900;"
        " INSERT INTO journal_entry (municipality_id, sequence, at, action, actor_name, object_type,"
        "  object_name, before, after, request_id, previous_hash, hash)"
        " SELECT municipality_id, 2, at, 'x', '', '', '', '{}', '{}', '', hash, repeat('1', 64)"
        " FROM journal_entry WHERE sequence = 1",
        2,
        "содержание записи изменено",
    ),
    "one before the first": (
        "UPDATE journal_entry SET sequence = 0 WHERE sequence = 3",
        1,
        "лишняя запись № 0",
    ),
    "one of the end doubled under the next number": (
        "INSERT INTO journal_entry (municipality_id, sequence, at, action, actor_name, object_type,"
        "  object_name, before, after, request_id, previous_hash, hash)"
        " SELECT municipality_id, 4, at, action, actor_name, object_type, object_name, before,"
        "  after, request_id, hash, hash FROM journal_entry WHERE sequence = 3",
        4,
        "содержание записи изменено",
    ),
}


@pytest.mark.parametrize(("statement", "sequence", "reason"), MOVED.values(), ids=MOVED)
def test_rows_put_in_or_moved_are_named(
    chain: list[JournalEntry], unlocked: None, statement: str, sequence: int, reason: str
) -> None:
    run(statement)
    found = journal.verify(TOWN)
    assert found is not None
    assert (found.sequence, reason in found.reason) == (sequence, True), found


def test_a_walk_goes_over_more_than_one_chunk(
    db: None, unlocked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mcu.core.journal.verifying.CHUNK", 3)
    for _ in range(10):
        note()
    told: list[int] = []
    assert journal.walk(TOWN, progress=told.append) == journal.Walk(10, None)
    assert told == [3, 6, 9, 10]
    run("UPDATE journal_entry SET actor_id = 4 WHERE sequence = 8")
    broken = journal.walk(TOWN).broken
    assert broken is not None
    assert broken.sequence == 8


def rewrite_from(sequence: int) -> None:
    """What an administrator could do who knows the program: change a row, hash the rest anew."""
    with connection.cursor() as cursor:
        entries = JournalEntry.objects.filter(sequence__gte=sequence).order_by("sequence")
        previous = JournalEntry.objects.get(sequence=sequence - 1).hash
        for entry in entries:
            entry.actor_name, entry.previous_hash = "Другой человек", previous
            previous = entry.hash = journal.digest(entry)
            cursor.execute(
                "UPDATE journal_entry SET actor_name = %s, previous_hash = %s, hash = %s"
                " WHERE id = %s",
                [entry.actor_name, entry.previous_hash, entry.hash, entry.pk],
            )
    JournalHead.objects.update(hash=previous)


def test_a_chain_written_anew_as_a_whole_is_noticed_by_a_kept_line(
    chain: list[JournalEntry], unlocked: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kept.txt"
    call_command("journal", "anchor", "--out", str(file))
    note()
    kept = journal.read_lines(file)
    assert [(a.municipality_id, a.sequence, a.hash) for a in kept] == [(TOWN, 3, chain[2].hash)]
    call_command("journal", "verify", "--anchor", str(file))
    assert "Сверено отметок: 1" in capsys.readouterr().out
    rewrite_from(2)
    JournalAnchor.objects.all().delete()
    assert journal.verify(TOWN) is None  # by itself the new chain is right
    with pytest.raises(SystemExit):
        call_command("journal", "verify", "--anchor", str(file))
    assert "нарушен на записи № 3" in (said := capsys.readouterr().err)
    assert "цепочка переписана" in said


def test_the_anchors_of_the_database_are_compared_without_being_asked(
    chain: list[JournalEntry], unlocked: None
) -> None:
    journal.anchor(municipality_id=TOWN, day=date(2026, 3, 1), by=Clerk(), now=timezone.now())
    assert journal.verify(TOWN) is None
    rewrite_from(2)
    found = journal.verify(TOWN)
    assert found is not None
    assert (found.sequence, "01.03.2026" in found.reason) == (3, True)


def test_a_chain_cut_off_before_a_kept_line_is_noticed(
    chain: list[JournalEntry], unlocked: None
) -> None:
    kept = journal.Anchor(date(2026, 3, 1), TOWN, 3, chain[2].hash)
    run("DELETE FROM journal_entry WHERE sequence = 3")
    JournalHead.objects.update(sequence=2, hash=chain[1].hash)
    assert journal.verify(TOWN) is None
    found = journal.verify(TOWN, [kept])
    assert found is not None
    assert "записей меньше, чем на отметке от 01.03.2026: там 3" in found.reason


def test_a_municipality_of_a_kept_line_that_is_gone_is_noticed(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kept.txt"
    file.write_text("# отметки\n\n" + journal.Anchor(date(2026, 3, 1), 9, 5, "a" * 64).line)
    with pytest.raises(SystemExit):
        call_command("journal", "verify", "--anchor", str(file))
    assert "муниципалитета 9 нарушен" in capsys.readouterr().err


def test_an_anchor_is_made_once_a_day_and_stands_in_the_journal(chain: list[JournalEntry]) -> None:
    first, again = (
        journal.anchor(municipality_id=TOWN, day=date(2026, 3, 1), by=Clerk(), now=timezone.now())
        for _ in range(2)
    )
    assert first == again
    assert JournalEntry.objects.filter(action="journal.anchor").count() == 1
    assert journal.verify(TOWN) is None


def test_an_empty_chain_has_no_anchor(db: None) -> None:
    now = timezone.now()
    made = journal.anchor(municipality_id=TOWN, day=date(2026, 3, 1), by=Clerk(), now=now)
    assert made is None


def test_a_walk_beside_writers_finds_nothing(committed_db: str) -> None:
    done = threading.Event()

    def work() -> None:
        while not done.is_set():
            with transaction.atomic():
                note()
        connections.close_all()

    writer = threading.Thread(target=work)
    writer.start()
    walks = [journal.walk(TOWN) for _ in range(30)]
    done.set()
    writer.join()
    assert [each.broken for each in walks] == [None] * 30
    assert walks[-1].entries > walks[0].entries


def test_a_removed_head_is_found(chain: list[JournalEntry]) -> None:
    JournalHead.objects.all().delete()
    found = journal.verify(TOWN)
    assert found is not None
    assert found.reason == "нет конца цепочки"


def test_writers_of_one_chain_take_turns(committed_db: str) -> None:
    ready = threading.Barrier(4)

    def work() -> None:
        ready.wait()
        for _ in range(10):
            with transaction.atomic():
                note()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert JournalEntry.objects.count() == 40
    assert journal.verify(TOWN) is None


def test_the_command_says_that_the_journal_is_whole(
    chain: list[JournalEntry], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("journal", "verify")
    assert "Журнал цел: цепочек 1" in capsys.readouterr().out


def test_the_command_names_the_row_and_fails(
    chain: list[JournalEntry], unlocked: None, capsys: pytest.CaptureFixture[str]
) -> None:
    run("UPDATE journal_entry SET action = 'x' WHERE sequence = 2")
    with pytest.raises(SystemExit) as left:
        call_command("journal", "verify")
    said = capsys.readouterr().err
    assert left.value.code == 1
    assert f"Журнал муниципалитета {TOWN} нарушен на записи № 2" in said
    assert f"journal_entry.id = {chain[1].pk}" in said


def test_the_command_answers_programs(
    chain: list[JournalEntry], unlocked: None, capsys: pytest.CaptureFixture[str]
) -> None:
    run("DELETE FROM journal_entry WHERE sequence = 1")
    with pytest.raises(SystemExit):
        call_command("journal", "verify", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["chains"] == 1
    assert told["broken"] == [
        {
            "municipality": TOWN,
            "sequence": 1,
            "entry": chain[1].pk,
            "reason": "записи № 1 нет",
        }
    ]
