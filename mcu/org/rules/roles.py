"""Roles, permissions and the table between them."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    """Roles named in the founding acts (Пучеж 3.1, Каменск 14, Петропавловская 3) and by practice."""

    HEAD_OF_CENTRE = "head_of_centre", "Руководитель МЦУ"
    CURATOR = "curator", "Куратор МЦУ"
    ADMINISTRATOR = "administrator", "Администратор МЦУ"
    INCIDENT = "incident", "Ответственный за Инцидент"
    POS = "pos", "Ответственный за ПОС"
    BLOCK_HEAD = "block_head", "Ответственный за отраслевой блок"
    BLOCK_LEADER = "block_leader", "Руководитель отраслевого блока"
    EXECUTOR = "executor", "Исполнитель"
    APPROVER = "approver", "Согласующий"
    HEAD = "head", "Глава муниципалитета"
    AUDITOR = "auditor", "Аудитор"
    SOCIAL_MEDIA = "social_media", "Ответственный за социальные сети"
    STAFF = "staff", "Сотрудник МЦУ"
    PAGE_ADMIN = "page_admin", "Администратор официальной страницы"
    REGIONAL = "regional", "Методолог региона"


# Roles that are held for a body or for a block; the rest are held for the whole centre.
FOR_BODY = frozenset({Role.EXECUTOR, Role.APPROVER, Role.PAGE_ADMIN})
FOR_BLOCK = frozenset({Role.BLOCK_HEAD, Role.BLOCK_LEADER})


class Permission(StrEnum):
    """What one may be allowed to do; the value is what the journal and the API call it."""

    REGISTER = "case.register"
    CLASSIFY = "case.classify"
    ASSIGN = "case.assign"
    TAKE = "case.take"
    ASK = "case.ask"
    REPLY = "case.reply"
    DRAFT = "case.draft"
    APPROVE = "case.approve"
    PUBLISH = "case.publish"
    CLOSE = "case.close"
    REOPEN = "case.reopen"
    REDIRECT = "case.redirect"
    POSTPONE = "case.postpone"
    MERGE = "case.merge"
    NOTE = "case.note"
    EXPORT = "case.export"
    REVEAL = "applicant.reveal"
    IMPORT = "import.run"
    SUMMARY = "summary.read"
    JOURNAL = "journal.read"
    SETTINGS = "settings.read"
    ORGANISATION = "organisation.change"
    TOPICS = "topics.change"
    NORMS = "norms.change"
    CALENDAR = "calendar.change"
    LEADERS = "block.leaders"
    PROPOSE = "proposal.make"
    DECIDE = "proposal.decide"


P = Permission
_READ = {P.SUMMARY, P.SETTINGS}
_CASEWORK = {
    P.REGISTER, P.CLASSIFY, P.ASSIGN, P.TAKE, P.ASK, P.REPLY, P.DRAFT, P.APPROVE, P.PUBLISH,
    P.CLOSE, P.REOPEN, P.REDIRECT, P.POSTPONE, P.MERGE, P.NOTE, P.EXPORT, P.REVEAL,
}  # fmt: skip

TABLE: dict[Role, frozenset[Permission]] = {
    Role.HEAD_OF_CENTRE: frozenset(
        _READ
        | _CASEWORK
        | {P.IMPORT, P.JOURNAL, P.TOPICS, P.NORMS, P.CALENDAR, P.ORGANISATION}
        | {P.LEADERS, P.PROPOSE, P.DECIDE}
    ),
    Role.CURATOR: frozenset(
        _READ | {P.NOTE, P.ASSIGN, P.ASK, P.EXPORT, P.REOPEN, P.PROPOSE, P.DECIDE}
    ),
    Role.ADMINISTRATOR: frozenset(
        _READ
        | {P.ORGANISATION, P.TOPICS, P.NORMS, P.CALENDAR, P.JOURNAL, P.IMPORT, P.LEADERS, P.PROPOSE}
    ),
    Role.INCIDENT: frozenset(_READ | _CASEWORK | {P.IMPORT, P.PROPOSE}),
    Role.POS: frozenset(_READ | _CASEWORK | {P.IMPORT, P.PROPOSE}),
    Role.BLOCK_HEAD: frozenset(
        {P.SUMMARY, P.ASSIGN, P.TAKE, P.REPLY, P.DRAFT, P.APPROVE, P.NOTE, P.EXPORT, P.POSTPONE}
        | {P.LEADERS, P.PROPOSE}
    ),
    Role.BLOCK_LEADER: frozenset(
        {P.SUMMARY, P.ASSIGN, P.TAKE, P.REPLY, P.DRAFT, P.NOTE, P.EXPORT, P.POSTPONE, P.PROPOSE}
    ),
    Role.EXECUTOR: frozenset({P.TAKE, P.REPLY, P.DRAFT, P.NOTE, P.POSTPONE}),
    Role.APPROVER: frozenset({P.SUMMARY, P.REPLY, P.DRAFT, P.APPROVE, P.NOTE}),
    Role.HEAD: frozenset(_READ | {P.NOTE, P.EXPORT, P.JOURNAL, P.PROPOSE, P.DECIDE}),
    Role.AUDITOR: frozenset(_READ | {P.JOURNAL}),
    Role.SOCIAL_MEDIA: frozenset(_READ | {P.REPLY, P.DRAFT, P.PUBLISH, P.NOTE, P.EXPORT}),
    Role.STAFF: frozenset(
        _READ | {P.REGISTER, P.CLASSIFY, P.ASK, P.DRAFT, P.PUBLISH, P.NOTE, P.EXPORT}
    ),
    Role.PAGE_ADMIN: frozenset({P.REPLY, P.DRAFT, P.PUBLISH, P.NOTE}),
    Role.REGIONAL: frozenset({P.SUMMARY}),
}

# Whoever coordinates sees every case of the municipality; the rest see their block or body.
SEES_ALL = frozenset(
    {
        Role.HEAD_OF_CENTRE, Role.CURATOR, Role.ADMINISTRATOR, Role.INCIDENT, Role.POS,
        Role.HEAD, Role.AUDITOR, Role.SOCIAL_MEDIA, Role.STAFF,
    }
)  # fmt: skip

NAMES: dict[Permission, str] = {
    P.REGISTER: "регистрировать сообщения",
    P.CLASSIFY: "определять тему",
    P.ASSIGN: "назначать исполнителя",
    P.TAKE: "брать в работу",
    P.ASK: "запрашивать информацию у блока",
    P.REPLY: "отвечать на запрос информации",
    P.DRAFT: "готовить ответ",
    P.APPROVE: "согласовывать ответ",
    P.PUBLISH: "отмечать публикацию ответа",
    P.CLOSE: "закрывать сообщение",
    P.REOPEN: "возвращать в работу",
    P.REDIRECT: "перенаправлять по компетенции",
    P.POSTPONE: "откладывать решение",
    P.MERGE: "объединять сообщения",
    P.NOTE: "писать служебные заметки",
    P.EXPORT: "выгружать список",
    P.REVEAL: "открывать данные заявителя",
    P.IMPORT: "загружать файлы",
    P.SUMMARY: "смотреть сводку",
    P.JOURNAL: "читать журнал",
    P.SETTINGS: "смотреть настройки",
    P.ORGANISATION: "менять организацию и людей",
    P.TOPICS: "менять классификатор тем",
    P.NORMS: "менять нормы сроков",
    P.CALENDAR: "менять календарь",
    P.LEADERS: "определять руководителей своего блока",
    P.PROPOSE: "предлагать изменения состава",
    P.DECIDE: "решать о предложениях по составу",
}


@dataclass(frozen=True, slots=True)
class DutyView:
    """One role held now: where it is held decides what is seen.

    `instead_of` names whose duty it is when it is held in a substitution.
    """

    role: Role
    body_id: int | None = None
    block_id: int | None = None
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, with the duties in force at this moment.

    `body_ids` and `block_ids` already include the bodies below and the bodies of the blocks;
    `person_id` is None for the program itself.
    """

    person_id: int | None
    name: str
    municipality_id: int
    duties: tuple[DutyView, ...] = ()
    body_ids: frozenset[int] = frozenset()
    block_ids: frozenset[int] = frozenset()
    is_program: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(duty.role for duty in self.duties)

    @property
    def stands_in_for(self) -> tuple[str, ...]:
        """Whom the person stands in for today."""
        return tuple(sorted({duty.instead_of for duty in self.duties if duty.instead_of}))

    @property
    def sees_all(self) -> bool:
        return self.is_program or bool(self.roles & SEES_ALL)


@dataclass(frozen=True, slots=True)
class Denied:
    """A refusal in words; falsy, so that `if may(…)` reads well."""

    reason: str

    def __bool__(self) -> bool:
        return False


def may(actor: Actor, permission: Permission) -> bool | Denied:
    """Whether the duties in force give the permission; otherwise why not and whose duty it is."""
    if actor.is_program or any(permission in TABLE[role] for role in actor.roles):
        return True
    holders = [role.label for role in Role if permission in TABLE[role]]
    have = ", ".join(sorted(role.label for role in actor.roles)) or "ролей нет"
    return Denied(
        f"Ваша роль не позволяет {NAMES[permission]} (у вас: {have}). "
        f"Это могут: {', '.join(holders)}."
    )


def program(municipality_id: int, name: str = "Программа") -> Actor:
    """The program as an actor, for imports and jobs."""
    return Actor(None, name, municipality_id, is_program=True)
