"""What the journal says in Russian of the acts of the organisation: people, sign-in, refusals."""

from collections.abc import Mapping

SENTENCES: dict[str, str] = {
    "person.add": "добавлен сотрудник",
    "person.password": "заменён пароль",
    "person.active": "открыт или закрыт вход",
    "person.marks": "изменены служебные отметки",
    "person.hours": "внесены часы за неделю",
    "link.make": "выдана одноразовая ссылка",
    "link.use": "пароль задан по одноразовой ссылке",
    "substitution.set": "назначено замещение: {absent} → {substitute}",
    "substitution.begin": "началось замещение: {absent} → {substitute}",
    "substitution.end": "окончено замещение: {absent} → {substitute}",
    "substitution.return": "замещение возвращено досрочно: {absent} → {substitute}",
    "block.add": "заведён блок",
    "block.rename": "блок назван «{name}»",
    "block.bodies": "изменён состав органов блока",
    "block.topics": "изменены темы блока",
    "block.merge": "объединён блок",
    "block.off": "отключён блок",
    "block.on": "блок снова действует",
    "body.add": "заведён орган",
    "body.rename": "изменены сведения об органе",
    "body.move": "перемещён орган",
    "body.merge": "объединён орган",
    "body.off": "отключён орган",
    "body.on": "орган снова действует",
    "signin.ok": "вход: {way}, {device}",
    "signin.out": "выход",
    "signin.failed": "неудачный вход: {way}, адрес {address}",
    "signin.closed": "вход закрыт на время: много неверных попыток",
    "signin.unlock": "попытки входа обнулены",
    "signin.linked": "связан с учётной записью единого входа",
    "session.ended": "сеанс завершён: {reason}",
    "session.ended_all": "сеансы завершены: {count}",
    "second_factor.add": "добавлен второй фактор: {kind}",
    "second_factor.remove": "убран второй фактор: {kind}",
    "second_factor.codes": "выданы новые запасные коды",
    "second_factor.recovery": "вход запасным кодом, осталось {left}",
    "second_factor.reset": "второй фактор сброшен администратором",
    "token.make": "выпущен токен",
    "token.revoke": "отозван токен",
    "security.second_factor_roles": "изменено, каким ролям нужен второй фактор",
    "centre.set": "изменена карточка центра",
    "act.add": "заведён правовой акт",
    "act.change": "изменена карточка правового акта",
    "act.file": "приложен текст акта: {name}",
    "act.ask": "предложено ознакомиться с актом",
    "act.remind": "напомнено об ознакомлении с актом",
    "act.read": "ознакомился с актом",
    "act.unask": "убран из листа ознакомления",
    "normative.add": "дополнена нормативная база",
    "normative.change": "изменён акт нормативной базы",
    "organisation.export": "выгружен список организации",
    "duty.give": "дана роль",
    "duty.end": "снята роль",
    "rights.change": "роль «{role}», право «{permission}»: {scope}",
    "rights.restore": "роль «{role}», право «{permission}»: снова как в таблице",
    "calendar.set": "изменён день календаря",
    "calendar.remove": "день календаря возвращён",
    "notice.choose": "изменены свои уведомления",
    "profile.load": "загружен профиль",
    "profile.organisation": "загружена организация из профиля",
    "profile.restore": "настройка возвращена, как в акте: {setting}",
    "profile.export": "выгружен профиль",
    "access.denied": "отказано: не хватает права «{permission}», {door}",
    "access.hidden": "не показано: чужое или несуществующее, {door}",
}


class Known(dict[str, str]):
    """Values of an entry; what an old entry does not have is a dash, never an error."""

    def __missing__(self, key: str) -> str:
        return "—"


def worded(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with the values in it; curly brackets inside a value stay what they are."""
    return pattern.format_map(Known(values))
