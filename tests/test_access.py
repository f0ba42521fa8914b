"""Every URL × every role × where the role stands. A URL that is not in this table fails the test.

A new URL is one line in DOORS: its name, the permission it needs (or the roles, where no single
permission decides), how it is knocked at, and what its key is of.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from template_partials.templatetags.partials import TemplateProxy

from mcu.cases.actions import annotate, answer, finish, problem_work, promise, redirect, route
from mcu.cases.actions.appeal import papers
from mcu.cases.actions.appeal.decisions import propose_no_reply
from mcu.cases.actions.appeal.notices import copies, sent
from mcu.cases.actions.appeal.reception import Card, receive
from mcu.cases.actions.fast import set_fast_route
from mcu.cases.actions.problem import open_problem
from mcu.cases.actions.profile import load_classifier, load_norms_and_routes
from mcu.cases.actions.register import Incoming, register
from mcu.cases.actions.retention import place_hold
from mcu.cases.actions.rules import set_rule
from mcu.cases.actions.stages import set_word
from mcu.cases.models import (
    Answer,
    AnswerPart,
    AnswerTemplate,
    ApprovalStage,
    Attachment,
    Case,
    ChannelUse,
    ConfirmRun,
    FastRun,
    LearnedModel,
    ProblemAnswer,
    ProblemGuess,
    Promise,
    Recount,
    Route,
    SavedView,
    Topic,
)
from mcu.cases.rules.automation import Act, Deed
from mcu.cases.rules.conditions import read as condition
from mcu.cases.rules.fast import StepPart
from mcu.cases.rules.profile import read, starter_classifier
from mcu.channels.actions import connect, put
from mcu.coordination.actions import causes, decisions, road_maps
from mcu.coordination.actions.causes import CauseText
from mcu.core import files
from mcu.core.models import JournalEntry
from mcu.core.vault import unseal
from mcu.desk.actions.subject import accept
from mcu.desk.parts import CENTRE, MENU, SETTINGS
from mcu.intake import actions as intake
from mcu.intake.models import ColumnProfile
from mcu.org.actions import (
    acts,
    add_indicator,
    add_participant,
    add_person,
    ask_for,
    change_right,
    directions,
    give_duty,
    invite,
    load_organisation,
    make_proposal,
    set_calendar_day,
    set_owner,
    set_substitution,
)
from mcu.org.actions.people_list import open_people_import
from mcu.org.models import Body, Municipality, Person
from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart
from mcu.org.rules.proposals import DECIDERS, Ask
from mcu.org.rules.roles import DEFAULT, FOR_BLOCK, FOR_BODY, Permission, Role, Scope, program
from mcu.org.rules.structure import Grounds
from mcu.places.actions import add_place
from mcu.places.actions import open_import as open_places
from mcu.quality import actions as quality
from mcu.quality.models import LookRun, SecondLook
from mcu.quality.rules.codes import spelled
from mcu.tasks.actions import extend, gather, life, links, recurrence, verification
from mcu.tasks.actions.life import What, set_task
from mcu.tasks.actions.recurrence import Rule
from mcu.tasks.queries import link_of
from mcu.text.topics import Classifier

P = Permission
EVERYBODY = frozenset(Role)


def who(permission: Permission) -> frozenset[Role]:
    return frozenset(right.role for right in DEFAULT.holders(permission))


@dataclass(frozen=True)
class Door:
    """One URL: what it needs (a permission, or these roles), what is sent, what its key is of."""

    name: str
    allowed: Permission | frozenset[Role] | tuple[Permission, ...]
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    public: bool = False
    always: int = 0  # the one code that is right whoever knocks like this


# Keys that are cases, or hang on one: whoever does not see the case does not find the door.
CASE, CHOSEN = "case", "chosen"
# What is no row of a municipality: nothing, the marked cases, the names of the rules of retention.
SHARED = frozenset(
    {"", CHOSEN, "connector", "hook", "kpi", "retention", "system", "rung", "letter kind"}
)
PROBLEM = frozenset({"problem", "problem act", "problem file", "answering", "guess", "in problem"})
STAGES = frozenset(
    {"suggested", "promised", "kept", "told of", "kept case", "redirecting", "redirected", "of pos"}
)
APPEALS = frozenset(
    {"appeal", "answered appeal", "decision", "notice", "letter of", "request of papers"}
)
OF_A_CASE = (
    PROBLEM
    | STAGES
    | APPEALS
    | frozenset(
        {
            "task case",
            "version",
            CASE,
            "hold",
            "file",
            "approval",
            "answered",
            "closed",
            "request",
            "part",
        }
    )
)
# The same for tasks: done by body, block or executor, decided by whoever accepts.
OF_A_TASK = frozenset(
    {"task", "task done", "task finished", "task asked", "task file", "task reported", "task legal"}
)


class Stand(Enum):
    """Where somebody stands to the case behind the doors."""

    HERE = "in its body and block, the executor himself where the role is executor"
    BESIDE = "in its body and block, but somebody else is the executor"
    APART = "in another body and another block of the same municipality"
    ABROAD = "in another municipality"


REACHES = {
    Scope.OWN: {Stand.HERE},
    Scope.BODY: {Stand.HERE, Stand.BESIDE},
    Scope.BLOCK: {Stand.HERE, Stand.BESIDE},
    Scope.MUNICIPALITY: {Stand.HERE, Stand.BESIDE, Stand.APART},
    Scope.REGION: {Stand.HERE, Stand.BESIDE, Stand.APART},
}
LET_IN, FORBIDDEN, NOT_FOUND = frozenset({200, 302, 422}), frozenset({403}), frozenset({404})


def doors(stand: Stand) -> list[Door]:
    """Those that could answer otherwise here than they do to whoever stands in the middle."""
    if stand is Stand.HERE:
        return [door for door in DOORS if door.key != "view"]  # personal: it has its own test
    if stand is Stand.ABROAD:
        return [door for door in DOORS if door.key not in {"", "view"}]
    return [door for door in DOORS if door.key in OF_A_CASE | OF_A_TASK]


def stands(role: Role) -> list[Stand]:
    """A role held for the whole centre has no other body or block."""
    return list(Stand) if role in FOR_BODY | FOR_BLOCK else [Stand.HERE, Stand.ABROAD]


def reaches(role: Role, permission: Permission, stand: Stand) -> bool:
    right = DEFAULT.get(role, permission)
    if right is None or (right.scope == Scope.OWN and role != Role.EXECUTOR):
        return False  # nothing behind these doors is theirs
    return stand in REACHES[right.scope]


def expected(door: Door, role: Role, stand: Stand) -> frozenset[int]:
    """The codes that are right for this role at this door."""
    if door.always:
        return frozenset({door.always})
    if door.public:
        return LET_IN
    holds = role in (who(door.allowed) if isinstance(door.allowed, Permission) else door.allowed)
    for keys, seen in ((OF_A_CASE, P.SEE), (OF_A_TASK, P.TASK_SEE)):
        if door.key in keys:
            if not reaches(role, seen, stand):
                return NOT_FOUND
            needed = door.allowed if isinstance(door.allowed, tuple) else (door.allowed,)
            may_do = any(reaches(role, each, stand) for each in needed)
            return LET_IN if may_do else FORBIDDEN
    hidden = stand is Stand.ABROAD and door.key not in SHARED
    if not holds:
        return FORBIDDEN | NOT_FOUND if hidden else FORBIDDEN
    return NOT_FOUND if hidden else LET_IN


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
GROUNDS = {"on": "2026-01-01", "reason": "так", "kind": "branch"}
# A proposal is changed by whoever made it: in this world the responsible for the block.
AUTHOR = frozenset({Role.BLOCK_HEAD})
# The page of the figures: whoever leads quality, or sees both the cases and the summary of them.
READS_QUALITY = who(P.QUALITY) | (who(P.SUMMARY) & who(P.SEE))
# Papers of coordination are read by whoever sees both the messages and the summary of them.
READS_PAPERS = who(P.SUMMARY) & who(P.SEE)
DAYS = {"since": "2020-01-01", "until": "2099-01-01"}
LATER = {"until": "2099-01-01", "reason": "Метель"}
ENDED = {"on": timezone.localdate().isoformat(), "result": "Не успели", "stops": "on"}
DOORS = [
    Door("org:sign-in", EVERYBODY, public=True),
    Door("org:sign-out", EVERYBODY, "post", public=True),
    Door("org:password", EVERYBODY),
    Door("org:link", EVERYBODY, key="link", public=True),
    Door("org:give-link", P.ORGANISATION, "post", key="person"),
    Door("org:second", EVERYBODY, public=True),
    Door("org:passkey-begin", EVERYBODY, "post", public=True),
    Door("org:passkey-sign-in", EVERYBODY, "post", public=True, always=400),
    Door("org:oidc", EVERYBODY, public=True, always=404),
    Door("org:oidc-back", EVERYBODY, public=True, always=404),
    Door("org:mine", EVERYBODY),
    Door("org:confirm", EVERYBODY),
    Door("org:totp", EVERYBODY),
    Door("org:remove-totp", EVERYBODY, "post"),
    Door("org:add-passkey-begin", EVERYBODY, "post"),
    Door("org:add-passkey", EVERYBODY, "post", always=400),
    Door("org:remove-passkey", EVERYBODY, "post", key="passkey", always=404),
    Door("org:codes", EVERYBODY),
    Door("org:end-sessions", EVERYBODY, "post"),
    Door("org:end-session", EVERYBODY, "post", key="session", always=404),
    Door("org:make-token", EVERYBODY, "post", {"name": "1С", "scopes": ["read"], "days": "30"}),
    Door("org:revoke-token", EVERYBODY, "post", key="token", always=404),
    Door("org:end-sessions-of", P.ORGANISATION, "post", key="person"),
    Door("org:unlock", P.ORGANISATION, "post", key="person"),
    Door("org:reset-second-factor", P.ORGANISATION, "post", key="person"),
    Door("api:me", EVERYBODY, public=True, always=401),
    Door("desk:today", EVERYBODY),
    Door("cases:feed", P.SEE),
    Door("cases:filters", P.SEE),
    Door("cases:condition", P.SEE),
    Door("cases:export", P.EXPORT),
    Door("cases:bulk", P.CLOSE, "post", {"verb": "close", "outcome": "explained"}, CHOSEN),
    Door("cases:register", P.REGISTER),
    Door("cases:problems", P.SEE),
    Door("cases:problem-board", P.SEE),
    Door("cases:problem-map", P.SEE),
    Door("cases:problem-export", P.EXPORT),
    Door("cases:problem-guesses", P.SEE),
    Door("cases:problem-guess", P.PROBLEM_LEAD, "post", {"decision": "refuse"}, "guess"),
    Door(
        "cases:problem-reposts",
        P.TOPICS,
        "post",
        {"reposts": "none", "least_words": "6", "days": "7"},
    ),
    Door("cases:problem-open", P.PROBLEM_LEAD, "post", key=CHOSEN),
    Door("cases:problem-undo", P.PROBLEM_LEAD, "post", key="problem act"),
    Door("cases:problem-answering", P.SEE, key="answering"),
    Door("cases:problem", P.SEE, key="problem"),
    Door("cases:problem-file", P.SEE, key="problem file"),
    Door("cases:problem-leave", P.PROBLEM_LEAD, "post", {"case": "in problem"}, "problem"),
    Door("cases:problem-split", P.PROBLEM_LEAD, "post", {"case": "in problem"}, "problem"),
    Door("cases:problem-unite", P.PROBLEM_LEAD, "post", {"number": "1"}, "problem"),
    Door("cases:problem-describe", P.PROBLEM_WORK, "post", {"title": "Снег"}, "problem"),
    Door(
        "cases:problem-plan", P.PROBLEM_WORK, "post", {"text": "Так", "until": TOMORROW}, "problem"
    ),
    Door("cases:problem-charge", P.PROBLEM_WORK, "post", {"body": "body"}, "problem"),
    Door("cases:problem-step", P.PROBLEM_WORK, "post", {"to": "in_work"}, "problem"),
    Door("cases:problem-attach", P.PROBLEM_WORK, "post", {"file": "upload"}, "problem"),
    Door("cases:problem-answer", P.DRAFT, "post", {"text": "Снег вывезли."}, "problem"),
    Door("cases:case-problem", P.SEE, key=CASE),
    Door("cases:case-join", P.PROBLEM_LEAD, "post", {"problem": "problem"}, CASE),
    Door("cases:case-leave", P.PROBLEM_LEAD, "post", key="in problem"),
    Door("cases:case-together", P.PROBLEM_LEAD, "post", {"other": "answered"}, CASE),
    Door("cases:case-unlike", P.PROBLEM_LEAD, "post", {"other": "answered"}, CASE),
    Door("cases:save-view", EVERYBODY, "post", {"name": "Мои", "query": "status=open"}),
    Door("cases:remove-view", EVERYBODY, "post", key="view"),
    Door("cases:card", P.SEE, key=CASE),
    Door("cases:executors", P.SEE, key=CASE),
    Door("cases:attachment", P.SEE, key="file"),
    Door("cases:reveal", P.REVEAL, "post", {"reason": "answer"}, CASE),
    Door("cases:hold", P.RETENTION, "post", {"reason": "Суд"}, CASE),
    Door("cases:lift-hold", P.RETENTION, "post", key="hold"),
    Door("desk:retention", P.SETTINGS),
    Door("desk:retention-rule", P.SETTINGS, key="retention"),
    Door("desk:erase", P.RETENTION, "post"),
    Door("desk:review", P.RETENTION, "post", {"decision": "keep", "case": "1"}),
    Door("desk:lift-hold", P.RETENTION, "post", key="held"),
    Door("desk:subjects", P.SUBJECT),
    Door("desk:subject", P.SUBJECT, key="subject"),
    Door("desk:subject-docx", P.SUBJECT, key="subject"),
    Door("desk:subject-xlsx", P.SUBJECT, key="subject"),
    Door(
        "desk:decide-subject", P.SUBJECT, "post", {"decision": "keep", "reason": "Срок"}, "subject"
    ),
    Door("cases:classify", P.CLASSIFY, "post", {"topic": "topic"}, CASE),
    Door("cases:where", P.SEE, key=CASE),
    Door("cases:place", P.CLASSIFY, "post", {"street": "улица Мира"}, CASE),
    Door("places:list", P.SETTINGS),
    Door("places:export", P.SETTINGS),
    Door("places:add", P.ORGANISATION),
    Door("places:upload", P.ORGANISATION),
    Door("places:place", P.ORGANISATION, key="place"),
    Door("places:import", P.ORGANISATION, key="places import"),
    Door("places:take", P.ORGANISATION, "post", key="places import"),
    Door("places:rejects", P.ORGANISATION, key="places import"),
    Door("places:remove", P.ORGANISATION, "post", key="place"),
    Door("cases:assign", P.ASSIGN, "post", {"body": "body"}, CASE),
    Door("cases:take", P.TAKE, "post", key=CASE),
    Door("cases:ask", P.ASK, "post", {"question": "Когда вывезут снег?", "block": "block"}, CASE),
    Door("cases:reply", P.REPLY, "post", {"reply": "Сегодня до вечера."}, "request"),
    Door("cases:questions", P.SEE),
    Door("cases:follow-up", (P.ASK, P.REPLY), "post", {"text": "Какого числа?"}, "request"),
    Door("cases:remind", P.ASK, "post", key="request"),
    Door("cases:control", P.ASSIGN, "post", {"why": "Снег", "days": "3"}, CASE),
    Door("cases:uncontrol", P.ASSIGN, "post", {"reason": "Вывезли"}, CASE),
    Door("cases:importance", P.CLASSIFY, "post", {"importance": "high"}, CASE),
    Door("cases:answer-parts", P.SEE, key=CASE),
    Door("cases:involve-bodies", P.ASSIGN, "post", {"bodies": "body", "about": "Снег"}, CASE),
    Door("cases:write-part", P.REPLY, "post", {"text": "Вывезем завтра."}, "part"),
    Door("cases:return-part", P.DRAFT, "post", {"reason": "Когда?"}, "part"),
    Door("cases:remind-part", P.DRAFT, "post", key="part"),
    Door("cases:drop-part", P.ASSIGN, "post", {"reason": "Не нужна"}, "part"),
    Door("cases:gather-parts", P.DRAFT, "post", key=CASE),
    Door("cases:draft", P.DRAFT, "post", {"text": "Снег вывезут сегодня."}, CASE),
    Door("cases:check-answer", P.DRAFT, "post", {"text": "Вывезут завтра."}, CASE),
    Door("cases:outside", P.SETTINGS),
    Door("cases:set-outside", P.NORMS, "post", {"model": "m"}),
    Door("cases:ask-model", P.DRAFT, "post", {"what": "draft"}, CASE),
    Door("cases:take-machine", P.DRAFT, "post", {"text": "Снег уберут."}, CASE),
    Door("cases:label", P.CLASSIFY, "post", {"label": "raised", "right": "1"}, CASE),
    Door("cases:tick-question", P.DRAFT, "post", {"tick": "0:yes"}, CASE),
    Door("cases:add-question", P.DRAFT, "post", {"question": "Когда?"}, CASE),
    Door("cases:answer-version", P.SEE, key="version"),
    Door("cases:answer-letter", P.SEE, key="version"),
    Door("cases:quality", P.SEE),
    Door("cases:approvals", P.APPROVE),
    Door("cases:approve-many", P.APPROVE, "post"),
    Door("cases:checks", P.SETTINGS),
    Door(
        "cases:set-approvals",
        P.NORMS,
        "post",
        {"incident": "needed", "pos": "none", "own": "needed"},
    ),
    Door(
        "cases:set-stage",
        P.NORMS,
        "post",
        {"order": "1", "title": "Центр", "role": "head_of_centre"},
    ),
    Door("cases:remove-stage", P.NORMS, "post", key="stage"),
    Door("cases:offered-texts", P.DRAFT, key=CASE),
    Door("cases:insert-text", P.DRAFT, "post", {"insert": "template:template"}, CASE),
    Door("cases:templates", P.SETTINGS),
    Door("cases:add-template", P.NORMS),
    Door("cases:template", P.NORMS, key="template"),
    Door("cases:retire-template", P.NORMS, "post", {"active": "no"}, "template"),
    Door("cases:submit", P.DRAFT, "post", key=CASE),
    Door("cases:approve", P.APPROVE, "post", key="approval"),
    Door("cases:return", P.APPROVE, "post", {"reason": "Назовите срок."}, "approval"),
    Door("cases:publish", P.PUBLISH, "post", {"url": "https://vk.com/wall-1_2"}, "answered"),
    Door("cases:close", P.CLOSE, "post", {"outcome": "solved"}, CASE),
    Door("cases:reopen", P.REOPEN, "post", {"reason": "Не сделано."}, "closed"),
    Door("cases:redirect", P.REDIRECT, "post", {"to": "Министерство"}, CASE),
    Door("cases:send", P.REDIRECT, "post", {"number": "ПОС-77"}, "redirecting"),
    Door("cases:keep_here", P.REDIRECT, "post", {"reason": "Наше"}, "redirecting"),
    Door("cases:came_back", P.REOPEN, "post", {"reason": "Не их"}, "redirected"),
    Door("cases:redirects", P.SEE),
    Door("cases:redirects-export", P.EXPORT),
    Door("cases:receivers", P.REDIRECT),
    Door("cases:interim", P.PUBLISH, "post", {"until": "2099-05-01"}, "answered"),
    Door("cases:reconsider", P.REOPEN, "post", {"reason": "Не сделано."}, "closed"),
    Door("cases:system", P.SEE, key="of pos"),
    Door("cases:stages", P.SETTINGS),
    Door("cases:stage-word", P.NORMS, "post", {"word": "Прочее", "stage": "approval"}, "system"),
    Door("cases:forget-stage-word", P.NORMS, "post", key="stage word"),
    Door("cases:promises", P.SEE),
    Door("cases:promises-export", P.EXPORT),
    Door("cases:case-promises", P.SEE, key=CASE),
    Door(
        "cases:make-promise",
        P.DRAFT,
        "post",
        {"what": "Покрасить", "due": "2099-05-01", "proof": "act"},
        CASE,
    ),
    Door("cases:look-for-promises", P.DRAFT, "post", key="kept case"),
    Door("cases:confirm-promise", P.DRAFT, "post", key="suggested"),
    Door("cases:decline-promise", P.DRAFT, "post", key="suggested"),
    Door("cases:promise-keep", P.DRAFT, "post", {"file": "upload"}, "promised"),
    Door(
        "cases:promise-move_promise",
        P.POSTPONE,
        "post",
        {"until": "2099-06-01", "reason": "Дождь"},
        "promised",
    ),
    Door("cases:promise-drop_promise", P.CLOSE, "post", {"reason": "Передано"}, "promised"),
    Door("cases:promise-tell", P.PUBLISH, "post", {"text": "Сделано"}, "kept"),
    Door("cases:promise-agree_second", P.APPROVE, "post", key="told of"),
    Door("cases:promise-return_second", P.APPROVE, "post", {"reason": "Нет даты"}, "told of"),
    Door(
        "cases:postpone",
        P.POSTPONE,
        "post",
        {"until": "2099-05-01", "reason": "Весной."},
        CASE,
    ),
    Door("cases:fast", P.SEE, key=CASE),
    Door("cases:fast-done", P.TAKE, "post", key=CASE),
    Door("cases:fast-off", P.ASSIGN, "post", {"reason": "Иначе."}, CASE),
    Door("cases:merge", P.MERGE, "post", {"into": "number"}, CASE),
    Door("cases:clocks", P.SEE, key=CASE),
    Door("cases:wait", P.DRAFT, "post", {"reason": "Уточнить дом."}, CASE),
    Door("cases:resume", P.DRAFT, "post", key=CASE),
    Door(
        "cases:intervene",
        P.CONTROL,
        "post",
        {"way": "explain", "words": "Неделю нет ответа."},
        CASE,
    ),
    Door("cases:account", P.DRAFT, "post", {"text": "Ждём насос."}, CASE),
    Door("desk:control", P.CONTROL),
    Door("desk:control-questions", P.CONTROL),
    Door("desk:control-parts", P.CONTROL),
    Door("desk:control-marked", P.CONTROL),
    Door("desk:control-silence", P.CONTROL),
    Door("desk:control-redirected", P.CONTROL),
    Door("desk:control-export", P.CONTROL),
    Door("cases:learning", P.SETTINGS),
    Door("cases:learning-settings", P.TOPICS, "post"),
    Door("cases:learning-train", P.TOPICS, "post"),
    Door("cases:learning-bring-back", P.TOPICS, "post", key="learned"),
    Door("cases:learning-stand-down", P.TOPICS, "post", key="learned"),
    Door("cases:learning-examples", P.SETTINGS, key="learned"),
    Door("cases:sure", P.CLASSIFY),
    Door("cases:confirm-sure", P.CLASSIFY, "post"),
    Door("cases:undo-sure", P.CLASSIFY, "post", key="sure list"),
    Door("cases:charge-suggested", P.ASSIGN, "post", {"executor": "body:roads"}, CASE),
    Door("cases:recounts", P.SETTINGS),
    Door("cases:start-recount", P.NORMS, "post"),
    Door("cases:recount", P.SETTINGS, key="recount"),
    Door("cases:apply-recount", P.NORMS, "post", key="recount"),
    Door("cases:dismiss-recount", P.NORMS, "post", key="recount"),
    Door("org:body-hours", P.ORGANISATION, key="body"),
    Door("org:import-calendar", P.CALENDAR),
    Door("org:apply-calendar", P.CALENDAR, "post"),
    Door("desk:ladder", P.SETTINGS),
    Door("desk:rung", P.NORMS, key="rung"),
    Door("desk:remove-rung", P.NORMS, "post", key="rung"),
    Door("cases:note", P.NOTE, "post", {"text": "Звонил мастеру."}, CASE),
    Door("cases:attach", P.NOTE, "post", {"file": "upload"}, CASE),
    Door("tasks:list", P.TASK_SEE),
    Door("tasks:add", P.TASK_SET),
    Door("tasks:bulk", P.TASK_SEE, "post", {"verb": "export"}),
    Door("tasks:export", P.TASK_SEE),
    Door("tasks:today", P.TASK_SEE),
    Door("tasks:for-object", P.SEE, key="task case"),
    Door("tasks:repeats", P.TASK_SET),
    Door("tasks:add-repeat", P.TASK_SET),
    Door("tasks:stop-repeat", P.TASK_SET, "post", key="repeat"),
    Door("tasks:checks", P.VERIFY),
    Door("tasks:draw", P.VERIFY, "post", {"since": "2020-01-01", "until": "2099-01-01"}),
    Door("tasks:check", P.VERIFY, key="check"),
    Door("tasks:export-check", P.VERIFY, key="check"),
    Door("tasks:check-row", P.VERIFY, key="check row"),
    Door("tasks:settings", P.SETTINGS),
    Door("tasks:contractor", EVERYBODY, key="work link", public=True),
    Door("tasks:card", P.TASK_SEE, key="task"),
    Door("tasks:file", P.TASK_SEE, key="task file"),
    Door("tasks:take", P.TASK_WORK, "post", key="task"),
    Door("tasks:report", P.TASK_WORK, "post", {"result": "Сделано"}, "task"),
    Door(
        "tasks:conclude", P.TASK_WORK, "post", {"conclusion": "risk", "grounds": "131-ФЗ"}, "task"
    ),
    Door("tasks:accept", P.TASK_ACCEPT, "post", key="task done"),
    Door("tasks:return", P.TASK_ACCEPT, "post", {"reason": "Не всё"}, "task done"),
    Door("tasks:reopen", P.TASK_ACCEPT, "post", {"reason": "Не всё"}, "task finished"),
    Door("tasks:cancel", P.TASK_ACCEPT, "post", {"reason": "Не нужно"}, "task"),
    Door("tasks:reassign", P.TASK_ACCEPT, "post", {"body": "body"}, "task"),
    Door(
        "tasks:ask-extension",
        P.TASK_WORK,
        "post",
        {"until": "2098-01-12", "reason": "Дожди"},
        "task",
    ),
    Door("tasks:extend", P.TASK_ACCEPT, "post", key="task asked"),
    Door("tasks:refuse", P.TASK_ACCEPT, "post", {"refusal": "Нет"}, "task asked"),
    Door("tasks:tick", P.TASK_WORK, "post", {"item": "item", "done": "on"}, "task"),
    Door("tasks:add-item", (P.TASK_WORK, P.TASK_ACCEPT), "post", {"text": "Ещё"}, "task"),
    Door("tasks:evidence", (P.TASK_WORK, P.TASK_ACCEPT), "post", {"text": "Вот"}, "task"),
    Door(
        "tasks:review",
        (P.TASK_WORK, P.TASK_ACCEPT),
        "post",
        {"evidence": "report", "accepted": "on"},
        "task reported",
    ),
    Door(
        "tasks:give-link",
        (P.TASK_WORK, P.TASK_ACCEPT),
        "post",
        {"contractor": "Бригада", "brief": "Яма", "days": "3"},
        "task",
    ),
    Door(
        "tasks:revoke-link",
        (P.TASK_WORK, P.TASK_ACCEPT),
        "post",
        {"link": "link row"},
        "task reported",
    ),
    Door("tasks:comment", P.TASK_SEE, "post", {"text": "Понял"}, "task"),
    Door("cases:appeals", P.SEE),
    Door("cases:appeal-setup", P.NORMS),
    Door("cases:appeal-journal", P.SEE),
    Door("cases:appeal-journal-file", P.EXPORT, "post"),
    Door("cases:letters", P.SEE, key=CASE),
    Door("cases:letter", P.DRAFT, "post", {"dated": "2026-11-21"}, "letter of"),
    Door("cases:letter-preview", P.DRAFT, key="letter of"),
    Door("cases:letter-templates", P.SETTINGS),
    Door("cases:letter-template", P.SETTINGS, key="letter kind"),
    Door("cases:letter-template-file", P.SETTINGS, key="letter kind"),
    Door("cases:letter-example", P.SETTINGS, key="letter kind"),
    Door("cases:letter-restore", P.ORGANISATION, "post", {"version": "0"}, "letter kind"),
    Door("cases:reception-card", P.REVEAL, "post", key="reception"),
    Door("cases:receptions", P.REGISTER),
    Door("cases:reception-add", P.REGISTER),
    Door("cases:reception", P.REGISTER, key="reception"),
    Door("cases:reception-reveal", P.REVEAL, "post", key="reception"),
    Door("cases:decide", P.APPEAL, "post", key="decision"),
    Door("cases:notice-sent", P.PUBLISH, "post", {"way": "post"}, "notice"),
    Door("cases:appeal", P.SEE, key="appeal"),
    Door("cases:facets", P.CLASSIFY, "post", {"category": "citizen"}, CASE),
    Door("cases:regime", P.REGISTER, "post", {"reason": "Не обращение."}, "appeal"),
    Door("cases:enrol", P.REGISTER, "post", key="appeal"),
    Door("cases:repeat", P.CLASSIFY, "post", {"none": "1"}, "appeal"),
    Door("cases:resolve", P.ASSIGN, "post", {"author_name": "Глава", "text": "Да"}, "appeal"),
    Door(
        "cases:migration",
        P.REDIRECT,
        "post",
        {"police": "ОМВД", "official": "Губернатор"},
        "appeal",
    ),
    Door("cases:papers", P.DRAFT, "post", {"to": "Росреестр", "what": "Выписку"}, "appeal"),
    Door("cases:papers-came", P.DRAFT, "post", key="request of papers"),
    Door("cases:copies", P.REDIRECT, "post", {"others": "Фонд"}, "appeal"),
    Door(
        "cases:extend",
        P.DRAFT,
        "post",
        {"days": 5, "reason": "request", "words": "Ждём."},
        "appeal",
    ),
    Door("cases:no_reply", P.DRAFT, "post", {"ground": "unclear", "words": "Нет сути."}, "appeal"),
    Door("cases:result", P.CLOSE, "post", {"result": "explained"}, "answered appeal"),
    Door("cases:file", P.CLOSE, "post", {"index_of_file": "01"}, "closed"),
    Door("cases:split", P.REGISTER, "post", {"text": "И фонарь."}, CASE),
    Door("cases:unsplit", P.REGISTER, "post", key=CASE),
    Door("org:organisation", P.SETTINGS),
    Door("org:people", P.SETTINGS),
    Door("org:roles", P.SETTINGS),
    Door(
        "org:change-right",
        P.RIGHTS,
        "post",
        {"role": "staff", "permission": "case.close", "scope": "municipality", "reason": "Приказ"},
    ),
    Door("org:undo-right", P.RIGHTS, "post", key="grant"),
    Door("org:serve", P.ORGANISATION, "post", {"login": "nobody"}),
    Door("org:person-rights", P.SETTINGS, key="person"),
    Door("org:my-rights", EVERYBODY),
    Door("org:add", P.ORGANISATION),
    Door("org:person", P.SETTINGS, key="person"),
    Door(
        "org:give-duty",
        P.ORGANISATION,
        "post",
        {"role": "auditor", "since": "2026-01-01"},
        "person",
    ),
    Door("org:set-marks", P.ORGANISATION, "post", {"outside_service": "on"}, "person"),
    Door("org:composition", EVERYBODY),
    Door("org:composition-history", EVERYBODY),
    Door("org:composition-export", P.SETTINGS),
    Door("org:centre", EVERYBODY),
    Door("org:hours", EVERYBODY),
    Door("org:set-active", P.ORGANISATION, "post", {"active": "no"}, "person"),
    Door("org:end-duty", P.ORGANISATION, "post", {"on": "2030-01-01"}, "duty"),
    Door("org:change-person", P.ORGANISATION, "post", {"full_name": "Ким Ян"}, "person"),
    Door("org:people-export", P.SETTINGS),
    Door("org:people-bulk", P.ORGANISATION, "post", {"verb": "off", "person": "person"}),
    Door("org:people-upload", P.ORGANISATION),
    Door("org:people-import", P.ORGANISATION, key="people"),
    Door("org:people-take", P.ORGANISATION, "post", key="people"),
    Door("org:people-rejects", P.ORGANISATION, key="people"),
    Door("org:indicators", EVERYBODY),
    Door("org:indicators-export", P.SETTINGS),
    Door("org:add-indicator", P.ORGANISATION, "post", {"name": "Доля решённых"}),
    Door("org:set-owner", P.ORGANISATION, "post", {"indicator": "n", "person": "person"}),
    Door("org:release-owner", P.ORGANISATION, "post", key="owner"),
    Door("org:participants", EVERYBODY),
    Door("org:participants-export", P.SETTINGS),
    Door("org:add-participant", P.ORGANISATION),
    Door("org:include-participants", P.ORGANISATION, "post"),
    Door("org:participant", P.ORGANISATION, key="participant"),
    Door("desk:workload", P.PROPOSE),
    Door("desk:workload-export", who(P.PROPOSE) & who(P.EXPORT)),
    Door("desk:proposals", P.PROPOSE),
    Door("desk:make-proposal", P.PROPOSE),
    Door("desk:proposal", P.PROPOSE, key="proposal"),
    Door("desk:ask-change", AUTHOR, "post", {"ask": "other", "name": "так"}, "proposal"),
    Door("desk:drop-change", AUTHOR, "post", key="change"),
    Door("desk:step-proposal", DECIDERS, "post", key="proposal-verb"),
    Door("desk:blocks", EVERYBODY),
    Door("desk:add-block", P.ORGANISATION, "post", {"name": "Новый", **GROUNDS}),
    Door("desk:block", EVERYBODY, key="block"),
    Door("desk:change-block", P.ORGANISATION, "post", {"name": "Иной", **GROUNDS}, "block-verb"),
    Door("desk:appoint-leader", P.LEADERS, "post", {"person": "person"}, "block"),
    Door("desk:release-leader", P.LEADERS, "post", key="leader"),
    Door("desk:add-body", P.ORGANISATION),
    Door("desk:body", EVERYBODY, key="body"),
    Door("desk:change-body", P.ORGANISATION, "post", {"name": "Иной", **GROUNDS}, "body-verb"),
    Door("desk:substitutions", EVERYBODY),
    Door("desk:add-substitution", P.ORGANISATION, data={"absent": "person"}),
    Door("desk:return-early", P.ORGANISATION, "post", key="substitution"),
    Door("org:directions", EVERYBODY),
    Door("org:direction", P.DEVELOPMENT, key="direction"),
    Door("org:direction-end", P.DEVELOPMENT, "post", key="direction"),
    Door("org:acts", EVERYBODY),
    Door("org:act", EVERYBODY, key="act"),
    Door("org:act-add", P.ORGANISATION),
    Door("org:act-edit", P.ORGANISATION, key="act"),
    Door("org:act-attach", P.ORGANISATION, "post", {"file": "upload"}, "act"),
    Door("org:act-text", EVERYBODY, key="act file"),
    Door("org:act-ask", P.ORGANISATION, "post", {"roles": ["head"]}, "act"),
    Door("org:act-confirm", EVERYBODY, "post", key="act"),
    Door("org:act-remind", P.ORGANISATION, "post", key="act"),
    Door("org:act-take-off", P.ORGANISATION, "post", key="act reader"),
    Door("org:act-sheet", P.SETTINGS, key="act"),
    Door("org:normative", EVERYBODY),
    Door("org:normative-add", P.ORGANISATION),
    Door("org:normative-edit", P.ORGANISATION, key="normative"),
    Door("org:calendar", P.SETTINGS),
    Door("org:remove-day", P.CALENDAR, "post", key="day"),
    Door("intake:index", P.IMPORT),
    Door("intake:upload", P.IMPORT, "post", {"file": "table", "layout": "auto"}),
    Door("intake:run", P.IMPORT, key="run"),
    Door("intake:mapping", P.IMPORT, "post", key="run"),
    Door("intake:start", P.IMPORT, "post", key="run"),
    Door("intake:rename-layout", P.IMPORT, "post", {"name": "Другое"}, "layout"),
    Door("intake:remove-layout", P.IMPORT, "post", key="layout"),
    Door("intake:rejects", P.IMPORT, key="run"),
    Door("quality:enter", EVERYBODY, public=True),
    Door("quality:rate", EVERYBODY, key="code", public=True),
    Door("quality:stop", EVERYBODY, key="code", public=True),
    Door("quality:answer", EVERYBODY, key="survey code", public=True),
    Door("quality:ratings", READS_QUALITY),
    Door("quality:export", who(P.EXPORT) & READS_QUALITY),
    Door("quality:waiting", P.QUALITY),
    Door("quality:hand-over", P.QUALITY, "post", key="invitation"),
    Door("quality:settings", P.QUALITY),
    Door("quality:of-case", P.SEE, key=CASE),
    Door("quality:phone", P.QUALITY, key=CASE),
    Door("quality:looks", READS_QUALITY),
    Door("quality:draw", P.QUALITY, "post", DAYS),
    Door("quality:run", READS_QUALITY, key="look run"),
    Door("quality:look", P.QUALITY, "post", {"method": "call", "verdict": "done"}, "look"),
    Door("quality:surveys", READS_QUALITY),
    Door("quality:make", P.QUALITY),
    Door("quality:survey", READS_QUALITY, key="survey"),
    Door("quality:begin", P.QUALITY, "post", {"until": "2099-01-01"}, "survey"),
    Door("quality:end", P.QUALITY, "post", key="running survey"),
    Door("quality:calls", P.QUALITY, key="survey"),
    Door("quality:survey-export", who(P.EXPORT) & READS_QUALITY, key="survey"),
    Door("quality:conflicts", READS_QUALITY),
    Door("quality:conflicts-export", who(P.EXPORT) & READS_QUALITY),
    Door("quality:report", P.QUALITY),
    Door("quality:conflict", READS_QUALITY, key="conflict"),
    Door("quality:advance", P.QUALITY, "post", {"words": "так"}, "conflict step"),
    Door("coordination:causes", READS_PAPERS),
    Door("coordination:enter", P.COORDINATION),
    Door("coordination:causes-export", who(P.EXPORT) & READS_PAPERS),
    Door("coordination:of-problem", P.SEE, key="problem"),
    Door("coordination:cause", READS_PAPERS, key="cause"),
    Door("coordination:change-cause", P.COORDINATION, key="cause"),
    Door(
        "coordination:measure",
        P.COORDINATION,
        "post",
        {"what": "Так", "body": "body", "due": TOMORROW},
        "cause",
    ),
    Door("coordination:advance-cause", P.COORDINATION, "post", {"words": "так"}, "cause step"),
    Door("coordination:road-maps", READS_PAPERS),
    Door("coordination:make-road-map", P.COORDINATION),
    Door("coordination:road-maps-export", who(P.EXPORT) & READS_PAPERS),
    Door("coordination:road-map", READS_PAPERS, key="road map"),
    Door("coordination:change-road-map", P.COORDINATION, key="road map"),
    Door(
        "coordination:add-point",
        P.COORDINATION,
        "post",
        {"what": "Так", "body": "body", "due": TOMORROW},
        "road map",
    ),
    Door(
        "coordination:approve-road-map",
        P.COORDINATION,
        "post",
        {"approved_by": "Глава", "approved_on": "2026-01-01"},
        "road map",
    ),
    Door("coordination:end-road-map", P.COORDINATION, "post", ENDED, "road map under way"),
    Door("coordination:effect", READS_PAPERS, key="road map"),
    Door("coordination:road-map-export", who(P.EXPORT) & READS_PAPERS, key="road map"),
    Door("coordination:drop-point", P.COORDINATION, "post", key="point"),
    Door("coordination:move-point", P.COORDINATION, "post", LATER, "point under way"),
    Door("coordination:decisions", READS_PAPERS),
    Door("coordination:record", P.COORDINATION),
    Door("coordination:decisions-export", who(P.EXPORT) & READS_PAPERS),
    Door("coordination:decision", READS_PAPERS, key="ruling"),
    Door(
        "coordination:ground",
        P.COORDINATION,
        "post",
        {"kind": "list", "reference": "/cases/"},
        "ruling",
    ),
    Door(
        "coordination:charge",
        P.COORDINATION,
        "post",
        {"what": "Так", "body": "body", "due": TOMORROW},
        "ruling",
    ),
    Door(
        "coordination:advance-decision",
        P.COORDINATION,
        "post",
        {"words": "так"},
        "ruling step",
    ),
    Door("analytics:summary", P.SUMMARY),
    Door("analytics:export", who(P.SUMMARY) & who(P.EXPORT)),
    Door("analytics:indicators", who(P.SUMMARY) & who(P.SEE)),
    Door("analytics:indicators-export", who(P.SUMMARY) & who(P.SEE) & who(P.EXPORT)),
    Door("analytics:behind", who(P.SUMMARY) & who(P.SEE), key="kpi"),
    Door("analytics:solvable", who(P.SUMMARY) & who(P.SEE)),
    Door("analytics:process", who(P.SUMMARY) & who(P.SEE)),
    Door("desk:topics", P.SETTINGS),
    Door("desk:add-topic", P.TOPICS, "post", {"name": "Дроны над городом"}),
    Door("desk:topic", P.SETTINGS, key="topic"),
    Door("desk:rename-topic", P.TOPICS, "post", {"name": "Иначе"}, "topic"),
    Door("desk:set-route", P.TOPICS, "post", {"body": "body"}, "topic"),
    Door("desk:remove-route", P.TOPICS, "post", {}, "topic_route"),
    Door("desk:fast-routes", P.SETTINGS),
    Door("desk:add-fast-route", P.TOPICS),
    Door("desk:fast-route", P.SETTINGS, key="fast_route"),
    Door("desk:switch-fast-route", P.TOPICS, "post", {"active": "1"}, "fast_route"),
    Door("desk:rules", P.SETTINGS),
    Door("desk:add-rule", P.TOPICS),
    Door("desk:rule", P.SETTINGS, key="rule"),
    Door("desk:switch-rule", P.TOPICS, "post", {"verb": "on"}, "rule"),
    Door("desk:undo-rule", P.TOPICS, "post", key="rule_run"),
    Door("desk:profile", P.SETTINGS),
    Door("desk:preview-profile", P.ORGANISATION, "post", {"file": "table"}),
    Door("desk:load-profile", P.ORGANISATION, "post", {"name": "a.toml", "text": "a = 1"}),
    Door("desk:export-profile", P.SETTINGS),
    Door("desk:profile-difference", P.SETTINGS),
    Door(
        "desk:restore-setting",
        P.ORGANISATION,
        "post",
        {"section": "municipality", "key": "[]", "field": '["population"]'},
    ),
    Door("desk:switch-channel", P.ORGANISATION, "post", {"enabled": "yes"}, "channel_use"),
    Door("desk:norms", P.SETTINGS),
    Door("desk:norm", P.SETTINGS, key="norm"),
    Door("desk:security", P.SETTINGS),
    Door("desk:second-factor-roles", P.ORGANISATION, "post", {"role": "administrator"}),
    Door("desk:components", P.SETTINGS),
    Door("desk:journal", P.JOURNAL),
    Door("org:notices", EVERYBODY),
    Door("org:bell", EVERYBODY),
    Door("org:read-notices", EVERYBODY, "post"),
    Door("org:my-notices", EVERYBODY),
    Door("org:notice", EVERYBODY, key="view"),
    Door("channels:outgoing", P.SETTINGS),
    Door("channels:test", P.OUTGOING, "post", {"to": "mcu@example.ru"}),
    Door("channels:retry", P.OUTGOING, "post", key="letter"),
    Door("channels:cancel", P.OUTGOING, "post", key="letter"),
    Door("channels:hand", P.OUTGOING, "post", {"url": ""}, "letter"),
    Door("channels:stuck", P.SETTINGS),
    Door("channels:retry-many", P.OUTGOING, "post", {"letter": "1"}),
    Door("intake:channels", P.SETTINGS),
    Door("intake:channels-health", P.CHANNELS),
    Door("intake:channel-add", P.CHANNELS, key="connector"),
    Door("intake:channel", P.SETTINGS, key="connection"),
    Door("intake:channel-change", P.CHANNELS, key="connection"),
    Door("intake:channel-probe", P.CHANNELS, "post", key="connection"),
    Door("intake:channel-turn", P.CHANNELS, "post", {"active": "1"}, "connection"),
    Door("intake:channel-since", P.CHANNELS, "post", {"day": "2026-11-01"}, "connection"),
    Door("intake:channel-again", P.CHANNELS, "post", {}, "connection"),
    Door("intake:hook", EVERYBODY, "post", key="hook", public=True, always=404),
    Door("channels:switch", P.CHANNELS, "post", {"active": "0", "transport": "email"}),
    Door("desk:verify-journal", P.JOURNAL, "post"),
    Door("desk:journal-entry", P.JOURNAL, key="entry"),
    Door("desk:export-journal", P.JOURNAL),
    Door("desk:journal-check", P.JOURNAL),
    Door("desk:journal-anchors", P.JOURNAL),
]


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern, namespace + inner)


def test_every_url_stands_in_the_table():
    assert sorted(names(get_resolver())) == sorted(door.name for door in DOORS)


@dataclass
class World:
    """Two municipalities; in the first somebody of every role has a part in the same cases."""

    place: Municipality
    abroad: Municipality
    keys: dict[str, list[Any]]
    values: dict[str, Any]
    people: dict[tuple[Role, Stand], Person] = field(default_factory=dict)
    sessions: dict[int, str] = field(default_factory=dict)

    def person(self, role: Role, stand: Stand = Stand.HERE) -> Person:
        if (role, stand) not in self.people:
            place = self.abroad if stand is Stand.ABROAD else self.place
            code = "water" if stand is Stand.APART else "roads"
            self.people[role, stand] = _person(place, role, f"{role}-{stand.name}".lower(), code)
        return self.people[role, stand]

    def knock(self, door: Door, person: Person | None) -> Any:
        client = Client()
        if person:
            client.cookies[settings.SESSION_COOKIE_NAME] = self._session(person)
        data = {name: self._value(value) for name, value in door.data.items()}
        if door.key == CHOSEN:
            data["case"] = self.keys[CASE]
            address = reverse(door.name)
        else:
            address = reverse(door.name, args=self.keys.get(door.key, []))
        return getattr(client, door.method)(address, data)

    def try_door(self, door: Door, person: Person) -> tuple[int, int]:
        """Knock and undo it: the status, and how many journal entries it left."""
        self._session(person)
        before = JournalEntry.objects.exclude(action__startswith="access.").count()
        with transaction.atomic():
            response = self.knock(door, person)
            if response.streaming:
                assert b"".join(response.streaming_content)
            # That somebody was refused is written down; what was refused must not be done.
            done = JournalEntry.objects.exclude(action__startswith="access.")
            left = done.count() - before
            transaction.set_rollback(True)
        return response.status_code, left

    def _session(self, person: Person) -> str:
        """Signing in costs more than most doors: once for each person."""
        if person.pk not in self.sessions:
            client = Client()
            client.force_login(person)
            self.sessions[person.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self.sessions[person.pk]

    def _value(self, value: Any) -> Any:
        made = self.values.get(value, value) if isinstance(value, str) else value
        return made() if callable(made) else made


def _town(code: str) -> Municipality:
    part = OrgPart(
        code=code,
        name=f"Округ {code}",
        blocks=(BlockPart("roads", "Дороги"), BlockPart("water", "Вода")),
        bodies=(
            BodyPart("roads", "Дорожная служба", block="roads"),
            BodyPart("water", "Водоканал", block="water"),
        ),
    )
    return load_organisation(part=part, profile="тест")


def _small(whole: Classifier) -> Classifier:
    """Three topics are enough to open doors with."""
    return Classifier(whole.groups[:1], whole.topics[:3])


def _person(place: Municipality, role: Role, login: str, code: str) -> Person:
    by = program(place.pk)
    person = add_person(
        municipality=place, login=login, full_name=f"Лицо {role.label}", password="x", by=by,
        hashed=True,
    )  # fmt: skip
    body = Body.objects.get(municipality=place, code=code) if role in FOR_BODY else None
    block = place.blocks.get(code=code) if role in FOR_BLOCK else None
    since = timezone.localdate() - timedelta(days=30)
    give_duty(person=person, role=role, by=by, since=since, body=body, block=block)
    return person


def _promises_and_redirects(place: Municipality, case: Case, proof: Attachment, executor: Person):  # type: ignore[no-untyped-def]
    """Keys of what ПОС, promises and redirects have doors to."""
    by, day = program(place.pk), timezone.localdate() + timedelta(days=9)
    made = [promise.make(case=case, what=f"Обещано {n}", due=day, by=by) for n in range(4)]
    Promise.objects.filter(pk=made[0].pk).update(state="suggested", term=None)
    for each in made[2:]:
        promise.keep(promise=each, evidence=proof, by=by)
    second = promise.tell(promise=made[3], text="Готово", by=by)
    Answer.objects.filter(pk=second.pk).update(state="approval", published_at=None)
    Promise.objects.filter(pk=made[3].pk).update(told_at=None)
    going, gone, of_pos, told = (_case(place, steps, executor) for steps in (1, 1, 1, 4))
    redirect.decide(case=going, to="Область", by=by)
    redirect.decide(case=gone, to="Область", number="1", told_on=timezone.localdate(), by=by)
    Case.objects.filter(pk=of_pos.pk).update(system="pos")
    word = set_word(municipality=place, system="pos", word="Ждёт", stage="approval", by=by)
    return {
        "suggested": [made[0].pk], "promised": [made[1].pk], "kept": [made[2].pk], "told of": [made[3].pk],
        "redirecting": [going.pk], "redirected": [gone.pk], "of pos": [of_pos.pk],
        "kept case": [told.pk], "system": ["pos"], "stage word": [word.pk],
    }  # fmt: skip


def _case(place: Municipality, steps: int, executor: Person) -> Any:
    by, body = program(place.pk), executor.duties.get().body
    incoming = Incoming(
        channel="vk", text="Снег на Полевой не убран, позвоните 8 900 111-22-33",
        received_at=timezone.now() - timedelta(hours=2),
    )  # fmt: skip
    case = register(incoming=incoming, municipality=place, by=by)
    route.assign(case=case, body=body, executor=executor, by=by)
    later = [
        lambda: answer.save_draft(case=case, text="Вывезут сегодня до 18:00.", by=by),
        lambda: answer.submit(case=case, by=by),
        lambda: answer.approve(case=case, by=by),
        lambda: answer.publish(case=case, url="", by=by),
    ]
    for step in later[:steps]:
        step()
    return case


def _appeals(place: Municipality, executor: Person) -> dict[str, list[Any]]:
    """A letter with a decision and a notice that wait, another that is answered, a reception."""
    by, now = program(place.pk), timezone.now()
    letters = []
    for _ in range(2):
        incoming = Incoming(channel="letter", regime="appeal", text="Крыша", received_at=now)
        case = register(incoming=incoming, municipality=place, by=by)
        route.assign(case=case, body=executor.duties.get().body, executor=executor, by=by)
        letters.append(case)
    waiting, done = letters
    proposed = propose_no_reply(case=waiting, ground="abuse", words="Брань", by=by)
    notice = copies(case=waiting, bodies=[], others=["Росреестр"], by=by)[0]
    asked = papers.ask_papers(case=waiting, to="Росреестр", what="Выписку", by=by)
    sent(notice=asked, way="post", by=by)
    for act in (
        lambda: answer.save_draft(case=done, text="Починят.", by=by),
        lambda: answer.submit(case=done, by=by),
        lambda: answer.approve(case=done, by=by),
        lambda: answer.publish(case=done, url="", by=by),
    ):
        act()
    visitor = {"applicant_name": "Гость Г. Г."}
    card = Card(
        now, "Мира, 1", "Глава", "Тепло", "statement", "explained", answer="В УК", applicant=visitor
    )
    received = receive(card=card, municipality=place, by=by)
    return {
        "appeal": [waiting.pk], "answered appeal": [done.pk], "decision": [proposed.pk],
        "notice": [notice.pk], "request of papers": [asked.pk], "reception": [received.pk],
        "letter of": [waiting.pk, "control"], "letter kind": ["control"],
    }  # fmt: skip


def _asked_about(place: Municipality) -> Any:
    by = program(place.pk)
    return accept(asked={"phone": "8 900 111-22-33"}, wants="erase", ground="вх. № 1", by=by)


def _connection(place: Municipality) -> Any:
    settings = {"base": "http://127.0.0.1:9", "token": "k", "secret": "s"}
    return connect(
        transport="dummy", name="Образец", settings=settings, reads=True, replies=False,
        by=program(place.pk),
    )  # fmt: skip


def _letter(place: Municipality) -> Any:
    with transaction.atomic():
        return put(
            municipality_id=place.pk, key="k", kind="test", to="mcu@example.ru", subject="Проба",
            body="", now=timezone.now(),
        )  # fmt: skip


def _finished(place: Municipality, found: World) -> Any:
    """A case closed today, to be checked."""
    case = _case(place, 4, found.person(Role.EXECUTOR))
    finish.close(case=case, outcome="solved", by=program(place.pk))
    return case


def _tasks(found: World, place: Municipality, executor: Person, body: Body, case: Any) -> None:
    """Tasks in the states that their doors need."""
    by = program(place.pk)

    def task(kind: str = "order", **given: Any) -> Any:
        what = What(
            title="Убрать снег", kind=kind, body=body, executor=executor, steps=["Вывезти"], **given
        )
        return set_task(municipality=place, what=what, by=by)

    plain, done, finished, asked, reported = (task() for _ in range(5))
    legal = task("legal")
    for each in (done, finished):
        for item in each.items.all():
            gather.tick(task=each, item=item.pk, done=True, by=by)
        life.report(task=each, by=by, result="Убрано")
    life.accept(task=finished, by=by)
    until = timezone.localdate() + timedelta(days=90)
    extend.ask_extension(task=asked, until=until, reason="Метель", by=by)
    upload = gather.Upload("акт.txt", b"text")
    shown = gather.add_evidence(task=plain, by=by, uploads=[upload]).files.get()
    link = link_of(links.give_link(task=reported, contractor="Бригада", brief="Снег", by=by))
    report = links.report_by_link(link=link, text="Убрали", photos=[])
    secret = links.give_link(task=plain, contractor="Бригада", brief="Снег", by=by)
    rule = Rule("week", timezone.localdate())
    again = recurrence.repeat(
        municipality=place, what=What(title="Обход", body=body), rule=rule, by=by
    )
    day = timezone.localdate()
    check = verification.draw(municipality=place, since=day, until=day, by=by)
    found.keys |= {
        "task": [plain.pk], "task done": [done.pk], "task finished": [finished.pk], "task legal": [legal.pk],
        "task asked": [asked.pk], "task file": [plain.pk, shown.pk], "task reported": [reported.pk],
        "task case": ["cases.case", case.pk], "repeat": [again.pk], "work link": [secret],
        "check": [check.pk], "check row": [check.cases.first().pk],
    }  # fmt: skip
    found.values |= {
        "item": str(plain.items.get().pk), "report": str(report.pk), "link row": str(link.pk), "task": str(plain.pk)
    }  # fmt: skip


def _automatic(place: Municipality, case: Case, topic: Topic) -> dict[str, list[Any]]:
    """A fast route with the case on it, a rule and what it did to the case."""
    by, step = program(place.pk), StepPart("roads", "Осмотреть", 1, "working_days")
    entry = condition({"all": [{"field": "topic", "op": "any", "value": [topic.code]}]})
    way = set_fast_route(place=place, name="Быстро", entry=entry, steps=[step], by=by)
    FastRun.objects.create(case=case, route=way, entered_at=timezone.now())
    acts = [Act(Deed.TAG, "двор")]
    rule = set_rule(place=place, name="П", event="closed", condition=entry, acts=acts, by=by)
    run = rule.runs.create(case=case, key="closed:1", version=1, at=timezone.now())
    plain = Route.objects.create(municipality=place, topic=topic, settlement="Яр")
    return {
        "topic_route": [topic.pk, plain.pk],
        "fast_route": [way.pk],
        "rule": [rule.pk],
        "rule_run": [rule.pk, run.pk],
    }


def _quality(place: Municipality, case: Any) -> dict[str, list[Any]]:
    """An invitation, a draw with one look, two surveys, a conflict; keys of all of them."""
    by, now = program(place.pk), timezone.now()
    asked = quality.invite(case=case, wave="answer", about=1, by=by, now=now)
    days = {"since": now.date(), "until": now.date()}
    run = LookRun.objects.create(
        municipality=place, share=5, least=1, seed="x", population=1, drawn=1, at=now, **days
    )
    look = SecondLook.objects.create(run=run, case=case, body=case.body)
    draft, running = (
        quality.make_survey(place=place, title="Опрос", questions="Как?", size=1, by=by, **days)
        for _ in range(2)
    )
    quality.open_questions(survey=running, until=now.date() + timedelta(days=9), by=by)
    drawn = running.invitations.get()
    conflict = quality.report(kind="rude", words="Грубо", by=by, case=case)
    return {
        "code": [spelled(unseal(asked.code))], "survey code": [spelled(unseal(drawn.code))],
        "invitation": [asked.pk], "look run": [run.pk], "look": [look.pk], "survey": [draft.pk],
        "running survey": [running.pk], "conflict": [conflict.pk],
        "conflict step": [conflict.pk, "advise"],
    }  # fmt: skip


def _papers(place: Municipality, problem: Any, body: Body) -> dict[str, list[Any]]:
    """A cause, a road map in draft and one under way, a decision; keys of all of them."""
    by, day = program(place.pk), timezone.localdate()
    text = CauseText("Нет графика", "organisation", problems=[problem])
    cause = causes.enter(municipality=place, text=text, by=by)
    draft, going = (
        road_maps.make(municipality=place, title="Зима", causes=[cause], by=by) for _ in range(2)
    )
    point, worked = (
        road_maps.add_point(road_map=each, what="График", due=day, body=body, by=by)
        for each in (draft, going)
    )
    road_maps.approve(road_map=going, approval=road_maps.Approval("Глава", day), by=by)
    decided = decisions.Decided("Зима", "Усилить", "Глава", day)
    decision = decisions.record(municipality=place, decided=decided, by=by)
    return {
        "cause": [cause.pk], "cause step": [cause.pk, "confirm"], "road map": [draft.pk],
        "road map under way": [going.pk], "point": [point.pk], "point under way": [worked.pk],
        "ruling": [decision.pk], "ruling step": [decision.pk, "reached"],
    }  # fmt: skip


@pytest.fixture
def world(db, tmp_path) -> World:
    place, other = _town("nash"), _town("chuzhoy")
    by, body = program(place.pk), Body.objects.get(municipality=place, code="roads")
    found = World(place, other, {}, {})
    load_classifier(municipality=place, starter=_small(starter_classifier()))
    norm = {
        "code": "n",
        "title": "Н",
        "kind": "answer",
        "unit": "clock_hours",
        "value": 24,
        "source": "пример",
    }
    load_norms_and_routes(municipality=place, part=read({"norms": [norm]}))
    case, approval, answered, closed = (
        _case(place, steps, found.person(Role.EXECUTOR)) for steps in (1, 2, 3, 4)
    )
    asked = answer.ask_block(case=case, question="Когда?", by=by, body=body)
    attached = annotate.attach(case=case, name="фото.jpg", chunks=[b"\xff\xd8\xff jpeg"], by=by)
    day = set_calendar_day(
        municipality=place, day=timezone.localdate() + timedelta(days=40), kind="off", title="День округа", by=by
    )  # fmt: skip
    stored = files.store(["Тема;Текст инцидента\nСнег;Снег\n".encode()], limit=1000)
    columns = ColumnProfile.objects.create(
        municipality=place, name="Своя", system="own", columns={"text": "Жалоба"}
    )
    run = intake.open_run(
        municipality=place, file_key=stored.key, file_name="a.csv", file_size=1, by=by
    )
    topic = Topic.objects.filter(municipality=place, parent__isnull=False).first()
    away = set_substitution(
        absent=found.person(Role.HEAD_OF_CENTRE), substitute=found.person(Role.AUDITOR), reason="vacation", by=by,
        since=timezone.localdate() + timedelta(days=9), until=timezone.localdate() + timedelta(days=10),
    )  # fmt: skip
    hold = place_hold(case=case, reason="Суд", by=by)
    proposal = make_proposal(
        municipality=place, subject="centre", text="Усилить", by=by, made_by=found.person(Role.BLOCK_HEAD)
    )  # fmt: skip
    change = ask_for(proposal=proposal, ask=Ask.OTHER, name="Ставка", by=by)
    leader = found.person(Role.BLOCK_LEADER).duties.get()
    curator = found.person(Role.CURATOR)
    act = acts.save_act(act=None, title="О создании центра", by=by)
    scan = acts.attach_text(act=act, upload=SimpleUploadedFile("а.pdf", b"%PDF"), by=by)
    acts.ask_to_read(act=act, people=[curator], by=by)
    way = directions.set_direction(
        direction=None, title="Открытые данные", since=timezone.localdate(), by=by
    )
    base = acts.save_normative_act(act=None, title="О порядке", by=by)
    found.person(Role.ADMINISTRATOR)  # without one nobody could change rights
    changed = change_right(
        municipality=place, role=Role.STAFF, permission=P.MERGE, scope=Scope.OWN, reason="Приказ", by=by
    )  # fmt: skip
    place.refresh_from_db()
    indicator = add_indicator(municipality=place, name="В срок", by=by)
    owner = set_owner(municipality=place, indicator=indicator.code, person=curator, by=by)
    people = open_people_import(
        municipality=place, name="люди.csv", chunks=["ФИО;Должность\nКим Ян;Повар\n".encode()], by=by
    )  # fmt: skip
    spot = add_place(municipality=place, kind="settlement", type="село", name="Ключи", by=by)
    listed = open_places(
        municipality=place, name="места.csv", chunks=["что это;название\nдорога;А — Б\n".encode()], by=by
    )  # fmt: skip
    participant = add_participant(
        municipality=place, body=body, grounds=Grounds(timezone.localdate(), "так"), by=by
    )
    opened = open_problem(municipality=place, cases=[approval, answered], by=by)
    problem = opened.problem
    problem_work.charge(problem=problem, body=body, executor=found.person(Role.EXECUTOR), by=by)
    proof = problem_work.attach_proof(problem=problem, name="фото.jpg", chunks=[b"\xff\xd8"], by=by)
    guess = ProblemGuess.objects.create(
        municipality=place, leader=case, score=0.7, made_at=timezone.now()
    )
    guess.cases.set([case, closed])
    answering = ProblemAnswer.objects.create(
        problem=problem, text="Вывезли", at=timezone.now(), by_name="Кто-то"
    )
    followed = _automatic(place, case, topic)
    found.keys = followed | {
        "problem": [problem.pk], "problem act": [opened.pk], "problem file": [problem.pk, proof.pk],
        "guess": [guess.pk], "answering": [answering.pk], "in problem": [approval.pk],
        "act": [act.pk], "act file": [act.pk, scan.pk], "act reader": [act.pk, act.sheet.get().pk],
        "normative": [base.pk], "direction": [way.pk],
        CASE: [case.pk], "file": [case.pk, attached.pk], "approval": [approval.pk], "version": [approval.pk, 1],
        "stage": [ApprovalStage.objects.create(municipality=place, order=5, title="Ш", role="head_of_centre", regime="appeal").pk],
        "template": [AnswerTemplate.objects.create(municipality=place, title="Т", text="Сделаем").pk], "answered": [answered.pk],
        "closed": [closed.pk], "request": [asked.pk], "part": [_part(case, body).pk], "person": [curator.pk],
        "duty": [curator.duties.get().pk], "day": [day.pk], "run": [run.pk], "layout": [columns.pk],
        "channel_use": [ChannelUse.objects.create(municipality=place, code="vk").pk],
        "topic": [topic.pk], "norm": [place.norms.get().pk], "substitution": [away.pk], "grant": [changed.pk],
        "place": [spot.pk], "places import": [listed.pk],
        "people": [people.pk], "owner": [owner.pk], "participant": [participant.pk],
        "proposal": [proposal.pk], "proposal-verb": [proposal.pk, "approve"], "change": [proposal.pk, change.pk],
        "block": [body.block_id], "block-verb": [body.block_id, "rename"], "body": [body.pk],
        "leader": [body.block_id, leader.pk], "body-verb": [body.pk, "change"],
        "link": [invite(person=curator, by=by)],
        "passkey": [1], "session": ["0" * 16], "token": [1],  # personal: of nobody here
        "letter": [_letter(place).pk], "connector": ["dummy"], "hook": ["nobody"],
        "connection": [_connection(place).pk],
        "subject": [_asked_about(place).pk],
        "hold": [case.pk, hold.pk], "held": [hold.pk], "retention": ["raw"], "kpi": ["T1"], "rung": ["near"],
        "learned": [LearnedModel.objects.create(municipality=place, target="topic", version=1, state="former", made_at=timezone.now(), examples=1).pk],
        "sure list": [ConfirmRun.objects.create(municipality=place, at=timezone.now(), threshold=90).pk],
        "recount": [Recount.objects.create(municipality=place, asked_at=timezone.now(), state="ready").pk],
        **_promises_and_redirects(place, case, attached, found.person(Role.EXECUTOR)),
        "entry": [JournalEntry.objects.filter(municipality_id=place.pk).count()],
    }  # fmt: skip
    found.keys |= _quality(place, closed)
    found.keys |= _papers(place, problem, body)
    found.keys |= _appeals(place, found.person(Role.EXECUTOR))
    found.values = {
        "problem": str(problem.pk), "in problem": str(approval.pk), "answered": str(answered.pk),
        "person": str(curator.pk), "topic": topic.code, "body": str(body.pk), "block": str(body.block_id), "number": closed.number,
        "upload": lambda: SimpleUploadedFile("ф.txt", b"text"),
        "table": lambda: SimpleUploadedFile("t.csv", "Тема;Текст инцидента\nСнег;Снег\n".encode()),
    }  # fmt: skip
    _tasks(found, place, found.person(Role.EXECUTOR), body, _finished(place, found))
    return found


def _part(case: Case, body: Body) -> AnswerPart:
    """A part of the answer that the body of the case itself owes."""
    return AnswerPart.objects.create(case=case, body=body, about="Снег", asked_at=timezone.now())


@pytest.fixture
def unwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are found and refused, but not written out: whom a door lets in is decided before, and
    what stands on a page is the business of its own tests."""
    monkeypatch.setattr(Template, "render", lambda *_: "")
    monkeypatch.setattr(TemplateProxy, "render", lambda *_: "")


# Roles that between them hold every scope and every place; the others open the same doors in the long tier.
FIRST = frozenset(
    {
        Role.HEAD_OF_CENTRE,
        Role.EXECUTOR,
        Role.AUDITOR,
        Role.REGIONAL,
    }
)
ROLES = [pytest.param(r, marks=[] if r in FIRST else [pytest.mark.long]) for r in Role]


@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_let_in_as_far_as_its_rights_reach_and_no_further(world, role):
    wrong = []
    for stand in stands(role):
        person = world.person(role, stand)
        for door in doors(stand):
            status, left = world.try_door(door, person)
            right = expected(door, role, stand)
            if status not in right or (left and right is not LET_IN):
                wrong.append((door.name, stand.name, status, left))
    assert wrong == []


def test_nobody_enters_without_signing_in(world):
    world.keys["view"] = [1]
    for door in DOORS:
        if not door.public:
            response = world.knock(door, None)
            assert response.status_code == 302, door.name
            assert response["Location"].startswith(reverse("org:sign-in")), door.name


def test_a_saved_view_is_removed_by_its_owner_only(world):
    view = SavedView.objects.create(person=world.person(Role.HEAD), name="Мои", query="")
    world.keys["view"] = [view.pk]
    door = next(door for door in DOORS if door.key == "view")
    assert world.knock(door, world.person(Role.CURATOR)).status_code == 404
    assert world.knock(door, world.person(Role.HEAD)).status_code == 302
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_the_menu_shows_each_role_the_pages_it_may_open_and_no_others():
    doors = {door.name: door for door in DOORS}
    for entry in (*MENU, *SETTINGS, *CENTRE):
        door = doors[entry.route]
        shown = {role for role in Role if entry.open_to(lambda need, role=role: role in who(need))}
        allowed = who(door.allowed) if isinstance(door.allowed, Permission) else door.allowed
        # «Сегодня» leads whoever sees numbers only to these.
        assert shown == set(allowed) - ({Role.REGIONAL} if entry.route == "desk:today" else set())
