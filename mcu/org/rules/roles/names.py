"""Roles, permissions and scopes: what there is and what it is called."""

from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    """Roles named in the founding acts (Пучеж 3.1, Каменск 14, Петропавловская 3) and by practice."""

    HEAD_OF_CENTRE = "head_of_centre", "Руководитель МЦУ"
    CURATOR = "curator", "Куратор МЦУ"
    ADMINISTRATOR = "administrator", "Администратор МЦУ"
    INCIDENT = "incident", "Ответственный за Инцидент"
    POS = "pos", "Ответственный за ПОС"
    BLOCK_HEAD = "block_head", "Ответственный за отраслевой блок"
    BLOCK_LEADER = "block_leader", "Руководитель отраслевого блока"
    EXECUTOR = "executor", "Исполнитель"
    APPROVER = "approver", "Согласующий"
    HEAD = "head", "Глава муниципалитета"
    AUDITOR = "auditor", "Аудитор"
    SOCIAL_MEDIA = "social_media", "Ответственный за социальные сети"
    STAFF = "staff", "Сотрудник МЦУ"
    PAGE_ADMIN = "page_admin", "Администратор официальной страницы"
    REGIONAL = "regional", "Методолог региона"


# Roles that are held for a body or for a block; the rest are held for the whole centre.
FOR_BODY = frozenset({Role.EXECUTOR, Role.APPROVER, Role.PAGE_ADMIN})
FOR_BLOCK = frozenset({Role.BLOCK_HEAD, Role.BLOCK_LEADER})


# Only this role may be held by somebody of another municipality: it sees totals and nobody.
SERVES_SEVERAL = frozenset({Role.REGIONAL})


class Permission(StrEnum):
    """What one may be allowed to do; the value is what the journal and the API call it."""

    SEE = "case.see"
    REGISTER = "case.register"
    CLASSIFY = "case.classify"
    ASSIGN = "case.assign"
    TAKE = "case.take"
    ASK = "case.ask"
    REPLY = "case.reply"
    DRAFT = "case.draft"
    APPROVE = "case.approve"
    PUBLISH = "case.publish"
    CLOSE = "case.close"
    REOPEN = "case.reopen"
    REDIRECT = "case.redirect"
    POSTPONE = "case.postpone"
    MERGE = "case.merge"
    APPEAL = "appeal.decide"
    CONTROL = "case.control"
    NOTE = "case.note"
    EXPORT = "case.export"
    REVEAL = "applicant.reveal"
    IMPORT = "import.run"
    SUMMARY = "summary.read"
    JOURNAL = "journal.read"
    SETTINGS = "settings.read"
    ORGANISATION = "organisation.change"
    TOPICS = "topics.change"
    NORMS = "norms.change"
    CALENDAR = "calendar.change"
    LEADERS = "block.leaders"
    PROPOSE = "proposal.make"
    DECIDE = "proposal.decide"
    RIGHTS = "rights.change"
    OUTGOING = "outgoing.manage"
    CHANNELS = "channels.manage"
    RETENTION = "retention.change"
    SUBJECT = "subject.answer"
    DEVELOPMENT = "development.lead"
    PROBLEM_LEAD = "problem.lead"
    PROBLEM_WORK = "problem.work"
    TASK_SEE = "task.see"
    TASK_SET = "task.set"
    TASK_WORK = "task.work"
    TASK_ACCEPT = "task.accept"
    VERIFY = "verification.run"
    QUALITY = "quality.lead"
    COORDINATION = "coordination.lead"
    HELD = "file.decide"
    WATCH = "monitoring.keep"
    RATINGS = "ratings.lead"
    RATINGS_COMMENT = "ratings.comment"
    POLLS = "poll.keep"
    PAGES = "page.keep"
    WALL = "wall.read"
    SCREENS = "screen.keep"
    TERRITORY = "territory.keep"
    TERRITORY_ENTER = "territory.enter"
    LOAD = "workload.people"
    REPORTS_SEE = "report.see"
    REPORTS = "report.prepare"
    REPORTS_SIGN = "report.sign"
    REPORT_FORMS = "report.forms"


class Scope(TextChoices):
    """How far a permission goes. Each of them includes what one is charged with oneself."""

    OWN = "own", "свои сообщения"
    BODY = "body", "свой орган"
    BLOCK = "block", "свой блок"
    MUNICIPALITY = "municipality", "весь муниципалитет"
    REGION = "region", "муниципалитеты региона"


P = Permission
NAMES: dict[Permission, str] = {
    P.SEE: "видеть сообщения",
    P.REGISTER: "регистрировать сообщения",
    P.CLASSIFY: "определять тему",
    P.ASSIGN: "назначать исполнителя",
    P.TAKE: "брать в работу",
    P.ASK: "запрашивать информацию у блока",
    P.REPLY: "отвечать на запрос информации",
    P.DRAFT: "готовить ответ",
    P.APPROVE: "согласовывать ответ",
    P.PUBLISH: "отмечать публикацию ответа",
    P.CLOSE: "закрывать сообщение",
    P.REOPEN: "возвращать в работу",
    P.REDIRECT: "перенаправлять по компетенции",
    P.POSTPONE: "откладывать решение",
    P.MERGE: "объединять сообщения",
    P.APPEAL: "решать о продлении срока и об оставлении без ответа",
    P.CONTROL: "контролировать сроки и вмешиваться",
    P.NOTE: "писать служебные заметки",
    P.EXPORT: "выгружать список",
    P.REVEAL: "открывать данные заявителя",
    P.IMPORT: "загружать файлы",
    P.SUMMARY: "смотреть сводку",
    P.JOURNAL: "читать журнал",
    P.SETTINGS: "смотреть настройки",
    P.ORGANISATION: "менять организацию и людей",
    P.TOPICS: "менять классификатор тем",
    P.NORMS: "менять нормы сроков",
    P.CALENDAR: "менять календарь",
    P.LEADERS: "определять руководителей своего блока",
    P.PROPOSE: "предлагать изменения состава",
    P.DECIDE: "решать о предложениях по составу",
    P.RIGHTS: "менять права ролей",
    P.OUTGOING: "повторять, отменять и отмечать отправленное",
    P.CHANNELS: "подключать каналы и следить за ними",
    P.RETENTION: "решать о хранении и стирании данных",
    P.SUBJECT: "отвечать людям на запросы об их данных",
    P.DEVELOPMENT: "определять направления развития центра",
    P.PROBLEM_LEAD: "собирать сообщения в проблемы",
    P.PROBLEM_WORK: "планировать и вести работу по проблеме",
    P.TASK_SEE: "видеть задачи",
    P.TASK_SET: "ставить задачи",
    P.TASK_WORK: "исполнять задачи",
    P.TASK_ACCEPT: "принимать исполнение задач",
    P.VERIFY: "проверять достоверность данных",
    P.QUALITY: "вести оценки, проверки решённого и конфликты",
    P.COORDINATION: "вести первопричины, дорожные карты и решения",
    P.HELD: "решать о файлах на карантине",
    P.WATCH: "вести мониторинг сообществ",
    P.RATINGS: "настраивать и фиксировать рейтинги и цели",
    P.RATINGS_COMMENT: "комментировать место органа в рейтинге",
    P.POLLS: "вести голосования и обсуждения",
    P.PAGES: "вести реестр официальных страниц",
    P.WALL: "смотреть «Пульт»",
    P.LOAD: "видеть нагрузку людей",
    P.SCREENS: "подключать и отключать экраны «Пульта»",
    P.TERRITORY: "вести справочник показателей территории",
    P.TERRITORY_ENTER: "вносить показатели территории",
    P.REPORTS_SEE: "читать отчёты",
    P.REPORTS: "готовить отчёты",
    P.REPORTS_SIGN: "подписывать отчёты",
    P.REPORT_FORMS: "менять формы отчётов",
}

# What a block or body may do with a case it was only asked about.
ASKED = frozenset({P.SEE, P.REPLY, P.NOTE})
# Only these are ever held for less than the municipality.
SCOPED = frozenset(
    {
        P.SEE, P.CLASSIFY, P.ASSIGN, P.TAKE, P.ASK, P.REPLY, P.DRAFT, P.APPROVE, P.PUBLISH,
        P.CLOSE, P.REOPEN, P.REDIRECT, P.POSTPONE, P.MERGE, P.APPEAL, P.CONTROL, P.NOTE, P.EXPORT,
        P.REVEAL, P.SUMMARY, P.LEADERS, P.PROPOSE, P.PROBLEM_LEAD, P.PROBLEM_WORK,
        P.TASK_SEE, P.TASK_SET, P.TASK_WORK, P.TASK_ACCEPT, P.RATINGS_COMMENT,
        P.TERRITORY_ENTER, P.LOAD,
    }
)  # fmt: skip
