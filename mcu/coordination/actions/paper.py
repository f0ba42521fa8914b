"""What every act on a paper of the centre begins with: the right, a clean text, the next number."""

from django.db.models import Max, Model

from mcu.cases.actions.step import filled
from mcu.core.errors import RuleViolation
from mcu.org.models import Municipality
from mcu.tasks.queries import About
from mcu.text.mask import mask

LONGEST = 4000
MOST_LINKS = 20


def clean(text: str, complaint: str = "", most: int = LONGEST) -> str:
    """The text without names and telephones of people; RuleViolation when `complaint` is given and
    it is empty, or when it is too long."""
    if not complaint and not text.replace("\x00", "").strip():
        return ""
    return mask(filled(text, complaint, most))[:most]


def next_number(model: type[Model], municipality: Municipality) -> int:
    """Numbers of a municipality follow one another; whoever comes second waits."""
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    rows = model._default_manager.filter(municipality=municipality)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def few(rows: list[Model]) -> list[Model]:
    if len(rows) > MOST_LINKS:
        raise RuleViolation(f"Связать можно не больше {MOST_LINKS} записей.")
    return rows


def about(paper: Model, url: str) -> About:
    """The paper as a task names it."""
    return About(paper._meta.label_lower, paper.pk, str(paper), url)
