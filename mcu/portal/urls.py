"""The doors of residents, and the pages of the centre about them."""

from django.urls import path

from mcu.portal.public_views import appeal, following, sending, subscribing, town
from mcu.portal.views import held, openness, setup, voices

app_name = "portal"
urlpatterns = [
    path("settings/portal/", setup.setup, name="setup"),
    path("settings/portal/turn/", setup.turn, name="turn"),
    path("settings/portal/questions/", setup.questions, name="questions"),
    path(
        "settings/portal/questions/<int:pk>/remove/", setup.remove_question, name="remove-question"
    ),
    path("settings/portal/openness/", openness.openness, name="openness"),
    path("settings/portal/openness/<slug:code>/", openness.mark, name="mark"),
    path("portal-voices/<int:pk>/", voices.of_problem, name="of-problem"),
    path("portal-held/", held.waiting, name="held"),
    path("portal-held/<int:pk>/<slug:verdict>/", held.decide, name="decide"),
    path("portal/", sending.towns, name="towns"),
    path("portal/<slug:place>/", sending.send, name="send"),
    path("portal/<slug:place>/check/", sending.check, name="check"),
    path("portal/<slug:place>/places/", sending.places, name="places"),
    path("portal/<slug:place>/sheet/", sending.sheet, name="sheet"),
    path("portal/<slug:place>/follow/", following.enter, name="follow"),
    path("portal/<slug:place>/m/<slug:code>/", following.message, name="message"),
    path("portal/<slug:place>/m/<slug:code>/add/", following.add, name="add"),
    path("portal/<slug:place>/m/<slug:code>/rate/", following.rate, name="rate"),
    path("portal/<slug:place>/subscribe/", subscribing.subscribe, name="subscribe"),
    path("portal/<slug:place>/subscribe/<slug:token>/", subscribing.confirm, name="confirm"),
    path(
        "portal/<slug:place>/unsubscribe/<slug:token>/", subscribing.unsubscribe, name="unsubscribe"
    ),
    path("portal/<slug:place>/town/", town.town, name="town"),
    path("portal/<slug:place>/data/", town.data, name="data"),
    path("portal/<slug:place>/data/<slug:name>.<slug:form>", town.table, name="table"),
    path("portal/<slug:place>/poster/", town.poster, name="poster"),
    path("portal/<slug:place>/widget/", town.widget, name="widget"),
    path("portal/<slug:place>/appeal/", appeal.appeal, name="appeal"),
    path("portal/<slug:place>/appeal/identify/", appeal.identify, name="identify"),
    path("portal/<slug:place>/appeal/back/", appeal.identified, name="identified"),
    path("portal/<slug:place>/appeal/send/", appeal.send, name="appeal-send"),
]
