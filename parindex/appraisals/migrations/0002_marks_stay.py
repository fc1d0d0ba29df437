"""Marks and settled values change, told to the trail; the database refuses to delete them."""

from django.db import migrations

from parindex.kernel.triggers import refuse


class Migration(migrations.Migration):
    dependencies = [("appraisals", "0001_initial")]

    operations = [
        refuse("appraisals_mark", ["DELETE"], "a mark is never deleted"),
        refuse("appraisals_settlement", ["DELETE"], "a settled value is never deleted"),
        refuse("appraisals_adjustment", ["DELETE"], "an adjustment is withdrawn, never deleted"),
        refuse(
            "appraisals_registerimport",
            ["DELETE"],
            "an import that was applied stays",
            when="OLD.applied_at IS NOT NULL",
        ),
    ]
