"""The doors of numbers."""

from django.urls import path

from mcu.analytics.views import kpi, schedules, slices, summary

app_name = "analytics"

urlpatterns = [
    path("summary/period/", summary.summary, name="summary"),
    path("summary/export/", summary.export, name="export"),
    path("summary/slices/", slices.builder, name="slices"),
    path("summary/slices/export/", slices.export, name="slices-export"),
    path("summary/slices/cases/", slices.cases, name="slice-cases"),
    path("summary/slices/<int:pk>/mail/", schedules.schedule, name="slice-mail"),
    path("summary/slices/<int:pk>/mail/stop/", schedules.stop, name="slice-mail-stop"),
    path("summary/slices/save/", slices.save, name="slice-save"),
    path("summary/slices/<int:pk>/remove/", slices.remove, name="slice-remove"),
    path("summary/kpi/", kpi.indicators, name="indicators"),
    path("summary/kpi/export/", kpi.export, name="indicators-export"),
    path("summary/kpi/<slug:code>/", kpi.behind, name="behind"),
    path("summary/solvable/", kpi.solvable, name="solvable"),
    path("summary/process/", kpi.process, name="process"),
]
