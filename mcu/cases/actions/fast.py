"""Fast routes: set up by a person, entered and gone along without a coordinator."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.annotate import note
from mcu.cases.actions.route import assign
from mcu.cases.actions.step import Step, step
from mcu.cases.actions.terms import cancel, meet
from mcu.cases.models import Case, FastRoute, FastRun, FastStage, FastStep, Term
from mcu.cases.queries.conditions import facts_of, moment_of
from mcu.cases.queries.naming import names_for
from mcu.cases.rules.conditions import Condition, evaluate, read, said, words
from mcu.cases.rules.fast import StepPart, check_route
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import BEFORE_WORK, FINISHED, Verb
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Unit
from mcu.org.actions import require
from mcu.org.models import Body, Municipality
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor, Permission, program
from mcu.text.mask import mask

End = FastRun.End


@transaction.atomic
def set_fast_route(
    *,
    place: Municipality,
    name: str,
    entry: Condition,
    steps: Sequence[StepPart],
    by: Actor,
    source: str = "",
    route: FastRoute | None = None,
    code: str = "",
) -> FastRoute:
    """A new route, or another content of one; cases already on it go on as they began."""
    require(by, Permission.TOPICS)
    check_route(name, entry, steps)
    made = route or FastRoute(municipality=place, code=code or _free_code(place))
    bodies = _bodies(made, steps)
    made.name, made.entry, made.source = name.strip()[:200], said(entry), source.strip()[:300]
    made.save()
    made.steps.all().delete()
    FastStep.objects.bulk_create(
        FastStep(
            route=made,
            position=number,
            body=bodies[part.body],
            what=part.what.strip()[:200],
            value=part.value,
            unit=part.unit,
        )
        for number, part in enumerate(steps, start=1)
    )
    after = {
        "name": made.name,
        "condition": words(entry, names_for(place.pk, entry.fields)),
        "steps": [f"{bodies[part.body]}: {part.what}" for part in steps],
    }
    journal.write("fast_route.set", by=by, municipality_id=place.pk, of=made, after=after)
    return made


@transaction.atomic
def switch_fast_route(
    *, route: FastRoute, active: bool, by: Actor, now: datetime | None = None
) -> FastRoute:
    """On or off; cases already on it go on to its end."""
    require(by, Permission.TOPICS)
    route = FastRoute.objects.select_for_update().get(pk=route.pk)
    if route.active == active:
        return route
    if active and route.steps.filter(body__active=False).exists():
        raise RuleViolation(
            f"На маршруте «{route}» есть орган, который больше не действует. Замените его."
        )
    route.active = active
    if active and route.since is None:
        route.since = now or timezone.now()
    route.save(update_fields=["active", "since"])
    journal.write(
        "fast_route.switch",
        by=by,
        municipality_id=route.municipality_id,
        of=route,
        before={"active": not active},
        after={"active": active},
    )
    return route


def enter_if_fits(*, case: Case, now: datetime) -> FastRun | None:
    """Put the case on the first route it fits, once in its life; None when there is no such route."""
    if case.state not in BEFORE_WORK or FastRun.objects.filter(case=case).exists():
        return None
    routes = FastRoute.objects.filter(municipality_id=case.municipality_id, active=True)
    for route in routes.prefetch_related("steps__body"):
        entry = read(route.entry)
        facts = facts_of([case], entry.fields)[case.pk]
        if evaluate(entry, facts, moment_of(case.municipality, now)):
            return enter(case=case, route=route, now=now)
    return None


@transaction.atomic
def enter(*, case: Case, route: FastRoute, now: datetime) -> FastRun:
    """The case goes to the first body of the route, by the program in the name of the route."""
    steps = list(route.steps.select_related("body"))
    by = _named(route)
    assign(case=case, body=steps[0].body, by=by, reason=f"быстрый маршрут «{route}»", now=now)
    with step(Verb.FAST_ENTER, case, by=by, now=now) as work:
        run = FastRun.objects.create(case=work.case, route=route, entered_at=now)
        stages = FastStage.objects.bulk_create(
            FastStage(
                run=run,
                position=one.position,
                body=one.body,
                what=one.what,
                unit=one.unit,
                value=one.value,
            )
            for one in steps
        )
        _begin(stages[0], work)
        work.extra["route"] = route.name
    return run


@transaction.atomic
def finish_stage(*, case: Case, by: Actor, words: str = "", now: datetime | None = None) -> FastRun:
    """The body is done with its part: the next one has the case, the last one answers."""
    if words.strip():
        note(case=case, text=words, by=by, now=now)
    with step(Verb.FAST_DONE, case, by=by, now=now) as work:
        run = _running(work.case)
        stage, following = _turn(run)
        if stage is None:
            raise RuleViolation("Все этапы выполнены: осталось ответить жителю.")
        stage.done_at, stage.done_by_name = work.now, by.name
        stage.save(update_fields=["done_at", "done_by_name"])
        meet(work.case, (TermKind.FAST_STEP,), work.now)
        if following:
            _begin(following, work)
        work.extra |= {
            "done": f"{stage.body}: {stage.what}",
            "next": str(following.body) if following else "",
        }
    if following and following.body_id != case.body_id:
        reason = f"следующий этап: {following.what}"
        assign(case=case, body=following.body, by=_named(run.route), reason=reason, now=now)
    return run


@transaction.atomic
def take_off(*, case: Case, by: Actor, reason: str, now: datetime | None = None) -> FastRun:
    """A person decides that the case goes the usual way; its body and its answer's clock stay."""
    reason = mask(reason.replace("\x00", "").strip())[:300]
    if not reason:
        raise RuleViolation("Напишите, почему сообщение снимается с быстрого маршрута.")
    with step(Verb.FAST_OFF, case, by=by, now=now) as work:
        run = _running(work.case)
        _end(run, End.REMOVED, work, reason)
        cancel(work.case, work.now, (TermKind.FAST_STEP,))
        work.extra |= {"route": run.route.name, "reason": reason}
    return run


def settle(*, case: Case, now: datetime) -> None:
    """Answered or finished otherwise: the way is over."""
    by = program(case.municipality_id, "Быстрый маршрут")
    with step(Verb.FAST_END, case, by=by, now=now) as work:
        run = _running(work.case)
        answered = work.case.first_answer_at is not None
        _end(run, End.ANSWERED if answered else End.FINISHED, work)
        meet(work.case, (TermKind.FAST_STEP,), work.now)
        work.extra["route"] = run.route.name


def _end(run: FastRun, end: FastRun.End, work: Step, reason: str = "") -> None:
    run.ended_at, run.end, run.reason, run.ended_by_name = work.now, end, reason, work.by.name
    run.save(update_fields=["ended_at", "end", "reason", "ended_by_name"])


def _running(case: Case) -> FastRun:
    run = FastRun.objects.select_related("route").filter(case=case, ended_at__isnull=True).first()
    if run is None:
        raise RuleViolation("Сообщение не идёт по быстрому маршруту. Обновите страницу.")
    return run


def _turn(run: FastRun) -> tuple[FastStage | None, FastStage | None]:
    """Whose turn it is, and whose comes next."""
    waiting = list(run.stages.filter(done_at__isnull=True).select_related("body")[:2])
    return (waiting[0] if waiting else None), (waiting[1] if len(waiting) > 1 else None)


def _begin(stage: FastStage, work: Step) -> None:
    """The clock of a step runs from the moment the case is handed over."""
    calendar = calendar_for(work.case.municipality)
    stage.begun_at = work.now
    stage.term = Term.objects.create(
        case=work.case,
        kind=TermKind.FAST_STEP,
        started_at=work.now,
        due_at=calendar.add(work.now, stage.value, Unit(stage.unit)).due,
    )
    stage.save(update_fields=["begun_at", "term"])


def _named(route: FastRoute) -> Actor:
    return program(route.municipality_id, f"Быстрый маршрут «{route}»"[:200])


def _bodies(route: FastRoute, steps: Sequence[StepPart]) -> dict[str, Body]:
    """By code; a route that is switched off may wait for a body that does not act yet."""
    found = {body.code: body for body in Body.objects.filter(municipality=route.municipality)}
    for number, part in enumerate(steps, start=1):
        body = found.get(part.body)
        if body is None or (route.active and not body.active):
            raise RuleViolation(f"Этап {number}: органа «{part.body}» нет или он не действует.")
    return found


def _free_code(place: Municipality) -> str:
    taken = set(FastRoute.objects.filter(municipality=place).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := f"fast-{n}") not in taken)


def waiting_to_settle(place: Municipality) -> list[Case]:
    """Cases on a route that have their answer already, or are finished."""
    over = Case.objects.filter(municipality=place, fast_run__ended_at__isnull=True)
    over = over.filter(fast_run__isnull=False).select_related("municipality")
    return list(
        over.filter(first_answer_at__isnull=False) | over.filter(state__in=sorted(FINISHED))
    )
