"""The portal of the town stands open: a few residents have written there, one waits to be let in."""

from datetime import datetime, timedelta

from mcu.org.models import Municipality
from mcu.org.rules.roles import program
from mcu.portal.actions.sending import send, understand
from mcu.portal.actions.setup import change_setup, open_portal
from mcu.portal.queries.places import read_address
from mcu.portal.queries.town import town_at
from mcu.portal.rules.sending import Contact, Sending

SAID = (
    ("На детской площадке сломаны качели, торчит железо", "улица Садовая, 12", "", 26),
    ("Третий вечер темно, не горят фонари вдоль всей улицы", "улица Лесная", "", 9),
    (
        "Из люка посреди дороги бежит вода, утром всё замёрзнет",
        "улица Мира, 3",
        "kotov@example.ru",
        3,
    ),
)
HELD = "Лучшие окна по цене производителя, звоните прямо сейчас"


def open_door(place: Municipality, until: datetime) -> None:
    """By real actions, as residents send."""
    by = program(place.pk)
    open_portal(place=place, active=True, by=by)
    change_setup(
        place=place, provider={}, by=by,
        given={
            "greeting": "Увидели непорядок — напишите нам.",
            "by_post": f"Администрация: {place}, площадь Победы, 1",
            "reception": "Вторник 10:00–12:00, запись по телефону приёмной",
        },
    )  # fmt: skip
    town = town_at(place.code)
    for number, (text, address, email, hours) in enumerate(SAID):
        found, _ = read_address(place.pk, address)
        contact = Contact("Котов Савелий", email) if email else Contact()
        sent = Sending(f"demo-portal-form-{number}", text, found, contact=contact)
        moment = until - timedelta(hours=hours)
        understand(town, send(town=town, sending=sent, now=moment).key, moment)
    ad = Sending("demo-portal-form-ad", HELD)
    send(town=town, sending=ad, now=until, why_held="Заполнено поле, которого люди не видят")
