"""Who really asks, when a proxy stands in front."""

import logging
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")
log = logging.getLogger("mcu.proxy")


class TrustedProxy:
    """Forwarded headers are believed from MCU_TRUSTED_PROXIES only; from others they are dropped.

    REMOTE_ADDR becomes the address that the outermost of MCU_PROXIES proxies saw.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.networks = [ip_network(name, strict=False) for name in settings.MCU_TRUSTED_PROXIES]
        self.told = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        if self._trusted(peer):
            self._look_behind(request)
        elif any(name in request.META for name in FORWARDED):
            self._distrust(request, peer)
        return self.get_response(request)

    def _trusted(self, peer: str) -> bool:
        try:
            return any(ip_address(peer) in network for network in self.networks)
        except ValueError:  # a socket of the system has no address: only a neighbour can reach it
            return not peer

    def _look_behind(self, request: HttpRequest) -> None:
        told = [a.strip() for a in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        count = settings.MCU_PROXIES
        if not count or len(told) < count:
            return
        try:
            request.META["REMOTE_ADDR"] = str(ip_address(told[-count]))
        except ValueError:
            log.warning("X-Forwarded-For is no address; the address of the proxy is kept")

    def _distrust(self, request: HttpRequest, peer: str) -> None:
        for name in FORWARDED:
            request.META.pop(name, None)
        if not self.told and (settings.HTTPS or settings.MCU_PROXIES):
            self.told = True
            log.warning("proxy %s is not trusted: name it in MCU_TRUSTED_PROXIES", peer)
