"""The outside model: settings, and one explicit question about one case."""

from django.db import transaction

from mcu.cases.actions.answer import save_draft
from mcu.cases.actions.step import allowed
from mcu.cases.models import Answer, Case, OutsideModel
from mcu.cases.queries.outside import running_model
from mcu.cases.rules.outside import FAILURES, Ask, prompt
from mcu.cases.rules.workflow import Verb
from mcu.clients.chat import Endpoint, ModelFailed, ask, safe
from mcu.core import journal, vault
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission


@transaction.atomic
def set_model(
    *,
    municipality: Municipality,
    active: bool,
    base_url: str,
    model: str,
    key: str,
    proxy: str,
    ca: str,
    by: Actor,
    token_url: str = "",
    scope: str = "",
) -> OutsideModel:
    """Keep where the model is; an empty key leaves the one that is kept."""
    require(by, Permission.NORMS)
    if active and not (base_url and model):
        raise RuleViolation("Чтобы включить модель, впишите её адрес и название.")
    row, _ = OutsideModel.objects.select_for_update().get_or_create(municipality=municipality)
    before = _shown(row)
    row.active, row.base_url, row.model, row.proxy, row.ca = active, base_url, model, proxy, ca
    row.token_url, row.scope = token_url, scope
    if key:
        row.key = vault.seal(key)
    if base_url:
        _checked(row)
    row.save()
    old, new = journal.changes(before, _shown(row))
    if new or key:
        extra = {"key": "заменён"} if key else {}
        journal.write(
            "outside.change", by=by, municipality_id=municipality.pk, of=municipality,
            before=old, after=new | extra,
        )  # fmt: skip
    return row


def ask_model(*, case: Case, what: Ask, by: Actor) -> str:
    """The draft or the summary; the journal keeps that it was asked, and of which model.

    The model is asked outside of any transaction: nothing of ours waits while it thinks.
    """
    with transaction.atomic():
        allowed(Verb.DRAFT, case, by)
        row = OutsideModel.objects.filter(municipality=case.municipality_id, active=True).first()
        if row is None:
            raise RuleViolation("Внешняя модель выключена. Её включают в настройках.")
        sent = prompt(
            what,
            case.text,
            topic=case.topic.name if case.topic else "",
            replies=list(case.info_requests.exclude(reply="").values_list("reply", flat=True)[:5]),
        )
    try:
        said = ask(_endpoint(row), sent.system, sent.question)
    except ModelFailed as failure:
        _journal(case, what, row, by, done="не ответила")
        raise RuleViolation(FAILURES[failure.why]) from failure
    _journal(case, what, row, by, done="ответила")
    return said


def _journal(case: Case, what: Ask, row: OutsideModel, by: Actor, *, done: str) -> None:
    journal.record(
        "case.machine", by=by, municipality_id=case.municipality_id, of=case,
        after={"what": str(what.label).lower(), "model": row.model, "done": done},
    )  # fmt: skip


def _endpoint(row: OutsideModel) -> Endpoint:
    key = str(vault.unseal(row.key)) if row.key else ""
    return Endpoint(
        row.base_url,
        row.model,
        key,
        row.proxy,
        row.ca,
        token_address=row.token_url,
        scope=row.scope,
    )


def _checked(row: OutsideModel) -> None:
    try:
        safe(row.base_url)
        if row.token_url:
            safe(row.token_url)
    except ModelFailed as wrong:
        raise RuleViolation(FAILURES[wrong.why]) from wrong


def _shown(row: OutsideModel) -> dict[str, object]:
    return {
        "active": row.active,
        "base_url": row.base_url,
        "model": row.model,
        "proxy": bool(row.proxy),
        "token_url": row.token_url,
    }


def take_draft(*, case: Case, text: str, by: Actor) -> Answer:
    """The draft of a machine becomes a draft of the answer, and stays marked as one."""
    name = running_model(case.municipality_id) or "модель выключена"
    with transaction.atomic():
        answer = save_draft(case=case, text=text, by=by)
        answer.machine = name
        answer.save(update_fields=["machine"])
        journal.write(
            "case.machine_taken", by=by, municipality_id=case.municipality_id, of=case,
            after={"model": name, "answer": answer.number},
        )  # fmt: skip
    return answer
