import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from mcu.core.errors import AccessDenied, RuleViolation
from mcu.web.refusals import refuse, way_back, written


@pytest.fixture
def post():
    def make(data=None, **headers):
        request = RequestFactory().post("/x/", data or {}, **headers)
        request.user = AnonymousUser()
        request._messages = []
        return request

    return make


def test_a_rule_is_422_and_a_missing_right_is_403(post):
    assert refuse(post(), RuleViolation("Нельзя.")).status_code == 422
    assert refuse(post(), AccessDenied("Не ваше.")).status_code == 403


def test_htmx_gets_the_sentence_alone(post):
    answer = refuse(post(HTTP_HX_REQUEST="true"), RuleViolation("Нельзя <так>."))
    assert answer.content.decode().strip() == (
        '<p class="error" role="alert">Нельзя &lt;так&gt;.</p>'
    )


def test_only_texts_are_worth_showing_again(post):
    request = post({"csrfmiddlewaretoken": "a b" * 20, "pk": "12", "text": "Ответ жителю о дороге"})
    assert written(request) == ["Ответ жителю о дороге"]


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/x", "//evil.example", "javascript:1"]
)
def test_the_way_back_never_leaves_the_program(post, referer):
    assert way_back(post(HTTP_REFERER=referer)) == "/"


def test_the_way_back_is_where_the_form_was(post):
    assert way_back(post(HTTP_REFERER="http://testserver/cases/5/")) == "http://testserver/cases/5/"
