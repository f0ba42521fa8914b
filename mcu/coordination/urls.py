"""The doors of causes, road maps and decisions."""

from django.urls import path

from mcu.coordination.views import causes, decisions, road_maps

app_name = "coordination"

urlpatterns = [
    path("", causes.causes, name="causes"),
    path("causes/add/", causes.enter, name="enter"),
    path("causes/export/", causes.export, name="causes-export"),
    path("causes/of-problem/<int:pk>/", causes.of_problem, name="of-problem"),
    path("causes/<int:pk>/", causes.cause, name="cause"),
    path("causes/<int:pk>/change/", causes.change, name="change-cause"),
    path("causes/<int:pk>/measure/", causes.measure, name="measure"),
    path("causes/<int:pk>/<slug:act>/", causes.advance, name="advance-cause"),
    path("road-maps/", road_maps.road_maps, name="road-maps"),
    path("road-maps/add/", road_maps.make, name="make-road-map"),
    path("road-maps/export/", road_maps.export, name="road-maps-export"),
    path("road-maps/<int:pk>/", road_maps.road_map, name="road-map"),
    path("road-maps/<int:pk>/change/", road_maps.change, name="change-road-map"),
    path("road-maps/<int:pk>/point/", road_maps.add_point, name="add-point"),
    path("road-maps/<int:pk>/approve/", road_maps.approve, name="approve-road-map"),
    path("road-maps/<int:pk>/end/", road_maps.end, name="end-road-map"),
    path("road-maps/<int:pk>/effect/", road_maps.effect, name="effect"),
    path("road-maps/<int:pk>/export/", road_maps.export_one, name="road-map-export"),
    path("points/<int:pk>/drop/", road_maps.drop_point, name="drop-point"),
    path("points/<int:pk>/move/", road_maps.move_point, name="move-point"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/add/", decisions.record, name="record"),
    path("decisions/export/", decisions.export, name="decisions-export"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/ground/", decisions.ground, name="ground"),
    path("decisions/<int:pk>/task/", decisions.charge, name="charge"),
    path("decisions/<int:pk>/<slug:act>/", decisions.advance, name="advance-decision"),
]
