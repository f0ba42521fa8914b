"""Every act has an address of its own."""

from django.urls import path

from mcu.tasks import public_views
from mcu.tasks.rules.workflow import Verb
from mcu.tasks.views import card, listed, repeats, verification

app_name = "tasks"
urlpatterns = [
    path("", listed.listed, name="list"),
    path("add/", listed.add, name="add"),
    path("bulk/", listed.bulk, name="bulk"),
    path("export/", listed.export, name="export"),
    path("today/", listed.today, name="today"),
    path("about/<str:object_type>/<int:pk>/", listed.for_object, name="for-object"),
    path("repeats/", repeats.repeats, name="repeats"),
    path("repeats/add/", repeats.add, name="add-repeat"),
    path("repeats/<int:pk>/stop/", repeats.stop, name="stop-repeat"),
    path("checks/", verification.checks, name="checks"),
    path("checks/draw/", verification.draw, name="draw"),
    path("checks/<int:pk>/", verification.check, name="check"),
    path("checks/<int:pk>/export/", verification.export, name="export-check"),
    path("checks/rows/<int:pk>/", verification.row, name="check-row"),
    path("settings/", verification.settings, name="settings"),
    path("link/<str:secret>/", public_views.contractor, name="contractor"),
    path("<int:pk>/", card.card, name="card"),
    path("<int:pk>/files/<uuid:file>/", card.file, name="file"),
    path("<int:pk>/reassign/", card.reassign, name=Verb.REASSIGN),
    path("<int:pk>/give-link/", card.give_link, name=Verb.GIVE_LINK),
    *(path(f"<int:pk>/{verb}/", card.act, {"verb": verb}, name=verb) for verb in card.ACTS),
]
