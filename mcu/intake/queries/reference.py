"""What a file's names mean in this municipality."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from mcu.cases.models import Topic
from mcu.cases.queries import NormRow, classifier_for, norms_of
from mcu.cases.queries.knowledge import routes_of
from mcu.cases.rules.opening import Facts, Opened, open_terms
from mcu.cases.rules.routing import Routing, route
from mcu.cases.rules.terms import NormView
from mcu.intake.rules.names import plain_name
from mcu.org.models import Body, Municipality
from mcu.org.queries import calendar_for, zone


class Reference:
    """What the names of a file mean here; read once for a run, extended as the run adds to it."""

    def __init__(self, municipality: Municipality) -> None:
        self.municipality = municipality
        self.zone = zone(municipality)
        self.calendar = calendar_for(municipality)
        self.norms = norms_of(municipality.pk)
        self.routes = routes_of(municipality.pk)
        self.classifier = classifier_for(municipality.pk)
        self.topics: dict[tuple[str, str], Topic | None] = {}
        self.bodies = self._bodies()
        self._routings: dict[tuple[int, str], Routing] = {}

    def topic(self, name: str, group: str) -> Topic | None:
        """The topic a file calls by this name."""
        key = (name, group)
        if key not in self.topics:
            self.topics[key] = self.classifier.named(name, group) if name else None
        return self.topics[key]

    def body(self, names: Iterable[str]) -> Body | None:
        """The first of the names that is a body here."""
        found = (self.bodies.get(plain_name(name)) for name in names)
        return next((body for body in found if body), None)

    def routing(self, topic: Topic, settlement: str) -> Routing:
        key = (topic.pk, settlement)
        if key not in self._routings:
            views = self.classifier.views
            self._routings[key] = route(topic.pk, settlement, views, self.routes)
        return self._routings[key]

    def terms(self, facts: Facts) -> Sequence[Opened]:
        """The clocks of a case by the norms in force on the day it was received."""
        chosen = self._norms_for(facts)
        return open_terms(facts, chosen, self.calendar)

    @cached_property
    def norm_keys(self) -> dict[NormView, int]:
        return {row.view: row.pk for row in self.norms}

    def _norms_for(self, facts: Facts) -> Sequence[NormView]:
        key = (
            facts.regime,
            facts.system,
            facts.channel,
            facts.received_at.astimezone(self.zone).date(),
        )
        if key not in self._narrowed:
            self._narrowed[key] = [row.view for row in self.norms if _fits(row, facts)]
        return self._narrowed[key]

    @cached_property
    def _narrowed(self) -> dict[tuple[str, str, str, date], list[NormView]]:
        return {}

    def _bodies(self) -> dict[str, Body]:
        found: dict[str, Body] = {}
        for body in Body.objects.filter(municipality=self.municipality).order_by("pk"):
            for name in (body.name, body.short_name, *body.aliases):
                if name:
                    found.setdefault(plain_name(name), body)
        return found


def _fits(row: NormRow, facts: Facts) -> bool:
    norm = row.view
    return (
        norm.regime in (None, facts.regime)
        and norm.system in (None, facts.system)
        and norm.channel in (None, facts.channel)
    )
