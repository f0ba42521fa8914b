"""How a municipality rates."""

from django.db import transaction

from mcu.core import journal
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.ratings.models import RatingPolicy
from mcu.ratings.queries import policy_of
from mcu.ratings.rules.method import Method, checked


@transaction.atomic
def change_policy(*, place: Municipality, method: Method, by: Actor) -> RatingPolicy:
    """Keep the settings; what is senseless is refused in words. Frozen ratings keep their own."""
    require(by, Permission.RATINGS)
    checked(method)
    before = policy_of(place).as_json()
    row, _ = RatingPolicy.objects.update_or_create(
        municipality=place, defaults={"values": method.as_json()}
    )
    old, new = journal.changes(before, method.as_json())
    journal.write("ratings.method", by=by, municipality_id=place.pk, of=row, before=old, after=new)
    return row
