import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_conditions_of_the_ladder")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="labels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=12),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="признаки текста",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("labels", []), _negated=True),
                fields=["labels"],
                name="case_by_label",
            ),
        ),
    ]
