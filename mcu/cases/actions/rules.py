"""Rules «when … then …» are set by a person; each change is a version."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.cases.models import AutomationCursor, Rule, RuleVersion
from mcu.cases.queries.automation import reference_of
from mcu.cases.queries.naming import names_for
from mcu.cases.rules.automation import Act, Event, act_words, read_acts, said_acts
from mcu.cases.rules.conditions import Condition, said, words
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalHead
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

MOST_HOURS = 240


@transaction.atomic
def set_rule(
    *,
    place: Municipality,
    name: str,
    event: str,
    condition: Condition,
    acts: Sequence[Act],
    by: Actor,
    hours: int = 24,
    rule: Rule | None = None,
    code: str = "",
    now: datetime | None = None,
) -> Rule:
    """A new rule, switched off, or the next version of one."""
    require(by, Permission.TOPICS)
    if not name.strip():
        raise RuleViolation("Назовите правило: под этим именем оно пишет в журнал.")
    if event not in Event.values:
        raise RuleViolation("Выберите, когда правило срабатывает.")
    if not 1 <= hours <= MOST_HOURS:
        raise RuleViolation(f"За сколько часов до срока: от 1 до {MOST_HOURS}.")
    kept = said_acts(read_acts(said_acts(tuple(acts))))
    made = rule or Rule(municipality=place, code=code or _free_code(place), position=_last(place))
    content = {"name": name.strip()[:200], "event": event, "hours": hours,
               "condition": said(condition), "acts": kept}  # fmt: skip
    if rule and all(getattr(rule, key) == value for key, value in content.items()):
        return rule
    for key, value in content.items():
        setattr(made, key, value)
    made.version, made.error, made.error_at = made.version + 1, "", None
    made.save()
    RuleVersion.objects.create(
        rule=made, number=made.version, at=now or timezone.now(), by_name=by.name, content=content
    )
    _journal(made, condition, acts, by)
    return made


@transaction.atomic
def switch_rule(*, rule: Rule, active: bool, by: Actor, now: datetime | None = None) -> Rule:
    """On: it follows what happens from now on. Off: nothing more."""
    require(by, Permission.TOPICS)
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    if rule.active == active:
        return rule
    rule.active, rule.error, rule.error_at = active, "", None
    if active:
        rule.since = now or timezone.now()
        begin(rule.municipality)
    rule.save(update_fields=["active", "since", "error", "error_at"])
    journal.write(
        "rule.switch",
        by=by,
        municipality_id=rule.municipality_id,
        of=rule,
        before={"active": not active},
        after={"active": active},
    )
    return rule


@transaction.atomic
def move_rule(*, rule: Rule, up: bool, by: Actor) -> None:
    """Earlier or later among the rules: they are asked in this order."""
    require(by, Permission.TOPICS)
    rows = list(Rule.objects.select_for_update().filter(municipality_id=rule.municipality_id))
    at = next(number for number, row in enumerate(rows) if row.pk == rule.pk)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for number, row in enumerate(rows):
        row.position = number
    Rule.objects.bulk_update(rows, ["position"])
    after = {"rules": [row.name for row in rows]}
    journal.write("rule.order", by=by, municipality_id=rule.municipality_id, of=rule, after=after)


def begin(place: Municipality) -> None:
    """From here on the journal is looked through; where it is already, nothing changes."""
    head = JournalHead.objects.filter(pk=place.pk).first()
    AutomationCursor.objects.get_or_create(
        municipality=place, defaults={"sequence": head.sequence if head else 0}
    )


def _journal(rule: Rule, condition: Condition, acts: Sequence[Act], by: Actor) -> None:
    reference = reference_of(rule.municipality_id)
    after = {
        "name": rule.name,
        "version": rule.version,
        "when": str(Event(rule.event).label),
        "condition": words(condition, names_for(rule.municipality_id, condition.fields)),
        "acts": [act_words(act, reference.names) for act in acts],
    }
    journal.write("rule.set", by=by, municipality_id=rule.municipality_id, of=rule, after=after)


def _free_code(place: Municipality) -> str:
    taken = set(Rule.objects.filter(municipality=place).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := f"rule-{n}") not in taken)


def _last(place: Municipality) -> int:
    return Rule.objects.filter(municipality=place).count()
