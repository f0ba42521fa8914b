"""What there is to tell: entries of the journal since the last look, terms that came near or ran out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, tzinfo

from django.db.models import QuerySet
from django.urls import reverse

from mcu.analytics.rules.summary import query
from mcu.cases.models import Case, InfoRequest, Intervention
from mcu.cases.rules.feed import Due, FeedFilter
from mcu.core.models import JournalEntry
from mcu.desk.queries import deciding, task_notices
from mcu.desk.rules import notices as rules
from mcu.desk.rules.notices import CaseFacts, Held, Staff
from mcu.org.models import Acquaintance
from mcu.org.queries.notices import duties_of_place
from mcu.org.rules.notices import Kind, Telling
from mcu.org.rules.roles import Role

DEVICES_LOOKED_AT = 50
LISTS: dict[Kind, FeedFilter] = {
    Kind.ASSIGNED: FeedFilter(executor="me"),
    Kind.NEAR: FeedFilter(executor="me", due=Due.WEEK),
    Kind.LATE: FeedFilter(executor="me", due=Due.LATE),
    Kind.CONTROL: FeedFilter(due=Due.LATE),
}
CASE_FIELDS = (
    "number", "topic__name", "due_at", "body_id", "block_id", "executor_id", "municipality_id",
)  # fmt: skip


def staff_of(municipality_id: int, day: date) -> Staff:
    return Staff(
        Held(duty.person_id, duty.role, duty.body_id, duty.block_id)
        for duty in duties_of_place(municipality_id, day)
    )


def new_entries(municipality_id: int, after: int, until: int) -> QuerySet[JournalEntry]:
    """Entries of the acts that are told, in order."""
    entries = JournalEntry.objects.filter(
        municipality_id=municipality_id, sequence__gt=after, sequence__lte=until
    )
    told = [*rules.ACTS, *task_notices.ACTS]
    return entries.filter(action__in=told).order_by("sequence")


def of_entries(entries: Iterable[JournalEntry], staff: Staff, tz: tzinfo) -> Iterator[Telling]:
    """What these acts tell, and to whom; nobody is told of what they did themselves."""
    entries = list(entries)
    keys = {entry.object_id or 0 for entry in entries if entry.object_type == "cases.case"}
    cases = {case.pk: case for case in _cases(Case.objects.filter(pk__in=keys))}
    yield from task_notices.of_task_entries(entries, staff, tz)
    for entry in entries:
        if entry.object_type == task_notices.TYPE:
            continue
        kind = rules.ACTS[entry.action]
        if entry.object_type == "cases.case":
            case = cases.get(entry.object_id or 0)
            telling = _of_case(kind, entry, case, staff, tz) if case else None
        else:
            telling = _of_rest(kind, entry, staff)
        if telling:
            yield telling


def list_of(kind: Kind) -> str:
    """Where many of a kind are looked at together."""
    chosen = LISTS.get(kind)
    return f"{reverse('cases:feed')}?{query(chosen)}" if chosen else reverse("desk:today")


def _of_case(
    kind: Kind, entry: JournalEntry, case: Case, staff: Staff, tz: tzinfo
) -> Telling | None:
    facts = _facts(case, tz)
    if kind == Kind.ASKED and not _questions(entry, case).exists():
        return None
    due_at = _due(kind, entry, case)
    people = _people(kind, entry, case, facts, staff)
    return Telling(
        kind=kind,
        people=people - {entry.actor_id or 0},
        title=rules.told(kind, facts, due_at.astimezone(tz) if due_at else None),
        moment=str(entry.sequence),
        url=_url(case.pk),
        object_type="cases.case",
        object_id=case.pk,
    )


def _due(kind: Kind, entry: JournalEntry, case: Case) -> datetime | None:
    """The moment of the clock the act is about, where it is not that of the case."""
    if kind == Kind.ASKED:
        asked = _questions(entry, case).first()
        return asked.term.due_at if asked and asked.term else None
    return deciding.part_due(entry, case) if kind in deciding.OF_PARTS else None


def _people(
    kind: Kind, entry: JournalEntry, case: Case, facts: CaseFacts, staff: Staff
) -> frozenset[int]:
    """Whom the act concerns."""
    if kind in deciding.KINDS:
        return deciding.people(kind, entry, case, facts, staff)
    if kind == Kind.ASKED:
        asked = (_asked_people(each, staff) for each in _questions(entry, case))
        return frozenset().union(*asked)
    if kind == Kind.REPLIED:
        return _known(_questions(entry, case).values_list("asked_by_id", flat=True))
    if kind == Kind.EXPLAINED:
        asked_by = Intervention.objects.filter(case=case, explained_at=entry.at)
        return _known(asked_by.values_list("by_id", flat=True))
    found = rules.to_executor(facts, staff)
    if kind in (Kind.INTERVENED, Kind.RATED):
        found |= rules.to_head(facts, staff)
    if kind == Kind.RATED:
        found |= staff.holders(Role.HEAD_OF_CENTRE, Role.CURATOR)
    return found


def _known(keys: Iterable[int | None]) -> frozenset[int]:
    return frozenset(key for key in keys if key)


def _questions(entry: JournalEntry, case: Case) -> QuerySet[InfoRequest]:
    """The questions an act on questions was about: asked or answered by it, or named in it."""
    rows = InfoRequest.objects.filter(case=case).select_related("term")
    if "request" in entry.after:
        return rows.filter(pk=entry.after["request"])
    if entry.action == "case.ask":
        return rows.filter(asked_at=entry.at)
    return rows.filter(replied_at=entry.at)


def _of_rest(kind: Kind, entry: JournalEntry, staff: Staff) -> Telling | None:
    telling = Telling(
        kind=kind,
        people=frozenset(),
        title="",
        moment=str(entry.sequence),
        object_type=entry.object_type,
        object_id=entry.object_id or 0,
    )
    if kind == Kind.IMPORTED:
        return _imported(entry, telling)
    if kind == Kind.ACT:
        return _to_read(entry, telling)
    if kind == Kind.ANCHOR:
        readers = staff.holders(Role.HEAD_OF_CENTRE, Role.ADMINISTRATOR, Role.AUDITOR, Role.HEAD)
        title = "Отметка журнала {day}: записей {count}, хеш {hash}".format(**entry.after)
        return replace(telling, people=readers, title=title, url=reverse("desk:journal-anchors"))
    return _security(entry, telling)


def _imported(entry: JournalEntry, telling: Telling) -> Telling | None:
    if entry.actor_id is None:
        return None
    title = "Загрузка файла не удалась"
    if entry.action == "import.done":
        title = "Загрузка файла закончена: новых {new}, обновлено {updated}, отклонено {rejected}"
    return replace(
        telling,
        people=frozenset({entry.actor_id}),
        title=title.format(**entry.after),
        url=reverse("intake:run", args=[entry.object_id]),
    )


def _to_read(entry: JournalEntry, telling: Telling) -> Telling:
    """To those on the sheet of acquaintance who have not confirmed; whoever asked as well."""
    waiting = Acquaintance.objects.filter(act_id=entry.object_id, confirmed_at__isnull=True)
    if entry.action == "act.ask":
        waiting = waiting.filter(asked_at=entry.at)
    opening = "Ознакомьтесь с актом" if entry.action == "act.ask" else "Напоминание: ознакомьтесь"
    return replace(
        telling,
        people=frozenset(waiting.values_list("person_id", flat=True)),
        title=f"{opening}. {entry.object_name}"[:300],
        url=reverse("org:act", args=[entry.object_id]),
    )


def _security(entry: JournalEntry, telling: Telling) -> Telling | None:
    """To the person whose sign-in it concerns; one's own act only where somebody else may have
    done it in one's name."""
    person = entry.object_id if entry.object_type == "org.person" else entry.actor_id
    own = entry.actor_id == person
    if person is None or (entry.action == "person.password" and own):
        return None
    if entry.action == "signin.ok" and not _new_device(entry):
        return None
    title = f"{rules.SECURITY[entry.action]}. {rules.SECURITY_ADVICE}"
    return replace(telling, people=frozenset({person}), title=title, url=reverse("org:mine"))


def _new_device(entry: JournalEntry) -> bool:
    """Whether the person has signed in before, and never with this device."""
    before = JournalEntry.objects.filter(
        municipality_id=entry.municipality_id,
        actor_id=entry.actor_id,
        action="signin.ok",
        sequence__lt=entry.sequence,
    )
    seen = list(before.order_by("-at", "-sequence")[:DEVICES_LOOKED_AT])
    return bool(seen) and entry.after.get("device") not in {
        each.after.get("device") for each in seen
    }


def _asked_people(asked: InfoRequest, staff: Staff) -> frozenset[int]:
    return rules.to_place(asked.body_id, asked.block_id, staff, Role.EXECUTOR, Role.APPROVER)


def _cases(found: QuerySet[Case]) -> QuerySet[Case]:
    return found.select_related("topic").only(*CASE_FIELDS)


def _facts(case: Case, tz: tzinfo) -> CaseFacts:
    due_at = case.due_at.astimezone(tz) if case.due_at else None
    topic = case.topic.name if case.topic else ""
    return CaseFacts(case.number, topic, due_at, case.body_id, case.block_id, case.executor_id)


def _url(pk: int) -> str:
    return reverse("cases:card", args=[pk])
