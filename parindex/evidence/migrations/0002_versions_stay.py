"""What came in as evidence stays as it came: the database refuses to change a version's bytes or to delete a row."""

from django.db import migrations

from parindex.kernel.triggers import refuse

VERSION, DOCUMENT = "evidence_documentversion", "evidence_document"
FACTS = ("document_id", "unit_id", "number", "file_id", "sha256", "size", "media_type", "added_at")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [
        refuse(
            VERSION,
            ["UPDATE"],
            "a version of a document stays as it came",
            when=" OR ".join(f"OLD.{name} <> NEW.{name}" for name in FACTS),
        ),
        refuse(VERSION, ["DELETE"], "a version of a document is never deleted"),
        refuse(DOCUMENT, ["DELETE"], "a document is withdrawn, never deleted"),
    ]
