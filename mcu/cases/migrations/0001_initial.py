import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import mcu.cases.models.case
import mcu.core.workdays.values
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, verbose_name='номер')),
                ('regime', models.CharField(choices=[('message', 'Сообщение (не 59-ФЗ)'), ('appeal', 'Обращение (59-ФЗ)')], default='message', max_length=10, verbose_name='режим')),
                ('appeal_kind', models.CharField(blank=True, choices=[('proposal', 'Предложение'), ('statement', 'Заявление'), ('complaint', 'Жалоба')], max_length=10, verbose_name='вид')),
                ('system', models.CharField(choices=[('incident', 'Инцидент Менеджмент'), ('pos', 'ПОС'), ('own', 'Пульт МЦУ')], max_length=10, verbose_name='система')),
                ('external_id', models.CharField(blank=True, max_length=80, verbose_name='номер в системе')),
                ('channel', models.CharField(choices=[('vk', 'ВКонтакте'), ('ok', 'Одноклассники'), ('max', 'MAX'), ('telegram', 'Telegram'), ('pos', 'Госуслуги (ПОС)'), ('mail', 'Электронная почта'), ('letter', 'Письмо'), ('phone', 'Телефон'), ('reception', 'Личный приём'), ('web', 'Сайт'), ('other', 'Другой источник')], max_length=12, verbose_name='канал')),
                ('community', models.CharField(blank=True, max_length=200, verbose_name='сообщество')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='адрес публикации')),
                ('kind', models.CharField(blank=True, choices=[('solvable', 'Решаемый'), ('unsolvable', 'Нерешаемый'), ('informational', 'Информационный')], max_length=15, verbose_name='тип')),
                ('topic_confirmed', models.BooleanField(default=False, verbose_name='тема подтверждена')),
                ('text', models.TextField(blank=True, verbose_name='текст')),
                ('settlement', models.CharField(blank=True, max_length=120, verbose_name='населённый пункт')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='улица')),
                ('house', models.CharField(blank=True, max_length=40, verbose_name='дом')),
                ('landmark', models.CharField(blank=True, max_length=200, verbose_name='ориентир')),
                ('state', models.CharField(choices=[('new', 'Новое'), ('triage', 'Распределение'), ('assigned', 'Назначено'), ('in_work', 'В работе'), ('draft', 'Готовится ответ'), ('approval', 'На согласовании'), ('rework', 'На доработке'), ('answered', 'Ответ согласован'), ('check', 'Ответ опубликован'), ('interim', 'Промежуточный ответ'), ('postponed', 'Отложено'), ('redirected', 'Перенаправлено'), ('rejected', 'Отклонено'), ('merged', 'Присоединено'), ('closed', 'Закрыто')], default='new', max_length=12, verbose_name='состояние')),
                ('outcome', models.CharField(blank=True, choices=[('solved', 'Решено'), ('not_solved', 'Не решено'), ('explained', 'Разъяснено'), ('postponed', 'Отложено'), ('closed', 'Закрыто'), ('redirected', 'Перенаправлено')], max_length=12, verbose_name='итог')),
                ('importance', models.CharField(choices=[('normal', 'Обычная'), ('high', 'Высокая'), ('fast', 'Ускоренное рассмотрение')], default='normal', max_length=10, verbose_name='важность')),
                ('collective', models.BooleanField(default=False, verbose_name='коллективное')),
                ('received_at', models.DateTimeField(verbose_name='получено')),
                ('registered_at', models.DateTimeField(verbose_name='зарегистрировано')),
                ('first_answer_at', models.DateTimeField(blank=True, null=True, verbose_name='первый ответ')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='закрыто')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='срок')),
                ('due_kind', models.CharField(blank=True, choices=[('register', 'Регистрация'), ('first_reaction', 'Первая реакция'), ('block_info', 'Сведения от блока'), ('answer', 'Ответ'), ('interim_final', 'Окончательный ответ после промежуточного'), ('redirect', 'Переадресация'), ('promise', 'Обещание'), ('approval', 'Согласование')], max_length=20)),
                ('postponed_until', models.DateField(blank=True, null=True, verbose_name='отложено до')),
                ('redirected_to', models.CharField(blank=True, max_length=300, verbose_name='куда перенаправлено')),
                ('close_reason', models.CharField(blank=True, max_length=300, verbose_name='причина закрытия')),
                ('source_step', models.CharField(blank=True, max_length=120, verbose_name='шаг в системе')),
                ('tags', models.CharField(blank=True, max_length=500, verbose_name='теги')),
                ('audience', models.PositiveIntegerField(blank=True, null=True, verbose_name='аудитория')),
                ('search_text', models.TextField(blank=True)),
                ('search', models.GeneratedField(db_persist=True, expression=mcu.cases.models.case.SearchVector(), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='org.block', verbose_name='блок')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='org.body', verbose_name='орган')),
                ('executor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='cases.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='org.municipality')),
            ],
            options={
                'verbose_name': 'сообщение',
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='почему')),
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='org.block')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='org.body')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='cases.case')),
                ('executor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=255)),
                ('size', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('author_name', models.CharField(max_length=200)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='cases.case')),
            ],
            options={
                'verbose_name': 'файл',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Norm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, verbose_name='код')),
                ('title', models.CharField(max_length=300, verbose_name='норма')),
                ('kind', models.CharField(choices=[('register', 'Регистрация'), ('first_reaction', 'Первая реакция'), ('block_info', 'Сведения от блока'), ('answer', 'Ответ'), ('interim_final', 'Окончательный ответ после промежуточного'), ('redirect', 'Переадресация'), ('promise', 'Обещание'), ('approval', 'Согласование')], max_length=20, verbose_name='срок чего')),
                ('unit', models.CharField(choices=[(mcu.core.workdays.values.Unit['CLOCK_HOURS'], 'часов подряд'), (mcu.core.workdays.values.Unit['WORKING_HOURS'], 'рабочих часов'), (mcu.core.workdays.values.Unit['CALENDAR_DAYS'], 'календарных дней'), (mcu.core.workdays.values.Unit['WORKING_DAYS'], 'рабочих дней')], max_length=20, verbose_name='единица')),
                ('value', models.PositiveIntegerField(verbose_name='сколько')),
                ('shift', models.CharField(choices=[(mcu.core.workdays.values.Shift['PREVIOUS'], 'на предшествующий рабочий день'), (mcu.core.workdays.values.Shift['NEXT'], 'на следующий рабочий день'), (mcu.core.workdays.values.Shift['NONE'], 'не переносится')], default=mcu.core.workdays.values.Shift['PREVIOUS'], max_length=10, verbose_name='если последний день нерабочий')),
                ('start', models.CharField(choices=[('received', 'получение'), ('registered', 'регистрация'), ('requested', 'запрос'), ('interim', 'промежуточный ответ')], default='received', max_length=12, verbose_name='от чего')),
                ('regime', models.CharField(blank=True, choices=[('message', 'Сообщение (не 59-ФЗ)'), ('appeal', 'Обращение (59-ФЗ)')], max_length=10, verbose_name='режим')),
                ('channel', models.CharField(blank=True, choices=[('vk', 'ВКонтакте'), ('ok', 'Одноклассники'), ('max', 'MAX'), ('telegram', 'Telegram'), ('pos', 'Госуслуги (ПОС)'), ('mail', 'Электронная почта'), ('letter', 'Письмо'), ('phone', 'Телефон'), ('reception', 'Личный приём'), ('web', 'Сайт'), ('other', 'Другой источник')], max_length=12, verbose_name='канал')),
                ('system', models.CharField(blank=True, choices=[('incident', 'Инцидент Менеджмент'), ('pos', 'ПОС'), ('own', 'Пульт МЦУ')], max_length=10, verbose_name='система')),
                ('importance', models.CharField(blank=True, choices=[('normal', 'Обычная'), ('high', 'Высокая'), ('fast', 'Ускоренное рассмотрение')], max_length=10, verbose_name='важность')),
                ('source', models.CharField(max_length=500, verbose_name='основание')),
                ('verified', models.BooleanField(default=False, verbose_name='проверено')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='действует с')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='действует по')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='norms', to='org.municipality')),
            ],
            options={
                'verbose_name': 'норма',
                'ordering': ['kind', 'code', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='заметка')),
                ('at', models.DateTimeField()),
                ('author_name', models.CharField(max_length=200)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='cases.case')),
            ],
            options={
                'verbose_name': 'заметка',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='название')),
                ('query', models.CharField(max_length=1000)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(max_length=20)),
                ('value', models.CharField(max_length=200)),
                ('title', models.CharField(max_length=300)),
                ('confidence', models.FloatField()),
                ('reason', models.CharField(max_length=500)),
                ('made_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_value', models.CharField(blank=True, max_length=200)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='cases.case')),
            ],
            options={
                'ordering': ['-confidence'],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('register', 'Регистрация'), ('first_reaction', 'Первая реакция'), ('block_info', 'Сведения от блока'), ('answer', 'Ответ'), ('interim_final', 'Окончательный ответ после промежуточного'), ('redirect', 'Переадресация'), ('promise', 'Обещание'), ('approval', 'Согласование')], max_length=20)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('met_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='cases.case')),
                ('norm', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='cases.norm')),
            ],
            options={
                'verbose_name': 'срок',
                'ordering': ['due_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='InfoRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.TextField(verbose_name='вопрос')),
                ('asked_at', models.DateTimeField()),
                ('reply', models.TextField(blank=True, verbose_name='ответ блока')),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='org.block')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='org.body')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='info_requests', to='cases.case')),
                ('replied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('term', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.term')),
            ],
            options={
                'verbose_name': 'запрос информации',
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=120, verbose_name='код')),
                ('name', models.CharField(max_length=300, verbose_name='название')),
                ('path', models.CharField(max_length=600)),
                ('kind', models.CharField(choices=[('solvable', 'Решаемый'), ('unsolvable', 'Нерешаемый'), ('informational', 'Информационный')], default='solvable', max_length=15, verbose_name='тип')),
                ('speed', models.CharField(choices=[('fast', 'Быстрая тема'), ('ordinary', 'Обычная тема')], default='ordinary', max_length=10, verbose_name='скорость')),
                ('season', models.JSONField(blank=True, default=list, verbose_name='сезон')),
                ('words', models.JSONField(blank=True, default=list, verbose_name='слова')),
                ('aliases', models.JSONField(blank=True, default=list, verbose_name='другие названия')),
                ('since_version', models.PositiveIntegerField(default=1)),
                ('until_version', models.PositiveIntegerField(blank=True, null=True)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='org.municipality')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='below', to='cases.topic')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.topic')),
            ],
            options={
                'verbose_name': 'тема',
                'ordering': ['path'],
            },
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('settlement', models.CharField(blank=True, max_length=120, verbose_name='населённый пункт')),
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='org.block')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='org.body')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='routes', to='org.municipality')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='routes', to='cases.topic')),
            ],
            options={
                'verbose_name': 'маршрут',
            },
        ),
        migrations.AddField(
            model_name='case',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.topic', verbose_name='тема'),
        ),
        migrations.CreateModel(
            name='Applicant',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='applicant', serialize=False, to='cases.case')),
                ('sealed', models.BinaryField()),
                ('erase_after', models.DateField(verbose_name='стереть после')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='стёрто')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('erased_at__isnull', True)), fields=['erase_after'], name='applicant_to_erase')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='версия')),
                ('text', models.TextField(verbose_name='текст ответа')),
                ('state', models.CharField(choices=[('draft', 'Черновик'), ('approval', 'На согласовании'), ('returned', 'Возвращён'), ('approved', 'Согласован'), ('published', 'Опубликован')], default='draft', max_length=10)),
                ('written_at', models.DateTimeField()),
                ('author_name', models.CharField(blank=True, max_length=200)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by_name', models.CharField(blank=True, max_length=200)),
                ('return_reason', models.CharField(blank=True, max_length=1000, verbose_name='причина возврата')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('published_url', models.URLField(blank=True, max_length=500, verbose_name='ссылка на ответ')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='cases.case')),
            ],
            options={
                'verbose_name': 'ответ',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='answer_number_once')],
            },
        ),
        migrations.CreateModel(
            name='ClassifierVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('note', models.CharField(max_length=300, verbose_name='что изменилось')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='classifiers', to='org.municipality')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'number'), name='classifier_number_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='norm',
            constraint=models.UniqueConstraint(fields=('municipality', 'code', 'valid_from'), name='norm_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('person', 'name'), name='view_name_once'),
        ),
        migrations.AddIndex(
            model_name='term',
            index=models.Index(condition=models.Q(('cancelled_at__isnull', True), ('met_at__isnull', True)), fields=['due_at'], name='term_open_by_due'),
        ),
        migrations.AddIndex(
            model_name='inforequest',
            index=models.Index(condition=models.Q(('replied_at__isnull', True)), fields=['block', 'asked_at'], name='info_request_open'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.UniqueConstraint(condition=models.Q(('until_version__isnull', True)), fields=('municipality', 'code'), name='topic_code_once'),
        ),
        migrations.AddConstraint(
            model_name='route',
            constraint=models.UniqueConstraint(fields=('municipality', 'topic', 'settlement'), name='route_once'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=True, fields=['search'], name='case_search'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality', '-received_at', '-id'], name='case_by_time'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ['closed', 'merged', 'redirected', 'rejected']), _negated=True), fields=['municipality', 'due_at', 'id'], name='case_open_by_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['body', '-received_at', '-id'], name='case_by_body'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['block', '-received_at', '-id'], name='case_by_block'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ['closed', 'merged', 'redirected', 'rejected']), _negated=True), fields=['executor', 'due_at'], name='case_open_by_executor'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['topic', '-received_at'], name='case_by_topic'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality', 'state', '-received_at'], name='case_by_state'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('municipality', 'number'), name='case_number_once'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('municipality', 'system', 'external_id'), name='case_external_once'),
        ),
    ]
