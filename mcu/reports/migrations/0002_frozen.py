"""A signed report stays as it was signed, whoever writes: only how far it went may still change."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION reports_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('signed', 'sent') THEN
        IF TG_OP = 'DELETE' OR NEW.state NOT IN ('signed', 'sent')
            OR to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state' THEN
            RAISE EXCEPTION 'a signed report is never changed';
        END IF;
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE FUNCTION reports_words_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM reports_submission
        WHERE id = COALESCE(NEW.submission_id, OLD.submission_id) AND state IN ('signed', 'sent')
    ) THEN
        RAISE EXCEPTION 'the words of a signed report are never changed';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON reports_submission
    FOR EACH ROW EXECUTE FUNCTION reports_frozen();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON reports_conclusion
    FOR EACH ROW EXECUTE FUNCTION reports_words_frozen();
"""
BACK = """
DROP TRIGGER frozen ON reports_submission;
DROP TRIGGER frozen ON reports_conclusion;
DROP FUNCTION reports_frozen();
DROP FUNCTION reports_words_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_reports")]
    operations = [migrations.RunSQL(FUNCTION, BACK)]
