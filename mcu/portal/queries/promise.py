"""What is told of a message before it is a case: its number and its term, out of what was kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mcu.cases.models import Case
from mcu.cases.queries.classifier import classifier_for
from mcu.cases.queries.opening import promised_term
from mcu.cases.rules.labels import codes, told
from mcu.cases.rules.terms import NormView, TermKind
from mcu.cases.rules.words import Channel, System
from mcu.places.queries import known_names
from mcu.portal.queries.following import TermWords, term_words
from mcu.portal.queries.town import Town
from mcu.text.mask import mask


def promise(town: Town, said: Mapping[str, Any], now: datetime) -> TermWords | None:
    """When the answer is due: counted as it will be counted when this becomes a case."""
    at, topic = datetime.fromisoformat(said["at"]), said.get("topic", "")
    case = Case(
        municipality=town.place, system=System.OWN, channel=Channel.WEB,
        topic=classifier_for(town.place.pk).by_code.get(topic) if topic else None,
        text=mask(said["text"], known=known_names(town.place.pk)),
        received_at=at, registered_at=at, **said.get("place", {}),
    )  # fmt: skip
    case.labels = codes(told(case.text))
    term = promised_term(case, TermKind.ANSWER)
    return _words(term.norm, term.due_at, now) if term else None


def _words(norm: NormView, due: datetime, now: datetime) -> TermWords:
    return term_words(norm.title, norm.source, due, now, verified=norm.verified)
