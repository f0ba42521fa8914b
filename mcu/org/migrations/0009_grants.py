import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HOME = """
UPDATE org_duty SET municipality_id = person.municipality_id
FROM org_person person WHERE person.id = org_duty.person_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0008_acquaintance'),
    ]

    operations = [
        migrations.AddField(
            model_name='municipality',
            name='rights_version',
            field=models.BigIntegerField(default=0, verbose_name='версия прав'),
        ),
        migrations.AddField(
            model_name='duty',
            name='municipality',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='org.municipality'),
        ),
        migrations.RunSQL(HOME, migrations.RunSQL.noop),
        # The rows wait for their check of the key until then, and a table with such rows is not altered.
        migrations.RunSQL('SET CONSTRAINTS ALL IMMEDIATE', migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='duty',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='org.municipality'),
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('head_of_centre', 'Руководитель МЦУ'), ('curator', 'Куратор МЦУ'), ('administrator', 'Администратор МЦУ'), ('incident', 'Ответственный за Инцидент'), ('pos', 'Ответственный за ПОС'), ('block_head', 'Ответственный за отраслевой блок'), ('block_leader', 'Руководитель отраслевого блока'), ('executor', 'Исполнитель'), ('approver', 'Согласующий'), ('head', 'Глава муниципалитета'), ('auditor', 'Аудитор'), ('social_media', 'Ответственный за социальные сети'), ('staff', 'Сотрудник МЦУ'), ('page_admin', 'Администратор официальной страницы'), ('regional', 'Методолог региона')], max_length=20, verbose_name='роль')),
                ('permission', models.CharField(max_length=40, verbose_name='право')),
                ('scope', models.CharField(blank=True, choices=[('', 'как в таблице'), ('none', 'нет права'), ('own', 'свои сообщения'), ('body', 'свой орган'), ('block', 'свой блок'), ('municipality', 'весь муниципалитет'), ('region', 'муниципалитеты региона')], max_length=12, verbose_name='область')),
                ('reason', models.CharField(max_length=300, verbose_name='почему')),
                ('at', models.DateTimeField(verbose_name='когда')),
                ('by_name', models.CharField(max_length=200, verbose_name='кто')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='org.municipality')),
            ],
            options={
                'verbose_name': 'изменение права',
                'indexes': [models.Index(fields=['municipality', 'role', 'permission', '-id'], name='grant_last_of_a_row')],
            },
        ),
    ]
