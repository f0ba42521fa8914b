"""The doors of residents, and the pages of the centre about them."""

from django.urls import path

from mcu.portal.public_views import following, sending
from mcu.portal.views import held, setup

app_name = "portal"
urlpatterns = [
    path("settings/portal/", setup.setup, name="setup"),
    path("settings/portal/turn/", setup.turn, name="turn"),
    path("settings/portal/questions/", setup.questions, name="questions"),
    path(
        "settings/portal/questions/<int:pk>/remove/", setup.remove_question, name="remove-question"
    ),
    path("portal-held/", held.waiting, name="held"),
    path("portal-held/<int:pk>/<slug:verdict>/", held.decide, name="decide"),
    path("portal/", sending.towns, name="towns"),
    path("portal/<slug:place>/", sending.send, name="send"),
    path("portal/<slug:place>/check/", sending.check, name="check"),
    path("portal/<slug:place>/places/", sending.places, name="places"),
    path("portal/<slug:place>/follow/", following.enter, name="follow"),
    path("portal/<slug:place>/m/<slug:code>/", following.message, name="message"),
    path("portal/<slug:place>/m/<slug:code>/add/", following.add, name="add"),
    path("portal/<slug:place>/m/<slug:code>/rate/", following.rate, name="rate"),
]
