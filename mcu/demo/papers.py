"""Reports of the invented town for its last finished month: one signed and sent, one waiting for a signature."""

from datetime import datetime

from mcu.cases.models import Case
from mcu.demo.staff import Staff
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor
from mcu.reports.actions import life
from mcu.reports.actions.forms import ensure_forms
from mcu.reports.actions.preparing import prepare
from mcu.reports.actions.sending import Way, send
from mcu.reports.models import ReportForm, Submission
from mcu.reports.rules.periods import last

HANDED = "на совещании у Главы"


def write_reports(place: Municipality, staff: Staff, until: datetime) -> None:
    """ПОС is signed by the head of the centre; Инцидент waits for it."""
    today = until.astimezone(zone(place)).date()
    forms = {form.code: form for form in ensure_forms(place=place, today=today)}
    period = last(forms["pos"].every, today)
    days = (period.since, period.until)
    if not Case.objects.filter(municipality=place, received_at__date__range=days).exists():
        return
    done = _worded(forms["pos"], staff.by_login["pos"], until)
    signed = life.sign(report=done, by=staff.by_login["chief"], now=until)
    name = signed.form.addressees[0][0]
    send(report=signed, ways=[Way(name, "", HANDED)], by=staff.by_login["pos"])
    _worded(forms["incident"], staff.by_login["incident"], until)


def _worded(form: ReportForm, by: Actor, until: datetime) -> Submission:
    """The proposed sentences stand as they are: whoever tries the program rewrites them."""
    today = until.astimezone(zone(form.municipality)).date()
    report = prepare(form=form, period=last(form.every, today), by=by, now=until)
    words = {section.code: section.draft for section in report.contents}
    return life.submit(report=life.comment(report=report, words=words, by=by), by=by)
