"""The doors of the indicators of a territory and of the planning package."""

from django.urls import path

from mcu.planning.views import catalogue, importing, package, passport

app_name = "planning"

urlpatterns = [
    path("summary/passport/", passport.passport, name="passport"),
    path("summary/passport/export/", passport.export, name="passport-export"),
    path("summary/passport/indicators/", catalogue.indicators, name="indicators"),
    path("summary/passport/indicators/today/", catalogue.today, name="today"),
    path("summary/passport/indicators/add/", catalogue.add, name="add"),
    path("summary/passport/indicators/<int:pk>/", catalogue.indicator, name="indicator"),
    path("summary/passport/indicators/<int:pk>/change/", catalogue.change, name="change"),
    path("summary/passport/indicators/<int:pk>/turn/", catalogue.turn, name="turn"),
    path("summary/passport/files/", importing.upload, name="upload"),
    path("summary/passport/files/template/", importing.template, name="template"),
    path("summary/passport/files/<int:pk>/", importing.file, name="file"),
    path("summary/passport/files/<int:pk>/rejects/", importing.rejects, name="rejects"),
    path("summary/passport/planning/", package.package, name="package"),
    path("summary/passport/planning/export/", package.export, name="package-export"),
]
