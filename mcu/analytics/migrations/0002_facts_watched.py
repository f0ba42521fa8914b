"""Triggers that say whose facts changed: once a statement, for whoever writes and however."""

from django.db import migrations

# Every table the columns of `rules/facts.py` are read from, the case itself apart.
TABLES = (
    "cases_term", "cases_answer", "cases_assignment", "cases_sourcerecord", "cases_appeal",
    "cases_problemcase", "quality_rating",
)  # fmt: skip
SEEN = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}

FUNCTIONS = """
CREATE FUNCTION analytics_case_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_factchange (municipality_id, case_id)
    SELECT municipality_id, id FROM changed;
    RETURN NULL;
END
$$;
CREATE FUNCTION analytics_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_factchange (municipality_id, case_id)
    SELECT c.municipality_id, c.id FROM cases_case c
    WHERE c.id IN (SELECT case_id FROM changed);
    RETURN NULL;
END
$$;
"""
TRIGGER = """
CREATE TRIGGER fact_{lower} AFTER {verb} ON {table}
    REFERENCING {seen} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""


def watched() -> str:
    pairs = [("cases_case", "analytics_case_changed")]
    pairs += [(table, "analytics_part_changed") for table in TABLES]
    return FUNCTIONS + "".join(
        TRIGGER.format(lower=verb.lower(), verb=verb, table=table, seen=seen, function=function)
        for table, function in pairs
        for verb, seen in SEEN.items()
    )


def unwatched() -> str:
    drops = [
        f"DROP TRIGGER fact_{verb.lower()} ON {table};"
        for table in ("cases_case", *TABLES)
        for verb in SEEN
    ]
    names = ("analytics_case_changed", "analytics_part_changed")
    return "\n".join([*drops, *(f"DROP FUNCTION {name}();" for name in names)])


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0001_mart"),
        ("cases", "0030_said_point"),
        ("quality", "0001_quality"),
    ]
    operations = [migrations.RunSQL(watched(), unwatched())]
