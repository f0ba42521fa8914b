"""What tests of notices share: a case of the district, what somebody was told."""

from mcu.cases.models import Case
from mcu.org.models import Notice
from mcu.org.rules.roles import Role

HEAD, EXECUTOR, APPROVER = Role.HEAD_OF_CENTRE, Role.EXECUTOR, Role.APPROVER


def case_of(town, **given) -> Case:
    values = {
        "body": town.bodies["water"],
        "block": town.blocks["city"],
        "topic": town.topics["tap"],
    }
    return town.case(**values | given)


def told_to(town, role: Role) -> list[str]:
    return [n.kind for n in Notice.objects.filter(person=town.person(role)).order_by("pk")]
