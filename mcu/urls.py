"""The doors: each app brings its own list."""

from django.urls import include, path

urlpatterns = [
    path("cases/", include("mcu.cases.urls")),
    path("", include("mcu.org.urls")),
    path("intake/", include("mcu.intake.urls")),
    path("analytics/", include("mcu.analytics.urls")),
    path("", include("mcu.desk.urls")),
]
