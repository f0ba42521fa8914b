"""What the sections of the organisation must agree on among themselves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mcu.core.profile import Mistake


def check(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Every contradiction, with its place."""
    if "municipality" not in data:
        yield Mistake((), "нет раздела [municipality] с полями code и name.")
    yield from _hours(data.get("municipality", {}).get("working_time", {}))
    yield from _one_block(data.get("bodies", ()))
    yield from _one_main_act(data.get("acts", ()))
    for section, field, said in (
        ("acts", "amends", "изменяет"),
        ("acts", "annex_to", "приложен"),
        ("normative_base", "replaced_by", "заменён"),
        ("bodies", "parent", "подчинён"),
    ):
        yield from _circles(section, field, said, data.get(section, ()))
    for section in ("normative_base", "definitions", "indicators"):
        yield from _validity(section, data.get(section, ()))


def _hours(hours: Mapping[str, Any]) -> Iterator[Mistake]:
    path = ("municipality", "working_time")
    for first, last in (("start", "end"), ("lunch_start", "lunch_end"), ("start", "short_end")):
        if first in hours and last in hours and hours[first] >= hours[last]:
            yield Mistake((*path, last), f"working_time: {last} раньше, чем {first}.")


def _one_block(bodies: Sequence[Mapping[str, Any]]) -> Iterator[Mistake]:
    for number, row in enumerate(bodies):
        if len({*row.get("blocks", ()), *([row["block"]] if "block" in row else [])}) > 1:
            yield Mistake(
                ("bodies", number, "blocks"),
                f"bodies «{row.get('code')}»: орган входит в один блок. Оставьте block.",
            )


def _one_main_act(acts: Sequence[Mapping[str, Any]]) -> Iterator[Mistake]:
    main = [number for number, row in enumerate(acts) if row.get("main")]
    for number in main[1:]:
        yield Mistake(
            ("acts", number, "main"),
            f"acts «{acts[number].get('code')}»: основной акт уже назван, он один.",
        )


def _circles(
    section: str, field: str, said: str, rows: Sequence[Mapping[str, Any]]
) -> Iterator[Mistake]:
    leads = {row["code"]: row[field] for row in rows if "code" in row and row.get(field)}
    for number, row in enumerate(rows):
        seen, at = set(), row.get("code")
        while at in leads and at not in seen:
            seen.add(at)
            at = leads[at]
        if seen and at == row.get("code"):
            yield Mistake(
                (section, number, field), f"{section} «{at}»: {said} сам собой, по кругу."
            )


def _validity(section: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Mistake]:
    for number, row in enumerate(rows):
        first, last = row.get("valid_from"), row.get("valid_to")
        if first and last and last < first:
            yield Mistake(
                (section, number, "valid_to"),
                f"{section} «{row.get('code')}»: valid_to раньше, чем valid_from.",
            )
