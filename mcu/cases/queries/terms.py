"""What happened to the clocks of a case."""

from mcu.cases.models import Term
from mcu.cases.rules.terms import Extension, Life, Pause


def life_of(term: Term) -> Life:
    """Its pauses and extensions, in order; read at once where they were prefetched."""
    return Life(
        tuple(Pause(p.since, p.until, p.reason) for p in term.pauses.all()),
        tuple(Extension(e.at, e.due_before, e.due_after, e.reason) for e in term.extensions.all()),
    )
