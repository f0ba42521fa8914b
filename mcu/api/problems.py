"""Refusals as programs get them: problem+json (RFC 9457), in Russian, the same shape from every door."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from mcu.core import disk
from mcu.core.errors import AccessDenied, RuleViolation

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
STRANGER = "Нужен действующий токен в заголовке Authorization: Bearer … Его выпускают на странице «Мой вход»."
TOO_LARGE = "Тело запроса больше 2 МБ. Передавайте по одному сообщению."
UNREADABLE = "Запрос не читается: нужен JSON в UTF-8, без нулевых знаков."
NOT_HERE = "Этот адрес вызывают другим методом, он назван в заголовке Allow."
NO_SUCH = "Такого адреса нет. Адреса перечислены в /api/v1/openapi.json."
BROKEN = "Ошибка в программе, о ней записано в журнал сервера. Повторите позже с тем же ключом."
LATER = "Сейчас принять нельзя. Повторите позже с тем же ключом."
CONFLICTS = frozenset({"key_taken"})
TITLES = {
    400: "Запрос не читается", 401: "Кто вы, неизвестно", 403: "Не разрешено", 404: "Не найдено",
    405: "Другой метод", 409: "Ключ занят", 413: "Слишком большой запрос", 422: "Не подходит",
    429: "Слишком часто", 500: "Ошибка программы", 503: "Повторите позже",
}  # fmt: skip
WRONG = {
    "missing": "Обязательное поле.",
    "string_type": "Нужна строка.",
    "string_too_short": "Слишком коротко.",
    "string_too_long": "Слишком длинно.",
    "string_unicode": "Не текст Юникода.",
    "int_type": "Нужно целое число.",
    "int_parsing": "Нужно целое число.",
    "float_type": "Нужно число.",
    "float_parsing": "Нужно число.",
    "bool_type": "Нужно true или false.",
    "model_attributes_type": "Нужен объект JSON.",
    "dict_type": "Нужен объект JSON.",
    "list_type": "Нужен список.",
    "literal_error": "Такого значения нет.",
    "enum": "Такого значения нет.",
    "extra_forbidden": "Такого поля нет.",
    "json_invalid": "Не JSON.",
}


class NoScope(Exception):
    """The token is good, but not for this; the sentence says what it lacks."""


class Wrong(Schema):
    """Что не так с одним полем."""

    field: str = Field(description="Где: body.place.street, query.limit …")
    sentence: str = Field(description="Что не так, по-русски")


class Problem(Schema):
    """Отказ (RFC 9457)."""

    type: str = "about:blank"
    title: str = Field(description="Вид отказа")
    status: int
    detail: str = Field(description="Что случилось и что сделать, по-русски")
    code: str = Field(description="Короткое постоянное имя для программ")
    errors: list[Wrong] = Field(default_factory=list)


def problem(
    status: int, code: str, sentence: str, errors: Sequence[dict[str, str]] = ()
) -> JsonResponse:
    """The answer; `code` is a short stable name for programs."""
    told = {
        "type": "about:blank", "title": TITLES[status], "status": status, "detail": sentence,
        "code": code, "errors": list(errors),
    }  # fmt: skip
    return JsonResponse(
        told, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False}
    )


def too_often(pause: int) -> JsonResponse:
    """One request too many; the header says when the next one will be let in."""
    told = problem(429, "too_often", f"Слишком много запросов. Повторите через {pause} с.")
    told["Retry-After"] = str(pause)
    return told


def no_such(request: HttpRequest, path: str = "") -> JsonResponse:
    """An address of the API that is none."""
    return problem(404, "not_found", NO_SUCH)


def _refused(request: HttpRequest, refusal: RuleViolation) -> HttpResponse:
    if isinstance(refusal, AccessDenied):
        return problem(403, refusal.code, refusal.sentence)
    if refusal.code in {"closed", "disk"}:
        return _later(refusal.sentence)
    return problem(409 if refusal.code in CONFLICTS else 422, refusal.code, refusal.sentence)


def _no_scope(request: HttpRequest, refusal: NoScope) -> HttpResponse:
    return problem(403, "scope", str(refusal))


def _hidden(request: HttpRequest, hidden: Http404) -> HttpResponse:
    return problem(404, "not_found", str(hidden) or NO_SUCH)


def _unreadable(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    return problem(400, "unreadable", UNREADABLE)


def _unknown(request: HttpRequest, stranger: AuthenticationError) -> HttpResponse:
    return problem(401, "token", STRANGER)


def _unfit(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    errors = [_wrong(one) for one in wrong.errors]
    first = f"{errors[0]['field']}: {errors[0]['sentence']}" if errors else ""
    return problem(422, "invalid", f"Запрос не подходит. {first}".strip(), errors)


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    if full := disk.no_room(error):
        return _later(full.sentence)
    log.error("the API failed at %s: %s", request.path, type(error).__name__, exc_info=error)
    return problem(500, "broken", BROKEN)


def _later(sentence: str) -> HttpResponse:
    told = problem(503, "later", sentence or LATER)
    told["Retry-After"] = "60"
    return told


def _wrong(error: dict[str, Any]) -> dict[str, str]:
    """Where it is and what is wrong there; never the value itself."""
    where = ".".join(str(part) for part in error.get("loc", ()) if part not in UNNAMED)
    return {"field": where, "sentence": _sentence(error)}


def _sentence(error: dict[str, Any]) -> str:
    kind, about = str(error.get("type", "")), error.get("ctx") or {}
    if kind == "value_error":
        return str(about.get("error") or error.get("msg", ""))
    if kind.startswith(("datetime", "timezone", "date")):
        return "Нужна дата и время с зоной: 2026-11-21T14:30:00+03:00."
    for name, words in LIMITS.items():
        if name in about and kind not in WRONG:
            return f"{words} {about[name]}."
    return WRONG.get(kind, "Значение не подходит.")


UNNAMED = frozenset({"said", "chosen", "asked"})  # names of arguments in the code
LIMITS = {"ge": "Не меньше", "gt": "Больше", "le": "Не больше", "lt": "Меньше", "pattern": "Вид:"}


HANDLERS: tuple[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]], ...] = (
    (Exception, _broken),
    (RuleViolation, _refused),
    (NoScope, _no_scope),
    (Http404, _hidden),
    (HttpError, _unreadable),
    (AuthenticationError, _unknown),
    (ValidationError, _unfit),
)


def told_of(api: NinjaAPI) -> None:
    """Every exception an operation may end with has its answer."""
    for kind, handler in HANDLERS:
        api.add_exception_handler(kind, handler)
