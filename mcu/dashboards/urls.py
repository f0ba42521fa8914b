"""The doors of walls and panels."""

from django.urls import path

from mcu.dashboards import public_views
from mcu.dashboards.views import panels, wall

app_name = "dashboards"

urlpatterns = [
    path("summary/", panels.board, name="board"),
    path("summary/panels/", panels.arrange, name="arrange"),
    path("summary/panels/show/<slug:code>/", panels.panel, name="panel"),
    path("summary/panels/change/", panels.change, name="panels-change"),
    path("pult/", wall.wall, name="wall"),
    path("settings/screens/", wall.screens, name="screens"),
    path("settings/screens/make/", wall.make, name="screen-make"),
    path("settings/screens/<int:pk>/revoke/", wall.revoke, name="screen-revoke"),
    path("screen/", public_views.screen, name="screen"),
    path("screen/<slug:secret>/", public_views.join, name="join"),
]
