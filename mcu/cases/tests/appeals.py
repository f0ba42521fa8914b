"""What tests of appeals share: the norms of 59-ФЗ in a town, a letter, the moments of its life."""

import tomllib
from datetime import timedelta
from importlib.resources import files

from django.utils import timezone

from mcu.cases.actions import answer, route
from mcu.cases.actions.profile import load_norms_and_routes
from mcu.cases.models import Case
from mcu.cases.rules import profile
from mcu.org.models import Municipality
from mcu.org.rules.roles import program

LETTER = {
    "channel": "letter",
    "regime": "appeal",
    "appeal_kind": "statement",
    "applicant": {
        "applicant_name": "Громов Глеб Глебович",
        "applicant_contacts": "8 900 111-22-33",
    },
}


def law_in_force(place: Municipality) -> None:
    """The norms of the law as every municipality begins with."""
    rows = tomllib.loads((files("mcu.cases") / "data" / "norms.toml").read_text("utf-8"))["norms"]
    appeals = [row for row in rows if row.get("regime") == "appeal"]
    load_norms_and_routes(municipality=place, part=profile.read({"norms": appeals}))


def letter(town, text="Прошу починить крышу", **given) -> Case:
    return town.case(text, **LETTER | given)


def answered(town, case: Case) -> Case:
    """Assigned, answered, published: everything up to the result."""
    by = program(town.place.pk)
    route.classify(case=case, topic=town.topic, by=by)
    route.assign(case=case, body=town.housing, executor=town.executor, by=by)
    answer.save_draft(case=case, text="Крышу починят до 1 декабря.", by=by)
    answer.submit(case=case, by=by)
    answer.approve(case=case, by=by)
    answer.publish(case=case, url="", by=by)
    return case


def days_ago(days: int):
    return timezone.now() - timedelta(days=days)


def term(case, kind):
    return case.terms.get(kind=kind)
