"""The doors of what happens in the town."""

from django.urls import path

from mcu.insight.views import outages, spikes

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
]
