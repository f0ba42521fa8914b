"""The doors of what happens in the town."""

from django.urls import path

from mcu.insight.views import forecast, growth, outages, picture, seasons, spikes

app_name = "insight"

urlpatterns = [
    path("summary/spikes/", spikes.spikes, name="spikes"),
    path("summary/spikes/export/", spikes.export, name="spikes-export"),
    path("summary/spikes/today/", spikes.today, name="today"),
    path("summary/spikes/outages/", outages.outages, name="outages"),
    path("summary/spikes/outages/<int:pk>/remove/", outages.remove, name="outage-remove"),
    path("summary/spikes/<int:pk>/", spikes.spike, name="spike"),
    path("summary/spikes/<int:pk>/problem/", spikes.to_problem, name="spike-problem"),
    path("summary/spikes/<int:pk>/task/", spikes.to_task, name="spike-task"),
    path("summary/spikes/<int:pk>/<slug:act>/", spikes.advance, name="spike-advance"),
    path("summary/growth/", growth.growth, name="growth"),
    path("summary/growth/export/", growth.export, name="growth-export"),
    path("summary/forecast/", forecast.forecast, name="forecast"),
    path("summary/forecast/export/", forecast.export, name="forecast-export"),
    path("summary/seasons/", seasons.seasons, name="seasons"),
    path("summary/seasons/<int:pk>/task/", seasons.to_task, name="season-task"),
    path("summary/picture/", picture.picture, name="picture"),
    path("summary/picture/export/", picture.export, name="picture-export"),
    path("summary/weak/", picture.weak, name="weak"),
    path("summary/weak/accept/", picture.accept, name="weak-accept"),
    path("summary/weak/refuse/", picture.refuse, name="weak-refuse"),
]
