"""Open311 GeoReport v2, served: XML and JSON by the extension, errors in the same format."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from mcu.api.bearer import known_token
from mcu.clients.georeport.formats import NAMES, write
from mcu.core import disk, wall
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.exchange.actions.georeport import take_request
from mcu.exchange.actions.pace import pause_of
from mcu.exchange.queries import georeport as queries
from mcu.exchange.queries.georeport import Server
from mcu.exchange.rules.georeport import Attribute, Refused, given, sent, span, wanted
from mcu.intake.models import Arrival
from mcu.intake.rules.pace import Pace
from mcu.org.models import Token
from mcu.org.queries import actor_for
from mcu.org.rules.tokens import Scope

CHANGED = "2026-11-21T00:00:00+03:00"  # when these doors were last changed
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
LARGEST = 2**20
READS = 30  # requests a second of one address to one process
pace = Pace()
Told = tuple[str, Any]


def door(*methods: str) -> Callable[..., Any]:
    """A view that gives a root and its data; whatever goes wrong is told in the asked format."""

    def decorate(view: Callable[..., Told]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def opened(request: HttpRequest, form: str, **kwargs: Any) -> HttpResponse:
            try:
                _check(request, methods)
                root, data = view(request, **kwargs)
            except Refused as refusal:
                return _refused(form, refusal)
            except (RequestDataTooBig, SuspiciousOperation):
                return _refused(form, Refused(400, "Форма слишком велика или испорчена."))
            except RuleViolation as refusal:
                status = 403 if isinstance(refusal, AccessDenied) else 400
                return _refused(form, Refused(status, refusal.sentence))
            except Exception as error:
                if disk.no_room(error) is None:
                    raise
                return _refused(form, Refused(503, "Сейчас принять нельзя, повторите позже."))
            return _answer(form, root, data, 201 if request.method == "POST" else 200)

        return opened

    return decorate


def behind_the_wall(view: Callable[..., Told]) -> Callable[..., Told]:
    """Only the municipality that was asked for is there, by its clock."""

    @wraps(view)
    def walled(request: HttpRequest, **kwargs: Any) -> Told:
        fields = request.POST if request.method == "POST" else request.GET
        server = queries.server_of(given(fields.dict(), "jurisdiction_id"))
        with wall.within([server.place.pk]), timezone.override(server.place.timezone):
            return view(request, server, **kwargs)

    return walled


@door("GET")
def discovery(request: HttpRequest) -> Told:
    """Where the server is and who answers for it."""
    found = queries.servers()
    if not found:
        raise Refused(404, "Сервер Open311 здесь не включён.")
    kept = found[0].settings
    root = f"{settings.MCU_URL or request.build_absolute_uri('/').rstrip('/')}{reverse('open311:services', args=['xml'])}"
    return "discovery", {
        "changeset": CHANGED,
        "contact": kept.get("contact", ""),
        "key_service": kept.get("key_service", ""),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": root.removesuffix("/services.xml"),
                "changeset": CHANGED,
                "type": "test" if kept.get("test") else "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


@door("GET")
@behind_the_wall
def services(request: HttpRequest, server: Server) -> Told:
    """Topics that may be reported."""
    return "services", [
        {
            "service_code": topic.code,
            "service_name": topic.name,
            "description": f"{topic.parent.name}: {topic.name}" if topic.parent else topic.name,
            "metadata": "true" if asks else "false",
            "type": "realtime",
            "keywords": ",".join(topic.aliases),
            "group": topic.parent.name if topic.parent else "",
        }
        for topic, asks in queries.services_of(server.place.pk)
    ]


@door("GET")
@behind_the_wall
def service(request: HttpRequest, server: Server, code: str) -> Told:
    """What a service asks."""
    topic, attributes = queries.service_of(server.place.pk, code)
    if not attributes:
        raise Refused(404, "У этой службы нет вопросов (metadata=false).")
    shown = [_attribute(order, each) for order, each in enumerate(attributes, 1)]
    return "service_definition", {"service_code": topic.code, "attributes": shown}


@door("GET", "POST")
@behind_the_wall
def requests(request: HttpRequest, server: Server) -> Told:
    """The list, or a new request."""
    if request.method == "POST":
        return "service_requests", [_taken(request, server)]
    asked = wanted(_fields(request), timezone.now())
    return "service_requests", queries.requests_of(server, asked)


@door("GET")
@behind_the_wall
def one(request: HttpRequest, server: Server, number: str) -> Told:
    """A request by its number."""
    found = queries.requests_of(server, wanted({"service_request_id": number}, timezone.now()))
    if not found:
        raise Refused(404, "Такой заявки нет или она не показывается.")
    return "service_requests", found


@door("GET")
@behind_the_wall
def token(request: HttpRequest, server: Server, mark: str) -> Told:
    """What became of a request that was taken under a token."""
    known = Arrival.objects.filter(channel=server.channel, key=mark).exists()
    if not known:
        raise Refused(404, "Такого token нет.")
    number = queries.number_of(server, mark)
    return "service_requests", [{"service_request_id": number or "", "token": mark}]


@door("GET")
@behind_the_wall
def updates(request: HttpRequest, server: Server) -> Told:
    """Answers and endings (an extension that FixMyStreet reads too)."""
    since, until = span(_fields(request), timezone.now())
    return "service_requests_updates", queries.updates_of(server, since, until)


def no_such(request: HttpRequest, path: str = "") -> HttpResponse:
    """An address that is none."""
    form = "json" if path.endswith(".json") else "xml"
    return _refused(form, Refused(404, "Такого адреса нет. Формат — в конце: .xml или .json."))


def _taken(request: HttpRequest, server: Server) -> dict[str, Any]:
    """First whose the key is, then what is asked for, then where and what."""
    fields = {name: request.POST.getlist(name) for name in request.POST}
    key = _key(request, server)
    code = given(request.POST.dict(), "service_code")
    if not code:
        raise Refused(400, "Нет service_code. Список — GET services.")
    _, attributes = queries.service_of(server.place.pk, code)
    return take_request(
        server=server, sent=sent(fields, attributes), token=key, by=actor_for(key.person),
        now=timezone.now(),
    )  # fmt: skip


def _key(request: HttpRequest, server: Server) -> Token:
    """The api_key is a token that may bring messages here; else 403."""
    secret = given(request.POST.dict(), "api_key")
    if not secret:
        raise Refused(403, "Нет api_key. Это токен центра с правом передавать сообщения.")
    found = known_token(request, secret)
    here = found and found.person.municipality_id == server.place.pk
    if found is None or not here or Scope.WRITE not in found.scopes:
        raise Refused(403, "api_key не подходит: отозван, чужой или без права передавать.")
    if pause := pause_of(found.pk, settings.MCU_API_RATE, timezone.now()):
        raise Refused(429, f"Слишком много запросов. Повторите через {pause} с.")
    return found


def _attribute(order: int, each: Attribute) -> dict[str, Any]:
    return {
        "variable": "true",
        "code": each.code,
        "datatype": "singlevaluelist" if each.values else "string",
        "required": "true" if each.required else "false",
        "datatype_description": "",
        "order": str(order),
        "description": each.description,
        "values": [{"key": key, "name": name} for key, name in each.values],
    }


def _check(request: HttpRequest, methods: tuple[str, ...]) -> None:
    if request.method not in methods:
        raise Refused(405, f"Этот адрес вызывают методом {' или '.join(methods)}.")
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        raise Refused(413, "Тело запроса больше 1 МБ.")
    address = hash(request.META.get("REMOTE_ADDR", ""))
    if request.method == "GET" and not pace.lets_in(address, READS, time.monotonic()):
        raise Refused(429, "Слишком много запросов. Повторите через секунду.")
    if request.method == "POST" and request.content_type not in FORMS:
        raise Refused(400, "Тело запроса — форма: application/x-www-form-urlencoded.")


FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def _fields(request: HttpRequest) -> dict[str, str]:
    fields = request.GET.dict()
    if any("\x00" in value for value in fields.values()):
        raise Refused(400, "В запросе нулевые знаки.")
    return fields


def _refused(form: str, refusal: Refused) -> HttpResponse:
    told = [{"code": refusal.status, "description": refusal.description}]
    answer = _answer(form, "errors", told, refusal.status)
    if refusal.status in {429, 503}:
        answer["Retry-After"] = "60" if refusal.status == 503 else "1"
    return answer


def _answer(form: str, root: str, data: Any, status: int) -> HttpResponse:
    answer = HttpResponse(write(form, root, data), status=status, content_type=NAMES[form])
    answer["Access-Control-Allow-Origin"] = "*"  # open data, and no cookie counts here
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Cache-Control"] = "no-store"
    return answer
