"""t.me over loopback: the open page of a channel, twenty posts at a time."""

from dataclasses import dataclass, field

from mcu.connectors.tests.standin import Asked, Reply, StandIn

SHOWN = 20


@dataclass
class Post:
    number: int
    text: str
    at: str = "2026-11-20T09:00:00+03:00"


@dataclass
class Channel:
    title: str
    posts: list[Post] = field(default_factory=list)


class TelegramPages(StandIn):
    """Channels with open pages; whoever has none is sent to the page that invites to Telegram."""

    def __init__(self) -> None:
        super().__init__()
        self.channels = {"keys_today": Channel("Ключи сегодня")}

    def posts(self, text: str, name: str = "keys_today", **more: str) -> Post:
        channel = self.channels[name]
        post = Post(len(channel.posts) + 1, text, **more)
        channel.posts.append(post)
        return post

    def answer(self, asked: Asked) -> Reply:
        name = asked.path.removeprefix("/s/")
        channel = self.channels.get(name)
        if channel is None:
            return Reply(b"", 302, {"Location": f"https://t.me/{name}"})
        before = int(asked.query.get("before", 10**9))
        shown = [post for post in channel.posts if post.number < before][-SHOWN:]
        body = "".join(_post(name, post) for post in shown)
        head = f'<div class="tgme_channel_info_header_title"><span>{channel.title}</span></div>'
        page = f'<!DOCTYPE html><html><body>{head}<section class="tgme_channel_history">{body}</section></body></html>'
        return Reply(page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def _post(name: str, post: Post) -> str:
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message js-widget_message" data-post="{name}/{post.number}">'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{post.text}</div>'
        f'<span class="tgme_widget_message_views">{post.number * 7}</span>'
        f'<a class="tgme_widget_message_date" href="https://t.me/{name}/{post.number}">'
        f'<time datetime="{post.at}" class="time">09:00</time></a></div></div>'
    )
