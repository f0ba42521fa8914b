"""«Слои карты» and «Территория» in «Настройки»."""

from django.urls import path

from mcu.territory.views import areas, importing, layers, objects

app_name = "territory"

urlpatterns = [
    path("settings/layers/", layers.listed, name="layers"),
    path("settings/layers/add/", layers.add, name="layer-add"),
    path("settings/layers/<int:pk>/", layers.layer, name="layer"),
    path("settings/layers/<int:pk>/remove/", layers.remove, name="layer-remove"),
    path("settings/layers/<int:pk>/objects.<slug:form>", layers.export, name="layer-export"),
    path("settings/layers/<int:pk>/list/", objects.listed, name="objects"),
    path("settings/layers/<int:pk>/list/add/", objects.add, name="object-add"),
    path("settings/layers/object/<int:pk>/", objects.one, name="object"),
    path("settings/layers/object/<int:pk>/standing/", objects.standing, name="object-standing"),
    path("settings/layers/<int:pk>/upload/", importing.upload, name="layer-upload"),
    path("settings/layers/import/<int:pk>/", importing.one_import, name="layer-import"),
    path("settings/layers/import/<int:pk>/columns/", importing.columns, name="layer-columns"),
    path("settings/layers/import/<int:pk>/take/", importing.take, name="layer-take"),
    path("settings/layers/import/<int:pk>/undo/", importing.undo, name="layer-undo"),
    path("settings/layers/import/<int:pk>/rejects.xlsx", importing.rejects, name="layer-rejects"),
    path("settings/territory/", areas.territory, name="territory"),
    path("settings/territory/<int:pk>/", areas.one_set, name="areas"),
    path("settings/territory/<int:pk>/set/", areas.put, name="areas-set"),
    path("settings/territory/<int:pk>/clear/", areas.clear, name="areas-clear"),
]
