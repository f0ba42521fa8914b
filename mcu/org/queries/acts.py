"""Legal acts of the centre, who has read them, and the normative base under them."""

from datetime import date
from typing import TypeVar

from django.db.models import Count, Prefetch, Q, QuerySet

from mcu.org.models import (
    Acquaintance,
    ActFile,
    Definition,
    Duty,
    LegalAct,
    NormativeAct,
    Person,
)
from mcu.org.queries.people import in_force, people
from mcu.org.rules.acts import ActView, chain
from mcu.org.rules.roles import Actor

Row = TypeVar("Row", NormativeAct, Definition)


def acts(actor: Actor, words: str = "") -> QuerySet[LegalAct]:
    """Acts of the municipality with how many were asked to read each and how many did."""
    found = LegalAct.objects.filter(municipality_id=actor.municipality_id).select_related(
        "annex_to"
    )
    found = found.annotate(
        asked=Count("sheet"), read=Count("sheet", filter=Q(sheet__confirmed_at__isnull=False))
    )
    if words:
        found = found.filter(
            Q(title__icontains=words) | Q(number__icontains=words) | Q(issuer__icontains=words)
        )
    return found


def act_page(actor: Actor) -> QuerySet[LegalAct]:
    """One act with everything its page shows."""
    sheet = Acquaintance.objects.select_related("person").order_by("person__full_name")
    return (
        LegalAct.objects.filter(municipality_id=actor.municipality_id)
        .select_related("amends", "in_edition_of", "annex_to")
        .prefetch_related("annexes", "amended_by", "files", Prefetch("sheet", sheet))
    )


def edition_chain(act: LegalAct) -> list[LegalAct]:
    """The act amended first and all its amendments in order."""
    every = list(LegalAct.objects.filter(municipality_id=act.municipality_id))
    views = [ActView(each.pk, each.date, each.amends_id, each.annex_to_id) for each in every]
    by_key = {each.pk: each for each in every}
    return [by_key[key] for key in chain(views, act.pk)]


def act_file(actor: Actor, act: int) -> QuerySet[ActFile]:
    return ActFile.objects.filter(municipality_id=actor.municipality_id, act_id=act)


def to_read(actor: Actor) -> QuerySet[Acquaintance]:
    """Acts which the person was asked to read and has not confirmed yet."""
    waiting = Acquaintance.objects.filter(person_id=actor.person_id or 0, confirmed_at__isnull=True)
    return waiting.select_related("act").order_by("asked_at")


def readers(actor: Actor, act: LegalAct, roles: list[str], day: date) -> QuerySet[Person]:
    """Colleagues of these roles («all»: everybody who signs in) not yet on the sheet."""
    found = people(actor).filter(is_active=True).exclude(acts_to_read__act=act)
    if "all" in roles:
        return found
    return found.filter(duties__in=in_force(Duty.objects.filter(role__in=roles), day)).distinct()


def normative_base(
    actor: Actor, *, on: date | None = None, words: str = ""
) -> QuerySet[NormativeAct]:
    """Acts of the state and the region; those known not to be valid on the day stay away."""
    found = NormativeAct.objects.filter(municipality_id=actor.municipality_id, active=True)
    if words:
        found = found.filter(Q(title__icontains=words) | Q(number__icontains=words))
    return _valid(found, on).select_related("replaced_by")


def definitions(actor: Actor, *, on: date | None = None, words: str = "") -> QuerySet[Definition]:
    """What words mean, by which act."""
    found = Definition.objects.filter(municipality_id=actor.municipality_id, active=True)
    if words:
        found = found.filter(Q(term__icontains=words) | Q(text__icontains=words))
    return _valid(found, on).select_related("act")


def _valid(rows: QuerySet[Row], on: date | None) -> QuerySet[Row]:
    if on is None:
        return rows
    since = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return rows.filter(since, Q(valid_to__isnull=True) | Q(valid_to__gte=on))
