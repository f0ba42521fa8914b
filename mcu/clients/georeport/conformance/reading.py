"""Groups 10–14: the list of requests, its filters and its fields."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mcu.clients.georeport.conformance.report import Group
from mcu.clients.georeport.conformance.talk import Got, Talk, moment

MOST = 1000
MUST = ("service_request_id", "status", "service_name", "service_code", "requested_datetime")
KNOWN = {
    *MUST, "status_notes", "description", "agency_responsible", "service_notice", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
DATES = ("requested_datetime", "updated_datetime", "expected_datetime")
NONE = "заявок нет, проверить не на чем"
LATE = timedelta(minutes=5)


def filters(talk: Talk, group: Group) -> None:
    """10. Filters of the list, its period, its limit."""
    found = talk.requests
    group.check("GET requests отвечает 200", found.status == 200, found)
    group.check(f"строк не больше {MOST}", len(found.rows) <= MOST, len(found.rows))
    since = datetime.now(UTC) - timedelta(days=91)
    old = [
        row for row in found.rows if (at := moment(row.get("requested_datetime"))) and at < since
    ]
    group.check(
        "по умолчанию — последние 90 дней",
        not old,
        [row.get("service_request_id") for row in old[:3]],
    )
    for status in ("open", "closed", "open,closed"):
        rows = talk.get("requests", status=status).rows
        strange = {str(row.get("status")) for row in rows} - set(status.split(","))
        group.check(f"status={status}", not strange, strange)
    _narrowed(talk, group, found.rows)
    _period(talk, group)


def empty(talk: Talk, group: Group) -> None:
    """11. An empty parameter is an absent one."""
    plain = _keys(talk.requests)
    given = talk.get("requests", status="", service_code="", start_date="", service_request_id="")
    group.check(
        "пустые параметры ничего не меняют", given.status == 200 and _keys(given) == plain, given
    )
    blank = talk.get("services", jurisdiction_id=talk.jurisdiction)
    group.check("services с тем же jurisdiction_id отвечает 200", blank.status == 200, blank)


def single(talk: Talk, group: Group) -> None:
    """12. A request by its number."""
    unknown = talk.get("requests/no-such-request-of-the-kit")
    group.check("неизвестная заявка — 404", unknown.status == 404, unknown)
    rows = talk.requests.rows
    if not rows:
        group.skip("заявка по номеру", NONE)
        return
    number = str(rows[0].get("service_request_id"))
    for form in ("json", "xml"):
        got = talk.get(f"requests/{number}", form)
        keys = _keys(got)
        group.check(f"{form}: заявка {number} отвечает 200 и она одна", keys == [number], got)


def fields(talk: Talk, group: Group) -> None:
    """13. What a request tells."""
    rows = talk.requests.rows
    if not rows:
        group.skip("поля заявок", NONE)
        return
    for name in MUST:
        lacking = [row.get("service_request_id") for row in rows if not row.get(name)]
        group.check(f"у каждой заявки есть {name}", not lacking, lacking[:5])
    strange = {str(row.get("status")) for row in rows} - {"open", "closed"}
    group.check("status — только open или closed", not strange, strange)
    numbers = [row.get("service_request_id") for row in rows]
    group.check("service_request_id — строки", all(isinstance(one, str) for one in numbers))
    extra = {name for row in rows for name in row} - KNOWN
    group.check("полей вне описания нет", not extra, sorted(extra))
    long = [
        row.get("service_request_id")
        for row in rows
        if len(str(row.get("description") or "")) > 4000
    ]
    group.check("description не длиннее 4000", not long, long[:5])
    points = [
        row for row in rows if row.get("lat") not in (None, "") or row.get("long") not in (None, "")
    ]
    group.check("lat и long — вместе и в пределах Земли", all(map(_is_point, points)))


def dates(talk: Talk, group: Group) -> None:
    """14. Every date says its offset."""
    rows = talk.requests.rows
    if not rows:
        group.skip("даты заявок", NONE)
        return
    for name in DATES:
        given = [row[name] for row in rows if row.get(name)]
        wrong = [value for value in given if moment(value) is None]
        group.check(f"{name}: W3C с Z или ±ЧЧ:ММ", not wrong, wrong[:3])
    ahead = datetime.now(UTC) + LATE
    early = [row for row in rows if (at := moment(row.get("requested_datetime"))) and at > ahead]
    group.check("requested_datetime не в будущем", not early)


def _narrowed(talk: Talk, group: Group, rows: list[dict[str, Any]]) -> None:
    if not rows:
        group.skip("service_code и service_request_id", NONE)
        return
    code, number = str(rows[0].get("service_code")), str(rows[0].get("service_request_id"))
    by_code = talk.get("requests", service_code=code).rows
    others = {str(row.get("service_code")) for row in by_code} - {code}
    group.check("service_code отбирает", by_code and not others, others)
    other = "closed" if rows[0].get("status") == "open" else "open"
    only = talk.get("requests", service_request_id=number, status=other)
    group.check(
        "service_request_id сильнее других фильтров", _keys(only) == [number], _keys(only)[:3]
    )
    two = [str(row.get("service_request_id")) for row in rows[:2]]
    listed = talk.get("requests", service_request_id=",".join(two))
    group.check(
        "service_request_id списком", sorted(_keys(listed)) == sorted(two), _keys(listed)[:3]
    )


def _period(talk: Talk, group: Group) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    ago = (now - timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    got = talk.get("requests", start_date=ago, end_date=now.strftime("%Y-%m-%dT%H:%M:%SZ"))
    before = moment(ago)
    strange = [
        row
        for row in got.rows
        if (at := moment(row.get("requested_datetime"))) and before and at < before
    ]
    group.check("start_date и end_date отбирают", got.status == 200 and not strange, got)
    year = (now - timedelta(days=400)).strftime("%Y-%m-%dT%H:%M:%SZ")
    wide = talk.get("requests", start_date=year, end_date=now.strftime("%Y-%m-%dT%H:%M:%SZ"))
    ends = sorted(at for row in wide.rows if (at := moment(row.get("requested_datetime"))))
    cut = not ends or ends[-1] - ends[0] <= timedelta(days=91)
    group.check("период больше 90 дней отклонён или обрезан", wide.status == 400 or cut, wide)
    broken = talk.get("requests", start_date="yesterday")
    group.check("неверная дата — 400", broken.status == 400, broken)


def _keys(got: Got) -> list[str]:
    return [str(row.get("service_request_id", "")) for row in got.rows]


def _is_point(row: dict[str, Any]) -> bool:
    try:
        return abs(float(row["lat"])) <= 90 and abs(float(row["long"])) <= 180
    except (KeyError, TypeError, ValueError):
        return False
