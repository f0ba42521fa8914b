"""Which objects of the organisation the journal speaks of when it speaks of a row of a profile."""

from collections.abc import Collection

from mcu.core.profile import Trace
from mcu.org.models import Block, Body, CalendarDay, CentreCard, LegalAct, Municipality

Traces = dict[tuple[str, tuple[str, ...]], Trace]


def organisation_traces(place: Municipality, sections: Collection[str]) -> Traces:
    """One query for each section asked about."""
    found: Traces = {("municipality", ()): Trace("org.municipality", (place.pk,))}
    found["centre", ()] = Trace(CentreCard._meta.label_lower, (place.pk,))
    for name, model, key in (
        ("blocks", Block, "code"),
        ("bodies", Body, "code"),
        ("acts", LegalAct, "code"),
        ("holidays", CalendarDay, "day"),
    ):
        if name in sections:
            rows = model._default_manager.filter(municipality=place).values_list(key, "pk")
            label = model._meta.label_lower
            found |= {(name, (str(code),)): Trace(label, (pk,), (pk,)) for code, pk in rows}
    return found
