"""Groups 7–9: taking a request. With a key requests are really made; without one refusals are tried."""

from mcu.clients.georeport.conformance.report import Group
from mcu.clients.georeport.conformance.talk import Got, Talk, any_answer, must_answer

NO_KEY = "нужен --key: проверка заводит настоящие заявки"
SIGNS = 'Проверка знаков: ёлка, 🚧, «кавычки» & <b>разметка</b> "прямые"'


def taking(talk: Talk, group: Group) -> None:
    """7. Who may send, and what has to be in a form."""
    bare = talk.filled(api_key="")
    without = [pair for pair in bare if pair[0] != "api_key"]
    refused = talk.post(without)
    group.check("без api_key — 403", refused.status == 403, refused)
    wrong = talk.post([*without, ("api_key", "no-such-key-of-the-kit")])
    group.check("с чужим api_key — 403", wrong.status == 403, wrong)
    if not talk.key:
        group.skip("отказы в форме и приём", NO_KEY)
        return
    for words, fields, status in (
        ("без service_code — 400", talk.filled(service_code=""), 400),
        ("неизвестная служба — 404", talk.filled(service_code="no-such-service-of-the-kit"), 404),
        ("без места — 400", talk.filled(lat="", long=""), 400),
        ("только lat — 400", talk.filled(long=""), 400),
    ):
        got = talk.post(fields)
        group.check(words, got.status == status, got)
    _required(talk, group)


def answers(talk: Talk, group: Group) -> None:
    """8. What the sender is told."""
    if not talk.key:
        group.skip("ответ на заявку", NO_KEY)
        return
    for form in ("json", "xml"):
        got = talk.post(talk.whole(description=f"{SIGNS} ({form})"), form)
        if not group.check(f"{form}: заявка принята (200 или 201)", got.status in {200, 201}, got):
            continue
        told = got.rows[0] if got.rows else {}
        number, token = told.get("service_request_id"), told.get("token")
        group.check(
            f"{form}: service_request_id или token, не оба", bool(number) != bool(token), told
        )
        if number:
            group.check(f"{form}: service_request_id — строка", isinstance(number, str), number)
            talk.made.append(str(number))
        elif token:
            talk.made.append(_by_token(talk, str(token)))


def tokens(talk: Talk, group: Group) -> None:
    """9. A token leads to its request."""
    unknown = talk.get("tokens/no-such-token-of-the-kit")
    group.check("неизвестный token — 404 или 400", unknown.status in {400, 404}, unknown)
    if not talk.key:
        group.skip("token приводит к заявке", NO_KEY)
        return
    made = [number for number in talk.made if number]
    if made:
        group.check("принятая заявка получила номер", made)
    else:
        group.skip("token приводит к заявке", "заявки ещё ждут номера")


def _required(talk: Talk, group: Group) -> None:
    """A service that asks something, where the server has one."""
    for service, got in talk.defined:
        must = must_answer(got)
        if not must:
            continue
        code = str(service.get("service_code"))
        lacking = talk.post(talk.filled(service_code=code))
        group.check(f"{code}: без обязательного ответа — 400", lacking.status == 400, lacking)
        many = [(f"attribute[{one.get('code')}][]", any_answer(one)) for one in must]
        taken = talk.post([*talk.filled(service_code=code), *many])
        group.check(f"{code}: attribute[код][]=… принят", taken.status in {200, 201}, taken)
        return
    group.skip("обязательные ответы", "у служб нет обязательных вопросов")


def _by_token(talk: Talk, token: str) -> str:
    got: Got = talk.get(f"tokens/{token}")
    return str(got.rows[0].get("service_request_id") or "") if got.rows else ""
