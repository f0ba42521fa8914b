import datetime
import django.db.models.deletion
import mcu.core.workdays.values
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(verbose_name='код')),
                ('name', models.CharField(max_length=200, verbose_name='название')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='порядок')),
            ],
            options={
                'verbose_name': 'блок',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='код')),
                ('name', models.CharField(max_length=200, verbose_name='название')),
                ('kind', models.CharField(blank=True, max_length=120, verbose_name='вид')),
                ('region', models.CharField(blank=True, max_length=120, verbose_name='регион')),
                ('timezone', models.CharField(default='Europe/Moscow', max_length=60, verbose_name='часовой пояс')),
                ('population', models.PositiveIntegerField(default=0, verbose_name='население')),
                ('work_start', models.TimeField(default=datetime.time(9, 0), verbose_name='начало работы')),
                ('work_end', models.TimeField(default=datetime.time(18, 0), verbose_name='конец работы')),
                ('lunch_start', models.TimeField(blank=True, default=datetime.time(13, 0), null=True, verbose_name='начало обеда')),
                ('lunch_end', models.TimeField(blank=True, default=datetime.time(14, 0), null=True, verbose_name='конец обеда')),
                ('short_end', models.TimeField(default=datetime.time(17, 0), verbose_name='конец короткого дня')),
                ('profile', models.CharField(blank=True, max_length=60, verbose_name='профиль')),
                ('case_number', models.PositiveIntegerField(default=0, verbose_name='последний номер сообщения')),
            ],
            options={
                'verbose_name': 'муниципалитет',
            },
        ),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(verbose_name='код')),
                ('name', models.CharField(max_length=300, verbose_name='название')),
                ('short_name', models.CharField(blank=True, max_length=100, verbose_name='краткое название')),
                ('kind', models.CharField(choices=[('administration', 'Администрация'), ('branch', 'Отраслевой орган'), ('institution', 'Учреждение'), ('enterprise', 'Предприятие'), ('other_authority', 'Иной орган')], default='branch', max_length=20, verbose_name='вид')),
                ('aliases', models.JSONField(blank=True, default=list, verbose_name='другие названия')),
                ('active', models.BooleanField(default=True, verbose_name='действует')),
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bodies', to='org.block', verbose_name='блок')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='below', to='org.body')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bodies', to='org.municipality')),
            ],
            options={
                'verbose_name': 'орган',
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='block',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='org.municipality'),
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('login', models.CharField(max_length=60, unique=True, verbose_name='логин')),
                ('full_name', models.CharField(max_length=200, verbose_name='ФИО')),
                ('position', models.CharField(blank=True, max_length=200, verbose_name='должность')),
                ('is_active', models.BooleanField(default=True, verbose_name='может входить')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='org.municipality')),
            ],
            options={
                'verbose_name': 'сотрудник',
                'ordering': ['full_name'],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('head_of_centre', 'Руководитель МЦУ'), ('curator', 'Куратор МЦУ'), ('administrator', 'Администратор МЦУ'), ('incident', 'Ответственный за Инцидент'), ('pos', 'Ответственный за ПОС'), ('block_head', 'Ответственный за отраслевой блок'), ('executor', 'Исполнитель'), ('approver', 'Согласующий'), ('head', 'Глава муниципалитета'), ('auditor', 'Аудитор')], max_length=20, verbose_name='роль')),
                ('since', models.DateField(verbose_name='с')),
                ('until', models.DateField(blank=True, null=True, verbose_name='по')),
                ('act', models.CharField(blank=True, max_length=300, verbose_name='основание')),
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='org.block', verbose_name='блок')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='org.body', verbose_name='орган')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'обязанность',
                'ordering': ['-since', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='duty_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='день')),
                ('kind', models.CharField(choices=[(mcu.core.workdays.values.DayKind['WORKING'], 'рабочий'), (mcu.core.workdays.values.DayKind['SHORT'], 'короткий'), (mcu.core.workdays.values.DayKind['OFF'], 'выходной')], max_length=10, verbose_name='какой')),
                ('title', models.CharField(max_length=200, verbose_name='почему')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_days', to='org.municipality')),
            ],
            options={
                'verbose_name': 'день календаря',
                'ordering': ['day'],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'day'), name='calendar_day_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.UniqueConstraint(fields=('municipality', 'code'), name='body_code_once'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.UniqueConstraint(fields=('municipality', 'code'), name='block_code_once'),
        ),
    ]
