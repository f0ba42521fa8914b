from django.urls import path

from mcu.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.index, name="index"),
    path("upload/", views.upload, name="upload"),
    path("<int:pk>/", views.run, name="run"),
    path("<int:pk>/mapping/", views.mapping, name="mapping"),
    path("<int:pk>/start/", views.start, name="start"),
    path("<int:pk>/rejects/", views.rejects, name="rejects"),
]
