"""A language model behind an OpenAI-compatible address: one question, one answer."""

import ipaddress
import json
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

TOGETHER = 40  # seconds for the whole answer; a person waits
LARGEST = 2**20
_PIECE = 65_536


class ModelFailed(Exception):
    """The model does not answer, or not as agreed. `why` is a code for words, the text is for the log."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text[:300])
        self.why = why


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is; `ca` is a PEM text to trust instead of the system's."""

    address: str
    model: str
    key: str = ""
    proxy: str = ""
    ca: str = ""


def ask(endpoint: Endpoint, system: str, question: str, *, most: int = 900) -> str:
    """The answer of the model; ModelFailed when there is none."""
    url = f"{safe(endpoint.address).rstrip('/')}/chat/completions"
    body = {
        "model": endpoint.model,
        "messages": [
            {"role": "system", "content": system},
            {"role": "user", "content": question},
        ],
        "temperature": 0.2,
        "max_tokens": most,
        "stream": False,
    }
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - `safe`
    return _said(_sent(_opener(endpoint), request))


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


class _Stays(urllib.request.HTTPRedirectHandler):
    """A key is not carried to another address."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _opener(endpoint: Endpoint) -> urllib.request.OpenerDirector:
    try:
        trust = ssl.create_default_context(cadata=endpoint.ca or None)
    except (ssl.SSLError, ValueError) as wrong:
        raise ModelFailed("ca", f"the certificate is not PEM: {wrong}") from wrong
    proxies = {"https": endpoint.proxy, "http": endpoint.proxy} if endpoint.proxy else {}
    return urllib.request.build_opener(
        urllib.request.ProxyHandler(proxies), urllib.request.HTTPSHandler(context=trust), _Stays()
    )


def _sent(opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> bytes:
    until = time.monotonic() + TOGETHER
    try:
        with opener.open(request, timeout=TOGETHER) as answer:
            pieces, size = [], 0
            while piece := answer.read1(_PIECE):
                size += len(piece)
                if size > LARGEST:
                    raise ModelFailed("answer", "the answer is too large")
                if time.monotonic() > until:
                    raise ModelFailed("silent", "the answer takes too long")
                pieces.append(piece)
            return b"".join(pieces)
    except urllib.error.HTTPError as refusal:
        with refusal:
            raise ModelFailed(_why(refusal.code), f"{refusal.code}") from refusal
    except (OSError, ValueError) as failure:
        raise ModelFailed("silent", f"{failure}") from failure


def _why(status: int) -> str:
    known = {401: "key", 403: "key", 402: "money", 404: "model", 429: "busy", 400: "model"}
    return known.get(status, "silent" if status >= 500 else "answer")


def _said(body: bytes) -> str:
    try:
        found: Any = json.loads(body)
        said = found["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as wrong:
        raise ModelFailed("answer", f"the answer is not as agreed: {wrong!r}") from wrong
    if not isinstance(said, str) or not said.strip():
        raise ModelFailed("answer", "the answer is empty")
    return said.strip()
