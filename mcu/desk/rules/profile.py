"""Words of the profile pages and command: changes, whose right a section is."""

from collections.abc import Mapping
from typing import Any

from mcu.core.profile.difference import Change, Verdict
from mcu.org.rules.profile.citing import cite
from mcu.org.rules.roles import Permission

SIGNS = {
    Verdict.ADD: "+",
    Verdict.SET: "~",
    Verdict.DROP: "−",
    Verdict.KEPT: "=",
    Verdict.OWN: "·",
}
# What a hand needs to change a section; whatever is not named is the organisation.
RIGHTS = {
    "norms": Permission.NORMS,
    "topics": Permission.TOPICS,
    "routes": Permission.TOPICS,
    "fast_routes": Permission.TOPICS,
    "rules": Permission.TOPICS,
    "approvals": Permission.NORMS,
    "approval_stages": Permission.NORMS,
    "checks": Permission.NORMS,
    "appeals": Permission.NORMS,
    "holidays": Permission.CALENDAR,
    "reports": Permission.REPORT_FORMS,
}
ALL_RIGHTS = (Permission.ORGANISATION, *dict.fromkeys(RIGHTS.values()))


def right_to(section: str) -> Permission:
    return RIGHTS.get(section, Permission.ORGANISATION)


def sentence(change: Change, acts: Mapping[str, Mapping[str, Any]]) -> str:
    """One change as a line of the command."""
    where = ": ".join(filter(None, (change.section.title, change.label)))
    clause = f" ({cite(change.clause, acts)})" if change.clause else ""
    return f"{SIGNS[change.verdict]} {where}{_happens(change)}{clause}"


def _happens(change: Change) -> str:
    wanted, now = change.wanted_words or "не сказано", change.now_words or "пусто"
    if change.verdict == Verdict.SET:
        return f": {now} → {wanted}"
    if change.verdict == Verdict.KEPT:
        if change.fields:
            return f": изменено вручную и остаётся «{now}»; в профиле «{wanted}»"
        return ": убрано вручную и не вернётся"
    if change.verdict == Verdict.OWN:
        return f": {now}, в профиле об этом не сказано" if change.fields else ": в профиле нет"
    return ""
