"""Signing in, and the part of «Настройки» that speaks of the organisation."""

from django.urls import path

from mcu.org import views

app_name = "org"

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("password/", views.password, name="password"),
    path("settings/", views.organisation, name="organisation"),
    path("settings/people/", views.people, name="people"),
    path("settings/people/add/", views.add, name="add"),
    path("settings/people/<int:pk>/", views.person, name="person"),
    path("settings/people/<int:pk>/duty/", views.give_duty, name="give-duty"),
    path("settings/people/<int:pk>/active/", views.set_active, name="set-active"),
    path("settings/people/<int:pk>/password/", views.reset_password, name="reset-password"),
    path("settings/duties/<int:pk>/end/", views.end_duty, name="end-duty"),
    path("settings/roles/", views.roles, name="roles"),
    path("settings/calendar/", views.calendar, name="calendar"),
    path("settings/calendar/<int:pk>/remove/", views.remove_day, name="remove-day"),
]
