"""The doors of ratings: under «Сводка», beside the other pages of numbers."""

from django.urls import path

from mcu.ratings.views import aims, board, body, runs, settings

app_name = "ratings"

urlpatterns = [
    path("summary/ratings/", board.board, name="board"),
    path("summary/ratings/export/", board.export, name="export"),
    path("summary/ratings/cases/", board.cases, name="cases"),
    path("summary/ratings/settings/", settings.settings, name="settings"),
    path("summary/ratings/freeze/", runs.freeze, name="freeze"),
    path("summary/ratings/bodies/<int:pk>/", body.body, name="body"),
    path("summary/ratings/runs/<int:pk>/", runs.run, name="run"),
    path("summary/ratings/runs/<int:pk>/export/", runs.export, name="run-export"),
    path("summary/ratings/runs/<int:pk>/bodies/<int:body>/", runs.run_body, name="run-body"),
    path("summary/ratings/runs/<int:pk>/bodies/<int:body>/comment/", runs.comment, name="comment"),
    path("summary/ratings/priorities/<int:pk>/accept/", runs.accept, name="accept"),
    path("summary/ratings/priorities/<int:pk>/refuse/", runs.refuse, name="refuse"),
    path("summary/aims/", aims.aims, name="aims"),
    path("summary/aims/export/", aims.export, name="aims-export"),
    path("summary/aims/baseline/", aims.freeze, name="freeze-baseline"),
    path("summary/aims/target/", aims.target, name="target"),
]
