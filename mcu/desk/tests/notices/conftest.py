"""A district in which everybody has an address and what was before is not told."""

import pytest
from django.utils import timezone

from mcu.desk.actions.notices import look_through
from mcu.desk.tests.notices.told import APPROVER, EXECUTOR, HEAD
from mcu.org.models import Person
from mcu.org.rules.roles import Role


@pytest.fixture
def town(district):
    """Everybody is there and has an address; what was before is not told."""
    for role in (HEAD, EXECUTOR, APPROVER, Role.BLOCK_HEAD, Role.CURATOR, Role.ADMINISTRATOR):
        person = district.person(role)
        Person.objects.filter(pk=person.pk).update(email=f"{role}@klyuchi.example")
    look_through(district.place, timezone.now())
    return district
