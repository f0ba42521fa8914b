"""What the journal says in Russian: one sentence for each code of an act."""

from collections.abc import Mapping
from typing import Any

from mcu.cases.rules.problem import ProblemState
from mcu.cases.rules.words import Outcome, Way
from mcu.cases.rules.workflow import State
from mcu.org.rules.sentences import worded

DAYS = frozenset({"postponed_until", "plan_until", "promised", "until"})
SENTENCES: dict[str, str] = {
    "case.register": "зарегистрировано",
    "case.import": "загружено из файла",
    "case.classify": "определена тема",
    "case.place": "указано место",
    "case.object": "указан объект «{object}»",
    "case.assign": "назначено: {assigned}",
    "case.take": "взято в работу",
    "case.ask": "запрошены сведения: {asked}",
    "case.reply": "получены сведения: {replied}",
    "case.follow_up": "уточнён вопрос: {asked}",
    "case.explain": "дополнен ответ на запрос: {asked}",
    "case.remind": "напомнили о вопросе: {asked}",
    "case.seen": "вопрос прочитан",
    "case.draft": "сохранён черновик ответа, версия {answer}",
    "case.submit": "ответ отправлен на согласование, версия {answer}",
    "case.approve": "ответ согласован, версия {answer}",
    "case.return": "ответ возвращён на доработку: {reason}",
    "case.publish": "ответ опубликован, версия {answer}",
    "case.interim": "дан промежуточный ответ, версия {answer}",
    "case.reconsider": "повторное рассмотрение: {reason}",
    "case.tick": "отмечен вопрос жителя № {question}",
    "template.save": "сохранён шаблон ответа «{title}»",
    "template.retire": "убран шаблон ответа «{title}»",
    "answer.stage": "задан шаг согласования «{title}»",
    "answer.approval": "изменено согласование ответов: {system}",
    "answer.stage_removed": "убран шаг согласования «{title}»",
    "answer.checks": "изменены проверки ответов",
    "case.close": "закрыто: {outcome}",
    "case.reopen": "возвращено в работу: {reason}",
    "case.redirect": "решено перенаправить: {redirected_to}",
    "case.send": "перенаправление: {redirected_to}, номер {redirect_number}",
    "case.keep_here": "оставлено у себя: {reason}",
    "case.came_back": "вернули обратно: {reason}",
    "case.postpone": "отложено до {postponed_until}: {reason}",
    "case.merge": "присоединено к № {into}",
    "case.wait": "сроки остановлены, ждём автора: {reason}",
    "case.resume": "автор ответил, сроки идут дальше",
    "case.intervene": "вмешательство: {way}",
    "case.account": "дано объяснение",
    "case.note": "добавлена заметка",
    "case.promise": "обещание жителю: {promised}",
    "case.keep": "обещание выполнено, подтверждение приложено",
    "case.move_promise": "обещание перенесено на {promised}: {reason}",
    "case.drop_promise": "обещание снято: {reason}",
    "case.tell": "написан второй ответ о выполнении обещания, версия {answer}",
    "case.agree_second": "согласован второй ответ, версия {answer}",
    "case.return_second": "возвращён второй ответ: {reason}",
    "case.export": "выгружен список: строк {rows}",
    "case.hand_over": "передано замещающему: {executor}",
    "case.hand_back": "возвращено после замещения: {executor}",
    "case.attach": "приложен файл",
    "file.hide": "на снимке размыто мест: {parts}",
    "file.original": "открыт снимок до размытия: {purpose}",
    "file.release": "файл выдан с карантина: {reason}",
    "file.destroy": "файл с карантина уничтожен",
    "case.amend": "исправлен отправленный ответ",
    "case.unsend": "отозван отправленный ответ: {reason}",
    "case.hear": "автор написал ещё",
    "case.reword": "автор изменил написанное",
    "case.unsay": "автор удалил написанное",
    "case.fast_enter": "начат быстрый маршрут «{route}»",
    "case.fast_done": "этап выполнен: {done}",
    "case.fast_off": "снято с быстрого маршрута «{route}»: {reason}",
    "case.fast_end": "быстрый маршрут «{route}» закончен",
    "case.involve": "привлечены соисполнители: {asked}",
    "case.part": "соисполнитель прислал часть ответа, версия {version}: {asked}",
    "case.gather": "ответ собран из частей, версия {answer}: {asked}",
    "case.return_part": "часть ответа возвращена, {asked}: {reason}",
    "case.drop_part": "часть ответа снята, {asked}: {reason}",
    "case.remind_part": "напомнили о части ответа: {asked}",
    "case.tag": "тег {tag}",
    "case.unconfirm": "отменено подтверждение темы списком",
    "case.machine": "внешняя модель «{model}» {done}: {what}",
    "case.machine_taken": "черновик машины («{model}») взят в ответ, версия {answer}",
    "outside.change": "изменены настройки внешней модели",
    "case.label": "признак текста {label}",
    "case.importance": "важность: {importance}",
    "case.control": "поставлено на контроль до {until}: {why}",
    "case.uncontrol": "снято с контроля: {reason}",
    "case.release": "назначение снято: {reason}",
    "fast_route.set": "задан быстрый маршрут «{name}»",
    "fast_route.switch": "быстрый маршрут включён или выключен",
    "rule.set": "задано правило «{name}», версия {version}",
    "rule.switch": "правило включено или выключено",
    "rule.order": "изменён порядок правил",
    "rule.undo": "отменено сделанное правилом «{rule}»: сообщений {cases}",
    "case.download": "скачан файл",
    "case.label_old": "прочитаны признаки прежних сообщений: {rows}",
    "case.remask": "тексты скрыты заново: сообщений {rows}",
    "case.facets": "уточнены форма, заявитель, адресаты",
    "case.regime": "сменён режим: {reason}",
    "case.enrol": "присвоен номер обращения: {number}",
    "case.repeat": "проверена повторность, прежнее: {former}",
    "case.resolve": "внесена резолюция",
    "case.copies": "копии обращения: {to}",
    "case.migration": "сведения о нарушениях в сфере миграции: {to}",
    "case.papers": "запрошены документы: {to}",
    "case.papers_came": "пришли документы: {to}",
    "case.extend": "предложено продлить срок, дней: {days}",
    "case.prolong": "срок продлён до {until}",
    "case.no_reply": "предложено оставить без ответа: {ground}",
    "case.reject": "оставлено без ответа по существу: {ground}",
    "case.refuse": "отказано: {kind}",
    "case.notify": "отмечена отправка: {notice}",
    "case.result": "результат обращения: {result}",
    "case.file": "списано в дело {file_index}",
    "case.split": "выделен вопрос: № {child}",
    "case.unsplit": "вопрос возвращён в № {into}",
    "reception.register": "записан личный приём {number}: {heard}",
    "reception.reveal": "открыты данные посетителя приёма",
    "case.letter": "оформлен документ: {letter}, {number}",
    "letter.template": "шаблон «{letter}», версия {version}: {why}",
    "appeal.journal": "выгружен журнал обращений: строк {rows}, {names}",
    "appeal.setup": "изменены номер обращений и ответ на неверный канал",
    "applicant.by_number": "найдены открытые сообщения по номеру телефона: {found}, {purpose}",
    "applicant.reveal": "открыты данные заявителя: {purpose}",
    "hold.place": "запрещено стирать данные",
    "hold.lift": "снят запрет на стирание данных",
    "review.decide": "решено о хранении: сообщений {rows}",
    "retention.change": "изменён срок хранения: {rule}",
    "subject.ask": "принят запрос человека о его данных",
    "subject.report": "показан отчёт человеку о его данных: сообщений {cases}",
    "subject.decide": "решено по запросу человека о стирании: {decision}",
    "keys.rotate": "сменён ключ шифрования: строк {rows}",
    "data.erase": "стёрто по сроку: {what}, строк {rows}",
    "data.erased": "закончено стирание по срокам",
    "likeness.policy": "точный повтор текста: {reposts}, не короче {least} слов, не позже {days} дн.",
    "problem.open": "открыта проблема: {messages}",
    "problem.join": "присоединено к проблеме: {messages}",
    "problem.leave": "отсоединено от проблемы: {messages}",
    "problem.split": "выделена новая проблема: {messages}",
    "problem.unite": "объединена с проблемой № {into}: {messages}",
    "problem.undo": "отменено: {undone}",
    "problem.change": "изменено описание проблемы",
    "problem.plan": "назначен план до {plan_until}",
    "problem.charge": "проблема назначена: {assigned}",
    "problem.state": "проблема: {state}",
    "problem.attach": "к проблеме приложен файл",
    "problem.download": "скачан файл проблемы",
    "problem.answer": "начат ответ всем: сообщений {rows}",
    "problem.refuse": "решено, что это разное",
    "problem.export": "выгружен список проблем: строк {rows}",
    "learning.change": "изменены настройки обучения",
    "learning.train": "обучение, {target}, версия {version}: {state}, {why}",
    "learning.bring_back": "возвращена версия {version} ({target})",
    "learning.stand_down": "версия {version} больше не подсказывает ({target})",
    "learning.confirm": "подтверждены темы списком: сообщений {rows}",
    "learning.undo": "отменено подтверждение списком: сообщений {rows}",
    "topic.add": "добавлена тема «{name}»",
    "topic.rename": "тема названа «{name}»",
    "route.set": "изменён маршрут темы",
    "route.remove": "убран маршрут темы",
    "norm.change": "изменена норма",
    "stage.word": "слово статуса «{word}» означает этап «{stage}»",
    "stage.forget": "слово статуса «{word}» больше не читается по-своему",
    "terms.recount": "пересчитаны открытые сроки: {rows}",
    "ladder.set": "изменена ступень напоминаний и контроля",
    "ladder.remove": "убрана ступень напоминаний и контроля",
    "channel.use": "канал включён или выключен",
    "profile.cases": "загружены нормы и маршруты из профиля",
}


def sentence(action: str, after: Mapping[str, Any]) -> str:
    """«ответ возвращён на доработку: …»; the bare code for an act of another app."""
    pattern = SENTENCES.get(action)
    if pattern is None:
        return action
    told = worded(pattern, {key: _words(key, value) for key, value in after.items()})
    return f"{told}; сроки: {after['terms']}" if after.get("terms") else told


def became(after: Mapping[str, Any]) -> str:
    """The label of the state the case went into; empty when it stayed."""
    state = after.get("state")
    return State(state).label if state in State.values else ""


def _words(key: str, value: Any) -> str:
    if key == "outcome" and value in Outcome.values:
        return str(Outcome(value).label).lower()
    if key == "way" and value in Way.values:
        return str(Way(value).label).lower()
    if key == "state" and value in ProblemState.values:
        return str(ProblemState(value).label).lower()
    if key in DAYS and isinstance(value, str) and value.count("-") == 2:
        return ".".join(reversed(value.split("-")))
    return str(value) if value not in (None, "") else "—"
