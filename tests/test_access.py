"""Every URL × every role × where the role stands. A URL that no file of `tests/doors` names fails."""

from collections.abc import Iterator

import pytest
from django.template import Template
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from template_partials.templatetags.partials import TemplateProxy

from mcu.cases.models import SavedView
from mcu.desk.parts import CENTRE, MENU, SETTINGS
from mcu.org.rules.roles import Permission, Role
from tests.doors import DOORS
from tests.doors.door import who
from tests.doors.stands import LET_IN, doors, expected, stands


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern, namespace + inner)


def test_every_url_stands_in_the_table():
    assert sorted(names(get_resolver())) == sorted(door.name for door in DOORS)


@pytest.fixture
def unwritten(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    """One role has every page written out; for the others pages are found and refused only: whom a
    door lets in is decided before, and what stands on a page is the business of its own tests."""
    if role == Role.HEAD_OF_CENTRE:
        return
    monkeypatch.setattr(Template, "render", lambda *_: "")
    monkeypatch.setattr(TemplateProxy, "render", lambda *_: "")


# Roles that between them hold every scope and every place; the others open the same doors in the long tier.
FIRST = frozenset(
    {
        Role.HEAD_OF_CENTRE,
        Role.EXECUTOR,
    }
)
ROLES = [pytest.param(r, marks=[] if r in FIRST else [pytest.mark.long]) for r in Role]


@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_let_in_as_far_as_its_rights_reach_and_no_further(world, role):
    wrong = []
    for stand in stands(role):
        person = world.person(role, stand)
        for door in doors(stand):
            status, left = world.try_door(door, person)
            right = expected(door, role, stand)
            if status not in right or (left and right is not LET_IN):
                wrong.append((door.name, stand.name, status, left))
    assert wrong == []


def test_nobody_enters_without_signing_in(world):
    world.keys["view"] = [1]
    for door in DOORS:
        if not door.public:
            response = world.knock(door, None)
            assert response.status_code == 302, door.name
            assert response["Location"].startswith(reverse("org:sign-in")), door.name


def test_a_saved_view_is_removed_by_its_owner_only(world):
    view = SavedView.objects.create(person=world.person(Role.HEAD), name="Мои", query="")
    world.keys["view"] = [view.pk]
    door = next(door for door in DOORS if door.name == "cases:remove-view")
    assert world.knock(door, world.person(Role.CURATOR)).status_code == 404
    assert world.knock(door, world.person(Role.HEAD)).status_code == 302
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_the_menu_shows_each_role_the_pages_it_may_open_and_no_others():
    doors = {door.name: door for door in DOORS}
    for entry in (*MENU, *SETTINGS, *CENTRE):
        door = doors[entry.route]
        shown = {role for role in Role if entry.open_to(lambda need, role=role: role in who(need))}
        allowed = who(door.allowed) if isinstance(door.allowed, Permission) else door.allowed
        # «Сегодня» leads whoever sees numbers only to these.
        assert shown == set(allowed) - ({Role.REGIONAL} if entry.route == "desk:today" else set())
