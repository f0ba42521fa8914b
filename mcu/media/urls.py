"""The doors of official pages."""

from django.urls import path

from mcu.media import views

app_name = "media"

urlpatterns = [
    path("", views.listed, name="pages"),
    path("add/", views.add, name="add"),
    path("export/", views.export, name="export"),
    path("<int:pk>/", views.change, name="page"),
]
