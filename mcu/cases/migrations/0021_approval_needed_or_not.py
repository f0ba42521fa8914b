from django.db import migrations, models


def say_it_once(apps, schema_editor):
    """How many agree is said by the stages alone; here only whether anybody does."""
    needs = apps.get_model("cases", "ApprovalNeed").objects
    needs.filter(need__in=("one", "chain")).update(need="needed")


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_term_of_an_approval")]

    operations = [
        migrations.RunPython(say_it_once, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="approvalneed",
            name="need",
            field=models.CharField(
                choices=[("none", "не требуется"), ("needed", "требуется")],
                max_length=10,
                verbose_name="согласование",
            ),
        ),
    ]
