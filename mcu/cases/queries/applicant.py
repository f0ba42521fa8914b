"""How the author of a case may be written to. Only the program reads it, to write a letter."""

from mcu.cases.models import Applicant, Case
from mcu.cases.rules.lookup import contacts_of
from mcu.core import vault


def email_of(case: Case) -> str:
    """The address the author left; empty without one, or when the data is erased or unreadable."""
    applicant = Applicant.objects.filter(case=case, erased_at__isnull=True).first()
    if applicant is None:
        return ""
    try:
        contacts = contacts_of(vault.unseal(applicant.sealed))
    except vault.SealBroken:
        return ""
    return next((value for kind, value in sorted(contacts) if kind == "email"), "")
