"""Messages that systems of the municipality bring."""

from typing import Annotated, Any

from django.utils import timezone
from ninja import Header, Router, Status
from pydantic import Field

from mcu.api.bearer import ApiRequest, Bearer
from mcu.api.cases import REFUSALS
from mcu.api.problems import Problem
from mcu.api.schemas import Message, Taken
from mcu.cases.queries.classifier import classifier_for
from mcu.core.errors import RuleViolation
from mcu.exchange.actions.incoming import take_message
from mcu.org.rules.tokens import Scope

router = Router(tags=["Приём"])
CallKey = Annotated[
    str,
    Field(
        min_length=1, max_length=200, pattern=r"^[!-~]+$",
        description="Ваш ключ сообщения: повтор с ним ничего не заводит второй раз",
    ),
]  # fmt: skip


@router.post(
    "/messages", auth=Bearer(Scope.WRITE), summary="Передать сообщение", url_name="messages",
    response={201: Taken, **REFUSALS, 409: Problem, 413: Problem},
)  # fmt: skip
def take(
    request: ApiRequest,
    said: Message,
    key: Annotated[CallKey, Header(alias="Idempotency-Key")],
) -> Any:
    """Тот же ключ и то же тело — тот же ответ; то же с другим телом — 409. Право токена: write."""
    if said.topic and said.topic not in classifier_for(request.actor.municipality_id).by_code:
        raise RuleViolation(
            f"Темы «{said.topic}» нет в классификаторе. Коды — в /api/v1/books/topics.",
            code="topic",
        )
    taken = take_message(
        token=request.token, key=key, said=said.model_dump(mode="json", exclude_none=True),
        by=request.actor, now=timezone.now(),
    )  # fmt: skip
    return Status(201, taken.answer)
