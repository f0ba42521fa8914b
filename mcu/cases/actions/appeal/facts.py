"""What is known of an appeal and written down: facets, number, regime, the former one, the result."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from mcu.cases.actions import terms
from mcu.cases.actions.appeal.notices import not_about
from mcu.cases.actions.appeal.numbers import enter, of
from mcu.cases.actions.lookup import index
from mcu.cases.actions.step import Step, step
from mcu.cases.models import Addressee, Appeal, Applicant, Case, Resolution
from mcu.cases.queries.appeal import decision_waits
from mcu.cases.rules.appeal import ON_MERITS, Category, Form, Result, Way, barred, form_of
from mcu.cases.rules.appeal.regime import refusal
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import AppealKind, Regime
from mcu.cases.rules.workflow import State, Verb
from mcu.core.errors import RuleViolation
from mcu.org.models import Body, Person
from mcu.org.rules.roles import Actor


def set_facets(
    *,
    case: Case,
    by: Actor,
    form: str,
    category: str,
    addressees: Sequence[Body],
    appeal_kind: str | None = None,
    about_body: Body | None = None,
    collective: bool | None = None,
    signatories: int | None = None,
    now: datetime | None = None,
) -> Case:
    """The form, who writes, whom to; of an appeal its kind, who it complains of, how many signed."""
    _known(form, Form.values, "форму")
    _known(category, Category.values, "категорию заявителя")
    with step(Verb.FACETS, case, by=by, now=now) as work:
        found = work.case
        found.form = "" if form == form_of(found.channel) else form
        found.category = category
        if collective is not None:
            found.collective = collective
        address(found, addressees)
        if found.regime == Regime.APPEAL:
            _kind(work, appeal_kind, about_body, signatories)
        work.extra["addressees"] = [body.pk for body in addressees]
        terms.rechoose(work)
    return case


def address(case: Case, bodies: Sequence[Body]) -> None:
    """Exactly these organisations are addressed."""
    for body in bodies:
        if body.municipality_id != case.municipality_id:
            raise RuleViolation("Адресат — из другого муниципалитета. Выберите из списка.")
    Addressee.objects.filter(case=case).exclude(body__in=bodies).delete()
    Addressee.objects.bulk_create(
        [Addressee(case=case, body=body) for body in bodies], ignore_conflicts=True
    )


def change_regime(
    *,
    case: Case,
    regime: str,
    reason: str,
    by: Actor,
    identified: bool = False,
    now: datetime | None = None,
) -> Case:
    """Message ↔ appeal, for a reason; the clocks are those of the new regime from now on."""
    reason = _filled(reason, "Напишите, почему меняется режим: причина пойдёт в журнал.")
    if regime not in Regime.values:
        raise RuleViolation("Выберите режим: сообщение или обращение.")
    with step(Verb.REGIME, case, by=by, now=now) as work:
        found = work.case
        if found.regime == regime:
            raise RuleViolation("Режим уже такой. Обновите страницу.")
        if decision_waits(found):
            raise RuleViolation("Сначала решите о том, что ждёт решения по обращению.")
        if regime == Regime.APPEAL:
            _may_be_appeal(found, identified=identified)
        found.regime = regime
        if regime == Regime.MESSAGE:
            found.appeal_kind = ""
        terms.rechoose(work)
        if regime == Regime.APPEAL:
            enter(found, work.now, identified=identified)
            terms.meet(found, (TermKind.REGISTER,), work.now)
        _reindex(found)
        work.extra["reason"] = reason[:500]
    return case


def enrol(*, case: Case, by: Actor, now: datetime | None = None) -> Appeal:
    """An appeal that came by file or by a channel gets its registration number."""
    with step(Verb.ENROL, case, by=by, now=now) as work:
        _appeal_only(work.case)
        if Appeal.objects.filter(case=work.case).exists():
            raise RuleViolation("Номер у этого обращения уже есть. Обновите страницу.")
        made = enter(work.case, work.now)
        terms.meet(work.case, (TermKind.REGISTER,), work.now)
        work.extra["number"] = made.number
    return made


def link_former(
    *, case: Case, former: Case | None, by: Actor, now: datetime | None = None
) -> Appeal:
    """The appeal repeats a former one, or (None) a person looked and it does not."""
    with step(Verb.REPEAT, case, by=by, now=now) as work:
        _appeal_only(work.case)
        appeal = of(work.case)
        if former is not None:
            _may_be_former(work.case, former)
        appeal.former, appeal.former_checked_at = former, work.now
        appeal.save(update_fields=["former", "former_checked_at"])
        terms.rechoose(work)
        work.extra["former"] = former.number if former else "—"
    return appeal


def resolve(
    *,
    case: Case,
    author_name: str,
    text: str,
    by: Actor,
    body: Body | None = None,
    executor: Person | None = None,
    control_on: date | None = None,
    now: datetime | None = None,
) -> Resolution:
    """«Резолюция» on the appeal; that it is ours ends the clock of redirecting."""
    author_name = _filled(author_name, "Впишите, чья резолюция: фамилия и должность.")
    text = _filled(text, "Впишите текст резолюции: что сделать.")
    with step(Verb.RESOLVE, case, by=by, now=now) as work:
        _appeal_only(work.case)
        _control(control_on, work)
        if body:
            not_about(work.case, str(body))
        made = Resolution.objects.create(
            case=work.case, author_name=author_name[:200], text=text[:1000], body=body,
            executor=executor, control_on=control_on, at=work.now, by_name=by.name,
        )  # fmt: skip
        terms.cancel(work.case, work.now, (TermKind.REDIRECT,))
        work.extra["resolution"] = made.pk
    return made


def conclude(
    *,
    case: Case,
    result: str,
    by: Actor,
    signed_by: str = "",
    answer_number: str = "",
    way: str = "",
    now: datetime | None = None,
) -> Appeal:
    """How the appeal ended on its merits, who signed the answer and how it left."""
    if result not in ON_MERITS:
        raise RuleViolation("Выберите результат: поддержано, разъяснено, не поддержано…")
    _known(way, Way.values, "чем отправлен ответ")
    with step(Verb.RESULT, case, by=by, now=now) as work:
        _appeal_only(work.case)
        appeal = of(work.case)
        appeal.result, appeal.answer_way = result, way
        appeal.signed_by = signed_by.strip()[:200]
        appeal.answer_number = answer_number.strip()[:60]
        appeal.save(update_fields=["result", "answer_way", "signed_by", "answer_number"])
        work.extra["result"] = str(Result(result).label)
    return appeal


def put_on_file(
    *,
    case: Case,
    by: Actor,
    index_of_file: str,
    sheets: int | None = None,
    now: datetime | None = None,
) -> Appeal:
    """«В дело»: finished, its result said, its notices sent; kept five years by the rules of keeping."""
    index_of_file = _filled(index_of_file, "Впишите индекс дела по номенклатуре.")
    with step(Verb.FILE, case, by=by, now=now) as work:
        _appeal_only(work.case)
        appeal = of(work.case)
        if appeal.filed_on:
            raise RuleViolation(f"Обращение уже списано в дело {appeal.filed_on:%d.%m.%Y}.")
        _complete(work, appeal)
        appeal.filed_on, appeal.filed_by_name = timezone.localdate(work.now), by.name
        appeal.file_index, appeal.file_sheets = index_of_file[:60], sheets
        appeal.save(update_fields=["filed_on", "filed_by_name", "file_index", "file_sheets"])
        work.extra["file_index"] = appeal.file_index
    return appeal


def _kind(work: Step, kind: str | None, about_body: Body | None, signatories: int | None) -> None:
    if kind is not None:
        _known(kind, AppealKind.values, "вид обращения")
        work.case.appeal_kind = kind
    if about_body and work.case.appeal_kind != AppealKind.COMPLAINT:
        raise RuleViolation("На кого жалоба, указывают только у жалобы. Проверьте вид обращения.")
    if about_body and work.case.body_id == about_body.pk:
        raise RuleViolation(
            f"Жалоба на {about_body} назначена ему самому. Сначала назначьте другой орган."
        )
    appeal = of(work.case)
    appeal.about_body, appeal.signatories = about_body, signatories
    appeal.save(update_fields=["about_body", "signatories"])


def _may_be_appeal(case: Case, *, identified: bool) -> None:
    on = timezone.localdate(case.received_at)
    rule = barred(case.channel, identified=identified, on=on)
    if rule and not identified:
        raise RuleViolation(
            f"{refusal(rule, case.channel)} Если личность автора подтверждена иначе, отметьте это."
        )


def _may_be_former(case: Case, former: Case) -> None:
    if former.pk == case.pk or former.municipality_id != case.municipality_id:
        raise RuleViolation("Обращение не может повторять само себя. Выберите прежнее.")
    if former.regime != Regime.APPEAL:
        raise RuleViolation(f"{former} — сообщение, а повторным бывает только обращение.")
    if former.received_at > case.received_at:
        raise RuleViolation(f"{former} получено позже этого. Прежнее — то, что пришло раньше.")


def _complete(work: Step, appeal: Appeal) -> None:
    if not appeal.result:
        raise RuleViolation(
            "Сначала отметьте результат рассмотрения: без него в дело не списывают."
        )
    unsent = work.case.notices.filter(sent_at__isnull=True)
    if unsent:
        names = "; ".join(notice.get_kind_display() for notice in unsent)
        raise RuleViolation(f"Сначала отметьте отправку: {names}.")
    if work.case.state == State.REJECTED or appeal.result == Result.REDIRECTED:
        return
    if not work.case.answers.filter(published_at__isnull=False).exists():
        raise RuleViolation("Ответ заявителю не отмечен отправленным.")


def _control(day: date | None, work: Step) -> None:
    if day and day < timezone.localdate(work.now):
        raise RuleViolation("Контрольный срок уже прошёл. Назовите будущий день.")


def _reindex(case: Case) -> None:
    """The applicant is found within another scope now."""
    applicant = Applicant.objects.filter(case=case, erased_at__isnull=True).first()
    if applicant:
        applicant.case = case
        index([applicant])


def _appeal_only(case: Case) -> None:
    if case.regime != Regime.APPEAL:
        raise RuleViolation("Это сообщение, а не обращение по 59-ФЗ.")


def _known(value: str, values: Sequence[str], what: str) -> None:
    if value and value not in values:
        raise RuleViolation(f"Выберите {what} из списка.")


def _filled(text: str, complaint: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise RuleViolation(complaint)
    return text
