"""What a file's names mean in this municipality."""

from datetime import date, datetime
from functools import cached_property

from mcu.cases.models import Topic
from mcu.cases.queries import classifier_for, norms_of
from mcu.cases.queries.knowledge import routes_of, topic_codes
from mcu.cases.queries.suggesting import Suggester, executor_names, suggester_for
from mcu.cases.rules.appeal import form_of
from mcu.cases.rules.conditions import Condition, Moment, evaluate
from mcu.cases.rules.conditions import Facts as CaseFacts
from mcu.cases.rules.labels import codes
from mcu.cases.rules.opening import Facts, open_terms
from mcu.cases.rules.routing import Routing, route
from mcu.cases.rules.terms import About, NormView, count
from mcu.intake.rules.digest import Digested
from mcu.org.models import Body, Municipality
from mcu.org.queries import calendar_for, zone
from mcu.org.rules.names import plain_name
from mcu.places.queries import gazetteer_for


class Reference:
    """What the names of a file mean here; read once for a run, extended as the run adds to it."""

    def __init__(self, municipality: Municipality) -> None:
        self.municipality = municipality
        self.zone = zone(municipality)
        self.calendar = calendar_for(municipality)
        self.norm_keys = {row.view: row.pk for row in norms_of(municipality.pk)}
        self.routes = routes_of(municipality.pk)
        conditions = [*(norm.condition for norm in self.norm_keys)]
        conditions += [row.condition for row in self.routes]
        self.conditions = frozenset(filter(None, conditions))
        self.classifier = classifier_for(municipality.pk)
        self._suggester: Suggester | None = None
        self.gazetteer = gazetteer_for(municipality.pk)
        self.topics: dict[tuple[str, str], Topic | None] = {}
        self.bodies = self._bodies()
        self._chosen: dict[tuple[About, date], list[tuple[str, int, NormView]]] = {}
        self._named: dict[tuple[str, ...], Body] = {}
        self._routings: dict[tuple[int, str, frozenset[Condition]], Routing] = {}

    @property
    def suggester(self) -> Suggester:
        """By the models that were in force when the run began, and the topics known by now."""
        if self._suggester is None or self._suggester.classifier is not self.classifier:
            self._suggester = suggester_for(self.municipality.pk, self.classifier)
        return self._suggester

    @cached_property
    def executors(self) -> dict[str, str]:
        """Bodies and blocks in force by label."""
        return executor_names(self.municipality.pk)

    def topic(self, name: str, group: str) -> Topic | None:
        """The topic a file calls by this name."""
        key = (name, group)
        if key not in self.topics:
            self.topics[key] = self.classifier.named(name, group) if name else None
        return self.topics[key]

    def body(self, names: tuple[str, ...]) -> Body | None:
        """The first of the names that is a body here."""
        if names not in self._named:
            found = (self.bodies.get(plain_name(name)) for name in names)
            body = next((body for body in found if body), None)
            if body is None:
                return None  # it may be added later
            self._named[names] = body
        return self._named[names]

    def fitting(
        self, said: Digested, system: str, topic: Topic | None, body: Body | None
    ) -> frozenset[Condition]:
        """Which conditions of norms and routes hold for a row."""
        if not self.conditions:
            return frozenset()
        facts = _facts(said, system, topic, body)
        moment = Moment(said.received_at, self.calendar)
        return frozenset(one for one in self.conditions if evaluate(one, facts, moment))

    def routing(
        self, topic: Topic, settlement: str, fitting: frozenset[Condition] = frozenset()
    ) -> Routing:
        key = (topic.pk, settlement, fitting)
        if key not in self._routings:
            views = self.classifier.views
            self._routings[key] = route(topic.pk, settlement, views, self.routes, fitting)
        return self._routings[key]

    def clocks(
        self,
        regime: str,
        system: str,
        channel: str,
        importance: str,
        received: datetime,
        topic: Topic | None = None,
        fitting: frozenset[Condition] = frozenset(),
    ) -> list[tuple[str, int, datetime]]:
        """Kind, norm and due moment of each term, by the norms in force on the day of receipt.

        The case counts as registered when it was received. Cases alike in what the choice of
        norms depends on have the same norms, so these are chosen once.
        """
        day = received.astimezone(self.calendar.tz).date()
        about = About(
            regime=regime,
            channel=channel,
            system=system,
            importance=importance,
            speed=topic.speed if topic else None,
            region=self.municipality.region or None,
            topics=topic_codes(topic),
            fitting=fitting,
        )
        key = about, day
        if key not in self._chosen:
            facts = Facts(about, received, received)
            opened = open_terms(facts, list(self.norm_keys), self.calendar)
            self._chosen[key] = [
                (str(term.kind), self.norm_keys[term.norm], term.norm) for term in opened
            ]
        return [
            (kind, pk, count(norm, received, self.calendar).due)
            for kind, pk, norm in self._chosen[key]
        ]

    def _bodies(self) -> dict[str, Body]:
        found: dict[str, Body] = {}
        # A body that was merged left its names to the other one.
        bodies = Body.objects.filter(municipality=self.municipality)
        for body in bodies.select_related("block").order_by("-active", "pk"):
            for name in (body.name, body.short_name, *body.aliases):
                if name:
                    found.setdefault(plain_name(name), body)
        return found


def _facts(said: Digested, system: str, topic: Topic | None, body: Body | None) -> CaseFacts:
    """What a row tells of the case it becomes, as far as a norm or a route may ask."""
    return CaseFacts(
        received_at=said.received_at,
        regime=said.regime,
        system=system,
        channel=said.channel,
        kind=said.kind or (topic.kind if topic else ""),
        importance=said.importance,
        topics=frozenset(topic_codes(topic)),
        speed=topic.speed if topic else "",
        settlement=said.settlement,
        street=said.street,
        block=body.block.code if body and body.block else "",
        body=body.code if body else "",
        text=said.text,
        tags=said.tags,
        labels=frozenset(codes(said.labels)),
        form=form_of(said.channel),
        audience=said.audience,
    )
