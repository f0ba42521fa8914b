"""The short way to the door of outside services: hundreds a second, and none of them is a page.

No session, no person, no form, no policy of a page: who knocks is known by the secret of the connection.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mcu.intake.public_views import hook

DOOR = "/hook/"
Answer = Callable[[HttpRequest], HttpResponse]


def short_way(get_response: Answer) -> Answer:
    """`/hook/TOKEN/` is answered here; everything else goes the whole way."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _token(request.path_info)
        return hook(request, token) if token else get_response(request)

    return middleware


def _token(path: str) -> str:
    """As `urls.py` reads it; what does not look so is told by the whole way that it is not there."""
    token = path[len(DOOR) :].removesuffix("/") if path.startswith(DOOR) else ""
    return token if path == f"{DOOR}{token}/" and "/" not in token else ""
