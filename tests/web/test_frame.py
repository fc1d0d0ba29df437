"""The frame around every page: who sees which places, language, colours, refusals, the alarm on undefined variables."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from parindex.kernel.verdicts import NotAllowed
from parindex.people.enums import Role
from parindex.web.templatetags.parindex import points
from tests.pages import Address, travelling_bytes

pytestmark = pytest.mark.django_db

#: What a visitor may open without signing in, and what it answers.
OPEN = {
    "account_inactive": 200,
    "account_login": 200,
    "account_reset_password": 200,
    "account_reset_password_done": 200,
    "account_reset_password_from_key": 200,
    "account_reset_password_from_key_done": 200,
    "health": 200,
    "public": 200,
    "public_data": 404,
    "public_method": 404,
    "public_package": 404,
    "public_round": 404,
    "public_tier": 404,
    "public_unit": 404,
    "public_verify": 200,
    "set_language": 405,
    "set_theme": 405,
}


def refuse(request: HttpRequest) -> HttpResponse:
    raise NotAllowed(_("Only an administrator may do this."))


def deny(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("the account is not yours")


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("", include("parindex.web.urls")),
    path("refuse", refuse, name="refuse"),
    path("deny", deny, name="deny"),
    path("break", break_down, name="break"),
]
handler400 = "parindex.web.errors.bad_request"
handler403 = "parindex.web.errors.permission_denied"
handler404 = "parindex.web.errors.page_not_found"
handler500 = "parindex.web.errors.server_error"


def places(response: HttpResponse) -> list[str]:
    """The addresses of the navigation, in order."""
    aside = re.search(r'<aside class="side-bar">(.*?)</aside>', response.text, re.DOTALL)
    assert aside
    return re.findall(r'href="([^"]+)"', aside[1])


# Who gets in ----------------------------------------------------------------------------------------------------------
def test_a_visitor_is_sent_to_sign_in_from_everywhere_but_the_open_addresses(
    client: Client, every_url: list[Address]
) -> None:
    found = {}
    for address in every_url:
        response = client.get(address.url)
        if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
            continue
        found[address.name] = response.status_code
    assert found == OPEN


def test_a_fragment_sends_the_whole_page_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/keys/?a=1"})
    assert response.status_code == 200
    assert response["HX-Redirect"].endswith("?next=%2Fkeys%2F%3Fa%3D1")


# The frame ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [*Role, None])
def test_every_role_opens_its_first_page(client_as: Callable[..., Client], role: Role | None) -> None:
    response = client_as(role).get("/")
    assert response.status_code == 200
    assert travelling_bytes(response) <= 20 * 1024


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (None, ["/", "/programmes/", "/criteria-sets/", "/public/"]),
        (Role.UNIT_OFFICER, ["/", "/programmes/", "/criteria-sets/", "/sheets/", "/evidence/", "/public/"]),
        (
            Role.COORDINATOR,
            [
                *("/", "/programmes/", "/criteria-sets/", "/appraisal/", "/appraisal/settlement/"),
                *("/results/", "/public/", "/units/", "/people/", "/trail/"),
            ],
        ),
        (
            Role.ADMINISTRATOR,
            [
                *("/", "/programmes/", "/criteria-sets/", "/results/", "/public/"),
                *("/units/", "/people/", "/tiers/", "/trail/", "/jobs/", "/gallery/"),
            ],
        ),
    ],
)
def test_the_navigation_shows_what_the_role_may_open(
    client_as: Callable[..., Client], role: Role | None, shown: list[str]
) -> None:
    client = client_as(role)
    assert places(client.get("/")) == shown
    assert [client.get(place, follow=True).status_code for place in shown] == [200] * len(shown)


def test_the_place_where_one_is_is_marked(client_as: Callable[..., Client]) -> None:
    assert '<a href="/" aria-current="page">' in client_as(Role.OBSERVER).get("/").text


def test_the_bar_says_role_unit_and_name(client_as: Callable[..., Client]) -> None:
    text = client_as(Role.UNIT_OFFICER).get("/").text
    assert "<strong>Cán bộ đơn vị</strong> <span>Sở Tài chính</span>" in text
    assert "Nguyễn Thị Mai" in text


# Language and colours -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("cookie", ["", "vi", "xx"])
def test_vietnamese_is_the_default_whatever_the_browser_asks_for(client_as: Callable[..., Client], cookie: str) -> None:
    client = client_as(Role.OBSERVER)
    client.cookies["django_language"] = cookie
    response = client.get("/", headers={"Accept-Language": "en-US,en;q=0.9"})
    text = response.text
    assert response["Content-Language"] == "vi"
    assert '<html lang="vi"' in text
    assert "<h1>Việc của tôi</h1>" in text


def test_the_language_switch_returns_to_the_same_page(client_as: Callable[..., Client]) -> None:
    client = client_as(Role.OBSERVER)
    response = client.post("/preferences/language", {"language": "en", "next": "/keys/?from=1"})
    assert (response.status_code, response["Location"]) == (302, "/keys/?from=1")
    assert '<html lang="en"' in client.get("/keys/").text


@pytest.mark.parametrize(("theme", "sheets"), [("light", 1), ("dark", 2), ("auto", 2), ("", 2), ("pink", 2)])
def test_the_server_knows_the_colours_before_the_page_is_painted(client: Client, theme: str, sheets: int) -> None:
    client.cookies["theme"] = theme
    text = client.get("/nowhere").text
    assert text.count('rel="stylesheet"') == sheets
    assert ('media="screen and (prefers-color-scheme: dark)"' in text) == (theme not in {"light", "dark"})


def test_the_colour_switch_returns_to_the_same_page_and_nowhere_else(client: Client) -> None:
    response = client.post("/preferences/theme", {"theme": "dark", "next": "/keys/?a=1"})
    assert (response.status_code, response["Location"], response.cookies["theme"].value) == (302, "/keys/?a=1", "dark")
    elsewhere = client.post("/preferences/theme", {"theme": "pink", "next": "https://evil.example/"})
    assert (elsewhere["Location"], "theme" in elsewhere.cookies) == ("/", False)


# What cannot be shown -------------------------------------------------------------------------------------------------
@override_settings(ROOT_URLCONF=__name__)
def test_a_refusal_keeps_the_frame_and_gives_the_reason(client_as: Callable[..., Client]) -> None:
    response = client_as(Role.OBSERVER).get("/refuse")
    assert response.status_code == 403
    assert "Chỉ quản trị viên được làm việc này." in response.text
    assert "/" in places(response)
    denied = client_as(Role.OBSERVER).get("/deny")
    assert (denied.status_code, "the account is not yours" in denied.text) == (403, True)


def test_not_found_looks_the_same_to_visitors_and_to_members(client: Client, client_as: Callable[..., Client]) -> None:
    assert client.get("/nowhere").status_code == 404
    response = client_as(Role.OBSERVER).get("/nowhere")
    assert (response.status_code, "/" in places(response)) == (404, True)


@override_settings(ROOT_URLCONF=__name__)
def test_a_breakdown_is_told_without_the_database(
    client_as: Callable[..., Client], django_assert_num_queries: Callable[..., object]
) -> None:
    client = client_as(Role.OBSERVER)
    client.raise_request_exception = False
    response = client.get("/break")
    assert response.status_code == 500
    assert "Có sự cố" in response.text
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    from parindex.web.errors import bad_request, server_error

    request = RequestFactory().get("/break")
    with django_assert_num_queries(0):
        assert server_error(request).status_code == 500
        assert bad_request(request, ValueError()).status_code == 400


def test_a_form_from_elsewhere_is_not_taken() -> None:
    response = Client(enforce_csrf_checks=True).post("/preferences/theme", {"theme": "dark"})
    assert response.status_code == 403
    assert "Trang đã mở quá lâu" in response.text


# The alarm ------------------------------------------------------------------------------------------------------------
def test_an_undefined_variable_fails_in_our_templates_and_not_in_others(rf: RequestFactory) -> None:
    engine = engines["django"].engine
    ours = engine.get_template("components/progress.html")
    with pytest.raises(AssertionError, match=r"progress.html: undefined variable"):
        ours.render(engine_context())
    assert engine.from_string("[{{ nothing }}]").render(engine_context()) == "[]"


def engine_context() -> object:
    from django.template import Context

    return Context({})


# Numbers --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "places", "vietnamese", "english"),
    [
        (Decimal("93.755"), 2, "93,76", "93.76"),
        (Decimal("93.754999"), 2, "93,75", "93.75"),
        (Fraction(2, 3), 3, "0,667", "0.667"),
        (Fraction(1, 8), 2, "0,13", "0.13"),
        (Fraction(-1, 8), 2, "-0,13", "-0.13"),
        (Decimal("1234567.5"), 2, "1.234.567,50", "1,234,567.50"),
        (Decimal("-0.001"), 2, "0,00", "0.00"),
        (7, 0, "7", "7"),
        (None, 2, "–", "–"),
    ],
)
def test_points_are_rounded_half_up_from_the_exact_value(
    value: Decimal | Fraction | None, places: int, vietnamese: str, english: str
) -> None:
    with override("vi"):
        assert points(value, places) == vietnamese
    with override("en"):
        assert points(value, places) == english


def test_a_float_is_not_points() -> None:
    with pytest.raises(TypeError):
        points(0.5)  # type: ignore[arg-type]


def test_settings_carry_a_strict_policy() -> None:
    assert settings.SECURE_CSP["default-src"] == ["'none'"]
    assert settings.SECURE_CSP["script-src"] == settings.SECURE_CSP["style-src"] == ["'self'"]


@pytest.mark.parametrize("address", ["/public/?q=a%00b", "/public/%00/", "/sheets/1/rows/%00/", "/criteria/?q=%00"])
def test_an_address_with_a_nul_is_faulty_before_the_database_hears_of_it(client: Client, address: str) -> None:
    """PostgreSQL refuses texts with a NUL, SQLite does not: without this it would be an error of the server there."""
    response = client.get(address)
    assert response.status_code == 400
    assert "Yêu cầu không hợp lệ" in response.text
