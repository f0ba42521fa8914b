"""Whom an act or a term concerns, and the words it is told in.

The words leave the program by letter: number, topic, term. Never the text of a message or of an
answer, a reason, a place, a name; a topic that came with a file is masked, whatever stands in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from mcu.cases.rules.ladder import Whom
from mcu.cases.rules.terms import TermKind
from mcu.org.rules.notices import Kind
from mcu.org.rules.roles import FOR_BLOCK, FOR_BODY, Role, Scope
from mcu.text.mask import mask

TOPIC_LENGTH = 80
RUNGS: dict[str, Role] = {
    Whom.HEAD_OF_CENTRE: Role.HEAD_OF_CENTRE,
    Whom.CURATOR: Role.CURATOR,
    Whom.HEAD: Role.HEAD,
}
FOLDED_FROM = 10

# What of the journal is told. Reasons, questions and answers of the entry are not looked at.
ACTS: dict[str, Kind] = {
    "case.assign": Kind.ASSIGNED,
    "case.ask": Kind.ASKED,
    "case.follow_up": Kind.ASKED,
    "case.remind": Kind.ASKED,
    "case.reply": Kind.REPLIED,
    "case.explain": Kind.REPLIED,
    "case.hear": Kind.HEARD,
    "case.reword": Kind.HEARD,
    "case.involve": Kind.PART,
    "case.return_part": Kind.PART,
    "case.remind_part": Kind.PART,
    "case.part": Kind.PART_GIVEN,
    "case.submit": Kind.TO_APPROVE,
    "case.approve": Kind.TO_APPROVE,
    "case.tell": Kind.TO_APPROVE,
    "case.agree_second": Kind.TO_APPROVE,
    "case.extend": Kind.TO_DECIDE,
    "case.no_reply": Kind.TO_DECIDE,
    "case.prolong": Kind.DECIDED,
    "case.reject": Kind.DECIDED,
    "case.refuse": Kind.DECIDED,
    "case.return": Kind.RETURNED,
    "case.return_second": Kind.RETURNED,
    "case.intervene": Kind.INTERVENED,
    "case.account": Kind.EXPLAINED,
    "rating.bad": Kind.RATED,
    "import.done": Kind.IMPORTED,
    "import.fail": Kind.IMPORTED,
    "act.ask": Kind.ACT,
    "act.remind": Kind.ACT,
    "signin.ok": Kind.SECURITY,
    "person.password": Kind.SECURITY,
    "link.use": Kind.SECURITY,
    "second_factor.add": Kind.SECURITY,
    "second_factor.remove": Kind.SECURITY,
    "second_factor.reset": Kind.SECURITY,
    "second_factor.recovery": Kind.SECURITY,
    "token.make": Kind.SECURITY,
    "journal.anchor": Kind.ANCHOR,
}
OPENINGS = {
    Kind.ASSIGNED: "Вам назначено",
    Kind.ASKED: "Запрошены сведения по",
    Kind.REPLIED: "Получены сведения по",
    Kind.PART: "От вас ждут часть ответа:",
    Kind.PART_GIVEN: "Соисполнитель прислал часть ответа:",
    Kind.TO_APPROVE: "Ответ ждёт согласования:",
    Kind.TO_DECIDE: "Ждёт вашего решения:",
    Kind.DECIDED: "Решено по вашему предложению:",
    Kind.RETURNED: "Ответ вернули на доработку:",
    Kind.HEARD: "Житель написал ещё:",
    Kind.INTERVENED: "Координатор вмешался:",
    Kind.EXPLAINED: "Исполнитель дал объяснение:",
    Kind.RATED: "Житель недоволен ответом:",
    Kind.NEAR: "Скоро истечёт срок:",
    Kind.LATE: "Срок истёк:",
    Kind.CONTROL: "Срок истёк у исполнителя:",
}
MANY = {
    Kind.ASSIGNED: "Вам назначено сообщений: {count}",
    Kind.ASKED: "Запрошены сведения по сообщениям: {count}",
    Kind.REPLIED: "Получены сведения по сообщениям: {count}",
    Kind.PART: "От вас ждут частей ответа: {count}",
    Kind.PART_GIVEN: "Соисполнители прислали частей ответа: {count}",
    Kind.TO_APPROVE: "Ждут согласования ответы: {count}",
    Kind.TO_DECIDE: "Ждут вашего решения обращения: {count}",
    Kind.DECIDED: "Решено по вашим предложениям: {count}",
    Kind.RETURNED: "На доработку вернули ответов: {count}",
    Kind.HEARD: "Жители написали ещё, сообщений: {count}",
    Kind.INTERVENED: "Координатор вмешался, сообщений: {count}",
    Kind.EXPLAINED: "Исполнители дали объяснения: {count}",
    Kind.RATED: "Жители недовольны ответами: {count}",
    Kind.NEAR: "Скоро истечёт срок сообщений: {count}",
    Kind.LATE: "Срок истёк у сообщений: {count}",
    Kind.CONTROL: "Срок истёк у исполнителей, сообщений: {count}",
}
SECURITY = {
    "signin.ok": "Вход с нового устройства",
    "person.password": "Ваш пароль заменил администратор",
    "link.use": "Пароль задан по одноразовой ссылке",
    "second_factor.add": "Добавлен второй фактор входа",
    "second_factor.remove": "Убран второй фактор входа",
    "second_factor.reset": "Второй фактор входа сброшен администратором",
    "second_factor.recovery": "Вход запасным кодом",
    "token.make": "Выпущен ключ доступа к данным от вашего имени",
}
SECURITY_ADVICE = "Если это не вы, смените пароль и скажите администратору."


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What of a case decides whom it concerns, and all of it that may be told."""

    number: str
    topic: str
    due_at: datetime | None
    body_id: int | None
    block_id: int | None
    executor_id: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """A duty in force: who, which role, where."""

    person_id: int
    role: str
    body_id: int | None
    block_id: int | None


class Staff:
    """Everybody with the duties of today."""

    def __init__(self, duties: Iterable[Held]) -> None:
        self._duties = list(duties)

    def holders(
        self, *roles: Role, body: int | None = None, block: int | None = None
    ) -> frozenset[int]:
        """Who holds one of the roles, in this body or block where one is named."""
        return frozenset(
            duty.person_id
            for duty in self._duties
            if duty.role in roles
            and (body is None or duty.body_id == body)
            and (block is None or duty.block_id == block)
        )


def to_executor(case: CaseFacts, staff: Staff) -> frozenset[int]:
    """The person charged; else the executors of the body; else who leads the block."""
    if case.executor_id:
        return frozenset({case.executor_id})
    return to_place(case.body_id, case.block_id, staff, Role.EXECUTOR)


def to_place(body: int | None, block: int | None, staff: Staff, *roles: Role) -> frozenset[int]:
    """People of the body in these roles; where it has none, whoever leads the block."""
    found = staff.holders(*roles, body=body) if body else frozenset()
    if found or not block:
        return found
    return staff.holders(Role.BLOCK_HEAD, Role.BLOCK_LEADER, block=block)


def to_head(case: CaseFacts, staff: Staff) -> frozenset[int]:
    """Who answers for the executor: the approvers of the body and whoever leads the block."""
    found: frozenset[int] = frozenset()
    if case.body_id:
        found |= staff.holders(Role.APPROVER, body=case.body_id)
    if case.block_id:
        found |= staff.holders(Role.BLOCK_HEAD, Role.BLOCK_LEADER, block=case.block_id)
    return found


def to_approver(case: CaseFacts, staff: Staff) -> frozenset[int]:
    """The approvers of the body; else who leads the block; else the head of the centre."""
    found = to_place(case.body_id, case.block_id, staff, Role.APPROVER)
    return found or staff.holders(Role.HEAD_OF_CENTRE)


def in_role(role: str, case: CaseFacts, staff: Staff) -> frozenset[int]:
    """Whoever holds a role for this case: of its body or block where the role is held for one."""
    held = Role(role)
    if held in FOR_BODY:
        return staff.holders(held, body=case.body_id) if case.body_id else frozenset()
    if held in FOR_BLOCK:
        return staff.holders(held, block=case.block_id) if case.block_id else frozenset()
    return staff.holders(held)


def within(scope: str, role: Role, case: CaseFacts, staff: Staff) -> frozenset[int]:
    """Holders of a role as far as a right of this scope reaches the case."""
    if scope == Scope.OWN:
        return staff.holders(role) & frozenset({case.executor_id or 0})
    if scope == Scope.BODY:
        return staff.holders(role, body=case.body_id) if case.body_id else frozenset()
    if scope == Scope.BLOCK:
        return staff.holders(role, block=case.block_id) if case.block_id else frozenset()
    return staff.holders(role)


def to_approve(role: str, case: CaseFacts, staff: Staff) -> frozenset[int]:
    """Whoever holds the role of a stage; the stage of an approver falls to the head where none is."""
    if role == Role.APPROVER:
        return to_approver(case, staff)
    return in_role(role, case, staff)


def on_rung(whom: str, case: CaseFacts, staff: Staff) -> frozenset[int]:
    """Who stands on a rung of the ladder for this case, the executor apart."""
    if whom == Whom.BODY:
        return staff.holders(Role.APPROVER, body=case.body_id) if case.body_id else frozenset()
    if whom == Whom.BLOCK:
        return staff.holders(Role.BLOCK_HEAD, block=case.block_id) if case.block_id else frozenset()
    return staff.holders(RUNGS[whom])


def told(kind: Kind, case: CaseFacts, due_at: datetime | None = None, term: str = "") -> str:
    """«Вам назначено № 2026-11-5 · Ямы на дорогах · срок 20.11 18:00»; moments are local."""
    parts = [f"{OPENINGS[kind]} № {case.number}"]
    if case.topic:
        parts.append(_bare(case.topic))
    due = due_at or case.due_at
    if due:
        what = f"{TermKind(term).label.lower()} " if term in TermKind.values else ""
        parts.append(f"срок {what}{due:%d.%m %H:%M}")
    return " · ".join(parts)


def told_many(kind: Kind, count: int) -> str:
    """One sentence instead of many of the same kind at once."""
    return MANY[kind].format(count=count)


@lru_cache(maxsize=4096)
def _bare(topic: str) -> str:
    """The topic without what a file may have brought in it."""
    return mask(" ".join(topic.split()))[:TOPIC_LENGTH]
