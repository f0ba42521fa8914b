"""The municipality, its blocks and the tree of its bodies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mcu.org import queries
from mcu.org.models import Body
from mcu.org.rules.names import plain_name
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import permitted, words_of

UNFOLDED = 40  # a tree no larger than this stands open


@dataclass(frozen=True, slots=True)
class Branch:
    """A body with everything under it; `opened` when something under it is sought."""

    body: Body
    below: tuple["Branch", ...]
    opened: bool

    @property
    def size(self) -> int:
        """How many bodies there are under this one."""
        return sum(1 + branch.size for branch in self.below)


@login_required
def organisation(request: HttpRequest) -> HttpResponse:
    """The municipality, its blocks and the tree of its bodies."""
    actor = permitted(request, Permission.SETTINGS)
    found, words = list(queries.bodies(actor)), words_of(request)
    context = {
        "blocks": queries.blocks(actor),
        "tree": tree(found, words),
        "count": len(found),
        "q": words,
        "may_change": may(actor, Permission.ORGANISATION),
    }
    return render(request, "org/organisation.html", context)


def tree(found: Iterable[Body], words: str = "") -> tuple[Branch, ...]:
    """Bodies under those above them, names in order on every level; with words only those that
    fit, on their branches."""
    below: dict[int | None, list[Body]] = {}
    for body in found:
        below.setdefault(body.parent_id, []).append(body)
    unfolded = bool(words) or sum(map(len, below.values())) <= UNFOLDED
    return _branches(None, below, plain_name(words).split(), unfolded)


def _branches(
    key: int | None, below: Mapping[int | None, list[Body]], words: list[str], unfolded: bool
) -> tuple[Branch, ...]:
    made = (
        Branch(body, _branches(body.pk, below, words, unfolded), unfolded)
        for body in below.get(key, ())
    )
    return tuple(branch for branch in made if branch.below or _fits(branch.body, words))


def _fits(body: Body, words: list[str]) -> bool:
    names = plain_name(" ".join((body.name, body.short_name, *body.aliases)))
    return all(word in names for word in words)
