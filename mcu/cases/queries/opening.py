"""Which clocks a new case begins with: of one that is stored, and of one that is only promised."""

from collections.abc import Sequence

from mcu.cases.models import Case
from mcu.cases.queries.knowledge import about, fitting_each, norms_of
from mcu.cases.rules.conditions import Condition
from mcu.cases.rules.opening import Facts, Opened, open_terms
from mcu.cases.rules.terms import NormView, TermKind
from mcu.core.workdays import WorkCalendar
from mcu.org.queries import calendar_for


def opening_terms(
    case: Case, norms: Sequence[NormView], calendar: WorkCalendar, fitting: frozenset[Condition]
) -> tuple[Opened, ...]:
    """The clocks of the case as it enters."""
    facts = Facts(
        about=about(case, fitting), received_at=case.received_at, registered_at=case.registered_at
    )
    return open_terms(facts, norms, calendar)


def promised_term(case: Case, kind: TermKind) -> Opened | None:
    """The clock of this kind that a case will begin with, before it is stored; two queries, some more
    where a norm has a condition."""
    norms = [row.view for row in norms_of(case.municipality_id)]
    fitting = fitting_each([case], [norm.condition for norm in norms])[case.pk]
    opened = opening_terms(case, norms, calendar_for(case.municipality), fitting)
    return next((term for term in opened if term.kind == kind), None)
