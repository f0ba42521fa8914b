"""Each check is a small function from facts to a finding."""

from collections.abc import Callable
from datetime import timedelta

from mcu.desk.rules.doctor.facts import Facts, Finding, State
from mcu.web.words import plural

STALE = timedelta(days=90)
JOURNAL_AGE = timedelta(days=2)  # walked every night
BACKUP_AGE = timedelta(days=1, hours=12)
OLDEST_POSTGRES = 15
LONG_PASSWORD = 15
SKEW = timedelta(seconds=5)
DISK_FREE = 0.1
DISK_LEAST = 2 * 2**30


def examine(facts: Facts) -> list[Finding]:
    """Every check, the worst first."""
    order = [State.LATE, State.SOON, State.NONE, State.OK]
    return sorted((check(facts) for check in CHECKS), key=lambda found: order.index(found.state))


# ---- keys and the server -------------------------------------------------------------------------


def _secret_key(f: Facts) -> Finding:
    title = "Ключ сеансов и форм"
    if f.key_open:
        mend = "Закройте файл: chmod 600 MCU_DATA/keys/django.secret."
        return Finding("secret_key", title, State.LATE, "Файл читают другие пользователи.", mend)
    return Finding("secret_key", title, State.OK, "Свой, читает только программа.")


def _vault_keys(f: Facts) -> Finding:
    title = "Ключи личных данных"
    if f.vault_open:
        mend = "Закройте папку: chmod -R go-rwx MCU_DATA/keys."
        return Finding("vault_keys", title, State.LATE, "Их читают другие пользователи.", mend)
    if not f.vault_keys:
        return Finding("vault_keys", title, State.NONE, "Ещё не нужны: личных данных нет.")
    return Finding(
        "vault_keys",
        title,
        State.OK,
        f"{plural(f.vault_keys, 'ключ|ключа|ключей')} вне базы данных.",
    )


def _debug(f: Facts) -> Finding:
    title = "Режим разработки"
    if f.debug:
        return Finding(
            "debug",
            title,
            State.LATE,
            "Включён: страница ошибки показывает код и настройки.",
            "Уберите MCU_DEBUG.",
        )
    return Finding("debug", title, State.OK, "Выключен.")


def _https(f: Facts) -> Finding:
    title = "Шифрование соединения"
    if f.https:
        return Finding("https", title, State.OK, "Только https.")
    if _only_here(f):
        said = "Без https, но программа видна только с этого компьютера."
        mend = "Прежде чем открыть её другим: прокси с TLS и MCU_HTTPS=1."
        return Finding("https", title, State.SOON, said, mend)
    mend = "Поставьте прокси с TLS (nginx, Angie, Caddy) и MCU_HTTPS=1."
    return Finding("https", title, State.LATE, "Пароли и данные идут по сети открыто.", mend)


def _hsts(f: Facts) -> Finding:
    title = "HSTS: браузер сам не ходит без https"
    if f.hsts:
        return Finding("hsts", title, State.OK, f"На {plural(f.hsts // 86400, 'день|дня|дней')}.")
    state = State.NONE if _only_here(f) else State.LATE
    return Finding("hsts", title, state, "Выключен вместе с https.", "MCU_HTTPS=1.")


def _cookies(f: Facts) -> Finding:
    title = "Куки сеанса"
    if f.cookies_secure:
        return Finding("cookies", title, State.OK, "Только по https, не видны сценариям страниц.")
    state = State.NONE if _only_here(f) else State.LATE
    return Finding(
        "cookies", title, state, "Не видны сценариям, но ходят и без https.", "MCU_HTTPS=1."
    )


def _policy(f: Facts) -> Finding:
    title = "Политика содержимого (CSP)"
    weak = [
        name
        for name, allowed in f.policy.items()
        if {"'unsafe-inline'", "'unsafe-eval'", "*"} & {*allowed}
    ]
    if weak or f.policy.get("default-src") != ["'none'"]:
        said = f"Ослаблена: {', '.join(weak) or 'default-src'}."
        return Finding("policy", title, State.LATE, said, "Верните политику из поставки.")
    return Finding(
        "policy",
        title,
        State.OK,
        "Строгая: ни строчки кода внутри страниц, ничего с других серверов.",
    )


def _hosts(f: Facts) -> Finding:
    title = "Имена, под которыми открывается программа"
    if "*" in f.hosts:
        return Finding("hosts", title, State.LATE, "Любые.", "MCU_HOSTS=mcu.вашгород.рф")
    return Finding("hosts", title, State.OK, ", ".join(f.hosts))


def _proxies(f: Facts) -> Finding:
    title = "Прокси перед программой"
    if any(name.endswith("/0") for name in f.trusted):
        mend = "Назовите в MCU_TRUSTED_PROXIES только адрес своего прокси."
        return Finding(
            "proxies", title, State.LATE, "Доверие любому адресу: его можно подделать.", mend
        )
    if f.https and not f.proxies:
        said = "https есть, а число прокси не названо: в журнале и блокировках адрес прокси, а не людей."
        return Finding("proxies", title, State.SOON, said, "MCU_PROXIES=1.")
    said = f"Доверие: {', '.join(f.trusted)}." if f.proxies else "Нет."
    return Finding("proxies", title, State.OK, said)


def _only_here(f: Facts) -> bool:
    return {*f.hosts} <= {"127.0.0.1", "localhost", "[::1]"}


# ---- signing in ----------------------------------------------------------------------------------


def _sessions(f: Facts) -> Finding:
    title = "Сеансы"
    said = f"Без действий {f.idle_minutes} мин., всего {f.hours} ч."
    if f.idle_minutes > 240 or f.hours > 24:
        mend = "MCU_SESSION_IDLE_MINUTES=60, MCU_SESSION_HOURS=12."
        return Finding("sessions", title, State.SOON, f"{said} Это долго.", mend)
    return Finding("sessions", title, State.OK, said)


def _password_length(f: Facts) -> Finding:
    title = "Длина пароля"
    said = f"От {plural(f.password_length, 'знака|знаков|знаков')}."
    if f.password_length < 12:
        return Finding(
            "password_length", title, State.LATE, said, "MCU_PASSWORD_LENGTH=12 или больше."
        )
    if f.password_length < LONG_PASSWORD and _uncovered(f):
        mend = f"Включите второй фактор всем или MCU_PASSWORD_LENGTH={LONG_PASSWORD}."
        return Finding(
            "password_length",
            title,
            State.SOON,
            f"{said} Без второго фактора советуют {LONG_PASSWORD}.",
            mend,
        )
    return Finding("password_length", title, State.OK, said)


def _leaked_passwords(f: Facts) -> Finding:
    title = "Список утёкших паролей"
    if f.leaked_list and not f.leaked_there:
        return Finding(
            "leaked_passwords",
            title,
            State.LATE,
            "Файл из настройки не открывается.",
            "Проверьте MCU_LEAKED_PASSWORDS.",
        )
    if f.leaked_list:
        return Finding("leaked_passwords", title, State.OK, "Подключён, ищется без Интернета.")
    said = "Свой не подключён; распространённые пароли, слова и раскладки проверяются и так."
    mend = "Скачайте список вида «SHA1:число» и назовите файл в MCU_LEAKED_PASSWORDS."
    return Finding("leaked_passwords", title, State.NONE, said, mend)


def _weak_hashes(f: Facts) -> Finding:
    title = "Как хранятся пароли"
    if f.weak_hashes:
        said = f"По-старому у {plural(f.weak_hashes, 'человека|человек|человек')}."
        mend = "Обновится само при следующем входе; кто не входит — закройте вход."
        return Finding("weak_hashes", title, State.SOON, said, mend)
    return Finding("weak_hashes", title, State.OK, "Argon2id у всех, у кого есть пароль.")


def _second_factor(f: Facts) -> Finding:
    title = "Второй фактор"
    missing = [row for row in f.coverage if row.demanded and row.covered < row.people]
    if missing:
        told = ", ".join(f"{row.role} {row.covered} из {row.people}" for row in missing)
        mend = "Подключат при следующем входе; завершите их сеансы, если ждать нельзя."
        return Finding(
            "second_factor", title, State.SOON, f"Обязателен, но есть не у всех: {told}.", mend
        )
    if not any(row.demanded for row in f.coverage):
        mend = (
            "Настройки → Безопасность: отметьте роли, начните с администратора и руководителя МЦУ."
        )
        return Finding("second_factor", title, State.SOON, "Не обязателен ни для одной роли.", mend)
    return Finding("second_factor", title, State.OK, "Есть у всех, чьей роли он нужен.")


def _stale_accounts(f: Facts) -> Finding:
    title = "Забытые учётные записи"
    if f.stale:
        said = f"{STALE.days} дней не входили: {f.stale}."
        mend = "Настройки → Люди: закройте вход тем, кто больше не работает."
        return Finding("stale_accounts", title, State.SOON, said, mend)
    return Finding(
        "stale_accounts", title, State.OK, "Все входили за последние 90 дней или заведены недавно."
    )


def _oidc(f: Facts) -> Finding:
    title = "Единый вход (OpenID Connect)"
    if not f.oidc:
        return Finding("oidc", title, State.NONE, "Не подключён.", "Если он есть: MCU_OIDC_ISSUER.")
    return Finding("oidc", title, State.OK, f.oidc)


def _uncovered(f: Facts) -> bool:
    return any(row.covered < row.people for row in f.coverage)


# ---- the engine under it -------------------------------------------------------------------------


def _postgresql(f: Facts) -> Finding:
    title = "Версия PostgreSQL"
    said = f"{f.postgres // 10000}.{f.postgres % 10000}"
    if f.postgres // 10000 < OLDEST_POSTGRES:
        return Finding(
            "postgresql",
            title,
            State.LATE,
            said,
            f"Обновите сервер до {OLDEST_POSTGRES} или новее.",
        )
    return Finding("postgresql", title, State.OK, said)


def _database(f: Facts) -> Finding:
    title = "Где база данных"
    if f.embedded:
        return Finding("database", title, State.OK, "Встроенная, в сеть не смотрит.")
    if f.database_local:
        return Finding("database", title, State.OK, "Свой сервер на этом же компьютере.")
    if f.database_tls:
        return Finding("database", title, State.OK, "Свой сервер в сети, связь с ним шифруется.")
    mend = "Включите TLS на сервере (hostssl) и добавьте sslmode=verify-full."
    return Finding("database", title, State.LATE, "В сети, и связь с ней не шифруется.", mend)


def _clock(f: Facts) -> Finding:
    title = "Часы"
    if abs(f.skew) > SKEW:
        said = f"Расходятся с базой данных на {abs(f.skew).total_seconds():.0f} с: сроки и коды будут неверны."
        return Finding(
            "clock",
            title,
            State.LATE,
            said,
            "Включите синхронизацию времени (NTP) на обоих компьютерах.",
        )
    if f.embedded or f.database_local:
        said = "Сверить не с чем: база данных на этом же компьютере."
        return Finding(
            "clock", title, State.NONE, said, "Убедитесь, что время синхронизируется: timedatectl."
        )
    return Finding("clock", title, State.OK, "Совпадают с часами базы данных.")


def _disk(f: Facts) -> Finding:
    title = "Место на диске"
    said = f"Свободно {f.disk_free / 2**30:.0f} ГБ из {f.disk_total / 2**30:.0f}."
    if f.disk_free < DISK_LEAST:
        return Finding(
            "disk", title, State.LATE, said, "Освободите место: без него база данных остановится."
        )
    state = State.SOON if f.disk_free < DISK_FREE * f.disk_total else State.OK
    return Finding("disk", title, state, said, "Освободите место." if state is State.SOON else "")


def _backups(f: Facts) -> Finding:
    title = "Резервные копии"
    if not f.backups:
        mend = "Копируйте командой mcu backup ФАЙЛ --keys ФАЙЛ_КЛЮЧЕЙ и назовите папку копий в MCU_BACKUPS."
        return Finding("backups", title, State.SOON, "Где они лежат, программа не знает.", mend)
    if f.last_backup is None:
        return Finding(
            "backups", title, State.LATE, "В папке копий пусто.", "Проверьте задание копирования."
        )
    age = f.now - f.last_backup
    said = f"Последней {age.total_seconds() / 3600:.0f} ч."
    if age > BACKUP_AGE:
        return Finding(
            "backups", title, State.LATE, said, "Копия старше суток: проверьте задание копирования."
        )
    return Finding("backups", title, State.OK, f"{said} Восстановление проверяйте раз в полгода.")


def _calendar(f: Facts) -> Finding:
    title = f"Производственный календарь на {f.calendar_year} год"
    if f.calendar_known:
        return Finding("calendar", title, State.OK, "Есть.")
    # The Government publishes the transfers in the autumn: before October nobody has them.
    state = State.SOON if f.now.month >= 10 else State.NONE
    mend = "Обновите программу или впишите дни: Настройки → Календарь."
    return Finding("calendar", title, state, "Переносы выходных ещё не известны программе.", mend)


def _journal(f: Facts) -> Finding:
    title = "Журнал цел"
    if f.journal_broken:
        return Finding(
            "journal",
            title,
            State.LATE,
            f"Нарушен: {f.journal_broken}.",
            "Настройки → Журнал; сохраните копию базы и разберитесь, кто её правил.",
        )
    if f.journal_at is None or f.now - f.journal_at > JOURNAL_AGE:
        return Finding(
            "journal",
            title,
            State.SOON,
            "Больше двух дней не проверялся.",
            "mcu journal verify; mcu worker делает это каждую ночь.",
        )
    hours = (f.now - f.journal_at).total_seconds() / 3600
    return Finding("journal", title, State.OK, f"Проверен {hours:.0f} ч. назад.")


def _components(f: Facts) -> Finding:
    title = "Сторонние компоненты (SBOM)"
    said = f"{plural(f.components, 'компонент|компонента|компонентов')} с версиями и хешами: скачайте и сверяйте с базами уязвимостей."
    return Finding("components", title, State.OK if f.components else State.NONE, said)


def _antivirus(f: Facts) -> Finding:
    title = "Антивирус для вложений"
    if not f.antivirus:
        said = "Не подключён: вид файла проверяется по содержимому, программы не принимаются."
        mend = "Поставьте ClamAV и назовите его адрес в MCU_CLAMAV."
        return Finding("antivirus", title, State.NONE, said, mend)
    if not f.antivirus_there:
        said = "Не отвечает: вложения из каналов ждут на странице «Карантин»."
        mend = "Проверьте службу clamd и адрес в MCU_CLAMAV."
        return Finding("antivirus", title, State.LATE, said, mend)
    return Finding("antivirus", title, State.OK, "Отвечает: каждое вложение показано ему.")


CHECKS: tuple[Callable[[Facts], Finding], ...] = (
    _secret_key, _vault_keys, _debug, _https, _hsts, _cookies, _policy, _hosts, _proxies, _sessions,
    _password_length, _leaked_passwords, _weak_hashes, _second_factor, _stale_accounts, _oidc,
    _postgresql, _database, _clock, _disk, _backups, _calendar, _journal, _components,
    _antivirus,
)  # fmt: skip
