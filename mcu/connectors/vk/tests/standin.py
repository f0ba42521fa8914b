"""ВКонтакте over loopback, strict: methods, parameters and kinds of keys as in the official schema 5.199.

A method that is not in METHODS, a parameter the schema does not name, a missing one or a key of the
wrong kind is answered with the error the service gives. README.md says who audited it.
"""

from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from mcu.connectors.tests.standin import Asked, Reply, StandIn
from mcu.connectors.vk.connector import EVENTS
from mcu.core.tests.pictures import photo

GROUP = 77
COMMUNITY, SERVICE = "vk1.a.community", "service"
DAY = 1_763_000_000  # 13.11.2025
OTHERS = (
    "audio_new", "group_change_photo", "group_change_settings", "group_join", "group_leave",
    "group_officers_edit", "market_comment_delete", "market_comment_edit", "market_comment_new",
    "market_comment_restore", "message_allow", "message_deny", "message_read",
    "message_typing_state", "photo_new", "poll_vote_new", "user_block", "user_unblock",
    "video_new", "message_reaction_event", "wall_repost", "wall_schedule_post_new",
    "wall_schedule_post_delete", "donut_subscription_create", "donut_subscription_prolonged",
    "donut_subscription_cancelled", "donut_subscription_expired",
    "donut_subscription_price_changed", "donut_money_withdraw", "donut_money_withdraw_error",
)  # fmt: skip
ZOYA = {"id": 7, "first_name": "Зоя", "last_name": "Ключевская"}
PEOPLE = {7: ZOYA, 8: {"id": 8, "first_name": "Пётр", "last_name": "Садовый"}}


@dataclass(frozen=True)
class Method:
    """Who may call it, what it must be given, what else it may."""

    keys: str
    needs: frozenset[str]
    takes: frozenset[str]


def method(keys: str, needs: str = "", takes: str = "") -> Method:
    return Method(keys, frozenset(needs.split()), frozenset(takes.split()))


METHODS = {
    "groups.getById": method("group service", "", "group_id group_ids fields"),
    "groups.getTokenPermissions": method("group"),
    "groups.getLongPollServer": method("group", "group_id"),
    "groups.getLongPollSettings": method("group", "group_id"),
    "groups.setLongPollSettings": method("group", "group_id", "enabled api_version *"),
    "groups.getCallbackConfirmationCode": method("group", "group_id"),
    "groups.getCallbackServers": method("group", "group_id", "server_ids"),
    "groups.addCallbackServer": method("group", "group_id url title", "secret_key"),
    "groups.setCallbackSettings": method("group", "group_id", "server_id api_version *"),
    "users.get": method("group service", "", "user_ids fields name_case"),
    "messages.send": method(
        "group", "random_id", "peer_id peer_ids group_id message dont_parse_links disable_mentions"
        " attachment reply_to",
    ),
    "messages.edit": method("group", "peer_id", "group_id message cmid message_id"),
    "messages.delete": method("group", "", "group_id peer_id cmids message_ids delete_for_all"),
    "messages.getConversations": method("group", "", "group_id count offset extended"),
    "messages.getHistory": method("group", "", "group_id peer_id count offset extended rev"),
    "wall.get": method("service", "", "owner_id domain offset count filter extended fields"),
    "wall.getComments": method(
        "service", "", "owner_id post_id need_likes start_comment_id offset count sort"
        " preview_length extended fields comment_id thread_items_count",
    ),
    "wall.createComment": method(
        "group", "post_id", "owner_id from_group message reply_to_comment attachments guid"
    ),
    "wall.editComment": method("user", "comment_id", "owner_id post_id message attachments"),
    "wall.deleteComment": method("user", "comment_id", "owner_id post_id"),
    "wall.post": method("user group", "", "owner_id from_group message attachments guid"),
}  # fmt: skip


class VkService(StandIn):
    """One community: its wall, its talks, the events it has told, what it was made to say."""

    def __init__(self) -> None:
        super().__init__()
        self.group, self.kind = GROUP, {COMMUNITY: "group", SERVICE: "service"}
        self.errors: dict[str, list[int]] = {}
        self.rights = ["messages", "wall", "docs", "manage"]
        self.polled: dict[str, Any] = {"is_enabled": False, "events": {}}
        self.servers: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.failed: list[dict[str, Any]] = []
        self.posts: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.talks: dict[int, list[dict[str, Any]]] = {}
        self.sent: dict[str, Any] = {}
        self.gone: list[str] = []
        self._numbers = count(1000)

    # what people do there

    def happens(self, kind: str, said: dict[str, Any]) -> dict[str, Any]:
        """An event as both ways tell it."""
        event = {
            "type": kind, "group_id": GROUP, "event_id": f"e{next(self._numbers)}", "v": "5.199",
            "object": said,
        }  # fmt: skip
        self.events.append(event)
        return event

    def writes(self, text: str, person: int = 7, **more: Any) -> dict[str, Any]:
        """A private message to the community, as its event."""
        return self.happens("message_new", {"message": self.message(text, person, **more)})

    def message(self, text: str, person: int = 7, **more: Any) -> dict[str, Any]:
        talk = self.talks.setdefault(person, [])
        said = {
            "id": next(self._numbers), "conversation_message_id": len(talk) + 1, "date": DAY,
            "from_id": person, "peer_id": person, "out": 0, "version": 1, "text": text,
            "attachments": [], "fwd_messages": [],
        } | more  # fmt: skip
        talk.append(said)
        return said

    def posts_on_wall(self, text: str = "Новости округа", **more: Any) -> dict[str, Any]:
        post = {
            "id": next(self._numbers), "owner_id": -GROUP, "from_id": -GROUP, "date": DAY,
            "text": text, "post_type": "post", "inner_type": "wall_wallpost", "attachments": [],
        } | more  # fmt: skip
        self.posts.insert(0, post)
        return post

    def comments_on(self, post: dict[str, Any], text: str, person: int = 7, **more: Any) -> Any:
        """A comment; with `under` (a comment) within its thread."""
        above = more.pop("under", None)
        said = {
            "id": next(self._numbers), "from_id": person, "date": DAY + 60, "text": text,
            "post_id": post["id"], "owner_id": -GROUP, "attachments": [],
            "parents_stack": [above["id"]] if above else [],
        } | more  # fmt: skip
        if above:
            said |= {"reply_to_comment": above["id"], "reply_to_user": above["from_id"]}
        self.comments.append(said)
        return said

    def replies(self, post: dict[str, Any], text: str, person: int = 7, **more: Any) -> Any:
        """The event of a new comment."""
        said = self.comments_on(post, text, person, **more)
        return self.happens("wall_reply_new", {**said, "post_owner_id": -GROUP})

    # what it answers

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/wh77":
            return self._told(asked)
        if asked.path.startswith("/photo/"):
            return Reply(photo())
        name = asked.path.removeprefix("/method/")
        given = {key: values[0] for key, values in parse_qs(asked.body.decode()).items()}
        given |= asked.query
        code = self._wrong(name, given)
        return Reply(error(code) if code else {"response": self._answered(name, given)})

    def _wrong(self, name: str, given: dict[str, str]) -> int:
        """The error of this request, 0 where there is none."""
        known, kind = METHODS.get(name), self.kind.get(given.pop("access_token", ""))
        if self.errors.get(name):
            return self.errors[name].pop(0)
        if known is None:
            return 3
        if kind is None:
            return 5
        if kind not in known.keys:
            return 27 if kind == "group" else 28
        old = given.pop("v", "") < "5.199"
        extra = set() if "*" in known.takes else set(given) - known.needs - known.takes
        empty = name == "wall.post" and not given.get("message")
        return 100 if old or extra or empty or not known.needs <= set(given) else 0

    def _answered(self, name: str, given: dict[str, str]) -> Any:
        return getattr(self, name.replace(".", "_"))(given)

    def _told(self, asked: Asked) -> Reply:
        """The server of events: `ts` is how many were told."""
        if self.failed:
            return Reply(self.failed.pop(0))
        at = int(asked.query["ts"])
        told = self.events[at : at + 2]
        return Reply({"ts": str(at + len(told)), "updates": told})

    def groups_getById(self, given: dict[str, str]) -> Any:
        one = {"id": self.group, "name": "Ключи сегодня", "screen_name": "keys", "is_closed": 0,
               "type": "group"}  # fmt: skip
        return {"groups": [one], "profiles": []}

    def groups_getTokenPermissions(self, given: dict[str, str]) -> Any:
        return {"mask": 1, "permissions": [{"name": name, "setting": 1} for name in self.rights]}

    def groups_getLongPollServer(self, given: dict[str, str]) -> Any:
        return {"key": "k", "server": f"{self.base}/wh77", "ts": str(len(self.events))}

    def groups_getLongPollSettings(self, given: dict[str, str]) -> Any:
        return self.polled | {"events": dict.fromkeys(EVENTS + OTHERS, 0) | self.polled["events"]}

    def groups_setLongPollSettings(self, given: dict[str, str]) -> Any:
        named = {name: int(value) for name, value in given.items() if name in EVENTS}
        self.polled = {"is_enabled": given["enabled"] == "1", "events": named}
        return 1

    def groups_getCallbackConfirmationCode(self, given: dict[str, str]) -> Any:
        return {"code": "c0nf1rm"}

    def groups_getCallbackServers(self, given: dict[str, str]) -> Any:
        return {"count": len(self.servers), "items": self.servers}

    def groups_addCallbackServer(self, given: dict[str, str]) -> Any:
        self.servers.append({"id": 1, "title": given["title"], "creator_id": 1, "status": "wait",
                             "url": given["url"], "secret_key": given["secret_key"]})  # fmt: skip
        return {"server_id": 1}

    def groups_setCallbackSettings(self, given: dict[str, str]) -> Any:
        return 1

    def users_get(self, given: dict[str, str]) -> Any:
        return [PEOPLE[int(number)] for number in given["user_ids"].split(",")]

    def messages_send(self, given: dict[str, str]) -> Any:
        """`random_id` is said once; with `peer_ids` the number within the talk comes back."""
        peer, mark = int(given["peer_ids"]), f"random:{given['random_id']}"
        if mark not in self.sent:
            self.sent[mark] = self.message(given["message"], peer, from_id=-GROUP, out=1)
        said = self.sent[mark]
        return [{"peer_id": peer, "message_id": said["id"],
                 "conversation_message_id": said["conversation_message_id"]}]  # fmt: skip

    def messages_edit(self, given: dict[str, str]) -> Any:
        self.talks[int(given["peer_id"])][int(given["cmid"]) - 1]["text"] = given["message"]
        return 1

    def messages_delete(self, given: dict[str, str]) -> Any:
        self.gone.append(f"{given['peer_id']}:{given['cmids']}")
        return [{"peer_id": int(given["peer_id"]), "conversation_message_id": int(given["cmids"]),
                 "response": 1}]  # fmt: skip

    def messages_getConversations(self, given: dict[str, str]) -> Any:
        rows = [
            {"conversation": _talk(peer, talk), "last_message": talk[-1]}
            for peer, talk in self.talks.items()
        ]
        rows.sort(key=lambda row: -row["last_message"]["date"])
        return {"count": len(rows), "items": _part(rows, given)}

    def messages_getHistory(self, given: dict[str, str]) -> Any:
        talk = self.talks[int(given["peer_id"])][::-1]
        return {"count": len(talk), "items": _part(talk, given), "profiles": list(PEOPLE.values())}

    def wall_get(self, given: dict[str, str]) -> Any:
        posts = [
            {**post, "comments": {"count": sum(c["post_id"] == post["id"] for c in self.comments)}}
            for post in self.posts
        ]
        people = list(PEOPLE.values())
        return {"count": len(posts), "items": _part(posts, given), "profiles": people, "groups": []}

    def wall_getComments(self, given: dict[str, str]) -> Any:
        """Comments of the first level with the beginning of their threads, or one thread."""
        found = [each for each in self.comments if each["post_id"] == int(given["post_id"])]
        above = [int(given["comment_id"])] if "comment_id" in given else []
        level = [each for each in found if each["parents_stack"] == above]
        few = int(given.get("thread_items_count", 0))
        items = []
        for each in _part(level, given):
            thread = [one for one in found if one["parents_stack"] == [each["id"]]]
            items.append({**each, "thread": {"count": len(thread), "items": thread[:few]}})
        return {
            "count": len(found), "current_level_count": len(level), "items": items,
            "profiles": list(PEOPLE.values()), "groups": [],
        }  # fmt: skip

    def wall_createComment(self, given: dict[str, str]) -> Any:
        """`guid` is said once."""
        mark = f"guid:{given['guid']}"
        if mark not in self.sent:
            post = {"id": int(given["post_id"])}
            said = self.comments_on(post, given["message"], -GROUP)
            self.sent[mark] = said | {"to": int(given.get("reply_to_comment", 0))}
        return {"comment_id": self.sent[mark]["id"], "parents_stack": []}

    def wall_post(self, given: dict[str, str]) -> Any:
        mark = f"guid:{given['guid']}"
        if mark not in self.sent:
            self.sent[mark] = self.posts_on_wall(given["message"])
        return {"post_id": self.sent[mark]["id"]}


def error(code: int) -> dict[str, Any]:
    return {"error": {"error_code": code, "error_msg": "refused", "request_params": []}}


def _talk(peer: int, talk: list[dict[str, Any]]) -> dict[str, Any]:
    last = talk[-1]
    return {
        "peer": {"id": peer, "type": "user", "local_id": peer}, "last_message_id": last["id"],
        "last_conversation_message_id": len(talk), "in_read": 0, "out_read": 0, "version": 1,
    }  # fmt: skip


def _part(rows: list[Any], given: dict[str, str]) -> list[Any]:
    start = int(given.get("offset", 0))
    return rows[start : start + int(given.get("count", 20))]
