"""The sections of a profile that speak of the organisation, as data."""

from datetime import time

from mcu.core.profile import (
    Choice,
    Code,
    Day,
    Field,
    Flag,
    Many,
    Number,
    Ref,
    Rows,
    Section,
    Table,
    Text,
    Time,
    Zone,
)  # fmt: skip
from mcu.org.rules.profile import words as w

CODE = Field("code", "код", Code(), required=True)
VALIDITY = (
    Field("valid_from", "действует с", Day()),
    Field("valid_to", "действует по", Day()),
)
PROVEN = (
    Field("source", "откуда известно", Text(), default=""),
    Field("verified", "проверено по тексту акта", Flag(), default=False),
)
SAID = (Field("text", "текст", Text(2000), required=True),)
ACTIVE = Field("active", "действует", Flag(), default=True, implied=True)
WHO = Choice(w.WHO, "who")

MUNICIPALITY = Section(
    "municipality",
    "Муниципалитет",
    (
        CODE,
        Field("name", "название", Text(200), required=True),
        Field("kind", "вид", Text(120), default=""),
        Field("region", "регион", Text(120), default=""),
        Field("timezone", "часовой пояс", Zone(60), default="Europe/Moscow"),
        Field("population", "население", Number(), default=0),
        Field(
            "working_time",
            "рабочее время",
            Table(
                (
                    Field("start", "начало", Time(), default=time(9)),
                    Field("end", "конец", Time(), default=time(18)),
                    Field("lunch", "есть обед", Flag(), default=True),
                    Field("lunch_start", "начало обеда", Time(), default=time(13)),
                    Field("lunch_end", "конец обеда", Time(), default=time(14)),
                    Field("short_end", "конец короткого дня", Time(), default=time(17)),
                )
            ),
        ),
    ),
)
HOLIDAYS = Section(
    "holidays",
    "Свои праздники и рабочие дни",
    (
        Field("day", "день", Day(), required=True),
        Field("kind", "какой", Choice(w.DAY_KINDS), default="off", implied=True),
        Field("title", "почему", Text(200), required=True),
        *PROVEN,
    ),
    key=("day",),
)
CENTRE = Section(
    "centre",
    "Центр управления",
    (
        Field("name", "полное название", Text(300)),
        Field("short_name", "краткое название", Text(100)),
        Field("forms", "форма", Many(Choice(w.FORMS))),
        Field("subject", "предмет деятельности", Text(2000)),
        Field("address", "где размещён", Text(300)),
        Field("premises_by", "кто выделяет помещения", Text(300)),
        Field("funding", "источник финансирования", Text(300)),
        Field("support", "кто обеспечивает организационно и технически", Text(300)),
        Field("technical_policy", "кто ведёт единую техническую политику", Text(300)),
        Field("systems", "системы, названные частью центра", Many(Text(200))),
        Field("goals", "цели", Rows(SAID)),
        Field(
            "functions",
            "задачи и функции",
            Rows(
                (
                    *SAID,
                    Field(
                        "module",
                        "модуль",
                        Choice({k: v[0] for k, v in w.MODULES.items()}, "modules"),
                    ),
                )
            ),
        ),
    ),
)
REGION_CENTRE = Section(
    "region_centre",
    "Центр управления регионом",
    (
        Field("name", "название", Text(300)),
        Field("coordinates", "координирует работу МЦУ", Flag()),
        Field("recommends", "направления рекомендаций", Many(Text(300))),
        Field("rights", "что вправе ЦУР", Rows(SAID)),
        Field("centre_rights", "что вправе МЦУ перед ЦУР", Rows(SAID)),
    ),
)
ACTS = Section(
    "acts",
    "Правовые акты",
    (
        CODE,
        Field("main", "основной: к нему относятся пункты без кода акта", Flag(), default=False),
        Field("kind", "вид", Choice(w.ACT_KINDS, "kinds of acts"), default="other"),
        Field("number", "номер", Text(60), default=""),
        Field("date", "дата", Day()),
        Field("issuer", "кто издал", Text(300), default=""),
        Field("title", "название", Text(500), required=True),
        Field("amends", "изменяет акт", Ref(section="acts")),
        Field("in_edition_of", "в редакции акта", Ref(section="acts")),
        Field("annex_to", "приложение к акту", Ref(section="acts")),
        Field("repeals", "признаёт утратившим силу", Many(Text(300)), default=[]),
        Field("published", "где опубликован", Many(Text(300)), default=[]),
        Field("in_force", "вступил в силу", Day()),
        Field("in_force_rule", "правило вступления в силу", Text(300), default=""),
        Field("valid_to", "действует по", Day()),
        Field("control", "на кого возложен контроль (должность)", Text(300), default=""),
        Field("acquaint", "кого ознакомить", Many(Choice(w.WHO, "who")), default=[]),
        Field("conflicts", "противоречия в тексте", Many(Text(500)), default=[]),
    ),
    key=("code",),
)
NORMATIVE_BASE = Section(
    "normative_base",
    "Нормативная база",
    (
        CODE,
        Field("kind", "вид", Choice(w.NORMATIVE_KINDS, "kinds of normative acts"), default="other"),
        Field("title", "название", Text(600), required=True),
        Field("number", "номер", Text(60), default=""),
        Field("date", "дата", Day()),
        *VALIDITY,
        Field("replaced_by", "заменён актом", Ref(section="normative_base")),
        Field("source", "откуда известно", Text(), default=""),
        Field("verified", "проверено по тексту акта", Flag(), default=False),
    ),
    key=("code",),
)
DEFINITIONS = Section(
    "definitions",
    "Понятия",
    (
        CODE,
        Field("term", "понятие", Text(200), required=True),
        Field("text", "что значит", Text(2000), required=True),
        Field("act", "по какому акту нормативной базы", Ref(section="normative_base")),
        *VALIDITY,
        Field("source", "откуда известно", Text(), default=""),
        Field("verified", "проверено по тексту акта", Flag(), default=False),
    ),
    key=("code",),
)
ROLES = Section(
    "roles",
    "Роли и обязанности",
    (
        Field("role", "роль", Choice(w.ROLE_OF_ACT, "roles of an act"), required=True),
        Field("title", "как названа в акте", Text(200)),
        Field("listed", "есть в составе", Flag()),
        Field("described", "обязанности описаны", Flag()),
        Field("several", "несколько лиц", Flag()),
        Field("appointed_by", "кто назначает", WHO),
        Field("at_least", "не ниже должности", Text(300)),
        Field("from_institution", "может быть из подведомственного учреждения", Flag()),
        Field("outside_service", "вне муниципальной службы", Flag()),
        Field("paid_from", "источник оплаты", Text(300)),
        Field("permanent", "закреплён на постоянной основе", Flag()),
        Field("job_description", "обновить должностную инструкцию", Flag()),
        Field("duties", "обязанности", Rows(SAID)),
    ),
    key=("role",),
)
POSITIONS = Section(
    "positions",
    "Должности состава",
    (
        CODE,
        Field("title", "должность", Text(300), required=True),
        Field("roles", "роли", Many(Choice(w.ROLES, "roles"))),
        Field("count", "сколько лиц", Number(1, 1000)),
        Field("blocks", "какие блоки курирует", Many(Ref(section="blocks"))),
        Field("body", "орган", Ref(section="bodies")),
    ),
    key=("code",),
)
POWERS = Section(
    "powers",
    "Кто что назначает, утверждает и получает",
    (
        Field("what", "что", Choice(w.MATTERS, "matters"), required=True),
        Field("verb", "что делает", Choice(w.VERBS, "verbs"), required=True),
        Field("by", "кто", WHO, required=True),
        Field("roles", "какие роли", Many(Choice(w.ROLES, "roles"))),
        Field("to", "кому или от кого", Many(WHO)),
    ),
    key=("what", "verb", "by"),
)
BLOCKS = Section(
    "blocks",
    "Отраслевые тематические блоки",
    (
        CODE,
        Field("name", "название", Text(200), required=True),
        Field("topics", "темы и группы тем", Many(Text(300)), sugar=True),
        ACTIVE,
    ),
    key=("code",),
    off=lambda row: row.get("active") is False,
)
BODIES = Section(
    "bodies",
    "Органы и организации",
    (
        CODE,
        Field("name", "название", Text(300), required=True),
        Field("short_name", "краткое название", Text(100), default=""),
        Field(
            "kind", "вид", Choice(w.BODY_KINDS, "kinds of bodies"), default="branch", implied=True
        ),
        Field("parent", "вышестоящий", Ref(section="bodies")),
        Field("block", "блок", Ref(section="blocks")),
        Field("blocks", "блок, списком из одного", Many(Ref(section="blocks")), sugar=True),
        Field("aliases", "другие названия", Many(Text(300), ordered=False), default=[]),
        Field("hours_start", "начало работы, если не как у всех", Time()),
        Field("hours_end", "конец работы", Time()),
        Field("hours_lunch_start", "начало обеда", Time()),
        Field("hours_lunch_end", "конец обеда", Time()),
        Field("hours_short_end", "конец короткого дня", Time()),
        ACTIVE,
    ),
    key=("code",),
    off=lambda row: row.get("active") is False,
)
PARTICIPANTS = Section(
    "participants",
    "Участники информационного взаимодействия",
    (
        CODE,
        Field("name", "название", Text(300), required=True),
        Field("kind", "вид", Choice(w.PARTICIPANT_KINDS, "kinds of participants")),
        Field("body", "орган", Ref(section="bodies")),
        Field("purpose", "по каким вопросам", Text(500)),
    ),
    key=("code",),
)
