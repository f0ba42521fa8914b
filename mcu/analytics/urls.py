from django.urls import path

from mcu.analytics import views

app_name = "analytics"

urlpatterns = [
    path("summary/", views.summary, name="summary"),
    path("summary/export/", views.export, name="export"),
]
