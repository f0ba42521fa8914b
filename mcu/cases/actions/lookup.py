"""The blind index is filled behind the import, which has no time for it."""

from collections.abc import Sequence

from django.db import transaction

from mcu.cases.models import Applicant, ApplicantKey
from mcu.cases.rules.appeal.repeats import keys_of
from mcu.cases.rules.lookup import digest_input, scope_of
from mcu.core import vault

BATCH = 1000


@transaction.atomic
def index_batch() -> int:
    """The next applicants become findable; how many, zero when all are."""
    waiting = Applicant.objects.filter(indexed=False, erased_at__isnull=True)
    rows = list(
        waiting.select_for_update(skip_locked=True, of=("self",))
        .select_related("case")
        .order_by("pk")[:BATCH]
    )
    index(rows)
    return len(rows)


def index(rows: Sequence[Applicant]) -> None:
    """These applicants are found by what they left, in the scope their cases are in now."""
    ApplicantKey.objects.filter(case__in=[row.pk for row in rows]).delete()
    ApplicantKey.objects.bulk_create(
        [ApplicantKey(case_id=row.pk, value=value) for row in rows for value in _digests(row)],
        batch_size=BATCH,
    )
    Applicant.objects.filter(pk__in=[row.pk for row in rows]).update(indexed=True)


def _digests(row: Applicant) -> list[bytes]:
    case = row.case
    try:
        personal = vault.unseal(row.sealed)
    except vault.SealBroken:
        return []  # `mcu keys list` says which key is missing
    scope = scope_of(case.regime, case.channel)
    return [
        vault.blind(digest_input(case.municipality_id, scope, kind, value))
        for kind, value in sorted(keys_of(personal, scope))
    ]
