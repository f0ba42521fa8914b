"""How the municipality asks and reacts."""

from dataclasses import asdict

from django.db import transaction

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.quality.models import QualityPolicy
from mcu.quality.queries import policy_of
from mcu.quality.rules.rating import Policy


@transaction.atomic
def change_policy(*, place: Municipality, policy: Policy, by: Actor) -> QualityPolicy:
    """Keep the settings; what is senseless is refused in words."""
    require(by, Permission.QUALITY)
    if not 1 <= policy.bad_score <= 4:
        raise RuleViolation("Плохая оценка — от 1 до 4: пятёрка плохой не бывает.")
    if not 0 <= policy.look_share <= 100:
        raise RuleViolation("Доля второго взгляда — от 0 до 100 процентов.")
    if policy.remind_days >= policy.expire_days:
        raise RuleViolation("Напоминание должно уйти раньше, чем кончится срок ответа.")
    before = asdict(policy_of(place.pk))
    row, _ = QualityPolicy.objects.update_or_create(municipality=place, defaults=asdict(policy))
    old, new = journal.changes(before, asdict(policy))
    journal.write("quality.change", by=by, municipality_id=place.pk, of=row, before=old, after=new)
    return row
