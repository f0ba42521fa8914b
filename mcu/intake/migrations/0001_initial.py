import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('org', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_key', models.CharField(max_length=64)),
                ('file_name', models.CharField(max_length=255, verbose_name='файл')),
                ('file_size', models.PositiveBigIntegerField(default=0)),
                ('layout', models.CharField(default='auto', max_length=80, verbose_name='раскладка')),
                ('system', models.CharField(blank=True, max_length=10)),
                ('columns', models.JSONField(default=dict, verbose_name='соответствие')),
                ('titles', models.JSONField(default=list, verbose_name='заголовки')),
                ('state', models.CharField(choices=[('preview', 'Проверка'), ('waiting', 'В очереди'), ('running', 'Идёт загрузка'), ('done', 'Загружено'), ('failed', 'Не удалось')], default='preview', max_length=10)),
                ('rows', models.PositiveIntegerField(null=True, verbose_name='строк')),
                ('position', models.PositiveIntegerField(default=0)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('new', models.PositiveIntegerField(default=0)),
                ('updated', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('topics_added', models.PositiveIntegerField(default=0)),
                ('bodies_added', models.PositiveIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=1000)),
                ('created_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='org.municipality')),
            ],
            options={
                'verbose_name': 'загрузка',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='RejectedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('reason', models.CharField(max_length=500)),
                ('sealed', models.BinaryField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejects', to='intake.importrun')),
            ],
            options={
                'ordering': ['row'],
            },
        ),
        migrations.CreateModel(
            name='ColumnProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='название')),
                ('system', models.CharField(max_length=10, verbose_name='система')),
                ('columns', models.JSONField(default=dict, verbose_name='соответствие')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='layouts', to='org.municipality')),
            ],
            options={
                'verbose_name': 'раскладка',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'name'), name='layout_name_once')],
            },
        ),
        migrations.CreateModel(
            name='RawMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.CharField(max_length=10)),
                ('key', models.CharField(max_length=80)),
                ('digest', models.CharField(max_length=64)),
                ('sealed', models.BinaryField(null=True)),
                ('received_at', models.DateTimeField()),
                ('erase_after', models.DateField()),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.case')),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.municipality')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='intake.importrun')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('sealed__isnull', False)), fields=['erase_after'], name='raw_to_erase')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'system', 'key'), name='raw_once')],
            },
        ),
    ]
