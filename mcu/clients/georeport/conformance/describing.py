"""Groups 1–6: what a server says of itself and of its services."""

from datetime import UTC, datetime
from typing import Any

from mcu.clients.georeport.conformance.report import Group
from mcu.clients.georeport.conformance.talk import Got, Talk, is_true, moment

TYPES = {"realtime", "batch", "blackbox"}
DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
TAKEN = ("service_code", "service_name", "description", "metadata", "type")
XML = ("text/xml", "application/xml")


def discovery(talk: Talk, group: Group) -> None:
    """1. Who answers for the server and where it is."""
    for form in ("xml", "json"):
        got = _discovery(talk, form)
        if not group.check(f"discovery.{form} отвечает 200 и читается", _is_read(got), got):
            continue
        told = got.document.data if got.document else {}
        told = told if isinstance(told, dict) else {}
        changed = moment(told.get("changeset"))
        group.check(
            f"{form}: changeset — прошедший момент с зоной", changed and changed <= datetime.now(UTC),
            told.get("changeset"),
        )  # fmt: skip
        for name in ("contact", "key_service"):
            group.check(f"{form}: {name} заполнен", told.get(name))
        endpoints = told.get("endpoints") or []
        group.check(
            f"{form}: endpoints — непустой список", isinstance(endpoints, list) and endpoints
        )
        for each in endpoints if isinstance(endpoints, list) else []:
            _endpoint(group, form, each if isinstance(each, dict) else {})


def formats(talk: Talk, group: Group) -> None:
    """2. XML always, JSON where offered, each in its type and in UTF-8."""
    for path in ("services", "requests"):
        xml, json = talk.get(path, "xml"), talk.get(path)
        group.check(f"{path}.xml читается", _is_read(xml), xml)
        group.check(
            f"{path}.xml: Content-Type text/xml; charset=utf-8", _is_typed(xml, XML), xml.type
        )
        head = xml.body[:100].lower()
        group.check(
            f"{path}.xml: объявление XML с encoding", head.startswith(b"<?xml") and b"utf-8" in head,
            xml.body[:60],
        )  # fmt: skip
        group.check(f"{path}.json читается", _is_read(json), json)
        group.check(
            f"{path}.json: Content-Type application/json; charset=utf-8",
            _is_typed(json, ("application/json",)), json.type,
        )  # fmt: skip


def alike(talk: Talk, group: Group) -> None:
    """3. JSON says what XML says, with arrays at the root."""
    for path, root in (("services", "services"), ("requests", "service_requests")):
        xml, json = talk.get(path, "xml"), talk.get(path)
        data = json.document.data if json.document else None
        group.check(f"{path}.json: массив в корне", isinstance(data, list), type(data).__name__)
        found = xml.document.root if xml.document else ""
        group.check(f"{path}.xml: корень <{root}>", found == root, found)
        key = "service_code" if path == "services" else "service_request_id"
        keys = [[str(row.get(key, "")) for row in got.rows] for got in (xml, json)]
        group.check(f"{path}: в обоих форматах одно и то же", keys[0] == keys[1], "разные строки")


def services(talk: Talk, group: Group) -> None:
    """4. The list of services."""
    found = talk.get("services")
    group.check("GET services отвечает 200", found.status == 200, found)
    if not group.check("служб не меньше одной", talk.services):
        return
    codes = [str(one.get("service_code", "")) for one in talk.services]
    group.check("service_code не повторяются", len(codes) == len(set(codes)))
    for name in TAKEN:
        lacking = [code for code, one in zip(codes, talk.services, strict=True) if name not in one]
        group.check(f"у каждой службы есть {name}", not lacking, lacking[:5])
    wrong = {str(one.get("type")) for one in talk.services} - TYPES
    group.check("type — realtime, batch или blackbox", not wrong, wrong)
    marks = {str(one.get("metadata")).lower() for one in talk.services} - {"true", "false"}
    group.check("metadata — true или false", not marks, marks)


def definitions(talk: Talk, group: Group) -> None:
    """5. What a service asks."""
    unknown = talk.get("services/no-such-service-of-the-kit")
    group.check("неизвестная служба — 404", unknown.status == 404, unknown)
    if not talk.defined:
        group.skip("определение службы", "ни у одной службы нет metadata=true")
    for service, got in talk.defined:
        code = service.get("service_code")
        told = got.document.data if got.document else None
        told = told[0] if isinstance(told, list) and told else told
        told = told if isinstance(told, dict) else {}
        group.check(f"{code}: тот же service_code", told.get("service_code") == code, got)
        attributes = told.get("attributes") or []
        group.check(
            f"{code}: attributes — непустой список", isinstance(attributes, list) and attributes
        )
        for each in attributes if isinstance(attributes, list) else []:
            _attribute(group, str(code), each if isinstance(each, dict) else {})


def metadata(talk: Talk, group: Group) -> None:
    """6. A definition is there exactly where it is said to be."""
    for service, got in talk.defined:
        group.check(
            f"{service.get('service_code')}: metadata=true и определение есть",
            got.status == 200,
            got,
        )
    plain = [one for one in talk.services if not is_true(one.get("metadata"))][:3]
    for service in plain:
        code = service.get("service_code")
        got = talk.get(f"services/{code}")
        told = got.document.data if got.document else {}
        empty = isinstance(told, dict) and not told.get("attributes")
        group.check(f"{code}: metadata=false и определения нет", got.status == 404 or empty, got)
    if not talk.services:
        group.skip("metadata", "служб нет")


def _discovery(talk: Talk, form: str) -> Got:
    """Beside the endpoint or above it."""
    got = talk.ask("GET", f"/discovery.{form}", form)
    if got.status == 200:
        return got
    above = Talk(talk.address.rstrip("/").rsplit("/", 1)[0], ca=talk.ca)
    try:
        return above.ask("GET", f"/discovery.{form}", form)
    finally:
        above.close()


def _endpoint(group: Group, form: str, each: dict[str, Any]) -> None:
    for name in ("specification", "url", "changeset", "type"):
        group.check(f"{form}: у endpoint есть {name}", each.get(name))
    group.check(
        f"{form}: type — production или test", each.get("type") in {"production", "test"},
        each.get("type"),
    )  # fmt: skip
    group.check(
        f"{form}: changeset endpoint с зоной", moment(each.get("changeset")), each.get("changeset")
    )
    offered = each.get("formats") or []
    version = "v2" in str(each.get("specification", "")).lower()
    group.check(f"{form}: formats называет text/xml", not version or "text/xml" in offered, offered)


def _attribute(group: Group, code: str, each: dict[str, Any]) -> None:
    name = f"{code}/{each.get('code', '?')}"
    lacking = [
        one
        for one in ("variable", "code", "datatype", "required", "order", "description")
        if one not in each
    ]
    group.check(f"{name}: поля на месте", not lacking, lacking)
    group.check(
        f"{name}: datatype из списка", each.get("datatype") in DATATYPES, each.get("datatype")
    )
    if str(each.get("datatype", "")).endswith("valuelist"):
        values = each.get("values") or []
        pairs = isinstance(values, list) and all(
            isinstance(one, dict) and {"key", "name"} <= set(one) for one in values
        )
        group.check(f"{name}: values — пары key и name", values and pairs, values)


def _is_read(got: Got) -> bool:
    return got.status == 200 and got.document is not None


def _is_typed(got: Got, types: tuple[str, ...]) -> bool:
    return got.type.startswith(types) and "charset=utf-8" in got.type
