"""A frozen rating stays as it was frozen, whoever writes."""

from django.db import migrations

TABLES = ("ratings_ratingrun", "ratings_ratingrow")
FUNCTION = """
CREATE FUNCTION ratings_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a frozen rating is never changed';
END
$$;
"""
TRIGGER = """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION ratings_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("ratings", "0001_ratings")]
    operations = [
        migrations.RunSQL(
            FUNCTION + "".join(TRIGGER.format(table=table) for table in TABLES),
            "".join(f"DROP TRIGGER frozen ON {table};" for table in TABLES)
            + "DROP FUNCTION ratings_frozen();",
        )
    ]
