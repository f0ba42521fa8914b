"""Talking with the server under test, politely: few requests, each remembered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from mcu.clients.georeport.formats import Document, Unreadable, read, rows
from mcu.clients.web import Service

Pairs = Sequence[tuple[str, str]]
REQUIRED_ROWS = 5  # requests looked at field by field


@dataclass(frozen=True, slots=True)
class Got:
    """An answer, with its document when it has one."""

    status: int
    headers: Any
    body: bytes
    document: Document | None
    trouble: str = ""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The objects in it; none when it cannot be read."""
        try:
            return rows(self.document) if self.document else []
        except Unreadable:
            return []

    @property
    def type(self) -> str:
        return str(self.headers.get("content-type", "")).lower().replace(" ", "")

    def __str__(self) -> str:
        return f"код {self.status}, {self.type or 'без Content-Type'} {self.trouble}".strip()


@dataclass
class Talk:
    """One server. With a `key` requests are really made; `service` names what they are about."""

    address: str
    jurisdiction: str = ""
    key: str = ""
    service: str = ""
    lat: str = "55.75"
    lon: str = "37.61"
    ca: str = ""
    made: list[str] = field(default_factory=list)

    @cached_property
    def wire(self) -> Service:
        return Service(self.address.rstrip("/"), ca=self.ca)

    def close(self) -> None:
        self.wire.close()

    def get(self, path: str, form: str = "json", **params: str) -> Got:
        """A document; the jurisdiction goes along unless another is given."""
        asked = {"jurisdiction_id": self.jurisdiction, **params}
        asked = {name: value for name, value in asked.items() if value or name in params}
        return self.ask("GET", f"/{path}.{form}", form, params=asked)

    def post(self, fields: Pairs, form: str = "json") -> Got:
        """A form, as `POST requests` takes it."""
        given = [*fields]
        if self.jurisdiction:
            given.append(("jurisdiction_id", self.jurisdiction))
        data: dict[str, list[str]] = {}
        for name, value in given:
            data.setdefault(name, []).append(value)
        return self.ask("POST", f"/requests.{form}", form, data=data)

    def ask(self, method: str, path: str, form: str, **given: Any) -> Got:
        answer = self.wire.ask(method, path, **given)
        try:
            document = read(form, answer.body)
        except Unreadable as wrong:
            return Got(answer.status, answer.headers, answer.body, None, str(wrong))
        return Got(answer.status, answer.headers, answer.body, document)

    @cached_property
    def services(self) -> list[dict[str, Any]]:
        """The services, from JSON where it is given, else from XML."""
        return self.get("services").rows or self.get("services", "xml").rows

    @cached_property
    def requests(self) -> Got:
        return self.get("requests")

    @cached_property
    def defined(self) -> list[tuple[dict[str, Any], Got]]:
        """The first few services that say they have a definition, each with it."""
        told = [one for one in self.services if is_true(one.get("metadata"))][:3]
        return [(one, self.get(f"services/{one.get('service_code')}")) for one in told]

    @cached_property
    def reported(self) -> dict[str, Any]:
        """The service that requests of the kit are about: asks nothing, where there is such."""
        named = [one for one in self.services if one.get("service_code") == self.service]
        plain = [one for one in self.services if not is_true(one.get("metadata"))]
        return (named or plain or self.services or [{}])[0]

    def filled(self, **more: str) -> list[tuple[str, str]]:
        """A whole form of a request; an empty value takes a field out."""
        fields = {
            "api_key": self.key,
            "service_code": str(self.reported.get("service_code", "")),
            "lat": self.lat,
            "long": self.lon,
            "description": "Проверка совместимости Open311: это не заявка, её можно закрыть.",
            **more,
        }
        return [(name, value) for name, value in fields.items() if value]

    def whole(self, **more: str) -> list[tuple[str, str]]:
        """The same with the answers that its service demands."""
        code = str(self.reported.get("service_code", ""))
        asks = is_true(self.reported.get("metadata"))
        must = must_answer(self.get(f"services/{code}")) if asks else []
        answers = [(f"attribute[{one.get('code')}]", any_answer(one)) for one in must]
        return [*self.filled(**more), *answers]


def must_answer(got: Got) -> list[dict[str, Any]]:
    """The obligatory questions of a definition."""
    told = got.document.data if got.document else {}
    asked = told.get("attributes") if isinstance(told, dict) else None
    found = [one for one in asked or [] if isinstance(one, dict)] if isinstance(asked, list) else []
    return [one for one in found if is_true(one.get("required"))]


def any_answer(attribute: dict[str, Any]) -> str:
    """Something that fits the question."""
    values = attribute.get("values")
    if isinstance(values, list) and values and isinstance(values[0], dict):
        return str(values[0].get("key", ""))
    return "1"


def is_true(value: object) -> bool:
    return value is True or str(value).lower() == "true"


def moment(text: object) -> datetime | None:
    """A W3C moment with its offset, else None."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
