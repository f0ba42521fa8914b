"""The sections of a profile that say how the centre works: risks, reports, indicators, meetings."""

from mcu.core.profile import Choice, Field, Flag, Many, Number, Ref, Rows, Section, Table, Text
from mcu.org.rules.profile import words as w
from mcu.org.rules.profile.sections import CODE, PROVEN, VALIDITY, WHO

RISK_PROCEDURE = Section(
    "risk_procedure",
    "Работа с информационными рисками",
    (
        Field("act", "каким актом утверждена", Ref(section="acts")),
        Field("signs", "признаки риска", Many(Text(300))),
        Field(
            "monitoring",
            "мониторинг",
            Table(
                (
                    Field("every", "как часто", Choice(w.PERIODS, "periods")),
                    Field("what", "что просматривается", Many(Text(300))),
                    Field("by", "кто", WHO),
                )
            ),
        ),
        Field(
            "alert",
            "оповещение",
            Table(
                (
                    Field("chat", "алерт-чат", Text(200)),
                    Field("channel", "в каком канале", Ref(section="channels")),
                    Field("receivers", "кому сообщать", Many(WHO)),
                )
            ),
        ),
        Field("steps", "этапы отработки", Many(Text(300))),
        Field(
            "levels",
            "уровни критичности",
            Rows(
                (
                    CODE,
                    Field("title", "название", Text(200), required=True),
                    Field("reaction_minutes", "реагировать, минут", Number(1)),
                    *PROVEN,
                )
            ),
        ),
        Field("report_format", "из чего состоит отчёт об отработке", Many(Text(500))),
        Field("closed_when", "когда риск отработан", Many(Text(300))),
        Field("preventive", "превентивные кампании", Many(Text(500))),
        Field("threat_list", "ведётся перечень сезонных и ежегодных угроз", Flag()),
        Field(
            "threats",
            "сезонные угрозы",
            Rows(
                (
                    Field("title", "угроза", Text(300), required=True),
                    Field("months", "месяцы", Many(Number(1, 12))),
                )
            ),
        ),
    ),
)
INDICATORS = Section(
    "indicators",
    "Показатели",
    (
        CODE,
        Field("title", "название", Text(300), required=True),
        Field("area", "к чему относится", Choice(w.AREAS)),
        Field("owner", "кто отвечает", WHO),
        Field("obligatory", "обязательный", Flag()),
        Field("set_by", "кто устанавливает", WHO),
        Field("unit", "единица", Text(60)),
        Field("target", "целевое значение", Text(100)),
        Field("formula", "как считается", Text(1000)),
        Field("period", "как часто", Choice(w.PERIODS, "periods")),
        *VALIDITY,
        *PROVEN,
    ),
    key=("code",),
)
RATINGS = Section(
    "ratings",
    "Рейтинги",
    (
        CODE,
        Field("title", "название", Text(300), required=True),
        Field("of", "кого", Choice(w.RATED)),
        Field("system", "по какой системе", Choice(w.SYSTEMS)),
        Field("dimensions", "измерения", Many(Choice(w.DIMENSIONS))),
        Field("by", "кто проводит", WHO),
        Field("period", "как часто", Choice(w.PERIODS, "periods")),
    ),
    key=("code",),
)
MEETINGS = Section(
    "meetings",
    "Совещания и заседания",
    (
        Field("forms", "формы", Many(Choice(w.MEETING_FORMS))),
        Field("frequency", "как часто", Choice(w.PERIODS, "periods")),
        Field("main_form", "основная форма работы МЦУ — заседания", Flag()),
        Field("agenda_by", "кто согласует повестку", WHO),
        Field("with_head", "с участием Главы", Flag()),
        Field("prepared_by", "кто готовит", WHO),
    ),
)
MODULES = Section(
    "modules",
    "Модули",
    tuple(Field(code, title, Flag(), default=on) for code, (title, on) in w.MODULES.items()),
)
CONTROL = Section(
    "control",
    "Контроль исполнения",
    (
        Field("by", "кто контролирует исполнение и качество данных", Many(WHO)),
        Field("notice_to", "кому направляется требование об устранении", Text(300)),
        Field(
            "redirect_through",
            "через какой канал перенаправляют не по полномочиям",
            Ref(section="channels"),
        ),
        Field("minimise_explanations", "сокращать долю разъяснительных ответов", Flag()),
        Field("single_platform", "работа через единую цифровую платформу", Flag()),
    ),
)
