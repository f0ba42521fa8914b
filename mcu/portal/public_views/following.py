"""«Проверить по номеру»: what happens to a message, for whoever holds its code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mcu.core.errors import RuleViolation
from mcu.portal.actions import sending as acts
from mcu.portal.actions import uploads
from mcu.portal.actions.pace import knock
from mcu.portal.actions.rating import code_to_rate
from mcu.portal.forms.sending import AddForm
from mcu.portal.models import Submission
from mcu.portal.public_views.frame import address_of, page, resident
from mcu.portal.queries.codes import new_key, spelled
from mcu.portal.queries.following import followed, submission_at
from mcu.portal.queries.near import value_of
from mcu.portal.queries.town import Town
from mcu.portal.rules.pace import Kind, Verdict
from mcu.portal.rules.plain import STEPS, problem_words
from mcu.portal.rules.sending import Sending

WRONG = "Номер и код не подходят друг к другу. Проверьте их на странице, которую вы сохранили."
TOO_MANY = "Слишком много неверных кодов с вашего адреса в сети. Подождите час и попробуйте снова."


@require_http_methods(["GET", "POST"])
@resident
def enter(request: HttpRequest, town: Town) -> HttpResponse:
    """Where number and code are typed."""
    if request.method == "GET":
        return page(request, town, "enter.html")
    number, code = (
        request.POST.get(name, "").replace("\x00", "").strip()[:60] for name in ("number", "code")
    )
    kept = _opened(town, code)
    if kept and (kept.case is None or kept.case.number == number.removeprefix("№").strip()):
        return redirect("portal:message", town.code, _path(code))
    return _missed(request, town, number=number)


@require_http_methods(["GET"])
@resident
def message(request: HttpRequest, town: Town, code: str) -> HttpResponse:
    kept = _opened(town, code)
    if kept is None:
        return _missed(request, town)
    return _shown(request, town, kept, code, AddForm(initial={"key": new_key()}))


@require_POST
@resident
def add(request: HttpRequest, town: Town, code: str) -> HttpResponse:
    """More words, more photos."""
    kept = _opened(town, code)
    if kept is None or kept.case is None:
        return _missed(request, town)
    form = AddForm(request.POST, request.FILES)
    if form.is_valid() and _free(request, town, form):
        try:
            photos = uploads.lay_down(town.place, form.cleaned_data["photos"], 0, timezone.now())
            said = Sending(
                key=form.cleaned_data["key"], text=form.cleaned_data["text"],
                photos=uploads.as_photos(photos),
            )  # fmt: skip
            acts.add(town=town, kept=kept, key=said.key, sending=said, now=timezone.now())
        except RuleViolation as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("portal:message", town.code, _path(code))
    return _shown(request, town, kept, code, form)


@require_POST
@resident
def rate(request: HttpRequest, town: Town, code: str) -> HttpResponse:
    """To the page of the rating, which is the same for every channel."""
    kept = _opened(town, code)
    if kept is None or kept.case is None:
        return _missed(request, town)
    try:
        own = code_to_rate(case=kept.case, by=town.by, now=timezone.now())
    except RuleViolation as refusal:
        form = AddForm(initial={"key": new_key()})
        return _shown(request, town, kept, code, form, sentence=refusal.sentence)
    return redirect("quality:rate", own)


def _opened(town: Town, code: str) -> Submission | None:
    """What this code opens; what waits with others to be understood is understood now."""
    kept = submission_at(town, code)
    if kept is None or kept.case or kept.state != Submission.State.TAKEN:
        return kept
    acts.understand(town, kept.key, timezone.now())
    return submission_at(town, code)


def _shown(
    request: HttpRequest,
    town: Town,
    kept: Submission,
    code: str,
    form: AddForm,
    sentence: str = "",
) -> HttpResponse:
    found = followed(kept.case, timezone.now()) if kept.case else None
    problem = found.problem if found else None
    status = 422 if form.errors or sentence else 200
    return page(
        request, town, "message.html", status, kept=kept, found=found, form=form, sentence=sentence,
        value=value_of(problem) if problem else "",
        problem_words=problem_words(problem.state) if problem else "",
        code=spelled(_path(code).replace("-", "")), path=_path(code), steps=STEPS,
    )  # fmt: skip


def _missed(request: HttpRequest, town: Town, number: str = "") -> HttpResponse:
    """A code that opens nothing is counted: nobody tries them all."""
    pace = knock(town.place.pk, Kind.CODE, address_of(request), timezone.now())
    wrong, status = (WRONG, 404) if pace == Verdict.FREE else (TOO_MANY, 429)
    return page(request, town, "enter.html", status, wrong=wrong, number=number)


def _free(request: HttpRequest, town: Town, form: AddForm) -> bool:
    pace = knock(town.place.pk, Kind.SEND, address_of(request), timezone.now())
    if pace != Verdict.FREE:
        form.add_error(None, "Слишком часто. Подождите час и добавьте снова.")
    return pace == Verdict.FREE


def _path(code: str) -> str:
    """The code as it stands in an address."""
    return "-".join(code.split()) if code.replace("-", "").replace(" ", "").isalnum() else "x"
