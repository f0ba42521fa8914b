"""A language model behind an OpenAI-compatible address: one question, one answer."""

import ipaddress
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from mcu.clients.failure import Failure
from mcu.clients.token import Credentials, forget, token
from mcu.clients.web import Answer, Service

SILENCE = 20.0  # seconds without a word of the server
TOGETHER = 40.0  # seconds for the whole answer; a person waits
LARGEST = 2**20
REFUSED = 401
KEY_REFUSED = frozenset({400, 401, 403})


class ModelFailed(Exception):
    """The model does not answer, or not as agreed. `why` is a code for words, the text is for the log."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text[:300])
        self.why = why


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is; `ca` is a PEM text to trust instead of the system's. With `token_address` the
    key is not sent to the model: it is given there for a token that runs out."""

    address: str
    model: str
    key: str = ""
    proxy: str = ""
    ca: str = ""
    token_address: str = ""
    scope: str = ""

    @property
    def credentials(self) -> Credentials:
        return Credentials(
            safe(self.token_address), self.key, self.scope, proxy=self.proxy, ca=self.ca
        )


def ask(endpoint: Endpoint, system: str, question: str, *, most: int = 900) -> str:
    """The answer of the model; ModelFailed when there is none. The key goes to this address only."""
    body = {
        "model": endpoint.model,
        "messages": [
            {"role": "system", "content": system},
            {"role": "user", "content": question},
        ],
        "temperature": 0.2,
        "max_tokens": most,
    }
    try:
        answer = _sent(endpoint, body)
        if answer.status == REFUSED and endpoint.token_address:
            forget(endpoint.credentials)
            answer = _sent(endpoint, body)
    except Failure as away:
        raise ModelFailed("answer" if away.permanent else "silent", away.sentence) from away
    except (ssl.SSLError, ValueError) as wrong:
        raise ModelFailed("ca", f"{wrong}") from wrong
    if not answer.ok:
        raise ModelFailed(_why(answer.status), f"{answer.status}")
    return _said(answer)


def _sent(endpoint: Endpoint, body: dict[str, Any]) -> Answer:
    key = _key(endpoint)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with Service(
        safe(endpoint.address), proxy=endpoint.proxy, ca=endpoint.ca, timeout=SILENCE,
        headers=headers,
    ) as service:  # fmt: skip
        return service.ask(
            "POST", "chat/completions", json=body, largest=LARGEST, together=TOGETHER
        )


def _key(endpoint: Endpoint) -> str:
    """What the model is shown: the key itself, or the token that is given for it."""
    if not endpoint.token_address:
        return endpoint.key
    found = token(endpoint.credentials)
    if isinstance(found, Answer):
        raise ModelFailed("key" if found.status in KEY_REFUSED else "silent", f"{found.status}")
    return found


def safe(address: str) -> str:
    """Only https, and http of this computer or of a private network."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return address
    if parts.scheme == "http" and _is_near(parts.hostname or ""):
        return address
    raise ModelFailed("address", f"{address!r} is not https")


def _is_near(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _why(status: int) -> str:
    known = {401: "key", 403: "key", 402: "money", 404: "model", 429: "busy", 400: "model"}
    return known.get(status, "silent" if status >= 500 else "answer")


def _said(answer: Answer) -> str:
    try:
        found: Any = answer.json()
        said = found["choices"][0]["message"]["content"]
    except (Failure, KeyError, IndexError, TypeError, RecursionError) as wrong:
        raise ModelFailed("answer", f"the answer is not as agreed: {wrong!r}") from wrong
    if not isinstance(said, str) or not said.strip():
        raise ModelFailed("answer", "the answer is empty")
    return said.strip()
