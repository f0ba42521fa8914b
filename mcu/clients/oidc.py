"""OpenID Connect: the code flow with PKCE, nonce and a checked signature."""

import base64
import hashlib
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt

TIMEOUT = 10  # seconds; a person waits
KEPT = 3600  # seconds a provider's description is believed
LARGEST = 2**20
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
LEEWAY = 60


class ProviderFailed(Exception):
    """The provider does not answer, or not as the standard says; the text is for the log."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are to the provider."""

    issuer: str
    client_id: str
    client_secret: str
    scope: str


@dataclass(frozen=True, slots=True)
class Started:
    """What must be remembered until the person comes back."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def start(client: Client, redirect_uri: str) -> tuple[str, Started]:
    """Where to send the person, and what to remember."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    made = Started(state, nonce, verifier, redirect_uri)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(made.verifier.encode()).digest())
    query = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        "scope": client.scope,
        "state": made.state,
        "nonce": made.nonce,
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    address = describe(client.issuer)["authorization_endpoint"]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", made


def finish(client: Client, started: Started, answer: Mapping[str, str]) -> dict[str, Any]:
    """The verified claims of the person; ProviderFailed when anything is not as it must be."""
    if "error" in answer:
        raise ProviderFailed(f"{answer['error']}: {answer.get('error_description', '')}"[:300])
    if not secrets.compare_digest(answer.get("state", "").encode(), started.state.encode()):
        raise ProviderFailed("the state is not the one that was sent")
    provider = describe(client.issuer)
    if answer.get("iss", provider["issuer"]) != provider["issuer"]:
        raise ProviderFailed("the answer comes from another issuer")
    tokens = _post(client, provider, started, answer.get("code", ""))
    claims = _verified(client, provider, str(tokens.get("id_token", "")), started.nonce)
    return {**_about(provider, tokens, claims["sub"]), **claims}


def describe(issuer: str) -> dict[str, Any]:
    """The provider's own description, asked once an hour."""
    return _describe(issuer, int(time.time() // KEPT))


@lru_cache(maxsize=4)
def _describe(issuer: str, hour: int) -> dict[str, Any]:
    address = f"{_safe(issuer).rstrip('/')}/.well-known/openid-configuration"
    found = _ask(urllib.request.Request(address))  # noqa: S310 - `_safe`
    if found.get("issuer") != issuer:
        raise ProviderFailed(f"the provider calls itself {found.get('issuer')!r}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _safe(str(found.get(name, "")))
    return found


@lru_cache(maxsize=4)
def _keys(address: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(address, timeout=TIMEOUT)


def _post(
    client: Client, provider: Mapping[str, Any], started: Started, code: str
) -> dict[str, Any]:
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": started.redirect_uri,
        "code_verifier": started.verifier,
    }
    pair = f"{client.client_id}:{client.client_secret}".encode()
    headers = {
        "Authorization": f"Basic {base64.b64encode(pair).decode()}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    address = provider["token_endpoint"]
    return _ask(urllib.request.Request(address, urlencode(body).encode(), headers))  # noqa: S310


def _verified(
    client: Client, provider: Mapping[str, Any], token: str, nonce: str
) -> dict[str, Any]:
    try:
        key = _keys(provider["jwks_uri"]).get_signing_key_from_jwt(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=ALGORITHMS,
            audience=client.client_id,
            issuer=provider["issuer"],
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "sub", "aud", "iss"]},
        )
    except jwt.PyJWTError as wrong:
        raise ProviderFailed(f"the token is not right: {wrong}") from wrong
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise ProviderFailed("the nonce is not the one that was sent")
    return claims


def _about(provider: Mapping[str, Any], tokens: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """What the provider tells besides the token, believed only for the same person."""
    address, token = provider.get("userinfo_endpoint"), tokens.get("access_token")
    if not address or not token:
        return {}
    headers = {"Authorization": f"Bearer {token}"}
    told = _ask(urllib.request.Request(_safe(address), headers=headers))  # noqa: S310 - `_safe`
    if told.get("sub") != subject:
        raise ProviderFailed("the description is of somebody else")
    return told


def _ask(request: urllib.request.Request) -> dict[str, Any]:
    request.add_header("Accept", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - `_safe`
            found = json.loads(answer.read(LARGEST))
    except urllib.error.HTTPError as refusal:
        with refusal:
            raise ProviderFailed(f"{refusal.code}: {refusal.read(300)!r}") from refusal
    except (OSError, ValueError) as failure:
        raise ProviderFailed(f"{request.full_url}: {failure}") from failure
    if not isinstance(found, dict):
        raise ProviderFailed("the answer is no object")
    return found


def _safe(address: str) -> str:
    """Only https, and http of this very computer."""
    parts = urlsplit(address)
    local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme != "https" and not local:
        raise ProviderFailed(f"{address!r} is not https")
    return address
