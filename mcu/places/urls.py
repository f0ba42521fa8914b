"""«Справочник мест» in «Настройки»."""

from django.urls import path

from mcu.places import views

app_name = "places"

urlpatterns = [
    path("settings/places/", views.places, name="list"),
    path("settings/places.csv", views.export, name="export"),
    path("settings/places/add/", views.add, name="add"),
    path("settings/places/import/", views.upload, name="upload"),
    path("settings/places/import/<int:pk>/", views.one_import, name="import"),
    path("settings/places/import/<int:pk>/take/", views.take, name="take"),
    path("settings/places/import/<int:pk>/rejects.xlsx", views.rejects, name="rejects"),
    path("settings/places/<int:pk>/", views.place, name="place"),
    path("settings/places/<int:pk>/remove/", views.remove, name="remove"),
]
