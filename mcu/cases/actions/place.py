"""Where it is: suggested by the text, said by a person."""

from datetime import datetime

from mcu.cases.actions.register import searchable
from mcu.cases.actions.step import step
from mcu.cases.models import Case, Suggestion
from mcu.cases.queries.conversation import words_said
from mcu.cases.rules.placing import PlaceWords
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor

ABOUT = "place"


def set_place(*, case: Case, place: PlaceWords, by: Actor, now: datetime | None = None) -> Case:
    """A person says where it is; what was suggested is kept beside what was decided."""
    if not place.title:
        raise RuleViolation("Укажите хотя бы населённый пункт, улицу или ориентир.")
    with step(Verb.PLACE, case, by=by, now=now) as work:
        found = work.case
        found.settlement, found.street, found.house = place.settlement, place.street, place.house
        found.landmark = place.landmark
        found.search_text = searchable(found, words_said(found))
        found.save(update_fields=["landmark", "search_text"])
        open_ones = Suggestion.objects.filter(case=found, about=ABOUT, decided_at__isnull=True)
        open_ones.update(decided_at=work.now, decided_value=place.value[:200])
    case.landmark = place.landmark
    return case
