"""Cases of one person, by what the person gives: a contact, or a number with the name."""

from collections.abc import Iterable, Mapping

from mcu.cases.models import Applicant, ApplicantKey, Case
from mcu.cases.rules.lookup import SCOPES, digest_input, same_name, values_asked
from mcu.core import vault


def cases_of_person(municipality_id: int, asked: Mapping[str, str]) -> list[int]:
    """Keys of the cases that are surely this person's: the contact is the applicant's own, or the
    number was named and the name agrees."""
    digests = [
        vault.blind(digest_input(municipality_id, scope, kind, value))
        for kind, value in values_asked(asked)
        for scope in SCOPES
    ]
    by_contact = ApplicantKey.objects.filter(
        value__in=digests, case__municipality_id=municipality_id
    ).values_list("case_id", flat=True)
    numbers = asked.get("numbers", "").replace(",", " ").replace("№", " ").split()
    return sorted({*by_contact, *_by_number(municipality_id, numbers, asked.get("name", ""))})


def not_indexed(municipality_id: int) -> int:
    """Applicants that cannot be found by contact yet."""
    waiting = Applicant.objects.filter(indexed=False, erased_at__isnull=True)
    return waiting.filter(case__municipality_id=municipality_id).count()


def _by_number(municipality_id: int, numbers: Iterable[str], name: str) -> Iterable[int]:
    cases = Case.objects.filter(municipality_id=municipality_id, number__in=list(numbers))
    for case in cases.select_related("applicant"):
        applicant = getattr(case, "applicant", None)
        if name and applicant and not applicant.erased_at:
            known = vault.unseal(applicant.sealed).get("applicant_name", "")
            if same_name(name, known):
                yield case.pk
