"""Recounts of open terms, their lines, and the terms to be looked at."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.http import Http404

from mcu.cases.models import Recount, RecountLine, Term, TermExtension, TermPause
from mcu.cases.queries.knowledge import about, fitting_each, norms_of, picked
from mcu.cases.rules.conditions import Condition
from mcu.cases.rules.opening import OPENING
from mcu.cases.rules.recount import Change, RecountFilter
from mcu.cases.rules.terms import About, Extension, Life, NormView, Pause, TermKind, moved
from mcu.cases.rules.workflow import FINISHED
from mcu.core.workdays import WorkCalendar
from mcu.org.models import Municipality
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor


def recounts(actor: Actor) -> QuerySet[Recount]:
    return Recount.objects.filter(municipality_id=actor.municipality_id)


def recount_for(actor: Actor, pk: int) -> Recount:
    """A recount of the municipality, else Http404."""
    found = recounts(actor).select_related("municipality").filter(pk=pk).first()
    if found is None:
        raise Http404("Такого пересчёта нет.")
    return found


def lines_of(recount: Recount, chosen: RecountFilter) -> QuerySet[RecountLine]:
    """What would change, the earliest new date first."""
    found = RecountLine.objects.filter(recount=recount)
    if chosen.show == Change.SOONER:
        found = found.filter(due_after__lt=F("due_before"))
    elif chosen.show == Change.LATER:
        found = found.filter(due_after__gt=F("due_before"))
    elif chosen.show == Change.LATE:
        found = found.filter(late=True)
    number = chosen.q.strip().removeprefix("№").strip()
    if number:
        found = found.filter(term__case__number__contains=number)
    found = found.select_related("term__case__topic", "norm", "term__norm")
    return found.order_by("due_after", "pk")


def terms_after(recount: Recount, count: int, *, whole: bool) -> list[Term]:
    """The next open terms that a norm counts; those that stand are counted when they go on.

    `whole` brings the texts of the cases too, where a condition may ask about them.
    """
    found = Term.objects.filter(
        case__municipality=recount.municipality_id,
        pk__gt=recount.position,
        met_at__isnull=True,
        cancelled_at__isnull=True,
        paused_at__isnull=True,
        norm__isnull=False,
    ).exclude(case__state__in=sorted(FINISHED))
    rows = found.select_related("norm", "case__topic", "body").order_by("pk")
    if not whole:
        rows = rows.defer("case__text", "case__search_text", "case__search", "case__topic__words")
    return list(rows[:count])


class Counter:
    """Counts terms as if they began now, by the norms and the calendar of this moment."""

    def __init__(self, place: Municipality) -> None:
        self.place = place
        self.calendar: WorkCalendar = calendar_for(place)
        self.rows = norms_of(place.pk)
        self.views = {row.pk: row.view for row in self.rows}
        self.conditions = [row.view.condition for row in self.rows if row.view.condition]
        self._own: dict[int | None, WorkCalendar] = {}
        self._chosen: dict[tuple[TermKind, About, date], int | None] = {}

    def count(self, terms: Sequence[Term]) -> list[tuple[Term, int, datetime]]:
        """Each term with its norm and its due moment; two queries for what happened to them."""
        for term in terms:
            term.case.municipality = self.place
        lives = _lives(terms)
        fitting = fitting_each([term.case for term in terms], self.conditions)
        return [
            self._one(term, lives.get(term.pk, Life()), fitting[term.case_id]) for term in terms
        ]

    def _one(
        self, term: Term, life: Life, fitting: frozenset[Condition]
    ) -> tuple[Term, int, datetime]:
        key, norm = self._norm(term, fitting)
        return term, key, moved(norm, term.started_at, self._calendar(term), life).due

    def _calendar(self, term: Term) -> WorkCalendar:
        if term.body is None or term.body.hours_start is None:
            return self.calendar
        if term.body_id not in self._own:
            self._own[term.body_id] = calendar_for(self.place, term.body)
        return self._own[term.body_id]

    def _norm(self, term: Term, fitting: frozenset[Condition]) -> tuple[int, NormView]:
        """The norm a new choice gives, where it counts from the same event; else the old one."""
        kind = TermKind(term.kind)
        began = term.case.received_at if kind in OPENING else term.started_at
        asked = kind, about(term.case, fitting), began.astimezone(self.calendar.tz).date()
        if asked not in self._chosen:
            self._chosen[asked] = picked(self.rows, *asked)[1]
        chosen = self._chosen[asked]
        if chosen is not None and self.views[chosen].start == self.views[term.norm_id or 0].start:
            return chosen, self.views[chosen]
        return term.norm_id or 0, self.views[term.norm_id or 0]


def _lives(terms: Sequence[Term]) -> dict[int, Life]:
    keys = [term.pk for term in terms]
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for row in TermPause.objects.filter(term__in=keys):
        pauses[row.term_id].append(Pause(row.since, row.until))
    extensions: dict[int, list[Extension]] = defaultdict(list)
    for each in TermExtension.objects.filter(term__in=keys):
        extensions[each.term_id].append(Extension(each.at, each.due_before, each.due_after))
    return {
        key: Life(tuple(pauses[key]), tuple(extensions[key]))
        for key in pauses.keys() | extensions.keys()
    }
