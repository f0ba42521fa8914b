"""What a resident sends on the portal, stored raw like what any service brings."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from mcu.connectors.contract import Attached, Author, Connector, Item
from mcu.connectors.portal.form import PortalForm
from mcu.core import files

CHUNK = 1 << 16


class PortalConnector(Connector):
    """See README.md beside this file for the payload."""

    code: ClassVar = "portal"
    title: ClassVar = "Портал жителя"
    channel: ClassVar = "web"
    form: ClassVar = PortalForm
    offered: ClassVar = False  # it is opened on its own page

    def probe(self) -> str:
        return "Портал — часть этой программы, связываться не с кем."

    def read(self, body: bytes) -> list[Item]:
        said = json.loads(body)
        talk, point = str(said["talk"]), said.get("point")
        return [
            Item(
                key=f"portal:{said['key']}",
                at=datetime.fromisoformat(said["at"]).astimezone(UTC),
                author=_author(talk, said.get("author", {})),
                text=said["text"],
                thread=talk,
                reply_to={"to": said["email"]} if said.get("email") else {},
                files=tuple(Attached(each["name"], url=each["file"]) for each in said["photos"]),
                place=said.get("place", {}),
                point=(float(point[0]), float(point[1])) if point else None,
                object=said.get("object"),
                topic=said.get("topic", ""),
                appeal=said.get("appeal", ""),
                number=said.get("number", ""),
            )
        ]

    def download(self, file: Attached, largest: int) -> Iterator[bytes]:
        """Photos lie among the stored files already, cleaned."""
        with files.path_of(file.url).open("rb") as content:
            while chunk := content.read(CHUNK):
                yield chunk


def _author(talk: str, said: Mapping[str, Any]) -> Author:
    """Known within this one talk only: two messages of one person have nothing in common."""
    contacts = tuple(str(each) for each in said.get("contacts", ()))
    return Author(talk, str(said.get("name", "")), contacts=contacts)
