"""A message with several questions becomes linked cases, each with its own clock and answer."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from mcu.cases.actions import terms
from mcu.cases.actions.register import Incoming, register
from mcu.cases.actions.step import step
from mcu.cases.models import Applicant, Case, Split
from mcu.cases.rules.workflow import Verb
from mcu.core import vault
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor

MOST = 20


def split_off(*, case: Case, text: str, by: Actor, now: datetime | None = None) -> Case:
    """One question apart: received when the whole was, from the same author, in the same regime."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise RuleViolation("Впишите вопрос, который выделяется.")
    with transaction.atomic(), step(Verb.SPLIT, case, by=by, now=now) as work:
        parts = Split.objects.filter(parent=work.case, undone_at__isnull=True).count()
        if parts >= MOST:
            raise RuleViolation(f"Выделено уже {MOST} вопросов. Проверьте, не лишние ли они.")
        if Split.objects.filter(child=work.case, undone_at__isnull=True).exists():
            raise RuleViolation("Это уже выделенный вопрос. Выделяйте из основного сообщения.")
        child = register(
            incoming=replace(_same(work.case), text=text),
            municipality=work.case.municipality,
            by=by,
            now=work.now,
            registered_at=work.case.registered_at,
        )
        Split.objects.create(parent=work.case, child=child, at=work.now, by_name=by.name)
        work.extra["child"] = child.number
    return child


def put_back(*, case: Case, by: Actor, now: datetime | None = None) -> Case:
    """The question goes back into the message it came from, while nothing was done with it."""
    with step(Verb.UNSPLIT, case, by=by, now=now) as work:
        part = Split.objects.select_for_update().filter(child=work.case, undone_at__isnull=True)
        found = part.select_related("parent").first()
        if found is None:
            raise RuleViolation("Это не выделенный вопрос.")
        if _worked_on(work.case):
            raise RuleViolation(
                "С этим вопросом уже работали: вернуть его нельзя, закройте отдельно."
            )
        found.undone_at = work.now
        found.save(update_fields=["undone_at"])
        work.case.merged_into = found.parent
        work.case.closed_at = work.now
        terms.cancel(work.case, work.now)
        work.extra["into"] = found.parent.number
    return case


def _same(case: Case) -> Incoming:
    """What the whole message brought, for a part of it."""
    appeal = getattr(case, "appeal", None)
    applicant = Applicant.objects.filter(case=case, erased_at__isnull=True).first()
    personal = vault.unseal(applicant.sealed) if applicant else {}
    personal.pop("original_text", None)
    return Incoming(
        channel=case.channel,
        text="",
        received_at=case.received_at,
        system=case.system,
        regime=case.regime,
        appeal_kind=case.appeal_kind,
        importance=case.importance,
        community=case.community,
        source_url=case.source_url,
        settlement=case.settlement,
        street=case.street,
        house=case.house,
        landmark=case.landmark,
        collective=case.collective,
        form=case.form,
        category=case.category,
        identified=bool(appeal and appeal.identified),
        signatories=appeal.signatories if appeal else None,
        addressees=tuple(row.body for row in case.addressees.select_related("body")),
        applicant=personal,
        part=True,
    )


def _worked_on(case: Case) -> bool:
    hanging = (case.answers, case.assignments, case.notes, case.attachments, case.info_requests,
               case.resolutions, case.decisions)  # fmt: skip
    return any(rows.exists() for rows in hanging)
