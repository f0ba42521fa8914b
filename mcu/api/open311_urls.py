"""The doors of GeoReport v2; the extension is the format."""

from django.urls import re_path

from mcu.api import open311

app_name = "open311"
FORM = r"\.(?P<form>xml|json)$"

urlpatterns = [
    re_path(f"^discovery{FORM}", open311.discovery, name="discovery"),
    re_path(f"^v2/discovery{FORM}", open311.discovery, name="discovery-v2"),
    re_path(f"^v2/services{FORM}", open311.services, name="services"),
    re_path(rf"^v2/services/(?P<code>[^/]+){FORM}", open311.service, name="service"),
    re_path(f"^v2/requests{FORM}", open311.requests, name="requests"),
    re_path(rf"^v2/requests/(?P<number>[^/]+){FORM}", open311.one, name="request"),
    re_path(rf"^v2/tokens/(?P<mark>[^/]+){FORM}", open311.token, name="token"),
    re_path(f"^v2/servicerequestupdates{FORM}", open311.updates, name="updates"),
    re_path("^(?P<path>.*)$", open311.no_such, name="no-such"),
]
