"""What a file with people would change here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from mcu.org.models import Block, Body, Duty, Municipality, Person
from mcu.org.queries.people import in_force, logins
from mcu.org.rules.latin import login_of
from mcu.org.rules.names import plain_name
from mcu.org.rules.people_list import PersonRow, RejectedRow
from mcu.org.rules.roles import FOR_BLOCK, FOR_BODY, Role

FIELDS = ("position", "email", "phone")
Held = tuple[str, int | None, int | None]


@dataclass(slots=True)
class Entry:
    """A person as known so far: one of the program, or one of the rows above."""

    login: str
    full_name: str
    values: dict[str, str]
    held: set[Held] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class NewDuty:
    role: Role
    body: Body | None
    block: Block | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a row changes: somebody new, other values, duties."""

    row: PersonRow
    entry: Entry
    is_new: bool
    values: dict[str, str]
    duties: tuple[NewDuty, ...]

    @property
    def is_same(self) -> bool:
        return not (self.is_new or self.values or self.duties)


@dataclass(frozen=True, slots=True)
class Plan:
    decisions: list[Decision]
    rejected: list[RejectedRow]

    @property
    def added(self) -> list[Decision]:
        return [each for each in self.decisions if each.is_new]

    @property
    def changed(self) -> list[Decision]:
        return [each for each in self.decisions if not each.is_new and not each.is_same]

    @property
    def same(self) -> list[Decision]:
        return [each for each in self.decisions if each.is_same]


class Directory:
    """Everybody and everything a row may name; five queries, then from memory."""

    def __init__(self, municipality: Municipality, today: date) -> None:
        self.bodies = _by_name(Body.objects.filter(municipality=municipality, active=True))
        self.blocks = _by_name(Block.objects.filter(municipality=municipality, active=True))
        self.logins = logins()
        self.entries: list[Entry] = []
        held: dict[int, set[Held]] = {}
        duties = Duty.objects.filter(municipality=municipality)
        for duty in in_force(duties, today):
            what = (duty.role, duty.body_id, duty.block_id)
            held.setdefault(duty.person_id, set()).add(what)
        for each in Person.objects.filter(municipality=municipality):
            values = {name: getattr(each, name) for name in FIELDS}
            known = Entry(each.login, each.full_name, values, held.get(each.pk, set()))
            self.entries.append(known)
        self._by_login = {each.login: each for each in self.entries}
        self._by_full_name: dict[str, list[Entry]] = {}
        for entry in self.entries:
            self._remember(entry)

    def decide(self, row: PersonRow) -> Decision | RejectedRow:
        """What the row changes; what it says is known to the rows below."""
        duties = self._duties(row)
        if isinstance(duties, str):
            return RejectedRow(row.line, row.cells, duties)
        found = self._find(row)
        if isinstance(found, str):
            return RejectedRow(row.line, row.cells, found)
        entry = found or self._new(row)
        values = {
            name: value
            for name in FIELDS
            if (value := getattr(row, name)) and value != entry.values[name]
        }
        fresh = tuple(duty for duty in duties if _held(duty) not in entry.held)
        entry.values |= values
        entry.held |= {_held(duty) for duty in fresh}
        return Decision(row, entry, found is None, values, fresh)

    def _find(self, row: PersonRow) -> Entry | str | None:
        """By login, else by e-mail with the name, else by the name when only one is called so."""
        if row.login:
            if row.login in self._by_login:
                return self._by_login[row.login]
            return f"Логин «{row.login}» занят." if row.login in self.logins else None
        called = self._by_full_name.get(plain_name(row.full_name), [])
        by_email = [each for each in called if row.email and each.values["email"] == row.email]
        if len(by_email) == 1 or len(called) == 1:
            return (by_email or called)[0]
        if called:
            return f"Людей с именем «{row.full_name}» несколько: укажите логин."
        return None

    def _new(self, row: PersonRow) -> Entry:
        login = row.login or login_of(row.full_name, self.logins)
        entry = Entry(login, row.full_name, dict.fromkeys(FIELDS, ""))
        self.logins.add(login)
        self._by_login[login] = entry
        self._remember(entry)
        return entry

    def _remember(self, entry: Entry) -> None:
        self._by_full_name.setdefault(plain_name(entry.full_name), []).append(entry)

    def _duties(self, row: PersonRow) -> tuple[NewDuty, ...] | str:
        """The duties of the row, or the sentence about a body or block nobody knows."""
        body, block = self.bodies.get(plain_name(row.body)), self.blocks.get(plain_name(row.block))
        if row.body and body is None:
            return f"Органа «{row.body}» нет. Заведите его или исправьте название."
        if row.block and block is None:
            return f"Блока «{row.block}» нет. Заведите его или исправьте название."
        return tuple(
            NewDuty(role, body if role in FOR_BODY else None, block if role in FOR_BLOCK else None)
            for role in row.roles
        )


def plan(municipality: Municipality, rows: Iterable[PersonRow | RejectedRow], today: date) -> Plan:
    """What the whole file changes, and what of it is refused."""
    directory = Directory(municipality, today)
    result = Plan([], [])
    for row in rows:
        decided = row if isinstance(row, RejectedRow) else directory.decide(row)
        if isinstance(decided, RejectedRow):
            result.rejected.append(decided)
        else:
            result.decisions.append(decided)
    return result


def _held(duty: NewDuty) -> Held:
    body, block = duty.body, duty.block
    return (str(duty.role), body.pk if body else None, block.pk if block else None)


def _by_name(rows: Iterable) -> dict:
    found: dict = {}
    for row in rows:
        names = (row.name, getattr(row, "short_name", ""), row.code, *getattr(row, "aliases", ()))
        for name in names:
            if name:
                found.setdefault(plain_name(name), row)
    return found
