"""The journal: what an action leaves, what a chain shows, what the database refuses."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction

from mcu.core import journal
from mcu.core.models import JournalEntry, JournalHead

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
