"""«Импорт», «Каналы» in «Настройки», and the door of outside services."""

from django.urls import path

from mcu.intake import public_views
from mcu.intake.views import exports, imports, mentions, sources, watch

app_name = "intake"
urlpatterns = [
    path("import/", imports.index, name="index"),
    path("import/upload/", imports.upload, name="upload"),
    path("import/layouts/<int:pk>/", imports.rename_layout, name="rename-layout"),
    path("import/layouts/<int:pk>/remove/", imports.remove_layout, name="remove-layout"),
    path("import/<int:pk>/", imports.run, name="run"),
    path("import/<int:pk>/mapping/", imports.mapping, name="mapping"),
    path("import/<int:pk>/start/", imports.start, name="start"),
    path("import/<int:pk>/rejects/", imports.rejects, name="rejects"),
    path("import/<int:pk>/differences/", exports.differences, name="differences"),
    path(
        "import/<int:pk>/differences/xlsx/", exports.differences_export, name="differences-export"
    ),
    path("import/feeds/", exports.feeds, name="feeds"),
    path("import/feeds/<int:pk>/", exports.change_feed, name="feed-change"),
    path("import/answers/", exports.checks, name="checks"),
    path("import/answers/xlsx/", exports.checks_export, name="checks-export"),
    path("import/answers/<int:pk>/", exports.checked, name="checked"),
    path("mentions/", mentions.index, name="mentions"),
    path("mentions/drop/", mentions.drop, name="mention-drop"),
    path("mentions/<int:pk>/take/", mentions.take, name="mention-take"),
    path("settings/channels/", sources.index, name="channels"),
    path("settings/channels/health/", sources.health, name="channels-health"),
    path("settings/channels/add/<slug:code>/", sources.add, name="channel-add"),
    path("settings/channels/<int:pk>/", sources.channel, name="channel"),
    path("settings/channels/<int:pk>/change/", sources.change, name="channel-change"),
    path("settings/channels/<int:pk>/probe/", sources.probe, name="channel-probe"),
    path("settings/channels/<int:pk>/turn/", sources.turn, name="channel-turn"),
    path("settings/channels/<int:pk>/since/", sources.since, name="channel-since"),
    path("settings/channels/<int:pk>/again/", sources.again, name="channel-again"),
    path("watch/", watch.index, name="watch"),
    path("watch/look/", watch.look, name="watch-look"),
    path("watch/add/", watch.page, name="watch-add"),
    path("watch/journal/", watch.journal, name="watch-journal"),
    path("watch/journal/export/", watch.export, name="watch-export"),
    path("watch/found/", watch.found, name="watch-found"),
    path("watch/found/<int:pk>/case/", watch.make_case, name="watch-case"),
    path("watch/found/<int:pk>/screenshot/", watch.screenshot, name="watch-screenshot"),
    path("watch/<int:pk>/", watch.page, name="watch-page"),
    path("watch/<int:pk>/turn/", watch.turn, name="watch-turn"),
    path("watch/<int:pk>/post/", watch.post, name="watch-post"),
    path("hook/<str:token>/", public_views.hook, name="hook"),
]
