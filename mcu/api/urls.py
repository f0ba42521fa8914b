"""The doors for programs."""

from django.urls import path

from mcu.api import me

app_name = "api"

urlpatterns = [path("me/", me.me, name="me")]
