"""The doors for programs: version 1 of the JSON API behind its tokens."""

from django.urls import include, path, re_path

from mcu.api.bearer import door
from mcu.api.problems import no_such
from mcu.api.v1 import v1

app_name = "api"

doors = [pattern for pattern in v1.urls[0] if pattern.name != "api-root"]
for pattern in doors:
    pattern.callback = door(pattern.callback)

urlpatterns = [
    path("v1/", include(doors)),
    re_path("^(?P<path>.*)$", no_such, name="no-such"),
]
