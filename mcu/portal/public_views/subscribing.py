"""Subscribing to a problem or a street, saying that it was oneself, ending it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mcu.core.errors import RuleViolation
from mcu.portal.actions import subscribing as acts
from mcu.portal.actions.pace import knock
from mcu.portal.public_views.frame import address_of, page, resident
from mcu.portal.queries.places import read_address
from mcu.portal.queries.subscribing import problem_to_follow, subscription_of
from mcu.portal.queries.town import Town
from mcu.portal.rules.pace import Kind, Verdict

TOO_OFTEN = "Слишком часто. Подождите час и попробуйте снова."
NO_STREET = "Впишите улицу так, как она называется в адресе, например: улица Полевая, Заречный."


@require_http_methods(["GET", "POST"])
@resident
def subscribe(request: HttpRequest, town: Town) -> HttpResponse:
    """A letter asks first; whoever is subscribed already sees the same page."""
    given = {
        name: request.POST.get(name, request.GET.get(name, "")).replace("\x00", "").strip()[:300]
        for name in ("email", "street", "problem")
    }
    if request.method == "GET":
        return page(request, town, "subscribe.html", given=given)
    try:
        _ask(request, town, given)
    except RuleViolation as refusal:
        return page(request, town, "subscribe.html", 422, given=given, wrong=refusal.sentence)
    return page(request, town, "subscribe.html", given={}, asked=given["email"])


@require_http_methods(["GET", "POST"])
@resident
def confirm(request: HttpRequest, town: Town, token: str) -> HttpResponse:
    """Looking asks; posting confirms: mail programs open links by themselves."""
    found = subscription_of(town, token)
    if found is None:
        return page(request, town, "subscription_gone.html", 410)
    if request.method == "POST":
        acts.confirm(subscription=found, now=timezone.now())
    done = request.method == "POST" or found.confirmed_at is not None
    return page(request, town, "confirm.html", about=acts.about_of(found), done=done, token=token)


@require_http_methods(["GET", "POST"])
@resident
def unsubscribe(request: HttpRequest, town: Town, token: str) -> HttpResponse:
    found = subscription_of(town, token)
    if found is None:
        return page(request, town, "subscription_gone.html", 410)
    if request.method == "POST":
        acts.unsubscribe(subscription=found)
    return page(
        request, town, "unsubscribe.html", about=acts.about_of(found), done=request.method == "POST"
    )


def _ask(request: HttpRequest, town: Town, given: dict[str, str]) -> None:
    now = timezone.now()
    if knock(town.place.pk, Kind.MAIL, address_of(request), now) != Verdict.FREE:
        raise RuleViolation(TOO_OFTEN)
    if given["problem"]:
        problem = problem_to_follow(town, given["problem"])
        acts.subscribe(town=town, email=given["email"], problem=problem, now=now)
        return
    place, choices = read_address(town.place.pk, given["street"])
    if choices or not place.street:
        raise RuleViolation(NO_STREET)
    acts.subscribe(
        town=town, email=given["email"], problem=None, street=place.street,
        settlement=place.settlement, now=now,
    )  # fmt: skip
