"""What the templates of the list and of the card are given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django import forms as django_forms
from django.urls import reverse
from django.utils import timezone

from mcu.cases import forms, queries
from mcu.cases.models import Answer, Case
from mcu.cases.queries import SHOWN_TEXT, Card, FeedPage
from mcu.cases.queries.outside import running_model
from mcu.cases.queries.redirects import waiting
from mcu.cases.rules.checks import BY_CODE, split
from mcu.cases.rules.labels import TextLabel
from mcu.cases.rules.learning import decisive_words
from mcu.cases.rules.sentences import became, sentence
from mcu.cases.rules.terms import ClockState, ClockView, TermKind, clock
from mcu.cases.rules.words import Channel, Importance, Outcome, Regime
from mcu.cases.rules.workflow import FINISHED, State, Verb
from mcu.channels.models import Outgoing
from mcu.connectors import CONNECTORS
from mcu.connectors.contract import Can
from mcu.org import queries as org
from mcu.org.models import Body, Person
from mcu.org.rules.roles import Actor, Permission, may
from mcu.text.search import fold
from mcu.web.words import day, duration, highlight, snippet

# The clock of a line in the list: what is late, and what the time left runs to.
UNTIL: dict[str, tuple[str, str]] = {
    TermKind.REGISTER: ("регистрация просрочена", "до регистрации"),
    TermKind.FIRST_REACTION: ("реакция просрочена", "до реакции"),
    TermKind.BLOCK_INFO: ("блок не ответил", "до ответа блока"),
    TermKind.PART: ("часть не прислана", "до части соисполнителя"),
    TermKind.INTERIM: ("ответ просрочен", "до промежуточного ответа"),
    TermKind.ANSWER: ("ответ просрочен", "до ответа"),
    TermKind.INTERIM_FINAL: ("ответ просрочен", "до ответа"),
    TermKind.REDIRECT: ("не передано", "до передачи"),
    TermKind.PROMISE: ("обещание просрочено", "до обещанного"),
    TermKind.APPROVAL: ("не согласовано", "до согласования"),
    TermKind.FAST_STEP: ("этап просрочен", "до конца этапа"),
    TermKind.CONTROL: ("контроль просрочен", "до контроля"),
}
LATE, BEFORE = "просрочено", "до срока"
STATES = dict(State.choices)
LABELS = {value: str(label) for value, label in TextLabel.choices}
OUTCOMES = dict(Outcome.choices)
CHANNELS: dict[str, str] = {
    **dict(Channel.choices),
    Channel.VK: "ВК",
    Channel.OK: "ОК",
    Channel.POS: "ПОС",
    Channel.MAIL: "Почта",
    Channel.RECEPTION: "Приём",
    Channel.OTHER: "Другое",
}
AMENDABLE = frozenset(code for code, each in CONNECTORS.items() if Can.AMEND in each.can)
WITHDRAWABLE = frozenset(code for code, each in CONNECTORS.items() if Can.WITHDRAW in each.can)
PRIMARY = frozenset({Verb.TAKE, Verb.APPROVE, Verb.PUBLISH, Verb.SEND})
RARE = frozenset(
    {
        Verb.POSTPONE,
        Verb.REDIRECT,
        Verb.MERGE,
        Verb.WAIT,
        Verb.INTERVENE,
        Verb.CONTROL,
        Verb.UNCONTROL,
        Verb.IMPORTANCE,
    }
)
# Classifying, the editor and the reply to a block have places of their own on the card.
BUTTONS = (
    Verb.TAKE, Verb.APPROVE, Verb.RETURN, Verb.PUBLISH, Verb.INTERIM, Verb.RECONSIDER, Verb.REOPEN, Verb.ASSIGN, Verb.ASK,
    Verb.RESUME, Verb.CLOSE, Verb.NOTE, Verb.ATTACH, Verb.SEND, Verb.KEEP_HERE, Verb.CAME_BACK, Verb.POSTPONE,
    Verb.WAIT, Verb.REDIRECT, Verb.MERGE, Verb.INTERVENE, Verb.CONTROL, Verb.UNCONTROL, Verb.IMPORTANCE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, all in words: whatever a template works out, it works out fifty times.

    `left` and `until` say the clock shorter than the card does, and how a finished case ended.
    """

    pk: str
    title: str
    url: str
    opening: str
    level: str
    left: str
    until: str
    text: str
    about: str
    place: str
    charged: str
    state: str
    finished: bool
    appeal: bool
    urgent: bool
    collective: bool
    problem: int | None
    like: int | None
    labels: list[str]


@dataclass(frozen=True, slots=True)
class Act:
    """A button of the card: `form` asks for what the act needs, None when it needs nothing."""

    verb: str
    label: str
    form: django_forms.Form | None
    primary: bool
    rare: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said or laid to the case; `clock` is that of a question to a block, `sent` tells how an
    answer left."""

    at: datetime
    kind: str
    of: Any
    clock: ClockView | None = None
    sent: Outgoing | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    became: str


def rows(page: FeedPage, form: forms.FeedForm, now: datetime) -> list[Row]:
    """The lines of the query in words; what is the same for all of them is found once."""
    root, opening = reverse("cases:feed"), form.opening
    sought = fold(page.sought or form.chosen.q).split()
    local = timezone.localtime(now)
    return [_row(line, root, opening, sought, local) for line in page.lines]


def card_shown(actor: Actor, case: Case, now: datetime) -> dict[str, Any]:
    """Everything the card shows, with a form for each act that is possible now."""
    card = queries.card(case, actor, now)
    made = act_forms(card, actor, now)
    buttons = acts(card, made)
    return {
        "card": card,
        "case": case,
        "thread": thread(card),
        "events": history(case),
        "acts": buttons,
        "urgent": any(act.primary for act in buttons),
        "classify": made.get(Verb.CLASSIFY),
        "editor": made.get(Verb.DRAFT),
        "replying": made.get(Verb.REPLY),
        "explaining": made.get(Verb.ACCOUNT),
        "decisive": decisive(card),
        "labels": [LABELS[code] for code in case.labels],
        "questions": split(case.text),
        "machine": running_model(case.municipality_id) if Verb.DRAFT in made else "",
        "reveals": card.has_applicant
        and bool(may(actor, Permission.REVEAL, queries.belongs(case))),
        "reveal_form": forms.RevealForm(auto_id="reveal_%s"),
        "may_hold": bool(may(actor, Permission.RETENTION, queries.belongs(case))),
        "hold_form": forms.HoldForm(auto_id="hold_%s"),
        "may_change_sent": bool(may(actor, Permission.PUBLISH, queries.belongs(case))),
        "amendable": AMENDABLE,
        "withdrawable": WITHDRAWABLE,
    }


def acts(card: Card, made: Mapping[str, django_forms.Form]) -> list[Act]:
    """The buttons under the conversation, what moves the case on before what is rare."""
    moves = {move.verb: move for move in card.moves}
    return [
        Act(verb, moves[verb].label, made.get(verb), verb in PRIMARY, verb in RARE)
        for verb in BUTTONS
        if verb in moves and verb not in _idle(card)
    ]


def _idle(card: Card) -> set[Verb]:
    """Clocks that stand can only go on, others only be stopped, and only where a norm allows it."""
    running = [v.term for v in card.terms if not v.term.met_at]
    stands = any(term.paused_at for term in running)
    may_stand = any(term.norm and term.norm.pausable for term in running)
    idle = set() if any(t.kind == TermKind.CONTROL for t in running) else {Verb.UNCONTROL}
    if stands:
        return idle | {Verb.WAIT}
    return idle | {Verb.RESUME} | (set() if may_stand else {Verb.WAIT})


def thread(card: Card) -> list[Entry]:
    """Answers, questions, notes and files in the order of time; the draft is in the editor."""
    clocks = {view.term.pk: view.clock for view in card.terms}
    said = [
        *(
            Entry(a.written_at, "answer", a, sent=card.sent.get(a.pk))
            for a in card.answers
            if a is not card.draft
        ),
        *(Entry(r.asked_at, "request", r, clocks.get(r.term_id or 0)) for r in card.requests),
        *(Entry(u.at, "said", u) for u in card.said),
        *(Entry(n.at, "note", n) for n in card.notes),
        *(Entry(i.at, "intervention", i, clocks.get(i.term_id or 0)) for i in card.interventions),
        *(Entry(f.at, "file", f) for f in card.files if f.request_id is None),
    ]
    return sorted(said, key=lambda entry: entry.at)


def decisive(card: Card) -> list[str]:
    """The words that decided the suggested topic, to be marked in the text."""
    return decisive_words(card.suggestions[0].reason) if card.suggestions else []


def _row(line: Any, root: str, opening: str, sought: list[str], now: datetime) -> Row:
    level, left, until = _standing(line, now)
    street = line.street or line.landmark
    return Row(
        pk=str(line.pk),
        title=f"№ {line.number}",
        url=f"{root}{line.pk}/",
        opening=f"{opening}{line.pk}",
        level=level,
        left=left,
        until=until,
        text=highlight(snippet(line.beginning, sought, SHOWN_TEXT), sought),
        about=f"{CHANNELS[line.channel]} · {line.topic__name or 'тема не определена'}",
        place=f"{street}, {line.house}" if street and line.house else street,
        charged=line.body__short_name or line.body__name or line.block__name or "",
        state=STATES[line.state],
        finished=line.state in FINISHED,
        appeal=line.regime == Regime.APPEAL,
        urgent=line.importance == Importance.HIGH,
        collective=line.collective,
        problem=line.of_problem,
        like=None if line.of_problem else line.like_problem,
        labels=[LABELS[code] for code in line.labels],
    )


def _standing(line: Any, now: datetime) -> tuple[str, str, str]:
    """Level of the clock, how long, until what; of a finished case how and when it ended."""
    if line.state in FINISHED:
        closed = line.closed_at and day(line.closed_at.astimezone(now.tzinfo).date(), now.date())
        return ClockState.NONE, OUTCOMES.get(line.outcome) or STATES[line.state], closed or ""
    view = clock(line.due_at, None, now)
    if not line.due_at:
        return view.state, view.words, ""
    late, before = UNTIL.get(line.due_kind, (LATE, BEFORE))
    until = late if view.state == ClockState.LATE else before
    return view.state, duration(line.due_at - now), until


def history(case: Case) -> list[Event]:
    return [
        Event(entry.at, entry.actor_name, sentence(entry.action, entry.after), became(entry.after))
        for entry in queries.timeline(case)
    ]


def act_forms(card: Card, actor: Actor, now: datetime) -> Mapping[str, django_forms.Form]:
    """An empty form for each possible verb that needs one."""
    case, returned = card.case, card.returned
    whom = cache(lambda: chargeable(actor, now))
    text = card.draft.text if card.draft else returned.text if returned else ""
    makers: dict[str, Callable[[], django_forms.Form]] = {
        Verb.CLASSIFY: lambda: forms.ClassifyForm(
            classifier=queries.classifier_for(case.municipality_id), case=case
        ),
        Verb.ASSIGN: lambda: assign_form(None, actor, case, now, whom()),
        Verb.ASK: lambda: ask_form(actor, case),
        Verb.DRAFT: lambda: forms.DraftForm(
            initial={"text": text, "seen": card.draft.written_at.isoformat() if card.draft else ""}
        ),
        Verb.RETURN: lambda: forms.ReasonForm(
            initial={"reason": mended(card.answers)}, auto_id="return_%s"
        ),
        Verb.PUBLISH: lambda: forms.PublishForm(),
        Verb.INTERIM: lambda: forms.InterimForm(auto_id="interim_%s"),
        Verb.RECONSIDER: lambda: forms.ReasonForm(auto_id="reconsider_%s"),
        Verb.CLOSE: lambda: forms.CloseForm(auto_id="close_%s"),
        Verb.REOPEN: lambda: forms.ReasonForm(auto_id="reopen_%s"),
        Verb.REDIRECT: lambda: forms.RedirectForm(),
        Verb.SEND: lambda: forms.SendForm(redirect=waiting(case)),
        Verb.KEEP_HERE: lambda: forms.ReasonForm(auto_id="keep_here_%s"),
        Verb.CAME_BACK: lambda: forms.ReasonForm(auto_id="came_back_%s"),
        Verb.POSTPONE: lambda: forms.PostponeForm(auto_id="postpone_%s"),
        Verb.MERGE: lambda: forms.MergeForm(actor=actor),
        Verb.NOTE: lambda: forms.NoteForm(auto_id="note_%s"),
        Verb.ATTACH: lambda: forms.AttachForm(),
        Verb.REPLY: lambda: forms.ReplyForm(),
        Verb.WAIT: lambda: forms.PauseForm(auto_id="wait_%s"),
        Verb.INTERVENE: lambda: intervene_form(None, case, whom()),
        Verb.ACCOUNT: lambda: forms.ExplainForm(),
        Verb.CONTROL: lambda: forms.ControlForm(auto_id="control_%s"),
        Verb.UNCONTROL: lambda: forms.UncontrolForm(auto_id="uncontrol_%s"),
        Verb.IMPORTANCE: lambda: forms.ImportanceForm(
            initial={"importance": case.importance}, auto_id="importance_%s"
        ),
    }
    return {str(verb): make() for verb, make in makers.items() if verb in card.can}


def ask_form(actor: Actor, case: Case, data: Any = None, files: Any = None) -> forms.AskForm:
    """The form to ask a block, bodies and institutions."""
    return forms.AskForm(
        data,
        files,
        blocks=list(org.blocks(actor).filter(active=True)),
        bodies=[body for body in org.bodies(actor) if body.active],
        case=case,
    )


def mended(answers: list[Answer]) -> str:
    """What the checks found in the last version, to begin the reason of a return with."""
    faults = answers[-1].faults if answers else []
    return "\n".join(
        f"{BY_CODE[code].title}. {BY_CODE[code].mend}" for code in faults if code in BY_CODE
    )


@dataclass(frozen=True, slots=True)
class Chargeable:
    """Whom a case may be given to: bodies in force, whoever may be an executor."""

    bodies: list[Body]
    people: list[Person]


def chargeable(actor: Actor, now: datetime) -> Chargeable:
    return Chargeable(
        [body for body in org.bodies(actor) if body.active],
        list(org.executors_of(None, actor.municipality_id, now)),
    )


def assign_form(
    data: Any, actor: Actor, case: Case | None, now: datetime, whom: Chargeable | None = None
) -> forms.AssignForm:
    """The form to charge somebody: bodies in force, blocks, whoever may be an executor."""
    whom = whom or chargeable(actor, now)
    return forms.AssignForm(
        data,
        bodies=whom.bodies,
        blocks=list(org.blocks(actor).filter(active=True)),
        people=whom.people,
        case=case,
    )


def intervene_form(data: Any, case: Case | None, whom: Chargeable) -> forms.InterveneForm:
    """What a coordinator may do, with whom the case may be given to."""
    return forms.InterveneForm(data, bodies=whom.bodies, people=whom.people, case=case)
