"""Reading reports of one's own municipality: whoever may see them sees all of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from mcu.analytics.rules.summary import Period
from mcu.core.errors import RuleViolation
from mcu.core.workdays import WorkCalendar
from mcu.org.models import Municipality
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor, Permission
from mcu.reports.models import Conclusion, ReportForm, Submission
from mcu.reports.papers import Paper
from mcu.reports.queries.sections import Asked, built
from mcu.reports.rules import periods
from mcu.reports.rules.contents import TITLES
from mcu.reports.rules.figures import Section
from mcu.reports.rules.life import FROZEN, UNSIGNED, State


def forms(actor: Actor) -> QuerySet[ReportForm]:
    return ReportForm.objects.filter(municipality_id=actor.municipality_id)


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form with the names of its sections, its last period and by which day that was due."""

    row: ReportForm
    sections: list[str]
    last: str
    due: periods.Due


def form_lines(actor: Actor, today: date) -> list[FormLine]:
    """Two queries, whatever the number of forms."""
    found = list(forms(actor).select_related("municipality"))
    calendar = calendar_for(found[0].municipality) if found else None
    return [_line(row, today, calendar) for row in found if calendar]


def _line(row: ReportForm, today: date, calendar: WorkCalendar) -> FormLine:
    period = periods.last(row.every, today)
    titles = [TITLES[code] for code in row.sections if code in TITLES]
    name = periods.named(row.every, period)
    return FormLine(row, titles, name, periods.due(period, row.term, calendar))


def form_for(actor: Actor, pk: int) -> ReportForm:
    found = forms(actor).select_related("municipality").filter(pk=pk).first()
    if found is None:
        raise Http404("Такой формы отчёта нет.")
    return found


def form_named(place: Municipality, code: str) -> ReportForm:
    """The form of a command; RuleViolation names those there are."""
    rows = {row.code: row for row in ReportForm.objects.filter(municipality=place)}
    if code not in rows:
        known = ", ".join(sorted(rows)) or "пока нет ни одной"
        raise RuleViolation(f"Формы отчёта «{code[:40]}» нет. Есть: {known}.")
    return rows[code]


def submissions(actor: Actor) -> QuerySet[Submission]:
    rows = Submission.objects.filter(municipality_id=actor.municipality_id)
    return rows.select_related("form").defer("figures")


def newest(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Of every report its last version."""
    later = Submission.objects.filter(
        form=OuterRef("form"), since=OuterRef("since"), until=OuterRef("until"),
        version__gt=OuterRef("version"),
    )  # fmt: skip
    return rows.filter(~Exists(later))


def submission_for(actor: Actor, pk: int) -> Submission:
    words = Prefetch("conclusions", Conclusion.objects.all())
    rows = Submission.objects.filter(municipality_id=actor.municipality_id, pk=pk)
    found = rows.select_related("form", "municipality").prefetch_related(words, "sendings").first()
    if found is None:
        raise Http404("Такого отчёта нет.")
    return found


def versions_of(found: Submission) -> QuerySet[Submission]:
    same = Submission.objects.filter(form=found.form_id, since=found.since, until=found.until)
    return same.defer("figures").select_related("form").order_by("-version")


def former_of(found: Submission) -> Submission | None:
    """The last version of the period before."""
    period = periods.former(found.form.every, found.period)
    same = Submission.objects.filter(form=found.form_id, since=period.since, until=period.until)
    return same.defer("figures").select_related("form").order_by("-version").first()


def late(today: date) -> Q:
    return Q(state__in=sorted(UNSIGNED), due_on__lt=today)


def state_counts(rows: QuerySet[Submission]) -> dict[str, int]:
    """How many stand in each state; one query."""
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in State}
    return rows.order_by().aggregate(**counts)


def waiting_for(actor: Actor) -> QuerySet[Submission]:
    """What waits for this person: to prepare, to sign; the most pressing first."""
    roles = sorted(actor.roles)
    mine = Q()
    if actor.reach(Permission.REPORTS):
        mine |= Q(form__preparer__in=roles, state__in=[State.PREPARED, State.OPENED])
    if actor.reach(Permission.REPORTS_SIGN):
        mine |= Q(form__signer__in=roles, state=State.READY)
    if not mine:
        return Submission.objects.none()
    return newest(submissions(actor)).filter(mine).order_by("due_on", "pk")


def overdue(actor: Actor, today: date) -> list[Submission]:
    """What is late, whoever it waits for."""
    return list(newest(submissions(actor)).filter(late(today)).order_by("due_on", "pk"))


def figures_of(form: ReportForm, period: Period, now: datetime) -> list[Section]:
    """The sections of the form counted now, by the clock of the municipality."""
    place = form.municipality
    with timezone.override(place.timezone):
        asked = Asked(
            place, period, periods.former(form.every, period), form.system, now, form.every
        )
        return built(form.sections, asked)


def kept(form: ReportForm, period: Period) -> Submission | None:
    """The signed report of the period, the last version; without one the last that was prepared."""
    rows = form.submissions.filter(since=period.since, until=period.until).order_by("-version")
    found = list(rows.select_related("form", "municipality").prefetch_related("conclusions")[:20])
    signed = [row for row in found if row.state in FROZEN]
    return next(iter(signed or found), None)


def paper_of(found: Submission) -> Paper:
    """The report as a document, out of what is kept."""
    signed = None
    if found.signed_at:
        local = timezone.localtime(found.signed_at)
        signed = (f"Подписано в программе {local:%d.%m.%Y %H:%M}", found.signed_by)
    return Paper(
        str(found), str(found.municipality), found.period_name, found.form.clause, found.contents,
        {row.section: row.text for row in found.conclusions.all()}, found.as_of, signed,
        f"Исправление: {found.reason}." if found.reason else "",
    )  # fmt: skip


def draft_of(form: ReportForm, period: Period, now: datetime) -> Paper:
    """The same counted now and kept nowhere; the proposed sentences stand for the conclusions."""
    sections = figures_of(form, period, now)
    return Paper(
        form.title, str(form.municipality), periods.named(form.every, period), form.clause, sections,
        {one.code: one.draft for one in sections}, now,
        remark="Черновик программы: выводы никто не писал и не подписывал.",
    )  # fmt: skip
