"""The doors of quality: pages of the centre under /quality/, pages of residents by code."""

from django.urls import path

from mcu.quality import public_views
from mcu.quality.views import conflicts, looks, satisfaction, surveys

app_name = "quality"

urlpatterns = [
    path("r/", public_views.enter, name="enter"),
    path("r/<slug:code>/", public_views.rate, name="rate"),
    path("r/<slug:code>/stop/", public_views.stop, name="stop"),
    path("s/<slug:code>/", public_views.answer, name="answer"),
    path("quality/", satisfaction.ratings, name="ratings"),
    path("quality/export/", satisfaction.export, name="export"),
    path("quality/waiting/", satisfaction.waiting, name="waiting"),
    path("quality/waiting/<int:pk>/", satisfaction.hand_over, name="hand-over"),
    path("quality/settings/", satisfaction.settings, name="settings"),
    path("quality/cases/<int:case>/", satisfaction.of_case, name="of-case"),
    path("quality/cases/<int:case>/phone/", satisfaction.phone, name="phone"),
    path("quality/looks/", looks.runs, name="looks"),
    path("quality/looks/draw/", looks.draw, name="draw"),
    path("quality/looks/runs/<int:pk>/", looks.run, name="run"),
    path("quality/looks/<int:pk>/", looks.look, name="look"),
    path("quality/surveys/", surveys.surveys, name="surveys"),
    path("quality/surveys/make/", surveys.make, name="make"),
    path("quality/surveys/<int:pk>/", surveys.survey, name="survey"),
    path("quality/surveys/<int:pk>/begin/", surveys.begin, name="begin"),
    path("quality/surveys/<int:pk>/end/", surveys.end, name="end"),
    path("quality/surveys/<int:pk>/calls/", surveys.calls, name="calls"),
    path("quality/surveys/<int:pk>/export/", surveys.export, name="survey-export"),
    path("quality/conflicts/", conflicts.conflicts, name="conflicts"),
    path("quality/conflicts/export/", conflicts.export, name="conflicts-export"),
    path("quality/conflicts/report/", conflicts.report, name="report"),
    path("quality/conflicts/<int:pk>/", conflicts.conflict, name="conflict"),
    path("quality/conflicts/<int:pk>/<slug:act>/", conflicts.advance, name="advance"),
]
