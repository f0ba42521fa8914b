"""«Отправка» in «Настройки»."""

from django.urls import path

from mcu.channels import views

app_name = "channels"

urlpatterns = [
    path("settings/outgoing/", views.outgoing, name="outgoing"),
    path("settings/outgoing/test/", views.test, name="test"),
    path("settings/outgoing/<int:pk>/retry/", views.retry, name="retry"),
    path("settings/outgoing/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("settings/outgoing/<int:pk>/hand/", views.hand, name="hand"),
    path("settings/stuck/", views.stuck, name="stuck"),
    path("settings/stuck/retry/", views.retry_many, name="retry-many"),
    path("settings/outgoing/switch/", views.switch, name="switch"),
]
