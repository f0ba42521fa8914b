"""What the pages of quality share: who may read them, the period of the URL."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.quality.forms import PeriodForm

DAYS = 30


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it."""

    since: date
    until: date

    @property
    def query(self) -> str:
        return urlencode({"since": self.since.isoformat(), "until": self.until.isoformat()})


def reading(request: Request) -> bool:
    """Whether the reader may act as well; AccessDenied for whoever may not even read: it takes the
    cases and the summary of them."""
    leads = bool(may(request.actor, Permission.QUALITY))
    if not leads:
        require(request.actor, Permission.SEE)
        require(request.actor, Permission.SUMMARY)
    return leads


def period_of(request: Request) -> tuple[PeriodForm, Period]:
    """The days of the URL; the last thirty where none or nonsense was given."""
    form, today = PeriodForm(request.GET), timezone.localdate()
    form.is_valid()
    until = form.cleaned_data.get("until") or today
    since = form.cleaned_data.get("since") or until - timedelta(days=DAYS - 1)
    period = Period(min(since, until), max(since, until))
    return PeriodForm({"since": period.since, "until": period.until}), period
