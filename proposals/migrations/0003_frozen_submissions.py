"""A sending's content never changes: on PostgreSQL the database itself refuses."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION proposals_submission_is_frozen() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a sending is frozen and never erased';
    END IF;
    IF (OLD.document, OLD.papers, OLD.details, OLD.findings, OLD.confirmed)
            IS DISTINCT FROM (NEW.document, NEW.papers, NEW.details, NEW.findings, NEW.confirmed)
        OR (OLD.application_id, OLD.sequence, OLD.receipt, OLD.sent_at, OLD.sent_by_id, OLD.call_version_id, OLD.digest)
            IS DISTINCT FROM
           (NEW.application_id, NEW.sequence, NEW.receipt, NEW.sent_at, NEW.sent_by_id, NEW.call_version_id, NEW.digest)
    THEN
        RAISE EXCEPTION 'a sending is frozen and never changed';
    END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER proposals_submission_is_frozen BEFORE UPDATE OR DELETE ON proposals_submission
    FOR EACH ROW EXECUTE FUNCTION proposals_submission_is_frozen();
"""
UNDO = """
DROP TRIGGER proposals_submission_is_frozen ON proposals_submission;
DROP FUNCTION proposals_submission_is_frozen();
"""


def _run(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    """Add the trigger."""

    dependencies = [("proposals", "0002_details")]
    operations = [migrations.RunPython(_run(FUNCTION), _run(UNDO))]
