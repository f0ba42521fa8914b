"""Rules, fast routes, checks and stages of a profile are written down by the acts of a person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mcu.cases.actions.fast import set_fast_route, switch_fast_route
from mcu.cases.actions.rules import set_rule, switch_rule
from mcu.cases.models import (
    AppealSetup,
    ApprovalNeed,
    ApprovalStage,
    CheckRule,
    FastRoute,
    Rule,
)
from mcu.cases.queries.profile import fast_row, rule_row
from mcu.cases.rules.appeal.numbering import DEFAULT
from mcu.cases.rules.automation import read_acts
from mcu.cases.rules.conditions import read
from mcu.cases.rules.profile import route_steps
from mcu.core.profile import CITED_NAMES
from mcu.core.profile.difference import Key
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor

Rows = Sequence[Mapping[str, Any]]


def load_rules(*, place: Municipality, rows: Rows, gone: Sequence[Key], by: Actor) -> None:
    """A rule that changed gets its next version; a new one goes after those that are there."""
    known = {rule.code: rule for rule in Rule.objects.filter(municipality=place)}
    for row in rows:
        rule = known.get(row["code"])
        if rule is not None and rule_row(rule) == _bare(row):
            continue
        made = set_rule(
            place=place,
            name=row["name"],
            event=row["event"],
            hours=row.get("hours", 24),
            condition=read(row.get("condition")),
            acts=read_acts(row["acts"]),
            by=by,
            rule=rule,
            code=row["code"],
        )
        switch_rule(rule=made, active=row.get("active", True), by=by)
    for code in _codes(gone):
        if code in known:
            switch_rule(rule=known[code], active=False, by=by)


def load_fast_routes(*, place: Municipality, rows: Rows, gone: Sequence[Key], by: Actor) -> None:
    """Cases already on a route that changed go on as they began."""
    found = FastRoute.objects.filter(municipality=place).prefetch_related("steps__body")
    known = {route.code: route for route in found}
    for row in rows:
        route = known.get(row["code"])
        if route is not None and fast_row(route) == _bare(row):
            continue
        made = set_fast_route(
            place=place,
            name=row["name"],
            entry=read(row["entry"]),
            steps=route_steps(row),
            source=row.get("source", ""),
            by=by,
            route=route,
            code=row["code"],
        )
        switch_fast_route(route=made, active=row.get("active", True), by=by)
    for code in _codes(gone):
        if code in known:
            switch_fast_route(route=known[code], active=False, by=by)


def load_answering(
    *, place: Municipality, target: Mapping[str, Any], gone: Mapping[str, Sequence[Key]]
) -> None:
    """How answers are checked and who agrees to them; what is gone is as the program does by itself."""
    for row in target.get("checks", ()):
        CheckRule.objects.update_or_create(
            municipality=place, code=row["code"], defaults={"mode": row["mode"]}
        )
    for row in target.get("approvals", ()):
        ApprovalNeed.objects.update_or_create(
            municipality=place, system=row["system"], defaults={"need": row["need"]}
        )
    for row in target.get("approval_stages", ()):
        ApprovalStage.objects.update_or_create(
            municipality=place,
            order=row["order"],
            regime=row.get("regime", ""),
            defaults={"title": row["title"], "role": row["role"]},
        )
    CheckRule.objects.filter(municipality=place, code__in=_codes(gone.get("checks", ()))).delete()
    systems = _codes(gone.get("approvals", ()))
    ApprovalNeed.objects.filter(municipality=place, system__in=systems).delete()
    for order, regime in gone.get("approval_stages", ()):
        ApprovalStage.objects.filter(municipality=place, order=order, regime=regime).delete()


def load_numbers(*, place: Municipality, appeals: Mapping[str, Any]) -> None:
    """The format of registration numbers; texts of the automatic reply stay as people set them."""
    said = appeals.get("number_format")
    found = AppealSetup.objects.filter(municipality=place)
    if not found.update(number_format=said or DEFAULT) and said:
        AppealSetup.objects.create(municipality=place, number_format=said)


def _bare(row: Mapping[str, Any]) -> dict[str, Any]:
    """Without the clauses of the act: the tables do not keep them."""
    bare = {name: value for name, value in row.items() if name not in CITED_NAMES}
    if "steps" in bare:
        bare["steps"] = [_bare(step) for step in bare["steps"]]
    return bare


def _codes(gone: Iterable[Key]) -> list[str]:
    return [key[0] for key in gone]
