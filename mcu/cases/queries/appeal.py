"""Appeals read: everything one has, the former one worth showing, what waits, how often it is extended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from mcu.cases.models import (
    Addressee,
    Answer,
    Appeal,
    AppealDecision,
    AppealNotice,
    AppealSetup,
    ApplicantKey,
    Case,
    Reception,
    Resolution,
    Split,
)
from mcu.cases.queries.access import cases_for
from mcu.cases.queries.knowledge import NormRow, norms_of
from mcu.cases.rules.appeal import LAW, DecisionKind, DecisionState
from mcu.cases.rules.appeal.repeats import Earlier, likeliest
from mcu.cases.rules.words import Regime
from mcu.org.models import Body
from mcu.org.rules.roles import Actor, Permission

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Former:
    """One earlier appeal with its answer: never the list of what a person wrote."""

    case: Case
    number: str
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """Everything a registration card, a notice, an answer or a control card is made of.

    The names are not in it: they are sealed and opened by `annotate.reveal` alone.
    """

    case: Case
    appeal: Appeal | None
    addressees: list[Body]
    resolutions: list[Resolution]
    decisions: list[AppealDecision]
    notices: list[AppealNotice]
    receptions: list[Reception]
    splits: list[Split]
    split_of: Split | None
    former: Former | None
    answer: Answer | None

    @property
    def extension(self) -> AppealDecision | None:
        """The extension that was agreed to."""
        kind, state = DecisionKind.EXTEND, DecisionState.APPROVED
        return next((d for d in self.decisions if d.kind == kind and d.state == state), None)

    @property
    def waiting(self) -> list[AppealDecision]:
        return [d for d in self.decisions if d.state == DecisionState.PROPOSED]

    @property
    def unsent(self) -> list[AppealNotice]:
        return [notice for notice in self.notices if notice.sent_at is None]


@dataclass(frozen=True, slots=True)
class Extensions:
    """How often a body extends: appeals registered, extended, refused, and why."""

    body: str
    appeals: int
    extended: int
    refused: int

    @property
    def share(self) -> int:
        return round(100 * self.extended / self.appeals) if self.appeals else 0


def appeal_facts(case: Case) -> AppealFacts:
    """Gather what hangs on an appeal; a constant number of queries. The case is found already."""
    appeal = Appeal.objects.filter(case=case).select_related("former", "about_body").first()
    addressed = Addressee.objects.filter(case=case).select_related("body")
    answers = case.answers.filter(published_at__isnull=False).order_by("-number")
    return AppealFacts(
        case=case,
        appeal=appeal,
        addressees=[row.body for row in addressed],
        resolutions=list(case.resolutions.select_related("body", "executor")),
        decisions=list(case.decisions.all()),
        notices=list(case.notices.all()),
        receptions=list(case.receptions.all()),
        splits=list(case.splits.filter(undone_at__isnull=True).select_related("child")),
        split_of=Split.objects.filter(child=case, undone_at__isnull=True)
        .select_related("parent")
        .first(),
        former=former_of(appeal.former) if appeal and appeal.former else None,
        answer=answers.first(),
    )


def former_of(case: Case) -> Former:
    """A former appeal and what was answered to it."""
    appeal = Appeal.objects.filter(case=case).first()
    published = case.answers.filter(published_at__isnull=False).order_by("-number")
    return Former(case, appeal.number if appeal else case.number, published.first())


def suggested_former(case: Case, actor: Actor) -> Former | None:
    """The one earlier appeal that this one may repeat; found by the blind index, shown if visible."""
    keys = ApplicantKey.objects.filter(case=case).values_list("value", flat=True)
    same = ApplicantKey.objects.filter(value__in=[bytes(key) for key in keys]).exclude(case=case)
    earlier = cases_for(actor).filter(
        pk__in=same.values("case_id"), regime=Regime.APPEAL, received_at__lte=case.received_at
    )
    rows = [
        Earlier(pk, topic, received, first is not None)
        for pk, topic, received, first in earlier.exclude(pk=case.pk).values_list(
            "pk", "topic_id", "received_at", "first_answer_at"
        )
    ]
    found = likeliest(rows, case.topic_id)
    return former_of(Case.objects.get(pk=found)) if found else None


def same_body(body: Body, name: str) -> bool:
    """Whether a body is meant by a name that somebody wrote."""
    said = " ".join(name.casefold().split())
    return any(known and known.casefold() in said for known in (body.name, body.short_name))


def norm_by_code(municipality_id: int, code: str, on: date) -> NormRow | None:
    """The norm of this code in force on a day; None when the municipality has none."""
    rows = [row for row in norms_of(municipality_id) if row.view.code == code]
    fitting = [
        row
        for row in rows
        if (row.view.valid_from is None or row.view.valid_from <= on)
        and (row.view.valid_to is None or on <= row.view.valid_to)
    ]
    return max(fitting, key=lambda row: row.view.valid_from or date.min, default=None)


def decision_waits(case: Case, kind: str | None = None) -> bool:
    """Whether something about the appeal waits for whoever decides."""
    waiting = AppealDecision.objects.filter(case=case, state=DecisionState.PROPOSED)
    return (waiting.filter(kind=kind) if kind else waiting).exists()


def decisions_for(
    actor: Actor, permission: Permission = Permission.SEE
) -> QuerySet[AppealDecision]:
    rows = AppealDecision.objects.filter(case__in=cases_for(actor, permission))
    return rows.select_related("case__topic", "case__body", "case__appeal")


def decision_for(actor: Actor, pk: int) -> AppealDecision:
    """A decision about a visible case, else Http404."""
    found = decisions_for(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого решения нет или обращение не в вашем ведении.")
    return found


def notice_for(actor: Actor, pk: int) -> AppealNotice:
    """A notice of a visible case, else Http404."""
    found = AppealNotice.objects.filter(case__in=cases_for(actor), pk=pk).first()
    if found is None:
        raise Http404("Такого уведомления нет или обращение не в вашем ведении.")
    return found


def waiting_decisions(actor: Actor) -> list[AppealDecision]:
    """Proposals on the cases one sees, those that wait longest first."""
    return list(decisions_for(actor).filter(state=DecisionState.PROPOSED)[:SHOWN])


def waiting_notices(actor: Actor) -> list[AppealNotice]:
    """Notices nobody has sent yet, the most urgent first, those without a term at the end."""
    rows = AppealNotice.objects.filter(case__in=cases_for(actor), sent_at__isnull=True)
    rows = rows.select_related("case__body", "case__appeal")
    return list(rows.order_by("due_at", "pk")[:SHOWN])


def receptions_for(actor: Actor, day: date | None = None) -> QuerySet[Reception]:
    """Cards of reception of the municipality, of one day where it is said."""
    rows = Reception.objects.filter(municipality_id=actor.municipality_id)
    if day:
        begin = datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
        rows = rows.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    return rows.select_related("topic", "case")


def reception_for(actor: Actor, pk: int) -> Reception:
    """A card of one's own municipality, else Http404."""
    found = receptions_for(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такой карточки приёма нет.")
    return found


def extensions_by_body(actor: Actor, since: date, until: date) -> list[Extensions]:
    """Of the appeals registered in the days: how many each body extended; the most first."""
    begin = datetime.combine(since, time(), tzinfo=timezone.get_current_timezone())
    end = datetime.combine(until, time(), tzinfo=timezone.get_current_timezone())
    appeals = cases_for(actor).filter(
        regime=Regime.APPEAL, registered_at__gte=begin, registered_at__lt=end + timedelta(days=1)
    )
    of_kind = Q(decisions__kind=DecisionKind.EXTEND)
    rows = appeals.values("body__name").annotate(
        appeals=Count("pk", distinct=True),
        extended=Count(
            "decisions", filter=of_kind & Q(decisions__state=DecisionState.APPROVED), distinct=True
        ),
        refused=Count(
            "decisions", filter=of_kind & Q(decisions__state=DecisionState.REFUSED), distinct=True
        ),
    )
    found = [
        Extensions(
            row["body__name"] or "не назначено", row["appeals"], row["extended"], row["refused"]
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (-row.extended, -row.appeals, row.body))


def reasons_used(actor: Actor, since: date, until: date) -> Sequence[tuple[str, int]]:
    """Why terms were extended, the most frequent first."""
    begin = datetime.combine(since, time(), tzinfo=timezone.get_current_timezone())
    end = datetime.combine(until, time(), tzinfo=timezone.get_current_timezone())
    rows = decisions_for(actor).filter(
        kind=DecisionKind.EXTEND, state=DecisionState.APPROVED,
        case__registered_at__gte=begin, case__registered_at__lt=end + timedelta(days=1),
    )  # fmt: skip
    counted = rows.order_by().values_list("reason").annotate(number=Count("pk")).order_by("-number")
    return [(LAW.reasons[code].title, number) for code, number in counted]


def setup_of(municipality_id: int) -> AppealSetup:
    """The settings of appeals of a municipality, or the defaults unsaved."""
    found = AppealSetup.objects.filter(municipality_id=municipality_id).first()
    return found or AppealSetup(municipality_id=municipality_id)
