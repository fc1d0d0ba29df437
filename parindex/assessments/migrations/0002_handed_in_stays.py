"""What was handed in stays: the database refuses to change a submission or to delete a row."""

from django.db import migrations

from parindex.kernel.triggers import refuse

SUBMISSION, COMMENT, CITATION = "assessments_submission", "assessments_comment", "assessments_citation"
SHEET, ANSWER = "assessments_sheet", "assessments_answer"


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [
        refuse(SUBMISSION, ["UPDATE", "DELETE"], "a submission is never changed"),
        refuse(COMMENT, ["UPDATE", "DELETE"], "a comment is never changed"),
        refuse(CITATION, ["DELETE"], "a citation that was handed in is withdrawn", when="OLD.handed_in IS NOT NULL"),
        refuse(SHEET, ["DELETE"], "a score sheet is never deleted"),
        refuse(ANSWER, ["DELETE"], "a row of a score sheet is never deleted", when="OLD.handed_version IS NOT NULL"),
    ]
