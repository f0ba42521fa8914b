"""What the words beside a name say: a post, a street, a company, kinship. Each word is judged once."""

import re
from functools import lru_cache
from typing import NamedTuple

REACH = 70


class Says:
    """What a word beside a name tells about it: bits of a plain number, enum flags are slow."""

    POST = 1
    HEAD = 2
    OFFICE = 4
    PLACE = 8
    ALONG = 16
    WHERE = 32
    COMPANY = 64
    ANIMAL = 128
    ROLE = 256
    SELF = 512
    GREETING = 1024


_WORDS = {
    Says.POST: r"глав[аыеуо]й?|мэр\w{0,2}|губернатор\w{0,2}|депутат\w{0,2}|министр\w{0,2}|президент\w{0,2}|"
    r"прокурор\w{0,2}|начальни[кц]\w{0,3}|участков\w{2,3}|заместител\w{1,2}|зам|замглавы|замначальника|судь[яеюи]|"
    r"военком\w{0,2}|вице-\w+|полковник\w?|майор\w?|капитан\w?|лейтенант\w?|инспектор\w?|сенатор\w?|геро[йяюе]\w?|"
    r"маршал\w?|генерал\w?|адмирал\w?|академик\w?|поэт\w?|писател\w{1,2}|композитор\w?|святител\w|преподобн\w+|"
    r"цар[ьяю]\w?|император\w?|памятник\w?|контроль|атаман\w?|космонавт\w?|певц\w?|певец|актёр\w?|художник\w?|футболист\w?|"
    r"вратар\w|иконк?\w|свят\w{2,3}|чиновник\w{0,2}|градоначальник\w?|спикер\w?|вр[ие]о|и\.о|ио|вождь|вождю",
    Says.HEAD: r"(?:ген)?директор\w{0,2}|руководител\w{1,2}|специалист\w{0,2}|председател\w{1,2}|сотрудник\w?",
    Says.OFFICE: r"департамент\w?|управлени\w|комитет\w?|администраци\w|отдел\w?|МЦУ|МУП|МКУ|МБУ|ГКУ|ООО|думы|совета|"
    r"правительств\w|суда|фонда|округа|района|города|области",
    Says.PLACE: r"ул|пер|пр|пр-т|пр-кт|просп|пл|б-р|бул|им|мкр|мкрн|мкр-н|ост|г|гор|с|д|дер|п|пос|пгт|р|оз|ст|ж/д|туп|наб|ш|"
    r"улиц\w{1,2}|улочк\w|переул\w{1,4}|проспект\w?|площад\w{1,2}|бульвар\w?|имени|сквер\w?|парк\w?|школ\w{1,2}|"
    r"остановк\w{1,2}|проезд\w?|тупик\w?|шоссе|набережн\w{2,3}|микрорайон\w?|район\w?|город\w{0,2}|сел[аеоу]|деревн\w|"
    r"пос[её]л\w{2,3}|хутор\w?|станиц\w|рек[аиуе]|озер\w|алле\w|карьер\w?|больниц\w|госпитал\w|библиотек\w|театр\w?|"
    r"музе\w|стадион\w?|угол|углу|перекр[её]ст\w+|кладбищ\w|гимнази\w|лице\w|колледж\w?|институт\w?|мост\w?|рынок|бухт\w",
    Says.ALONG: r"на|по|возле|около|вдоль|районе|через|дом\w{0,2}|между|в|во",
    Says.WHERE: r"с|со|до|от|из|у|за|под|к|ко|и",
    Says.COMPANY: r"ИП|ООО|ОАО|ПАО|АО|ЗАО|КФХ|ТД|ЖК|ТЦ|ЧОП|МУП|МКУ|МБОУ|ДК|ТК|магазин\w?|аптек\w|кафе|компани\w|фирм\w|"
    r"такси|бренд\w?|марк[иу]",
    Says.ANIMAL: r"кот|кота|коту|котик\w?|кошк\w|кошечк\w|п[её]с|пса|псу|собак\w|собачк\w|щен\w+|питбул\w{1,2}|алаба\w|овчарк\w|"
    r"козел|козл\w|коз[аыу]|лошад\w|кон[ья]|клич\w{2,3}|попуга\w|коров\w|бык\w?",
    Says.ROLE: r"сосед\w{0,4}|мастер\w?|водител\w{1,2}|шоф[её]р\w?|врач\w{0,2}|доктор\w?|терапевт\w?|педиатр\w?|хирург\w?|стоматолог\w?|"
    r"фельдшер\w?|медсестр\w{1,2}|санитар\w{1,3}|учител\w{1,5}|педагог\w?|воспитател\w{1,4}|тренер\w?|физрук\w?|логопед\w?|"
    r"завуч\w?|дворник\w?|слесар\w{1,2}|сантехник\w?|электрик\w?|сварщик\w?|лифт[её]р\w?|диспетчер\w?|продав\w{2,4}|"
    r"председател\w{1,2}|гр|гр-н|гр-ка|гражданин\w?|гражданк\w|заявител\w{1,5}|абонент\w?|жител\w{1,6}|жиличк\w|жилец|"
    r"жильц\w|фамили\w{1,2}|хозя\w{2,4}|собственни\w{1,3}|семь\w{1,2}|семей|дочер\w|дочь|дочк\w|сын\w?|мать|мам[аеыу]|от[ец]ц?\w?|"
    r"пап[аеыу]|муж\w?|жен[аеыу]|супруг\w?|бабушк\w|баб[аеыу]|дедушк\w|дед\w?|внук\w?|внучк\w|брат\w?|сестр\w|тёт\w{1,2}|тет[яеьюк]\w?|дяд\w|"
    r"племянни\w{1,3}|свекров\w|тёщ\w|тест\w|зят\w|невестк\w|реб[её]н\w{1,3}|девочк\w|мальчик\w?|старост\w|старш\w{2,3}|"
    r"домком\w?|контрол[её]р\w?|кондуктор\w?|кассир\w?|почтальон\w?|пенсионер\w{0,3}|инвалид\w?|ветеран\w?|обратил\w{2,3}|"
    r"принят\w?|звонил\w?|автор\w?|инициатор|подписал\w?|друг\w?|подруг\w|товарищ\w?|тов|опекун\w?|бригадир\w?|управдом\w?|"
    r"уч\w+ница|ученик\w?|студент\w{0,2}|покойн\w{2,3}|умерш\w{2,3}|получател\w{1,2}|арендатор\w?|квартирант\w?|уборщиц\w|вахт[её]р\w{0,2}|"
    r"охранник\w?|гражданк\w|коллег\w|няня|няне|массажист\w?|парикмахер\w?",
    Says.SELF: r"я|зовут|имени|имя|фамилия|фамилию|фио|ф\.и\.о|обратил\w{2}|представил\w{2,4}|спросить|спросите|вам|же|подпись|мне",
    Says.GREETING: r"уважаем\w+|многоуваж\w+|глубокоуваж\w+|здравствуй\w*|добр(?:ый|ого|ое|ой|ым)|господин\w?|госпож\w|"
    r"дорог(?:ой|ая|ие)|мил\w{2}|мэр|спасибо|прошу|просим|ответ\w?|тема|фио|адрес\w?|телефон\w?|тилифон|жалоба|"
    r"заявление|от|контакт\w?|автор|суть|улиц\w+|подъезд\w?|дом\w?|двор\w?|город\w?|администрац\w+|обращени\w|вопрос\w?|при[её]м|"
    r"памятник\w?|ремонт\w?|школ\w+|детск\w+|депутат\w?|губернатор\w?|глав\w|директор\w?|почта|приложение|объект\w?|копия|"
    r"родился|прокурор\w?|господа|слава|боже|бог\w?|поч[её]т\w*|благодар\w+|ребят\w?|народ|люди|друзья|вечер|день|утро|россия|область",
}
_PATTERNS = {said: re.compile(pattern, re.I) for said, pattern in _WORDS.items()}
_STRIPPED = " .,:;!?…()[]«»\"“”'—–-*/№"
_ENDS = (".", "!", "?", "…", ")", ";")


@lru_cache(maxsize=65_536)
def says(word: str) -> int:
    """What this word tells about a name beside it."""
    bare = word.strip(_STRIPPED)
    found = 0
    for said, pattern in _PATTERNS.items():
        if pattern.fullmatch(bare):
            found |= said
    return found


class Around(NamedTuple):
    """The neighbourhood of a run: words before it, the nearest first, and the text after it."""

    before: list[str]
    after: str
    quoted: bool
    begins: bool

    def told(self, said: int) -> bool:
        """Whether the word right before says so."""
        return bool(self.before) and bool(says(self.before[0]) & said)

    @property
    def official(self) -> bool:
        """«начальника отдела благоустройства …»: a post, then only what belongs to it."""
        office = False
        for number, word in enumerate(self.before[:6]):
            said = says(word)
            if word.endswith((",", ":", "—", "–")) or (number and _ends(word)):
                return False
            if said & Says.POST or (said & Says.HEAD and office):
                return True
            office = office or bool(said & Says.OFFICE)
            if word[0].isupper() and not (said & Says.OFFICE or word.strip(_STRIPPED) in _OF_POSTS):
                return False
        return False

    @property
    def kin(self) -> bool:
        """«сосед сверху …», «водитель автобуса …»: who it is, at most three small words away."""
        for number, word in enumerate(self.before[:4]):
            if says(word) & Says.ROLE and not (number and word.endswith((",", "."))):
                return True
            if word[0].isupper() or _ends(word):
                return False
        return False


_OF_POSTS = frozenset(
    {"России", "Советского", "Союза", "МЧС", "МВД", "ГИБДД", "ЖКХ", "РФ", "г", "о"}
)


def _ends(word: str) -> bool:
    """Whether a sentence ends with this word: a short one with a point is an abbreviation."""
    return word.endswith(_ENDS) and (len(word) > 5 or word[-1] != ".")


def around(text: str, start: int, end: int) -> Around:
    """The neighbourhood of text[start:end] in its line."""
    left = text[max(0, start - REACH) : start]
    line = left[left.rfind("\n") + 1 :]
    words = line.split()[::-1]
    quoted = line.count("«") > line.count("»") or line.endswith(('"', "“"))
    begins = not words or _ends(words[0])
    return Around(words, text[end : end + 40], quoted, begins)
