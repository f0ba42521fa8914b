"""The life of a case as one table: what may be done in which state, what comes of it, who may.

Buttons, errors of the API and the tests derive from `MOVES`.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor, Belongs, Denied, Permission, may


class State(TextChoices):
    NEW = "new", "Новое"
    TRIAGE = "triage", "Распределение"
    ASSIGNED = "assigned", "Назначено"
    IN_WORK = "in_work", "В работе"
    DRAFT = "draft", "Готовится ответ"
    APPROVAL = "approval", "На согласовании"
    REWORK = "rework", "На доработке"
    ANSWERED = "answered", "Ответ согласован"
    CHECK = "check", "Ответ опубликован"
    INTERIM = "interim", "Промежуточный ответ"
    POSTPONED = "postponed", "Отложено"
    REDIRECTING = "redirecting", "Перенаправляется"
    REDIRECTED = "redirected", "Перенаправлено"
    REJECTED = "rejected", "Отклонено"
    MERGED = "merged", "Присоединено"
    CLOSED = "closed", "Закрыто"


S = State
FINISHED = frozenset({S.CLOSED, S.REDIRECTED, S.REJECTED, S.MERGED})
OPEN = frozenset(set(State) - FINISHED)
BEFORE_WORK = frozenset({S.NEW, S.TRIAGE, S.ASSIGNED})
# What waits to be sent to another body is left by sending it or by keeping it.
OURS = OPEN - {S.REDIRECTING}
IN_HAND = frozenset({S.ASSIGNED, S.IN_WORK, S.DRAFT, S.REWORK, S.INTERIM, S.POSTPONED})


# The resident has no answer and it is the executor's turn.
WAITED_FOR = frozenset({S.ASSIGNED, S.IN_WORK, S.DRAFT, S.REWORK, S.INTERIM})


class Verb(StrEnum):
    CLASSIFY = "classify"
    ASSIGN = "assign"
    TAKE = "take"
    ASK = "ask"
    REPLY = "reply"
    FOLLOW_UP = "follow_up"
    EXPLAIN = "explain"
    REMIND = "remind"
    DRAFT = "draft"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"
    INTERIM = "interim"
    RECONSIDER = "reconsider"
    CLOSE = "close"
    REOPEN = "reopen"
    REDIRECT = "redirect"
    SEND = "send"
    KEEP_HERE = "keep_here"
    CAME_BACK = "came_back"
    POSTPONE = "postpone"
    MERGE = "merge"
    WAIT = "wait"
    RESUME = "resume"
    INTERVENE = "intervene"
    ACCOUNT = "account"
    NOTE = "note"
    ATTACH = "attach"
    FAST_ENTER = "fast_enter"
    FAST_DONE = "fast_done"
    FAST_OFF = "fast_off"
    FAST_END = "fast_end"
    UNCONFIRM = "unconfirm"
    PLACE = "place"
    OBJECT = "object"
    TAG = "tag"
    LABEL = "label"
    IMPORTANCE = "importance"
    CONTROL = "control"
    UNCONTROL = "uncontrol"
    INVOLVE = "involve"
    PART = "part"
    GATHER = "gather"
    RETURN_PART = "return_part"
    DROP_PART = "drop_part"
    REMIND_PART = "remind_part"
    RELEASE = "release"
    PROMISE = "promise"
    KEEP = "keep"
    MOVE_PROMISE = "move_promise"
    DROP_PROMISE = "drop_promise"
    TELL = "tell"
    AGREE_SECOND = "agree_second"
    RETURN_SECOND = "return_second"
    FACETS = "facets"
    REGIME = "regime"
    ENROL = "enrol"
    REPEAT = "repeat"
    RESOLVE = "resolve"
    COPIES = "copies"
    MIGRATION = "migration"
    PAPERS = "papers"
    PAPERS_CAME = "papers_came"
    EXTEND = "extend"
    PROLONG = "prolong"
    NO_REPLY = "no_reply"
    REJECT = "reject"
    REFUSE = "refuse"
    NOTIFY = "notify"
    LETTER = "letter"
    RESULT = "result"
    FILE = "file"
    SPLIT = "split"
    UNSPLIT = "unsplit"
    AMEND = "amend"
    UNSEND = "unsend"
    HEAR = "hear"
    REWORD = "reword"
    UNSAY = "unsay"


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which states, into which (None: the state stays), by whose right, its button."""

    verb: Verb
    label: str
    permission: Permission
    sources: frozenset[State]
    target: State | None = None


def _move(verb: Verb, label: str, permission: Permission, sources, target=None) -> Move:  # type: ignore[no-untyped-def]
    return Move(verb, label, permission, frozenset(sources), target)


P = Permission
MOVES: dict[Verb, Move] = {
    move.verb: move
    for move in (
        _move(Verb.CLASSIFY, "Определить тему", P.CLASSIFY, OPEN),
        _move(Verb.ASSIGN, "Назначить", P.ASSIGN, OURS - {S.APPROVAL}, S.ASSIGNED),
        _move(Verb.TAKE, "Взять в работу", P.TAKE, {S.ASSIGNED, S.POSTPONED, S.REWORK}, S.IN_WORK),
        _move(Verb.ASK, "Спросить блок", P.ASK, OPEN),
        _move(Verb.REPLY, "Ответить на запрос", P.REPLY, OPEN),
        _move(Verb.FOLLOW_UP, "Уточнить вопрос", P.ASK, OPEN),
        _move(Verb.EXPLAIN, "Дополнить ответ на запрос", P.REPLY, OPEN),
        _move(Verb.REMIND, "Напомнить о вопросе", P.ASK, OPEN),
        _move(Verb.DRAFT, "Сохранить черновик", P.DRAFT, IN_HAND | {S.NEW, S.TRIAGE}, S.DRAFT),
        _move(Verb.SUBMIT, "На согласование", P.DRAFT, {S.DRAFT, S.REWORK}, S.APPROVAL),
        _move(Verb.APPROVE, "Согласовать", P.APPROVE, {S.APPROVAL}, S.ANSWERED),
        _move(Verb.RETURN, "Вернуть на доработку", P.APPROVE, {S.APPROVAL, S.ANSWERED}, S.REWORK),
        _move(Verb.PUBLISH, "Отметить публикацию", P.PUBLISH, {S.ANSWERED}, S.CHECK),
        _move(Verb.INTERIM, "Промежуточный ответ", P.PUBLISH, {S.ANSWERED}, S.INTERIM),
        _move(Verb.RECONSIDER, "Повторное рассмотрение", P.REOPEN, {S.CHECK, S.CLOSED}, S.IN_WORK),
        _move(Verb.CLOSE, "Закрыть", P.CLOSE, OURS - {S.APPROVAL}, S.CLOSED),
        _move(Verb.REOPEN, "Вернуть в работу", P.REOPEN, FINISHED | {S.CHECK}, S.IN_WORK),
        _move(Verb.REDIRECT, "Перенаправить", P.REDIRECT, OURS - {S.APPROVAL}, S.REDIRECTING),
        _move(Verb.SEND, "Номер и уведомление", P.REDIRECT, {S.REDIRECTING}),
        _move(Verb.KEEP_HERE, "Оставить у себя", P.REDIRECT, {S.REDIRECTING}, S.TRIAGE),
        _move(Verb.CAME_BACK, "Вернули обратно", P.REOPEN, {S.REDIRECTED}, S.TRIAGE),
        _move(Verb.POSTPONE, "Отложить", P.POSTPONE, IN_HAND | {S.CHECK}, S.POSTPONED),
        _move(Verb.MERGE, "Присоединить", P.MERGE, OURS, S.MERGED),
        _move(Verb.WAIT, "Ждать автора", P.DRAFT, IN_HAND),
        _move(Verb.RESUME, "Автор ответил", P.DRAFT, OURS),
        _move(Verb.INTERVENE, "Вмешаться", P.CONTROL, OURS - {S.APPROVAL}),
        _move(Verb.ACCOUNT, "Дать объяснение", P.DRAFT, OURS),
        _move(Verb.NOTE, "Заметка", P.NOTE, set(State)),
        _move(Verb.ATTACH, "Приложить файл", P.NOTE, set(State)),
        _move(Verb.FAST_ENTER, "На быстрый маршрут", P.ASSIGN, OPEN),
        _move(Verb.FAST_DONE, "Этап выполнен", P.TAKE, OPEN - {S.APPROVAL}),
        _move(Verb.FAST_OFF, "Снять с быстрого маршрута", P.ASSIGN, OPEN),
        _move(Verb.FAST_END, "Маршрут пройден", P.ASSIGN, set(State)),
        _move(Verb.UNCONFIRM, "Отменить подтверждение темы", P.CLASSIFY, BEFORE_WORK),
        _move(Verb.PLACE, "Указать место", P.CLASSIFY, OPEN),
        _move(Verb.OBJECT, "Указать объект", P.CLASSIFY, OPEN),
        _move(Verb.TAG, "Теги", P.CLASSIFY, set(State)),
        _move(Verb.LABEL, "Признак текста", P.CLASSIFY, OPEN),
        _move(Verb.IMPORTANCE, "Важность", P.CLASSIFY, OPEN),
        _move(Verb.CONTROL, "Поставить на контроль", P.ASSIGN, OPEN),
        _move(Verb.UNCONTROL, "Снять с контроля", P.ASSIGN, OPEN),
        _move(Verb.RELEASE, "Снять назначение", P.ASSIGN, {S.ASSIGNED}, S.TRIAGE),
        # Co-executors write parts, whoever is charged makes one answer of them.
        _move(Verb.INVOLVE, "Привлечь соисполнителей", P.ASSIGN, OURS - {S.APPROVAL, S.ANSWERED}),
        _move(Verb.PART, "Написать часть ответа", P.REPLY, OPEN - {S.REDIRECTING}),
        _move(
            Verb.GATHER, "Собрать ответ из частей", P.DRAFT, IN_HAND | {S.NEW, S.TRIAGE}, S.DRAFT
        ),
        _move(Verb.RETURN_PART, "Вернуть часть", P.DRAFT, IN_HAND | {S.NEW, S.TRIAGE}),
        _move(Verb.DROP_PART, "Снять с соисполнителя", P.ASSIGN, OPEN),
        _move(Verb.REMIND_PART, "Напомнить соисполнителю", P.DRAFT, OPEN),
        # A promise outlives the case: what concerns it may be done in a closed one as well.
        _move(Verb.PROMISE, "Записать обещание", P.DRAFT, set(State) - {S.MERGED, S.REJECTED}),
        _move(Verb.KEEP, "Обещание выполнено", P.DRAFT, set(State)),
        _move(Verb.MOVE_PROMISE, "Перенести обещание", P.POSTPONE, set(State)),
        _move(Verb.DROP_PROMISE, "Снять обещание", P.CLOSE, set(State)),
        _move(Verb.TELL, "Сообщить жителю о выполнении", P.PUBLISH, set(State)),
        _move(Verb.AGREE_SECOND, "Согласовать второй ответ", P.APPROVE, set(State)),
        _move(Verb.RETURN_SECOND, "Вернуть второй ответ", P.APPROVE, set(State)),
        # What only an appeal has, and what tells one from a message.
        _move(Verb.FACETS, "Форма, заявитель, адресаты", P.CLASSIFY, OPEN),
        _move(Verb.REGIME, "Сменить режим", P.REGISTER, OPEN),
        _move(Verb.ENROL, "Присвоить номер обращения", P.REGISTER, set(State)),
        _move(Verb.REPEAT, "Связать с прежним обращением", P.CLASSIFY, OPEN),
        _move(Verb.RESOLVE, "Резолюция", P.ASSIGN, OPEN),
        _move(Verb.COPIES, "Копии в другие органы", P.REDIRECT, OPEN),
        _move(Verb.MIGRATION, "Нарушения в сфере миграции", P.REDIRECT, OPEN),
        _move(Verb.PAPERS, "Запросить документы", P.DRAFT, OPEN),
        _move(Verb.PAPERS_CAME, "Документы получены", P.DRAFT, set(State)),
        _move(Verb.EXTEND, "Продлить срок", P.DRAFT, OPEN),
        _move(Verb.PROLONG, "Утвердить продление", P.APPEAL, OPEN),
        _move(Verb.NO_REPLY, "Без ответа по существу", P.DRAFT, OPEN),
        _move(Verb.REJECT, "Утвердить: без ответа", P.APPEAL, OPEN, S.REJECTED),
        _move(Verb.REFUSE, "Отказать", P.APPEAL, OPEN),
        _move(Verb.NOTIFY, "Отметить отправку", P.PUBLISH, set(State)),
        _move(Verb.LETTER, "Оформить документ", P.DRAFT, set(State)),
        _move(Verb.RESULT, "Результат рассмотрения", P.CLOSE, {S.CHECK, S.CLOSED}),
        _move(Verb.FILE, "Списать в дело", P.CLOSE, FINISHED - {S.MERGED}),
        _move(Verb.SPLIT, "Выделить вопрос", P.REGISTER, OPEN - {S.APPROVAL}),
        _move(Verb.UNSPLIT, "Вернуть вопрос обратно", P.REGISTER, {S.NEW, S.TRIAGE}, S.MERGED),
        # What was sent may be changed where the service knows how; the state of the case is no matter.
        _move(Verb.AMEND, "Исправить отправленное", P.PUBLISH, set(State) - {S.MERGED}),
        _move(Verb.UNSEND, "Отозвать отправленное", P.PUBLISH, set(State) - {S.MERGED}),
        # What the author does in the channel; the case is told of it, whatever its state.
        _move(Verb.HEAR, "Автор написал ещё", P.REGISTER, OPEN),
        _move(Verb.REWORD, "Автор изменил текст", P.REGISTER, set(State)),
        _move(Verb.UNSAY, "Автор удалил текст", P.REGISTER, set(State)),
    )
}


def available(state: str, actor: Actor, case: Belongs | None = None) -> list[Move]:
    """The moves this person may make now, in the order of the table: the buttons of the card."""
    return [m for m in MOVES.values() if state in m.sources and may(actor, m.permission, case)]


def check(verb: Verb, state: str, actor: Actor, case: Belongs | None = None) -> Move:
    """The move, or RuleViolation in words: no right, not over this case, not from this state."""
    move = MOVES[verb]
    allowed = may(actor, move.permission, case)
    if isinstance(allowed, Denied):
        raise allowed.refusal()
    if state not in move.sources:
        label = State(state).label
        raise RuleViolation(
            f"Действие «{move.label}» сейчас невозможно: сообщение в состоянии «{label}». "
            "Обновите страницу: возможно, его уже изменил другой сотрудник.",
            code="state",
        )
    return move
