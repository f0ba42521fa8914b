"""Signing in, and the part of «Настройки» that speaks of the organisation."""

from django.urls import path

from mcu.org.views import (
    calendar,
    centre,
    composition,
    links,
    mine,
    oidc,
    organisation,
    people,
    roles,
    second_factor,
    sign_in,
)

app_name = "org"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/second/", sign_in.second, name="second"),
    path("sign-in/passkey/begin/", sign_in.begin_passkey, name="passkey-begin"),
    path("sign-in/passkey/", sign_in.finish_passkey, name="passkey-sign-in"),
    path("sign-in/oidc/", oidc.begin, name="oidc"),
    path("sign-in/oidc/back/", oidc.back, name="oidc-back"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("password/", sign_in.password, name="password"),
    path("my/", mine.mine, name="mine"),
    path("my/confirm/", mine.confirm, name="confirm"),
    path("my/totp/", second_factor.totp, name="totp"),
    path("my/totp/remove/", second_factor.remove_totp, name="remove-totp"),
    path("my/passkeys/begin/", second_factor.begin_passkey, name="add-passkey-begin"),
    path("my/passkeys/", second_factor.add_passkey, name="add-passkey"),
    path("my/passkeys/<int:pk>/remove/", second_factor.remove_passkey, name="remove-passkey"),
    path("my/codes/", second_factor.codes, name="codes"),
    path("my/sessions/end/", mine.end_sessions, name="end-sessions"),
    path("my/sessions/<slug:mark>/end/", mine.end_session, name="end-session"),
    path("my/tokens/", mine.make_token, name="make-token"),
    path("my/tokens/<int:pk>/revoke/", mine.revoke_token, name="revoke-token"),
    path("link/<str:secret>/", links.link, name="link"),
    path("settings/", organisation.organisation, name="organisation"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/add/", people.add, name="add"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/people/<int:pk>/duty/", people.give_duty, name="give-duty"),
    path("settings/people/<int:pk>/active/", people.set_active, name="set-active"),
    path("settings/people/<int:pk>/password/", people.reset_password, name="reset-password"),
    path("settings/people/<int:pk>/link/", links.give_link, name="give-link"),
    path("settings/people/<int:pk>/sessions/", mine.end_sessions_of, name="end-sessions-of"),
    path("settings/people/<int:pk>/unlock/", mine.unlock, name="unlock"),
    path(
        "settings/people/<int:pk>/second-factor/", second_factor.reset, name="reset-second-factor"
    ),
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
