"""Cases of the API: the list, the card with its history, the applicant by a logged act."""

from typing import Any

from django.utils import timezone
from ninja import Path, Query, Router

from mcu.api.bearer import ApiRequest, Bearer
from mcu.api.problems import Problem
from mcu.api.schemas import Asked, CaseCard, CaseList, Filter, Key, Paging, Revealed
from mcu.cases.actions.annotate import reveal
from mcu.cases.models import Case
from mcu.cases.queries import case_for
from mcu.cases.queries.terms import TermView
from mcu.cases.rules.sentences import sentence
from mcu.core.models import JournalEntry
from mcu.exchange.queries.cases import PLACE, TOLD, Whole, case_page, whole_case
from mcu.exchange.rules.paging import read_word
from mcu.org.models import Block, Body
from mcu.org.rules.tokens import Scope
from mcu.text.mask import mask

router = Router(tags=["Сообщения"])
REFUSALS = {400: Problem, 401: Problem, 403: Problem, 422: Problem, 429: Problem, 503: Problem}
HIDDEN = REFUSALS | {404: Problem}


@router.get(
    "/cases", auth=Bearer(Scope.READ), response={200: CaseList, **REFUSALS}, url_name="cases",
    summary="Список сообщений",
)  # fmt: skip
def cases(request: ApiRequest, chosen: Query[Filter], page: Query[Paging]) -> Any:
    """Фильтры те же, что в ленте; страницы по курсору, новое их не сдвигает. Право токена: read."""
    after = read_word(page.cursor)
    found = case_page(request.actor, chosen.chosen(), after, page.limit, timezone.now())
    return {"items": [line(case) for case in found.cases], "next": found.next}


@router.get(
    "/cases/{case_id}", auth=Bearer(Scope.READ), response={200: CaseCard, **HIDDEN},
    url_name="case", summary="Сообщение с историей",
)  # fmt: skip
def case(request: ApiRequest, case_id: Path[Key]) -> Any:
    """Сроки с нормой и причиной, опубликованные ответы, разговор, история. Право токена: read."""
    return card(whole_case(request.actor, case_id, timezone.now()))


@router.post(
    "/cases/{case_id}/applicant", auth=Bearer(Scope.PERSONAL), response={200: Revealed, **HIDDEN},
    url_name="applicant", summary="Открыть данные заявителя",
)  # fmt: skip
def applicant(request: ApiRequest, case_id: Path[Key], asked: Asked) -> Any:
    """Каждое открытие остаётся в журнале вместе с причиной. Право токена: personal, и право роли."""
    found = reveal(
        case=case_for(request.actor, case_id), by=request.actor, reason=str(asked.reason),
        words=asked.words,
    )  # fmt: skip
    told = {name.removeprefix("applicant_"): str(value) for name, value in found.items()}
    return {name: told[name] for name in Revealed.model_fields if name in told}


def line(case: Case) -> dict[str, Any]:
    """A case as a line of a list."""
    place = {name: getattr(case, name) for name in PLACE}
    return {name: getattr(case, name) for name in TOLD} | {
        "topic": {"code": case.topic.code, "name": case.topic.name} if case.topic else None,
        "block": _named(case.block),
        "body": _named(case.body),
        "place": place,
    }


def card(whole: Whole) -> dict[str, Any]:
    """A case with everything that may be told of it."""
    return line(whole.case) | {
        "terms": [_clock(view) for view in whole.terms],
        "answers": [
            {
                "kind": answer.kind, "text": mask(answer.text), "url": answer.published_url,
                "published_at": answer.published_at,
            }
            for answer in whole.answers
        ],
        "conversation": [
            {"at": said.at, "ours": said.ours, "text": said.text, "withdrawn_at": said.withdrawn_at}
            for said in whole.said
        ],
        "history": [_entry(entry) for entry in whole.history],
    }  # fmt: skip


def _named(row: Block | Body | None) -> dict[str, str] | None:
    return {"code": row.code, "name": row.name} if row else None


def _clock(view: TermView) -> dict[str, Any]:
    term, norm = view.term, view.term.norm
    return {
        "kind": term.kind,
        "title": term.get_kind_display(),
        "norm": norm.title if norm else "",
        "source": norm.source if norm else "",
        "verified": bool(norm and norm.verified),
        "started_at": term.started_at,
        "due_at": term.due_at,
        "met_at": term.met_at,
        "paused_at": term.paused_at,
        "words": view.clock.words,
        "why": view.why,
    }


def _entry(entry: JournalEntry) -> dict[str, Any]:
    return {
        "sequence": entry.sequence, "at": entry.at, "action": entry.action,
        "words": sentence(entry.action, entry.after), "by": entry.actor_name,
    }  # fmt: skip
