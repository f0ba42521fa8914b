"""A community of ВКонтакте: its events asked for or told, its answers, its past."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cached_property, partial
from typing import Any, ClassVar

from mcu.clients.failure import Failure, permanent, stopped, temporary
from mcu.connectors.contract import (
    Attached,
    Batch,
    Can,
    Connector,
    Cursor,
    Item,
    Knock,
    NotTheService,
    Parcel,
    Sent,
    Welcome,
)
from mcu.connectors.raw import parsed
from mcu.connectors.vk import history
from mcu.connectors.vk.api import BY_HAND, VERSION, Api, refusal
from mcu.connectors.vk.events import (
    LOST,
    SITE,
    comment_key,
    event_key,
    message_key,
    payload,
    read_event,
)
from mcu.connectors.vk.form import TOLD, VkForm

COMMUNITY_RATE, SERVICE_RATE = 10, 5  # a second; of 20, shared by reading and sending
LONGEST_WAIT, LEAST_WAIT = 25, 1
MOST_ROUNDS = 200  # of one reading: what comes still faster waits for the next
TITLE = "Пульт МЦУ"  # of our server in the community, at most 14 letters
EVENTS = (
    "message_new", "message_reply", "message_edit", "wall_post_new",
    "wall_reply_new", "wall_reply_edit", "wall_reply_restore", "wall_reply_delete",
    "board_post_new", "board_post_edit", "board_post_restore", "board_post_delete",
    "photo_comment_new", "photo_comment_edit", "photo_comment_restore", "photo_comment_delete",
    "video_comment_new", "video_comment_edit", "video_comment_restore", "video_comment_delete",
)  # fmt: skip
RIGHTS = {"messages": "сообщения", "wall": "стена", "docs": "документы", "manage": "управление"}
OTHER = (
    "Остановлен: это ключ сообщества «{name}» (номер {found}), а вписан номер {group}. Исправьте "
    "номер или ключ."
)
NOT_REACHED = (
    "ВКонтакте не достучался до адреса программы (состояние сервера — {status}). Проверьте, что "
    "адрес виден из интернета, и нажмите «Подтвердить» в управлении сообществом: «Работа с API»."
)
NO_SERVER = (
    "В сообществе нет сервера Callback API с адресом этого канала. Скопируйте адрес со страницы "
    "канала в управление сообществом: «Работа с API» → «Callback API»."
)
CUT_OFF = "ВКонтакте обрывает чтение событий раз за разом. Программа повторит сама."
ONLY_BY_PEOPLE = "ВКонтакте не даёт сообществу отвечать в этом месте." + BY_HAND


class VkConnector(Connector):
    """See README.md."""

    code: ClassVar = "vk"
    title: ClassVar = "ВКонтакте"
    channel: ClassVar = "vk"
    form: ClassVar = VkForm
    can: ClassVar = frozenset(Can) - {Can.FILES}

    @property
    def group(self) -> int:
        return int(self.settings["group"])

    @cached_property
    def api(self) -> Api:
        turn = partial(self.take_turn, COMMUNITY_RATE)
        return Api(self.service, self.settings["token"], turn)

    @property
    def backed(self) -> bool:
        """Whether the past of the wall can be read."""
        return bool(self.settings.get("service_key"))

    @property
    def told(self) -> bool:
        """Whether events come by themselves."""
        return self.settings.get("way") == TOLD

    def probe(self) -> str:
        [own] = self.api.call("groups.getById")["groups"]
        if own["id"] != self.group:
            raise stopped(OTHER.format(name=own["name"], found=own["id"], group=self.group))
        granted = self.api.call("groups.getTokenPermissions")["permissions"]
        rights = {each["name"] for each in granted}
        if not self.told:
            self._listened_to()
        said = [f"Сообщество «{own['name']}» отвечает."]
        missing = [word for right, word in RIGHTS.items() if right not in rights]
        if missing:
            said.append(f"У ключа нет прав: {', '.join(missing)}.")
        said.append(f"Публикация на стене: {self._publishing()}.")
        if not self.backed:
            said.append("Без сервисного ключа комментарии прошлых дней не догрузить.")
        return " ".join(said)

    def knock(self, knock: Knock) -> Welcome:
        try:
            event = parsed(knock.body)
            kind, group = event["type"], event["group_id"]
        except (ValueError, KeyError, TypeError) as strange:
            raise NotTheService from strange
        if group != self.group:
            raise NotTheService
        if kind == "confirmation":
            return Welcome(key=None, answer=self._confirmation().encode())
        self.check_secret(str(event.get("secret", "")))
        return Welcome(key=event_key(event, knock.body))

    def fetch(self, cursor: Cursor, wait: float) -> Iterator[Batch]:
        if self.told:
            self._served()
            return
        server = self._server()
        if not cursor:  # what was before is asked for by a person, with a day
            cursor = _cursor(server["ts"])
            yield Batch((), cursor)
        for _ in range(MOST_ROUNDS):
            heard = self._check(server, cursor["ts"], wait)
            if heard.get("failed"):
                server = self._server()
                if heard["failed"] != 2:  # 2: only the key of the talk has run out
                    yield from self._lost(cursor["day"])
                    cursor = _cursor(heard.get("ts") or server["ts"])
                    yield Batch((), cursor)
                heard = self._check(server, cursor["ts"], 0)
            if heard.get("failed"):
                raise temporary(CUT_OFF)
            cursor, wait = _cursor(heard["ts"]), 0
            yield self._batch(heard["updates"], cursor)
            if not heard["updates"]:
                return

    def since(self, day: date) -> Iterator[Batch]:
        start = history.beginning(day)
        yield from history.messages(self.api, self.group, start)
        if self.backed:
            turn = partial(self.take_turn, SERVICE_RATE, about="past")
            api = Api(self.service, self.settings["service_key"], turn)
            yield from history.wall(api, self.group, start)

    def read(self, body: bytes) -> list[Item]:
        try:
            return read_event(body, self.group, backed=self.backed)
        except OverflowError as endless:
            raise ValueError("a number without end") from endless

    def download(self, file: Attached, largest: int) -> Iterator[bytes]:
        return self.take_file(file.url, largest)

    def send(self, parcel: Parcel) -> Sent:
        if "peer" in parcel.to:
            return self._write(parcel)
        if parcel.to["place"] == "wall":
            return self._comment(parcel)
        raise permanent(ONLY_BY_PEOPLE)

    def publish(self, parcel: Parcel) -> Sent:
        made = self.api.call(
            "wall.post", owner_id=-self.group, from_group=1, message=parcel.text, guid=parcel.key
        )
        number = f"{-self.group}_{made['post_id']}"
        return Sent(f"vk:wall:{number}", f"{SITE}/wall{number}")

    def amend(self, sent: Sent, to: Mapping[str, Any], text: str) -> None:
        number = _number(sent)
        if "peer" in to:
            self.api.call(
                "messages.edit", group_id=self.group, peer_id=to["peer"], cmid=number, message=text
            )
        else:
            self.api.call(
                "wall.editComment", owner_id=to["owner"], post_id=to["number"], comment_id=number,
                message=text,
            )  # fmt: skip

    def withdraw(self, sent: Sent, to: Mapping[str, Any]) -> None:
        number = _number(sent)
        if "peer" in to:
            self.api.call(
                "messages.delete", group_id=self.group, peer_id=to["peer"], cmids=number,
                delete_for_all=1,
            )  # fmt: skip
        else:
            self.api.call(
                "wall.deleteComment", owner_id=to["owner"], post_id=to["number"], comment_id=number
            )

    def _write(self, parcel: Parcel) -> Sent:
        """`peer_ids` and not `peer_id`: only so the number within the talk comes back."""
        peer = int(parcel.to["peer"])
        [made] = self.api.call(
            "messages.send", group_id=self.group, peer_ids=peer, random_id=parcel.number or 1,
            message=parcel.text, dont_parse_links=1, disable_mentions=1,
        )  # fmt: skip
        if made.get("error"):
            raise refusal(made["error"])
        return Sent(message_key(self.group, peer, made["conversation_message_id"]))

    def _comment(self, parcel: Parcel) -> Sent:
        to = parcel.to
        made = self.api.call(
            "wall.createComment", owner_id=to["owner"], post_id=to["number"],
            from_group=self.group, message=parcel.text, reply_to_comment=to.get("comment"),
            guid=parcel.key,
        )  # fmt: skip
        number = made["comment_id"]
        return Sent(
            comment_key("wall", to["owner"], to["number"], number),
            f"{SITE}/wall{to['owner']}_{to['number']}?reply={number}",
        )

    def _confirmation(self) -> str:
        """Written down, or asked for: ВКонтакте makes a new one with every server."""
        written: str = self.settings.get("confirmation", "")
        return written or str(
            self.api.call("groups.getCallbackConfirmationCode", group_id=self.group)["code"]
        )

    def _publishing(self) -> str:
        """Tried with an empty post, which nobody publishes: is it the text or the key that is wrong?"""
        try:
            self.api.call("wall.post", owner_id=-self.group, from_group=1)
        except Failure as refused:
            empty = refused.sentence == refusal({"error_code": 100}).sentence
            return "можно" if empty else f"нельзя ({refused.sentence.rstrip('.')})"
        return "можно"

    def _listened_to(self) -> None:
        """Long Poll with every event we read is switched on in the community."""
        kept = self.api.call("groups.getLongPollSettings", group_id=self.group)
        events = kept.get("events") or {}
        if not kept.get("is_enabled") or not all(events.get(name) for name in EVENTS):
            self.api.call(
                "groups.setLongPollSettings", group_id=self.group, enabled=1, api_version=VERSION,
                **dict.fromkeys(EVENTS, 1),
            )  # fmt: skip

    def _served(self) -> None:
        """Our door stands in the community and ВКонтакте reaches it; it is put there when it may be."""
        servers = self.api.call("groups.getCallbackServers", group_id=self.group)["items"]
        ours = [each for each in servers if self.hook and each["url"].endswith(self.hook)]
        if not ours:
            self._open_door()
        elif ours[0]["status"] not in {"ok", "wait"}:
            raise temporary(NOT_REACHED.format(status=ours[0]["status"]))

    def _open_door(self) -> None:
        if not self.hook.startswith("https://"):
            raise temporary(NO_SERVER)
        made = self.api.call(
            "groups.addCallbackServer", group_id=self.group, url=self.hook, title=TITLE,
            secret_key=self.settings["secret"],
        )  # fmt: skip
        self.api.call(
            "groups.setCallbackSettings", group_id=self.group, server_id=made["server_id"],
            api_version=VERSION, **dict.fromkeys(EVENTS, 1),
        )  # fmt: skip

    def _server(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.api.call("groups.getLongPollServer", group_id=self.group)
        return found

    def _check(self, server: Mapping[str, Any], ts: str, wait: float) -> dict[str, Any]:
        seconds = int(min(max(wait, LEAST_WAIT), LONGEST_WAIT))
        asked = {"act": "a_check", "key": server["key"], "ts": ts, "wait": seconds}
        answer = self.service.ask("GET", server["server"], params=asked, timeout=seconds + 10)
        if not answer.ok:
            raise temporary("Сервер событий ВКонтакте не отвечает. Программа повторит сама.")
        heard: dict[str, Any] = answer.json()
        return heard

    def _batch(self, updates: list[dict[str, Any]], cursor: Cursor) -> Batch:
        """Events with the names of who speaks: in them are only numbers."""
        names = self._names({_speaker(event) for event in updates})
        told = [{**event, "names": history.known(names, _speaker(event))} for event in updates]
        return Batch(tuple(map(payload, told)), cursor)

    def _names(self, people: set[str]) -> dict[str, str]:
        """As far as they are told; an event without a name is an event."""
        known = sorted(number for number in people if number.isdecimal() and number != "0")
        if not known:
            return {}
        with suppress(Failure):
            return history.names_of(self.api.call("users.get", user_ids=",".join(known)))
        return {}

    def _lost(self, day: str) -> Iterator[Batch]:
        """Events of some time are gone: what can be is fetched, and what cannot is said."""
        yield from self.since(date.fromisoformat(day))
        if not self.backed:
            yield Batch((payload({"type": LOST, "object": {"day": day}}),))


def _cursor(ts: object) -> Cursor:
    return {"ts": str(ts), "day": datetime.now(UTC).date().isoformat()}


def _speaker(event: Mapping[str, Any]) -> str:
    said = event.get("object") or {}
    return str((said.get("message") or said).get("from_id", ""))


def _number(sent: Sent) -> int:
    """The last number of an identifier of ours."""
    return int(sent.id.replace("_r", ":").rpartition(":")[2])
