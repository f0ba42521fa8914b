"""Signing in, and the part of «Настройки» that speaks of the organisation."""

from django.urls import path

from mcu.org.views import (
    calendar,
    centre,
    composition,
    links,
    organisation,
    people,
    roles,
    sign_in,
)

app_name = "org"

urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("password/", sign_in.password, name="password"),
    path("link/<str:secret>/", links.link, name="link"),
    path("settings/", organisation.organisation, name="organisation"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/add/", people.add, name="add"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/people/<int:pk>/duty/", people.give_duty, name="give-duty"),
    path("settings/people/<int:pk>/active/", people.set_active, name="set-active"),
    path("settings/people/<int:pk>/password/", people.reset_password, name="reset-password"),
    path("settings/people/<int:pk>/link/", links.give_link, name="give-link"),
    path("settings/duties/<int:pk>/end/", people.end_duty, name="end-duty"),
    path("settings/people/<int:pk>/marks/", centre.set_marks, name="set-marks"),
    path("centre/", composition.composition, name="composition"),
    path("centre/composition.xlsx", composition.export, name="composition-export"),
    path("centre/history/", composition.history, name="composition-history"),
    path("centre/card/", centre.centre, name="centre"),
    path("centre/hours/", centre.hours, name="hours"),
    path("settings/roles/", roles.roles, name="roles"),
    path("settings/calendar/", calendar.calendar, name="calendar"),
    path("settings/calendar/<int:pk>/remove/", calendar.remove_day, name="remove-day"),
]
