"""What may be subscribed to, and the subscription a letter names."""

from mcu.cases.models import Problem
from mcu.core.errors import RuleViolation
from mcu.portal.models import Subscription
from mcu.portal.queries.codes import token_digest
from mcu.portal.queries.near import joined
from mcu.portal.queries.town import Town

GONE = "Этой проблемы больше нет среди открытых. Подпишитесь на улицу."


def problem_to_follow(town: Town, value: str) -> Problem:
    """The open problem of a signed value; RuleViolation when it is none any more."""
    kind, pk = joined(value) or ("", 0)
    rows = Problem.objects.filter(municipality=town.place, pk=pk, closed_at__isnull=True)
    found = rows.select_related("topic").first() if kind == "problem" else None
    if found is None:
        raise RuleViolation(GONE)
    return found


def subscription_of(town: Town, token: str) -> Subscription | None:
    """Of the token in a letter."""
    rows = Subscription.objects.filter(
        municipality=town.place, token=token_digest(town.place.pk, token)
    )
    return rows.select_related("problem__topic").first()
