"""The doors for programs: version 1 of the JSON API behind its tokens."""

from django.urls import URLPattern, include, path, re_path

from mcu.api.bearer import door
from mcu.api.problems import no_such
from mcu.api.v1 import v1

app_name = "api"

operations = [each for each in v1.urls[0] if isinstance(each, URLPattern)]
doors = [
    path(str(each.pattern), door(each.callback), name=each.name)
    for each in operations
    if each.name != "api-root"
]

urlpatterns = [
    path("v1/", include(doors)),
    re_path("^(?P<path>.*)$", no_such, name="no-such"),
]
