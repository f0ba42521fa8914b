"""Everything held about one person, and who looked at it."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from mcu.cases.models import Case
from mcu.cases.queries.retention import holds_of
from mcu.cases.rules.lookup import in_words
from mcu.core import vault
from mcu.core.models import JournalEntry
from mcu.desk.models import SubjectRequest
from mcu.desk.queries.retention import rules_of
from mcu.intake.models import RawMessage
from mcu.org.rules.roles import Actor

LOOKS = {
    "applicant.reveal": "открыты данные заявителя",
    "case.download": "скачан файл",
}
FIELDS = {
    "applicant_name": "Имя",
    "applicant_contacts": "Контакты",
    "applicant_profile": "Страница",
    "original_text": "Текст, как он пришёл",
}


@dataclass(slots=True)
class Held:
    """One case of the person: what is held, how long, who looked."""

    case: Case
    values: list[tuple[str, str]]
    files: list[str]
    raw: bool
    kept: str
    holds: list[str]
    looks: list[tuple[Any, str, str]] = field(default_factory=list)


def requests(actor: Actor) -> list[SubjectRequest]:
    """The last requests of the municipality."""
    return list(SubjectRequest.objects.filter(municipality_id=actor.municipality_id)[:200])


def request_for(actor: Actor, pk: int) -> SubjectRequest:
    found = SubjectRequest.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такого запроса нет.")
    return found


def given(request: SubjectRequest) -> dict[str, str]:
    """What the person gave to be found by; nothing when it was erased."""
    values: dict[str, str] = vault.unseal(request.sealed) if request.sealed else {}
    return values


def report(request: SubjectRequest, now: Any) -> list[Held]:
    """Everything about the person's cases, with the values; a handful of queries per case."""
    cases = Case.objects.filter(pk__in=request.cases, municipality_id=request.municipality_id)
    kept = {
        rule.regime: rule for rule in rules_of(request.municipality_id) if rule.what == "applicant"
    }
    return [
        _held(case, kept[case.regime].years, now)
        for case in cases.select_related("applicant").order_by("received_at")
    ]


def _held(case: Case, years: str, now: Any) -> Held:
    applicant = getattr(case, "applicant", None)
    there = applicant is not None and not applicant.erased_at
    values = vault.unseal(applicant.sealed) if applicant and there else {}
    entries = JournalEntry.objects.filter(
        municipality_id=case.municipality_id, object_type="cases.case", object_id=case.pk,
        action__in=list(LOOKS),
    ).order_by("pk")  # fmt: skip
    return Held(
        case=case,
        values=[
            (FIELDS.get(name, name), in_words(value)) for name, value in values.items() if value
        ],
        files=[file.name for file in case.attachments.all()],
        raw=RawMessage.objects.filter(case=case, sealed__isnull=False).exists(),
        kept=f"{years} после закрытия",
        holds=[hold.reason for hold in holds_of(case, now)],
        looks=[(e.at, e.actor_name, _look(e)) for e in entries],
    )


def _look(entry: JournalEntry) -> str:
    purpose = entry.after.get("purpose", "")
    return LOOKS[entry.action] + (f" — {purpose}" if purpose else "")
