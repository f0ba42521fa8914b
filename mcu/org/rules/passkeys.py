"""Passkeys (WebAuthn): what is asked of a browser and whether its answer is right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mcu.core.errors import RuleViolation

REFUSED = "Ключ не подошёл. Попробуйте ещё раз или войдите иначе."


@dataclass(frozen=True, slots=True)
class Site:
    """The address under which the program is open: a passkey belongs to the name of the host."""

    host: str
    origin: str

    @property
    def fits(self) -> bool:
        """Browsers give keys to names only, never to a bare address, and only over TLS or locally."""
        try:
            ip_address(self.host.strip("[]"))
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False

    def server(self) -> Fido2Server:
        entity = PublicKeyCredentialRpEntity(name="Пульт МЦУ", id=self.host)
        return Fido2Server(entity, verify_origin=lambda origin: origin == self.origin)


def begin_registration(
    site: Site, *, handle: bytes, login: str, name: str, known: Iterable[bytes | memoryview]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what the browser is asked, what to remember till it answers)."""
    options, state = site.server().register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=login, display_name=name),
        credentials=_descriptors(known),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


def finish_registration(
    site: Site, state: Mapping[str, Any], answer: Any
) -> tuple[bytes, bytes, int]:
    """(id, credential, counter) of the new key; RuleViolation when the answer is not right."""
    try:
        data = site.server().register_complete(state, answer)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise RuleViolation(REFUSED, code="wrong") from wrong
    credential = data.credential_data
    if credential is None:
        raise RuleViolation(REFUSED, code="wrong")
    return credential.credential_id, bytes(credential), data.counter


def begin_sign_in(
    site: Site, known: Iterable[bytes | memoryview]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Without known keys the browser offers those it has for this site."""
    options, state = site.server().authenticate_begin(
        credentials=_descriptors(known) or None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


def credential_id(answer: Any) -> bytes:
    """Which key the browser says it used; empty when it says nothing that can be read."""
    try:
        return websafe_decode(answer["rawId"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return b""


def finish_sign_in(site: Site, state: Mapping[str, Any], credential: bytes, answer: Any) -> int:
    """The key's counter after a right signature; RuleViolation when it is not."""
    try:
        site.server().authenticate_complete(state, [AttestedCredentialData(credential)], answer)
        return AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise RuleViolation(REFUSED, code="wrong") from wrong


def _descriptors(known: Iterable[bytes | memoryview]) -> list[PublicKeyCredentialDescriptor]:
    kind = PublicKeyCredentialType.PUBLIC_KEY
    return [PublicKeyCredentialDescriptor(type=kind, id=bytes(each)) for each in known]
