"""What journeys in Chromium have: a province, pages signed in with a role, axe, screenshots.

Any error on the console, any breach of the Content-Security-Policy and any request that leaves the machine fails
the test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

from parindex.people.enums import Role
from parindex.people.models import Account
from tests.people import Province, accounts_of, make_province

# Playwright's event loop runs in the test's thread, where the tests use the database as well.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SHOTS = Path(__file__).resolve().parents[2] / "test-results"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
#: axe describes every node that passed as well unless told not to: half of its time.
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}

type Opened = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1"]))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite in a file, as in production: the server's threads have connections of their own, and close them."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA / "browser-test.sqlite3")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": shutil.which("chromium"), "args": FLAGS}


@pytest.fixture
def province(transactional_db: None) -> Province:
    return make_province()


@pytest.fixture
def account_as(province: Province) -> Callable[..., Account]:
    return accounts_of(province)


class Watch:
    """Collects what a page must never do; a test may allow what it provokes by ``watch.allowed.append(part)``."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.faults: list[str] = []
        self.allowed: list[str] = []

    def over(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        refused_page = "the server responded with a status of 4" in message.text
        if message.type in {"error", "warning"} and not (refused_page and "/static/" not in message.location["url"]):
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.server, "data:", "blob:", "about:")):
            self.faults.append(f"request to {request.url}")

    def left(self) -> list[str]:
        return [fault for fault in self.faults if not any(part in fault for part in self.allowed)]


@pytest.fixture
def watch(live_server: LiveServer) -> Iterator[Watch]:
    watching = Watch(live_server.url)
    yield watching
    assert watching.left() == []


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer, watch: Watch) -> Iterator[Opened]:
    """``open_page(phone=True, theme="dark", language="en", scripts=False)``: a visitor's page, addresses relative."""
    contexts: list[BrowserContext] = []

    def opened(
        *,
        cookie: str = "",
        phone: bool = False,
        size: dict[str, int] | None = None,
        theme: str = "light",
        language: str = "vi",
        scripts: bool = True,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size or (PHONE if phone else DESKTOP),  # type: ignore[arg-type]
            java_script_enabled=scripts,
            locale="vi-VN",
            timezone_id=settings.TIME_ZONE,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        cookies = {"theme": theme, settings.LANGUAGE_COOKIE_NAME: language, settings.SESSION_COOKIE_NAME: cookie}
        context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items() if v])
        context.set_default_timeout(10_000)
        page = context.new_page()
        watch.over(page)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page_as(open_page: Opened, account_as: Callable[..., Account]) -> Opened:
    """``page_as(role, at="H061", phone=True, …)``: a page signed in with that role, by a session of its own."""

    def opened(role: Role | str | None, at: str = "", **options: Any) -> Page:
        client = Client()
        client.force_login(account_as(role, at))
        return open_page(cookie=client.cookies[settings.SESSION_COOKIE_NAME].value, **options)

    return opened


@pytest.fixture
def no_axe_violations() -> Callable[[Page], None]:
    """``no_axe_violations(page)``: WCAG 2.2 A and AA, and axe's best practices."""

    def check(page: Page) -> None:
        # A link that was followed just now: without its style sheet every target is too small.
        page.wait_for_load_state("load")
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = (
            Axe()
            .run(page, options={"runOnly": {"type": "tag", "values": tags}, "preload": False, **ONLY_VIOLATIONS})
            .response["violations"]
        )
        assert [f"{v['id']}: {v['help']} – {[n['html'][:160] for n in v['nodes'][:4]]}" for v in found] == []

    return check


@pytest.fixture
def no_sideways_scroll() -> Callable[[Page], None]:
    """``no_sideways_scroll(page)``: the page is no wider than its window; names what sticks out."""

    def check(page: Page) -> None:
        wider = page.evaluate(
            """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
            [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                .slice(0, 8).map(e => `${e.tagName}.${e.className}`)"""
        )
        assert wider == []

    return check


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[..., Path]:
    """``shot(page, name)``: writes ``test-results/name.png`` of the whole page, to be looked at; only when
    ``PARINDEX_SHOTS`` is set, because nothing is asserted on them and they take half a minute."""

    def take(page: Page, name: str, *, full: bool = True) -> Path:
        path = SHOTS / f"{name}.png"
        if "PARINDEX_SHOTS" in os.environ:
            SHOTS.mkdir(exist_ok=True)
            page.screenshot(path=path, full_page=full, animations="disabled")
        return path

    return take
