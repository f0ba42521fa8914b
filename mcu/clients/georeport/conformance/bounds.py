"""Groups 15–17: jurisdictions, errors, and what keeps strangers safe."""

import re
from typing import Any

from mcu.clients.georeport.conformance.posting import NO_KEY, SIGNS
from mcu.clients.georeport.conformance.report import Group
from mcu.clients.georeport.conformance.talk import Got, Talk

LOCAL = re.compile(r"^https?://(127\.|localhost|\[::1\])")
PHONE = re.compile(r"(?:\+7|\b8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}\b")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def jurisdictions(talk: Talk, group: Group) -> None:
    """15. Needed only where there are several."""
    unknown = talk.get("services", jurisdiction_id="no-such-place-of-the-kit")
    group.check(
        "неизвестный jurisdiction_id — 404 (или 400)", unknown.status in {400, 404}, unknown
    )
    bare = talk.ask("GET", "/services.json", "json")
    group.check(
        "без jurisdiction_id — 200, а где их несколько — 400", bare.status in {200, 400}, bare
    )


def errors(talk: Talk, group: Group) -> None:
    """16. A refusal is an array of code and description, in the format that was asked for."""
    for form in ("json", "xml"):
        for words, got in (
            ("неизвестная служба", talk.get("services/no-such-service-of-the-kit", form)),
            ("неизвестная заявка", talk.get("requests/no-such-request-of-the-kit", form)),
            ("заявка без ключа", talk.post([("service_code", "1")], form)),
        ):
            _error(group, form, words, got)


def safety(talk: Talk, group: Group) -> None:
    """17. HTTPS, reading from other sites, no markup that runs, nobody's data."""
    if LOCAL.match(talk.address):
        group.skip("HTTPS", "адрес этого компьютера")
    else:
        group.check("адрес — https", talk.address.startswith("https://"))
    found = talk.requests
    allowed = found.headers.get("access-control-allow-origin", "")
    group.check(
        "GET разрешён страницам других сайтов (CORS)", allowed == "*", allowed or "нет заголовка"
    )
    texts = " ".join(_texts(row) for row in found.rows)
    group.check("разметки в описаниях нет", not re.search(r"<\s*(script|b|img|a)\b", texts, re.I))
    group.check("телефонов в заявках нет", not PHONE.search(texts))
    group.check("почты в заявках нет", not MAIL.search(texts))
    _paged(talk, group, found)
    _kept_signs(talk, group)


def _error(group: Group, form: str, words: str, got: Got) -> None:
    rows = got.rows
    group.check(f"{form}, {words}: код 400, 403 или 404", got.status in {400, 403, 404}, got)
    good = bool(rows) and all(row.get("code") and row.get("description") for row in rows)
    group.check(f"{form}, {words}: массив code и description", good, got)
    same = bool(rows) and str(rows[0].get("code")) == str(got.status)
    group.check(f"{form}, {words}: code тот же, что код HTTP", same, rows[:1])
    if form == "xml":
        root = got.document.root if got.document else ""
        group.check(f"xml, {words}: корень <errors>", root == "errors", root)


def _paged(talk: Talk, group: Group, found: Got) -> None:
    """Pages are an extension: a server without them gives the same list again."""
    if len(found.rows) < 2:
        group.skip("страницы", "заявок меньше двух")
        return
    keys = [str(row.get("service_request_id")) for row in found.rows]
    pages = [talk.get("requests", page_size="1", page=str(number)).rows for number in (1, 2)]
    got = [str(row.get("service_request_id")) for page in pages for row in page]
    if len(got) > 2:
        group.skip("страницы", "сервер не знает page и page_size")
    else:
        group.check("страницы идут подряд и не повторяются", got == keys[:2], got)


def _kept_signs(talk: Talk, group: Group) -> None:
    """What the kit has sent comes back with its letters and without its markup."""
    if not talk.key:
        group.skip("кириллица и эмодзи возвращаются целыми", NO_KEY)
        return
    made = [number for number in talk.made if number]
    if not made:
        group.skip("кириллица и эмодзи возвращаются целыми", "заявок с номером нет")
        return
    for form in ("json", "xml"):
        rows = talk.get("requests", form, service_request_id=made[0]).rows
        text = str(rows[0].get("description", "")) if rows else ""
        group.check(
            f"{form}: кириллица и эмодзи целы", "ёлка, 🚧" in text and "«кавычки» &" in text, text
        )
        group.check(f"{form}: разметка обезврежена", "<b>" not in text and SIGNS[:8] in text, text)


def _texts(row: dict[str, Any]) -> str:
    return " ".join(str(row.get(name) or "") for name in ("description", "status_notes", "address"))
