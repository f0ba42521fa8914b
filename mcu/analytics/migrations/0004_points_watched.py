"""Points of road maps are facts too: triggers say whose changed, by their own key below nought."""

from django.db import migrations

SEEN = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}
# Table → function: the point itself, its road map (approved or not), its task (done or not).
WATCHED = {
    "coordination_milestone": (
        "analytics_point_changed",
        "SELECT r.municipality_id, -x.id FROM changed x JOIN coordination_roadmap r ON r.id = x.road_map_id",
    ),
    "coordination_roadmap": (
        "analytics_map_changed",
        "SELECT r.municipality_id, -x.id FROM changed r JOIN coordination_milestone x ON x.road_map_id = r.id",
    ),
    "tasks_task": (
        "analytics_task_changed",
        "SELECT t.municipality_id, -x.id FROM changed t JOIN coordination_milestone x ON x.task_id = t.id",
    ),
}
FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_factchange (municipality_id, case_id) {select};
    RETURN NULL;
END
$$;
"""
TRIGGER = """
CREATE TRIGGER fact_{lower} AFTER {verb} ON {table}
    REFERENCING {seen} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""


def watched() -> str:
    made = [FUNCTION.format(name=name, select=select) for name, select in WATCHED.values()]
    made += [
        TRIGGER.format(lower=verb.lower(), verb=verb, table=table, seen=seen, function=name)
        for table, (name, _) in WATCHED.items()
        for verb, seen in SEEN.items()
    ]
    return "".join(made)


def unwatched() -> str:
    drops = [f"DROP TRIGGER fact_{verb.lower()} ON {table};" for table in WATCHED for verb in SEEN]
    return "\n".join([*drops, *(f"DROP FUNCTION {name}();" for name, _ in WATCHED.values())])


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0003_slices_by_mail"),
        ("coordination", "0001_coordination"),
        ("tasks", "0001_tasks"),
    ]
    operations = [migrations.RunSQL(watched(), unwatched())]
