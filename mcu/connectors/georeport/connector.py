"""What our Open311 server has taken, stored raw: the form of the request as it came."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from mcu.connectors.contract import Author, Connector, Item
from mcu.connectors.georeport.form import GeoreportForm


class GeoreportConnector(Connector):
    """See README.md beside this file for the payload."""

    code: ClassVar = "georeport"
    title: ClassVar = "Open311: наш сервер"
    channel: ClassVar = "web"
    form: ClassVar = GeoreportForm
    warning: ClassVar = (
        "Заявки, принятые по Open311, видны всем: тема, место, состояние и маскированный текст. "
        "Отвечать через этот канал нечем: ответ читают у нас."
    )

    def probe(self) -> str:
        return "Сервер Open311 — часть этой программы, связываться не с кем."

    def read(self, body: bytes) -> list[Item]:
        said = json.loads(body)
        form: Mapping[str, str] = said["form"]
        key, point = str(said["key"]), said.get("point")
        return [
            Item(
                key=f"georeport:{key}",
                at=datetime.fromisoformat(said["at"]).astimezone(UTC),
                author=_author(key, form),
                text=_text(form.get("description", ""), said.get("answers") or ()),
                thread=key,
                community=said.get("source", ""),
                place={"landmark": form.get("address_string", "")},
                point=(float(point[0]), float(point[1])) if point else None,
                topic=said["topic"],
            )
        ]


def _author(key: str, form: Mapping[str, str]) -> Author:
    """Known within this one request only."""
    name = " ".join(part for part in (form.get("last_name"), form.get("first_name")) if part)
    reached = tuple(form[field] for field in ("phone", "email") if form.get(field))
    return Author(key, name, contacts=reached)


def _text(description: str, answers: Any) -> str:
    """What was written, and below it what the topic asked."""
    asked = [f"{question} — {answer}" for question, answer in answers]
    return "\n".join([description, "", *asked]).strip() if asked else description
