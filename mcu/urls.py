"""The doors: each app brings its own list."""

from django.urls import include, path

urlpatterns = [
    path("cases/", include("mcu.cases.urls")),
    path("tasks/", include("mcu.tasks.urls")),
    path("", include("mcu.org.urls")),
    path("api/", include("mcu.api.urls")),
    path("open311/", include("mcu.api.open311_urls")),
    path("", include("mcu.channels.urls")),
    path("", include("mcu.places.urls")),
    path("", include("mcu.territory.urls")),
    path("", include("mcu.intake.urls")),
    path("", include("mcu.quality.urls")),
    path("coordination/", include("mcu.coordination.urls")),
    path("polls/", include("mcu.polls.urls")),
    path("pages/", include("mcu.media.urls")),
    path("", include("mcu.analytics.urls")),
    path("", include("mcu.ratings.urls")),
    path("", include("mcu.insight.urls")),
    path("", include("mcu.dashboards.urls")),
    path("", include("mcu.planning.urls")),
    path("", include("mcu.reports.urls")),
    path("", include("mcu.portal.urls")),
    path("", include("mcu.exchange.urls")),
    path("", include("mcu.desk.urls")),
]
