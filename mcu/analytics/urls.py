"""The doors of numbers."""

from django.urls import path

from mcu.analytics.views import kpi, summary

app_name = "analytics"

urlpatterns = [
    path("summary/", summary.summary, name="summary"),
    path("summary/export/", summary.export, name="export"),
    path("summary/kpi/", kpi.indicators, name="indicators"),
    path("summary/kpi/export/", kpi.export, name="indicators-export"),
    path("summary/kpi/<slug:code>/", kpi.behind, name="behind"),
    path("summary/solvable/", kpi.solvable, name="solvable"),
    path("summary/process/", kpi.process, name="process"),
]
