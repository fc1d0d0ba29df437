"""Codes of units are unique whatever their case: pages find a unit by its code however that is typed."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("people", "0002_grants_stay")]

    operations = [
        migrations.RemoveConstraint(model_name="unit", name="unit_code_unique_in_province"),
        migrations.RemoveConstraint(model_name="unit", name="province_code_unique"),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(models.F("root"), Lower("code"), name="unit_code_unique_in_province"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                Lower("code"), condition=models.Q(parent=None), name="province_code_unique"
            ),
        ),
    ]
