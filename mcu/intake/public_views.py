"""The door of outside services: it is the service → kept raw → answered; understood afterwards."""

import logging
import time

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from mcu.channels.connecting import connector_of
from mcu.channels.models import Channel
from mcu.clients.failure import Failure
from mcu.connectors.contract import Can, Knock, NotTheService, Payload
from mcu.core import disk
from mcu.intake import jobs
from mcu.intake.actions import arrivals
from mcu.intake.queries.sources import channel_at
from mcu.intake.rules.pace import Pace

log = logging.getLogger(__name__)

PLAIN = "text/plain; charset=utf-8"
NOBODY = "Такого адреса нет. Возьмите адрес на странице «Каналы»."
TOO_LARGE = "Слишком большое тело запроса."
NOT_YOU = "Подпись или секрет не подходят."
LATER = "Сейчас принять нельзя, повторите позже."
HELD = "Приём по этому каналу выключен."
pace = Pace()


@csrf_exempt
def hook(request: HttpRequest, token: str) -> HttpResponse:
    """One request of a service. Nothing is answered «принято» before it is committed."""
    if _size(request) > settings.MCU_HOOK_LIMIT:
        return _told(413, TOO_LARGE)
    try:
        channel = channel_at(token)
        if channel is None:
            return _told(404, NOBODY)
        if not pace.lets_in(channel.pk, settings.MCU_HOOK_RATE, time.monotonic()):
            return _told(429, LATER)
        return _received(channel, request)
    except (DatabaseError, OSError) as trouble:
        log.warning("a hook is not taken: %s", disk.no_room(trouble) or type(trouble).__name__)
        return _told(503, LATER)


def _received(channel: Channel, request: HttpRequest) -> HttpResponse:
    if not channel.active or not channel.reads:
        return _told(503, HELD)  # the service keeps it and comes again
    body = request.body
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        with connector_of(channel) as connector:
            if Can.HOOK not in connector.can:
                return _told(404, NOBODY)
            welcome = connector.knock(Knock(body, headers, request.GET.dict()))
    except NotTheService:
        return _told(403, NOT_YOU)
    except Failure as failure:
        log.warning("channel %s cannot be opened: %s", channel.pk, failure.sentence)
        return _told(503, LATER)
    if welcome.key is not None:
        payload = Payload(welcome.key, body)
        arrivals.keep(channel=channel, payloads=[payload], now=timezone.now())
        jobs.digest_soon()
    return HttpResponse(welcome.answer, content_type=welcome.content_type)


def _size(request: HttpRequest) -> int:
    length = request.headers.get("Content-Length") or "0"
    return int(length) if length.isdecimal() else settings.MCU_HOOK_LIMIT + 1


def _told(status: int, sentence: str) -> HttpResponse:
    answer = HttpResponse(sentence, status=status, content_type=PLAIN)
    if status in {429, 503}:
        answer["Retry-After"] = "5" if status == 429 else "60"
    return answer
