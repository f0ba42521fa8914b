"""What a system of the municipality has brought, stored raw like what any service brings."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from mcu.connectors.api.form import ApiForm
from mcu.connectors.contract import Author, Connector, Item


class ApiConnector(Connector):
    """See README.md beside this file for the payload."""

    code: ClassVar = "api"
    title: ClassVar = "Системы муниципалитета (API)"
    channel: ClassVar = "other"
    form: ClassVar = ApiForm
    offered: ClassVar = False

    def probe(self) -> str:
        return "API — часть этой программы, связываться не с кем."

    def read(self, body: bytes) -> list[Item]:
        said = json.loads(body)
        mark, point = str(said["key"]), said.get("point")
        return [
            Item(
                key=f"api:{mark}",
                at=datetime.fromisoformat(said["at"]).astimezone(UTC),
                author=_author(mark, said.get("author") or {}),
                text=said["text"],
                thread=mark,
                community=said.get("source") or "",
                url=said.get("source_url") or "",
                place=said.get("place") or {},
                point=(float(point["lat"]), float(point["lon"])) if point else None,
                topic=said.get("topic") or "",
            )
        ]


def _author(mark: str, said: Mapping[str, Any]) -> Author:
    """Known within this one message only: two messages of one person have nothing in common."""
    reached = (said.get(name) for name in ("phone", "email", "address"))
    return Author(mark, said.get("name") or "", contacts=tuple(one for one in reached if one))
