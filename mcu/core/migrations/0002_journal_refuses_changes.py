"""The journal is append-only by the database itself, whoever writes to it."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Журнал нельзя изменить: % над % запрещено.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'Ошибочное действие исправляют новым действием, прежняя запись остаётся.';
END
$$;
CREATE TRIGGER journal_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses();
ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER journal_refuses;
"""

ALLOW = """
DROP TRIGGER journal_refuses ON journal_entry;
DROP FUNCTION journal_refuses();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
