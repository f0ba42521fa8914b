"""«Сообщить о проблеме»: the form, what is asked before sending, the acknowledgement."""

from collections.abc import Sequence
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.core.errors import RuleViolation
from mcu.intake.jobs import digest_soon
from mcu.portal.actions import sending as acts
from mcu.portal.actions import uploads
from mcu.portal.actions.pace import knock
from mcu.portal.actions.support import support
from mcu.portal.forms.sending import SendForm, answers_of, missing
from mcu.portal.models import Question, Upload
from mcu.portal.public_views.frame import address_of, page, resident
from mcu.portal.queries import near as likes
from mcu.portal.queries.asking import Asked, asked_of, topics_of, why_held
from mcu.portal.queries.codes import new_key, spelled
from mcu.portal.queries.following import first_term
from mcu.portal.queries.map import sheet_of
from mcu.portal.queries.places import hints
from mcu.portal.queries.promise import promise
from mcu.portal.queries.town import Town, open_towns
from mcu.portal.rules.drawing import EDGE
from mcu.portal.rules.pace import Kind, Verdict
from mcu.portal.rules.sending import Sending

LATER = (
    "С вашего адреса в сети пришло слишком много сообщений. Подождите час и отправьте снова: "
    "набранное осталось в форме. Если срочно — позвоните в администрацию или по 112."
)


@require_GET
def towns(request: HttpRequest) -> HttpResponse:
    """Whose portals are open; the only one opens at once."""
    found = open_towns()
    if len(found) == 1:
        return redirect("portal:send", found[0].code)
    return render(request, "portal/towns.html", {"towns": found}, status=200 if found else 404)


@require_http_methods(["GET", "POST"])
@resident
def send(request: HttpRequest, town: Town) -> HttpResponse:
    """Looking shows the form; posting joins a problem, asks what is not clear, or registers."""
    if request.method == "GET":
        return _shown(
            request, town, SendForm(topics=partial(topics_of, town), initial=_begun(request))
        )
    pace = knock(town.place.pk, Kind.SEND, address_of(request), timezone.now())
    form = SendForm(request.POST, request.FILES, topics=partial(topics_of, town))
    if pace == Verdict.CLOSED:
        form.add_error(None, LATER)
        return _shown(request, town, form, status=429)
    if "join" in request.POST:
        return _joined(request, town, form)
    return _taken(request, town, form, pace)


@require_POST
@resident
def check(request: HttpRequest, town: Town) -> HttpResponse:
    """A part of the form while it is being filled in: similar problems, places, questions."""
    form = SendForm(request.POST, topics=partial(topics_of, town))
    form.is_valid()
    busy = knock(town.place.pk, Kind.CHECK, address_of(request), timezone.now()) != Verdict.FREE
    asked = Asked() if busy else _asked(town, form)
    questions = answers_of(request.POST, asked.questions)
    shown = {"town": town, "form": form, "asked": asked, "questions": questions}
    return render(request, "portal/parts/asked.html", shown)


@require_GET
@resident
def places(request: HttpRequest, town: Town) -> HttpResponse:
    """Hints for an address."""
    busy = knock(town.place.pk, Kind.CHECK, address_of(request), timezone.now()) != Verdict.FREE
    found = [] if busy else hints(town.place.pk, request.GET.get("address", "")[:200])
    return render(request, "portal/parts/places.html", {"places": found})


@require_GET
@resident
def sheet(request: HttpRequest, town: Town) -> HttpResponse:
    """A part for those with scripts: where the place is pointed at instead of writing coordinates."""
    return render(request, "portal/parts/sheet.html", {"sheet": sheet_of(town), "edge": EDGE})


def _begun(request: HttpRequest) -> dict[str, str]:
    """A poster or the widget may name the place."""
    given = {
        name: request.GET.get(name, "").replace("\x00", "")[:300] for name in ("address", "text")
    }
    return {name: value for name, value in given.items() if value} | {"key": new_key()}


def _joined(request: HttpRequest, town: Town, form: SendForm) -> HttpResponse:
    form.is_valid()
    try:
        joined = support(
            town=town, key=form.cleaned_data.get("key", ""), value=request.POST["join"],
            now=timezone.now(),
        )  # fmt: skip
    except RuleViolation as refusal:
        form.add_error(None, refusal.sentence)
        return _shown(request, town, form, status=422)
    return page(
        request, town, "joined.html", email=form.cleaned_data.get("email", ""), problem=joined,
        where=likes.where_of(joined), voices=likes.voices(joined), value=likes.value_of(joined),
    )  # fmt: skip


def _taken(request: HttpRequest, town: Town, form: SendForm, pace: Verdict) -> HttpResponse:
    valid = form.is_valid()
    kept = _photos(request, town, form) if valid or "photos" not in form.errors else []
    first = not form.cleaned_data.get("checked")
    asked = _asked(town, form, looks=first) if valid else Asked()
    answers = answers_of(request.POST, asked.questions)
    if (left := missing(answers)) and not first:
        form.add_error(None, left)
    if form.errors or (first and asked.worth):
        status = 422 if form.errors else 200
        return _shown(request, town, form, status=status, kept=kept, asked=asked)
    sent = _sending(form, asked, answers, kept)
    why = why_held(town, form.cleaned_data, pace)
    receipt = acts.send(town=town, sending=sent, now=timezone.now(), why_held=why)
    digest_soon()
    return acknowledged(request, town, receipt)


def acknowledged(request: HttpRequest, town: Town, receipt: acts.Receipt) -> HttpResponse:
    """Number, code and term, also while it waits to become a case."""
    number, term, now = "", None, timezone.now()
    if receipt.case:
        number, term = receipt.case.number, first_term(receipt.case, now)
    elif receipt.said:
        number, term = receipt.said["number"], promise(town, receipt.said, now)
    return page(request, town, "sent.html", number=number, code=spelled(receipt.code), term=term)


def _asked(town: Town, form: SendForm, *, looks: bool = True) -> Asked:
    given = form.cleaned_data
    if not given.get("text"):
        return Asked()
    return asked_of(
        town, text=given["text"], address=given.get("address", ""), value=given.get("place", ""),
        point=given.get("point"), topic=given.get("topic") or None, now=timezone.now(),
        named=given.get("object", ""), looks=looks,
    )  # fmt: skip


def _photos(request: HttpRequest, town: Town, form: SendForm) -> list[Upload]:
    """Those laid down before and those that come now."""
    before = uploads.uploads_of(town.place, request.POST.getlist("laid"))
    given = form.cleaned_data.get("photos") or []
    try:
        return before + uploads.lay_down(town.place, given, len(before), timezone.now())
    except RuleViolation as refusal:
        form.add_error("photos", refusal.sentence)
        return before


def _sending(
    form: SendForm, asked: Asked, answers: list[tuple[Question, str]], kept: list[Upload]
) -> Sending:
    return Sending(
        key=form.cleaned_data["key"], text=form.cleaned_data["text"], place=asked.place,
        topic=asked.topic.code if asked.topic else "",
        answers=[(question.text, said) for question, said in answers], contact=form.contact,
        photos=uploads.as_photos(kept),
    )  # fmt: skip


def _shown(
    request: HttpRequest,
    town: Town,
    form: SendForm,
    *,
    status: int = 200,
    kept: Sequence[Upload] = (),
    asked: Asked | None = None,
) -> HttpResponse:
    asked = asked or Asked()
    photos = [(uploads.token_of(each), each.name) for each in kept]
    groups = [topic for topic in form.topics.values() if topic.parent_id is None]
    return page(
        request, town, "send.html", status, form=form, photos=photos, asked=asked, groups=groups,
        questions=answers_of(request.POST, asked.questions),
    )  # fmt: skip
