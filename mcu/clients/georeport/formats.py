"""Documents of GeoReport v2 in XML and in JSON: the same data, by the convention of Spark.

In the program a document is a list of objects (or one object); in XML it has a root, each object an
element, each of its fields an element below; in JSON the list stands alone.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

NAMES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# What an element of a list is called in XML.
SINGULAR = {
    "services": "service",
    "service_requests": "request",
    "service_requests_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Unreadable(ValueError):
    """It is no document of this kind; the message says why, in Russian."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a server has answered: the root of XML (empty for JSON) and the data."""

    root: str
    data: Any


def write(form: str, root: str, data: Any) -> bytes:
    """The document in this format; `root` is the name of the XML root."""
    if form == "json":
        return json.dumps(data, ensure_ascii=False).encode()
    element = etree.Element(root)
    _fill(element, root, data)
    return bytes(etree.tostring(element, xml_declaration=True, encoding="utf-8"))


def read(form: str, body: bytes) -> Document:
    """The document; nothing outside of it is ever fetched."""
    if form == "json":
        try:
            return Document("", json.loads(body))
        except (ValueError, RecursionError) as wrong:
            raise Unreadable("это не JSON в UTF-8") from wrong
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        element = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as wrong:
        raise Unreadable(f"это не XML: {wrong.msg}") from wrong
    if element.getroottree().docinfo.doctype:
        raise Unreadable("в XML есть DOCTYPE, такое не читается")
    return Document(_local(element), _value(element))


def rows(document: Document) -> list[dict[str, Any]]:
    """The objects of a document that is a list of them; a lone object is a list of one."""
    found = document.data
    found = [found] if isinstance(found, Mapping) else found
    if found in ("", None):
        return []
    if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
        raise Unreadable("здесь нужен список объектов")
    return [dict(row) for row in found]


def _fill(element: Any, name: str, data: Any) -> None:
    if isinstance(data, Mapping):
        for key, value in data.items():
            _fill(etree.SubElement(element, key), key, value)
    elif isinstance(data, Sequence) and not isinstance(data, str):
        for one in data:
            singular = SINGULAR.get(name, "item")
            _fill(etree.SubElement(element, singular), singular, one)
    elif data is not None:
        element.text = _text(data)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _CONTROL.sub("", str(value))


def _value(element: Any) -> Any:
    """A list where the name says so, an object where there are elements below, else text."""
    name = _local(element)
    below = [child for child in element if isinstance(child.tag, str)]
    if name in SINGULAR:
        return [_value(child) for child in below]
    if below:
        return {_local(child): _value(child) for child in below}
    return (element.text or "").strip()


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
