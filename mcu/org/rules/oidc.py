"""Which claim of a provider means which of our people."""

from collections.abc import Mapping
from typing import Any


def mapping(claim: str, claims: Mapping[str, Any]) -> tuple[str, str]:
    """(field of the person, value); an e-mail counts only when the provider has verified it.

    `email` is compared with the official e-mail of a person, any other claim with the login.
    """
    value = str(claims.get(claim) or "").strip()
    if claim != "email":
        return "login", value
    return "email", value if claims.get("email_verified") is True else ""
