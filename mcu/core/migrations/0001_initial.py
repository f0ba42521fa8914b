from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='JournalHead',
            fields=[
                ('municipality_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('sequence', models.BigIntegerField(default=0)),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
            options={
                'db_table': 'journal_head',
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_id', models.BigIntegerField()),
                ('sequence', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=60)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=200)),
                ('object_type', models.CharField(blank=True, max_length=60)),
                ('object_id', models.BigIntegerField(null=True)),
                ('object_name', models.CharField(blank=True, max_length=300)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('request_id', models.CharField(blank=True, max_length=36)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'journal_entry',
                'indexes': [models.Index(fields=['object_type', 'object_id', 'id'], name='journal_by_object'), models.Index(fields=['municipality_id', '-at'], name='journal_by_time')],
                'constraints': [models.UniqueConstraint(fields=('municipality_id', 'sequence'), name='journal_one_number_once')],
            },
        ),
    ]
