"""Closed lists of the profile: what the program calls things and what people call them."""

from mcu.org.rules.roles import Role

# Who is named in acts beside the roles of the centre itself.
OUTSIDE = {
    "region_centre": "ЦУР",
    "centre": "МЦУ в целом",
    "administration": "Администрация",
    "all": "Заинтересованные лица",
}
ROLES = {role.value: str(role.label) for role in Role}
ROLE_OF_ACT = ROLES | {"region_centre": OUTSIDE["region_centre"]}
WHO = ROLES | OUTSIDE

FORMS = {
    "working_group": "межведомственная рабочая группа",
    "project_office": "проектный офис",
    "control_point": "пункт управления",
}
ACT_KINDS = {
    "resolution": "постановление",
    "order": "распоряжение",
    "decision": "решение",
    "regulation": "положение",
    "procedure": "порядок",
    "composition": "состав",
    "instruction": "инструкция",
    "agreement": "соглашение",
    "other": "иной акт",
}
NORMATIVE_KINDS = {
    "constitution": "Конституция",
    "federal_law": "федеральный закон",
    "decree": "указ или поручение Президента",
    "government": "постановление или распоряжение Правительства",
    "ministry": "акт министерства или службы",
    "regional": "акт региона",
    "municipal": "муниципальный акт",
    "charter": "устав",
    "standard": "стандарт",
    "other": "иной акт",
}
BODY_KINDS = {
    "administration": "Администрация",
    "branch": "Отраслевой орган",
    "institution": "Учреждение",
    "enterprise": "Предприятие",
    "other_authority": "Иной орган",
    "organisation": "Иная организация",
}
PARTICIPANT_KINDS = BODY_KINDS | {
    "association": "Общественное объединение",
    "media": "СМИ",
    "region_centre": "ЦУР",
    "group": "Группа участников",
}
DAY_KINDS = {"off": "выходной", "short": "короткий", "working": "рабочий"}
# What somebody appoints, approves, signs or receives.
MATTERS = {
    "roles": "назначение на роли МЦУ",
    "composition": "состав МЦУ",
    "permanent_staff": "закрепление сотрудников для постоянной работы",
    "blocks": "отраслевые блоки и входящие в них подразделения",
    "block_leaders": "руководители отраслевых блоков",
    "block_members": "персональный состав отраслевых блоков",
    "participants": "состав участников информационного взаимодействия",
    "topics": "направления и тематики",
    "development_plan": "план развития и эксплуатации МЦУ",
    "development": "направления развития МЦУ",
    "technical_policy": "единая техническая политика",
    "regulation": "регламент информационно-аналитического обеспечения",
    "resources": "порядок обращения с информационными ресурсами",
    "agenda": "повестка, дата и время совещаний",
    "analysis": "анализ актуальных ситуаций и ключевые области исследования",
    "indicators": "основные показатели",
    "extra_indicators": "дополнительные показатели",
    "page_indicators": "показатели официальных страниц",
    "report_forms": "формы отчётов",
    "region_report": "отчёты для ЦУР",
    "head_report": "доклад Главе",
    "materials": "материалы о создании и функционировании МЦУ",
    "media_plan": "медиаплан",
    "information_projects": "информационные проекты",
    "recommendations": "рекомендации",
    "road_maps": "дорожные карты",
    "legal_acts": "правовые акты",
    "legal_review": "правовая оценка ситуации",
    "answers": "ответы заявителям",
    "violations": "требования об устранении нарушений",
    "training": "обучение",
    "premises": "помещения",
    "improvement": "улучшение структуры и методов работы",
}
VERBS = {
    "appoints": "назначает",
    "determines": "определяет",
    "approves": "утверждает",
    "agrees": "согласует",
    "signs": "подписывает",
    "proposes": "предлагает",
    "prepares": "разрабатывает",
    "leads": "руководит",
    "controls": "контролирует",
    "receives": "получает",
    "requests": "запрашивает",
    "provides": "предоставляет",
    "changes": "вправе менять",
}
PERIODS = {
    "day": "ежедневно",
    "week": "еженедельно",
    "month": "ежемесячно",
    "quarter": "ежеквартально",
    "half_year": "раз в полугодие",
    "year": "ежегодно",
    "on_request": "по запросу",
    "as_needed": "по мере необходимости",
}
SHIFTS = {
    "none": "не переносится",
    "previous": "на предшествующий рабочий день",
    "next": "на следующий рабочий день",
}
SYSTEMS = {"all": "все виды связи", "pos": "ПОС", "incident": "Инцидент Менеджмент"}
DIMENSIONS = {
    "count": "количество",
    "quality": "качество",
    "speed": "скорость",
    "completeness": "полнота",
    "terms": "сроки рассмотрения",
    "substance": "полнота реагирования по существу",
}
RATED = {
    "administration": "администрация и её органы",
    "bodies": "органы и подведомственные организации",
    "recipients": "ответственные получатели",
    "pages": "официальные страницы",
}
AREAS = {
    "centre": "работа МЦУ",
    "pos": "ПОС",
    "incident": "Инцидент Менеджмент",
    "pages": "официальные страницы",
    "territory": "обстановка на территории",
}
MEETING_FORMS = {"in_person": "очно", "absentee": "заочно"}
# Modules of the program: their name and whether a municipality has them on when its act is silent;
# on is what at least three of the five founding acts name.
MODULES = {
    "ratings": ("рейтинги", True),
    "reports": ("отчёты для ЦУР и Главы", True),
    "indicators": ("показатели ЦУР", False),
    "region_requests": ("запросы ЦУР", True),
    "recommendations": ("рекомендации ЦУР", False),
    "risks": ("информационные риски", False),
    "risk_threats": ("перечень сезонных угроз", False),
    "monitoring": ("ежедневный мониторинг", False),
    "causes": ("первопричины", True),
    "road_maps": ("дорожные карты", False),
    "fast_track": ("ускоренное решение", True),
    "decisions": ("реестр решений", True),
    "conflicts": ("конфликты и ошибки коммуникации", True),
    "satisfaction": ("оценки жителей", True),
    "surveys": ("исследования удовлетворённости", False),
    "practices": ("лучшие практики", True),
    "services": ("предложения сервисов и онлайн-взаимодействия", True),
    "transformation": ("цифровая трансформация", False),
    "territory": ("показатели территории", False),
    "legal_review": ("правовая оценка", False),
    "violations": ("требования об устранении нарушений", True),
    "pages": ("официальные страницы", True),
    "news_communities": ("новостные сообщества", False),
    "media_plan": ("медиаплан", False),
    "media": ("взаимодействие со СМИ", True),
    "opinion_leaders": ("лидеры общественного мнения", True),
    "information": ("информирование в социальных сетях", True),
    "information_projects": ("информационные проекты", False),
    "polls": ("голосования и обсуждения", False),
    "meetings": ("совещания и заседания", True),
    "training": ("обучение", False),
    "methodology": ("методическая помощь", False),
    "development_plan": ("план развития МЦУ", True),
    "workload": ("учёт занятости блоков", False),
    "portal": ("портал жителя", False),
}
