"""What the invented town asked its residents, and the pages its bodies keep."""

from datetime import datetime, timedelta

from django.utils import timezone

from mcu.cases.queries import classifier_for
from mcu.media.actions import save_page
from mcu.org.models import Body, Municipality
from mcu.org.rules.roles import Actor
from mcu.polls import actions

POLLS = (
    # days from now: first, last; kind; group of topics; title; options with votes; what was decided
    (-60, -40, "rated", "blago", "Какой двор благоустроить первым",
     (("Полевая, 3–7", 412), ("Заречная, 12", 288), ("Школьная, 1", 97)),
     "Полевая, 3–7 включена в план будущего года, проект заказан."),
    (-25, -5, "survey", "transport", "Удобно ли новое расписание автобуса до станции",
     (("Да", 154), ("Нет, нужен рейс в 7:10", 203), ("Не пользуюсь", 61)), ""),
    (-15, -2, "discussion", "dorogi", "Правила благоустройства: где нельзя парковаться", (), ""),
    (-3, 12, "vote", "blago", "Где залить каток", (("Стадион", 0), ("Площадь у Дома культуры", 0)), ""),
)  # fmt: skip
PAGES = (
    ("Администрация округа", "https://vk.com/klyuchi_adm", "vk", True, True, True, 5200),
    ("Администрация округа в MAX", "https://max.ru/klyuchi_adm", "max", False, False, False, 1900),
    ("Дорожная служба", "https://vk.com/klyuchi_roads", "vk", True, True, False, 640),
    ("Школы округа", "https://ok.ru/group/570000002", "ok", False, False, False, 310),
)


def asked(place: Municipality, until: datetime, by: Actor) -> None:
    """Called when the town has lived its months."""
    today = timezone.localdate(until)
    topics = classifier_for(place.pk).by_code
    for number, (first, last, kind, group, title, options, outcome) in enumerate(POLLS, 77101):
        poll = actions.save(
            poll=None, municipality=place, options=[text for text, _ in options], by=by, kind=kind,
            where="pos", code=str(number), title=title, question="", settlement="",
            topic=topics.get(group),
            url=f"https://pos.gosuslugi.ru/lkp/polls/{number}", problem=None,
            starts=today + timedelta(days=first), ends=today + timedelta(days=last),
            now=until + timedelta(days=first),
        )  # fmt: skip
        votes = [number for _, number in options]
        if sum(votes):
            actions.count(poll=poll, votes=votes, people=sum(votes), by=by, now=until)
        if outcome:
            actions.use(poll=poll, outcome=outcome, by=by, now=until)
    _pages(place, until, by)


def _pages(place: Municipality, until: datetime, by: Actor) -> None:
    bodies = list(Body.objects.filter(municipality=place, active=True).order_by("pk"))
    for count, (name, url, network, connected, badge, widget, subscribers) in enumerate(PAGES):
        save_page(
            page=None, municipality=place, by=by, name=name, url=url, network=network,
            body=bodies[count % len(bodies)], keeper=None, connected=connected, badge=badge,
            widget=widget, subscribers=subscribers, checked_on=timezone.localdate(until), active=True,
        )  # fmt: skip
