"""The doors of polls."""

from django.urls import path

from mcu.polls import views

app_name = "polls"

urlpatterns = [
    path("", views.listed, name="list"),
    path("add/", views.add, name="add"),
    path("export/", views.export, name="export"),
    path("load/", views.load, name="load"),
    path("sample/", views.sample, name="sample"),
    path("<int:pk>/", views.poll, name="poll"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/count/", views.count, name="count"),
    path("<int:pk>/use/", views.use, name="use"),
]
