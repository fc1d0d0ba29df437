"""Signing in, being kept out, passwords, sessions: through the real pages."""

import re
import time
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from allauth.core.internal import ratelimit
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from parindex.kernel import jobs, outbox
from parindex.kernel.models import AuditEvent, Job
from parindex.people import actions
from parindex.people.enums import Role
from parindex.people.models import Account
from tests.people import PASSWORD, Province, make_account, make_province

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/sign-in/"
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
LOCKED = "Đã nhập sai quá nhiều lần."


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture
def province(db: None) -> Province:
    return make_province()


@pytest.fixture
def account(province: Province) -> Account:
    made = make_account(province, Role.UNIT_OFFICER, username="mai")
    Account.objects.filter(pk=made.pk).update(email="mai@stc.example")
    return made


def sign_in(client: Client, login: str, password: str = PASSWORD, **extra: str) -> object:
    return client.post(SIGN_IN, {"login": login, "password": password}, **extra)


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("sequence"))


# Signing in -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("login", ["mai", "MAI", " mai ", "mai@stc.example", "Mai@STC.example"])
def test_signs_in_by_user_name_or_address(account: Account, login: str) -> None:
    client = Client(REMOTE_ADDR="10.0.0.7", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36")
    answer = sign_in(client, login)
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").status_code == 200
    (event,) = events("people.signed_in")
    assert (event.actor_id, event.subject_id, event.facts["address"]) == (account.pk, str(account.pk), "10.0.0.7")


def test_a_wrong_password_and_an_unknown_name_answer_alike(account: Account) -> None:
    client = Client()
    pages = [
        sign_in(client, login, "sai mật khẩu rồi") for login in ("mai", "khong-co", "mai@stc.example", "x@y.example")
    ]
    assert [page.status_code for page in pages] == [200, 200, 200, 200]
    for page in pages:
        assert WRONG in page.text
    bodies = {
        page.text.replace(f'value="{login}"', "").replace(page.wsgi_request.META["CSRF_COOKIE"], "")
        for page, login in zip(pages, ("mai", "khong-co", "mai@stc.example", "x@y.example"), strict=True)
    }
    lengths = {len(body) for body in bodies}
    assert max(lengths) - min(lengths) <= 4, "but for what was typed the pages are the same"
    failed = events("people.sign_in_failed")
    assert [event.subject_id for event in failed] == [str(account.pk), "0", str(account.pk), "0"]
    assert "khong-co" not in str([(event.facts, event.subject_name) for event in failed])


def test_the_same_work_whether_the_account_exists(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """One hash for each try: the time tells nothing. Counted, not timed, because clocks of test machines jitter."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    original = MD5PasswordHasher.encode

    def counting(self: object, password: str, salt: str) -> str:
        hashed.append(password)
        return original(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    counts = []
    unusable = actions.create_account(
        username="cho", full_name="Chờ Mời", email="cho@x.example", invite=True, by=None, at=timezone.now()
    ).account
    assert not unusable.has_usable_password()
    for login in ("mai", "mai@stc.example", "khong-co", "khong@co.example", "cho"):
        hashed.clear()
        sign_in(Client(), login, "sai mật khẩu rồi")
        counts.append(len(hashed))
    assert counts == [1, 1, 1, 1, 1]


def test_a_closed_account_is_told_so_only_with_its_password(account: Account) -> None:
    actions.deactivate(account, note="Nghỉ hưu", by=None, at=timezone.now())
    client = Client()
    assert WRONG in sign_in(client, "mai", "sai").text
    answer = client.post(SIGN_IN, {"login": "mai", "password": PASSWORD}, follow=True)
    assert "Tài khoản này đã bị khóa" in answer.text
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/account/profile/", "/account/profile/"),
        ("https://evil.example/", "/"),
        ("//evil.example/x", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http:///evil.example", "/"),
    ],
)
def test_next_stays_on_this_site(account: Account, target: str, lands: str) -> None:
    answer = Client().post(SIGN_IN, {"login": "mai", "password": PASSWORD, "next": target})
    assert (answer.status_code, answer.url) == (302, lands)


def test_every_page_asks_for_sign_in_and_comes_back(account: Account) -> None:
    client = Client()
    answer = client.get("/account/sessions/")
    assert answer.url == "/account/sign-in/?next=/account/sessions/"
    page = client.get(answer.url)
    assert 'name="next" value="/account/sessions/"' in page.text


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_reauthenticate", "account_set_password", "account_confirm_email"],
)
def test_views_that_are_not_wanted_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["signup/", "email/", "password/set/", "reauthenticate/", "3rdparty/", "login/"])
def test_addresses_that_are_not_wanted_are_not_found(account: Account, path: str) -> None:
    client = Client()
    sign_in(client, "mai")
    assert client.get(f"/account/{path}").status_code == 404
    assert client.get(f"/accounts/{path}").status_code == 404


def test_signing_out_needs_a_post(account: Account) -> None:
    client = Client()
    sign_in(client, "mai")
    assert "Đăng xuất?" in client.get("/account/sign-out/").text
    assert client.get("/account/profile/").status_code == 200
    assert client.post("/account/sign-out/").url == SIGN_IN
    assert client.get("/account/profile/").status_code == 302
    assert [event.actor_id for event in events("people.signed_out")] == [account.pk]


# Being kept out -------------------------------------------------------------------------------------------------------
def test_the_sixth_wrong_try_is_refused_even_if_right(account: Account, province: Province) -> None:
    make_account(province, None, username="lan")
    for _ in range(5):
        assert WRONG in sign_in(Client(), "mai", "sai").text
    assert LOCKED in sign_in(Client(), "mai", PASSWORD).text
    assert sign_in(Client(), "lan").status_code == 302, "another account still gets in"
    assert len(events("people.sign_in_failed")) == 5
    for _ in range(3):
        sign_in(Client(), "mai", "sai")
    (event,) = events("people.sign_in_locked")
    assert event.subject_id == str(account.pk), "one line for the whole run"


def test_one_counter_however_the_account_is_named(account: Account) -> None:
    names = ["mai", "MAI", "mai@stc.example", "MAI@stc.example", "mai"]
    for host, name in zip(["localhost", "127.0.0.1", "testserver", "localhost", "testserver"], names, strict=True):
        assert WRONG in sign_in(Client(), name, "sai", HTTP_HOST=host).text
    assert LOCKED in sign_in(Client(), "mai").text


def test_right_passwords_do_not_use_up_the_tries(account: Account) -> None:
    for _ in range(8):
        assert sign_in(Client(), "mai").status_code == 302


def test_an_address_that_tries_many_names_is_refused(account: Account) -> None:
    for number in range(60):
        assert WRONG in sign_in(Client(REMOTE_ADDR="203.0.113.5"), f"ten{number}", "sai").text
    assert LOCKED in sign_in(Client(REMOTE_ADDR="203.0.113.5"), "mai").text
    assert sign_in(Client(REMOTE_ADDR="203.0.113.6"), "mai").status_code == 302


def test_a_flood_of_requests_is_answered_with_429(account: Account, settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    answers = [sign_in(Client(), "mai").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert "Quá nhiều yêu cầu" in sign_in(Client(), "mai").text


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "expected"),
    [
        (0, "1.2.3.4", "10.0.0.1", "10.0.0.1"),
        (1, "1.2.3.4", "10.0.0.1", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "10.0.0.1", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.2", "10.0.0.1", "1.2.3.4"),
        (2, "6.6.6.6", "10.0.0.1", "10.0.0.1"),
        (1, "", "10.0.0.1", "0.0.0.0"),
        (1, "<script>", "10.0.0.1", "0.0.0.0"),
        (0, "", "::ffff:10.0.0.9", "10.0.0.9"),
        (0, "", "", "0.0.0.0"),
    ],
)
def test_forwarded_addresses_are_believed_as_far_as_told(
    account: Account, settings: object, proxies: int, forwarded: str, peer: str, expected: str
) -> None:
    settings.PROXIES = proxies
    sign_in(Client(), "mai", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert events("people.signed_in")[0].facts["address"] == expected


# Passwords ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def newcomer(province: Province) -> tuple[Account, str]:
    made = actions.create_account(username="moi", full_name="Lý Văn Mới", by=None, at=timezone.now())
    actions.give_role(
        made.account, Role.ADMINISTRATOR, province["SNV"], from_on=date(2023, 1, 1), by=None, at=timezone.now()
    )
    return made.account, made.password


def test_a_start_password_is_changed_before_anything_else(
    newcomer: tuple[Account, str], every_url: list[object]
) -> None:
    account, start = newcomer
    client = Client()
    sign_in(client, "moi", start)
    open_before = {
        "account_change_password", "account_logout", "set_language", "set_theme", "health",
    }  # fmt: skip
    for address in every_url:
        answer = client.get(address.url)
        if address.name in open_before:
            continue
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/account/password/"), address.name
        assert client.post(address.url).status_code == 302, address.name
    fragment = client.get("/account/profile/", HTTP_HX_REQUEST="true")
    assert fragment.headers["HX-Redirect"] == "/account/password/"
    assert "mật khẩu khởi tạo" in client.get("/account/password/").text
    new = "Mot mat khau cua rieng toi"
    answer = client.post("/account/password/", {"oldpassword": start, "password1": new, "password2": new})
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/account/profile/").status_code == 200, "the session that changed it goes on"
    account.refresh_from_db()
    assert not account.must_change_password
    assert account.check_password(new)
    assert len(events("people.password_changed")) == 1


@pytest.mark.parametrize(
    ("new", "again", "message"),
    [
        ("ngan", "ngan", "Mật khẩu quá ngắn"),
        ("123456789012", "123456789012", "không được chỉ gồm chữ số"),
        ("password123", "password123", "quá phổ biến"),
        ("Nguyễn Thị Mai", "Nguyễn Thị Mai", "quá giống"),
        (PASSWORD, PASSWORD, "phải khác mật khẩu hiện tại"),
        ("Mot mat khau khac", "Mot mat khau khax", "không giống nhau"),
    ],
)
def test_a_bad_new_password_is_refused_in_vietnamese(account: Account, new: str, again: str, message: str) -> None:
    client = Client()
    sign_in(client, "mai")
    page = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": again})
    assert page.status_code == 200
    assert message in page.text
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_changing_the_password_ends_other_sessions(account: Account) -> None:
    here, there = Client(), Client()
    sign_in(here, "mai")
    sign_in(there, "mai")
    new = "Mot mat khau khac han"
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/account/profile/").status_code == 200
    assert there.get("/account/profile/").status_code == 302
    assert len(list(_sessions(here))) == 1


def _sessions(client: Client) -> list[object]:
    return client.get("/account/sessions/").context["rows"]


def _work() -> None:
    """What a worker does: hands the trail to its readers, runs what is due."""
    for consumer in outbox.consumers():
        while outbox.deliver(consumer):
            pass
    while (job := jobs.claim("test", at=timezone.now())) is not None:
        jobs.run(job, worker="test")


def _link(text: str) -> str:
    (line,) = [line for line in text.splitlines() if line.startswith("http")]
    return line.removeprefix("http://localhost:8000")


def test_a_forgotten_password(account: Account) -> None:
    client = Client()
    answers = [
        client.post("/account/password/forgotten/", {"email": address}, follow=True)
        for address in ("MAI@stc.example", "khong@co.example")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    first, second = (re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text) for answer in answers)
    assert first == second
    assert not mail.outbox, "a worker sends it, so that the answer takes the same time"
    _work()
    (letter,) = mail.outbox
    assert letter.to == ["mai@stc.example"]
    assert letter.subject == "Mật khẩu mới cho phần mềm Chỉ số CCHC"
    page = client.get(_link(letter.body), follow=True)
    assert "set-password" in page.redirect_chain[-1][0], "the token does not stay in the address"
    new = "Mot mat khau khac han"
    done = client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True)
    assert "Đã đặt mật khẩu" in done.text
    assert sign_in(Client(), "mai", new).status_code == 302
    again = Client().get(_link(letter.body), follow=True)
    assert "không còn dùng được" in again.text
    assert again.status_code == 200


def test_a_link_opened_while_somebody_is_signed_in(account: Account, province: Province) -> None:
    make_account(province, None, username="lan")
    Client().post("/account/password/forgotten/", {"email": "mai@stc.example"})
    _work()
    link = _link(mail.outbox[0].body)
    client = Client()
    sign_in(client, "lan")
    assert "Đăng xuất trước" in client.get(link).text
    page = client.post("/account/sign-out/", {"next": link}, follow=True)
    assert "Đặt mật khẩu" in page.text
    new = "Mot mat khau khac han"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert sign_in(Client(), "mai", new).status_code == 302
    assert sign_in(Client(), "lan").status_code == 302


def test_resets_for_one_address_are_throttled(account: Account) -> None:
    answers = [
        Client().post("/account/password/forgotten/", {"email": "mai@stc.example"}).status_code for _ in range(6)
    ]
    assert answers == [302, 302, 302, 302, 302, 429]


def test_resets_for_one_address_end_for_the_day(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, client, sent = time.time(), Client(), 0
    for hour in range(6):
        clock = {"time": lambda hour=hour: begun + hour * 3601, "monotonic": time.monotonic, "sleep": time.sleep}
        monkeypatch.setattr(ratelimit, "time", SimpleNamespace(**clock))
        for _ in range(4):
            answer = client.post("/account/password/forgotten/", {"email": "mai@stc.example"})
            sent += answer.status_code == 302
    assert sent == 20


def test_an_invitation_is_sent_once_and_works_once(province: Province) -> None:
    at = timezone.now()
    account = actions.create_account(
        username="moi", full_name="Lý Văn Mới", email="moi@x.example", invite=True, by=None, at=at
    ).account
    actions.create_account(username="giay", full_name="Không Thư", by=None, at=at)
    _work()
    (letter,) = mail.outbox
    assert letter.to == ["moi@x.example"]
    assert "Kính gửi ông/bà Lý Văn Mới" in letter.body
    account.refresh_from_db()
    assert account.invited_at is not None
    # A worker that died after sending runs the job again.
    Job.objects.filter(task__endswith="send_invitation").update(
        status="READY", finished_at=None, run_after=timezone.now()
    )
    _work()
    assert len(mail.outbox) == 1
    client = Client()
    page = client.get(_link(letter.body), follow=True)
    new = "Mot mat khau khac han"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert sign_in(Client(), "moi", new).status_code == 302
    assert "không còn dùng được" in Client().get(_link(letter.body), follow=True).text
    actions.invite(account, by=None, at=timezone.now())
    _work()
    assert len(mail.outbox) == 2, "asked for again, sent again"


def test_no_mail_to_a_closed_account(account: Account) -> None:
    actions.deactivate(account, note="Nghỉ hưu", by=None, at=timezone.now())
    Client().post("/account/password/forgotten/", {"email": "mai@stc.example"})
    _work()
    assert not mail.outbox


# Sessions -------------------------------------------------------------------------------------------------------------
def test_sessions_are_listed_and_ended(account: Account) -> None:
    windows, phone, other = (
        Client(REMOTE_ADDR="10.0.0.1", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130"),
        Client(REMOTE_ADDR="10.0.0.2", HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 13) Chrome/130 Safari/537"),
        Client(REMOTE_ADDR="10.0.0.3", HTTP_USER_AGENT="x"),
    )
    for client in (windows, phone, other):
        sign_in(client, "mai")
    rows = _sessions(windows)
    assert [(device, row.address, row.is_current) for row, device in rows] == [
        ("Microsoft Edge trên Windows", "10.0.0.1", True),
        ("Thiết bị không rõ", "10.0.0.3", False),
        ("Chrome trên Android", "10.0.0.2", False),
    ]
    assert windows.post(f"/account/sessions/{rows[2][0].number}/end/").status_code == 302
    assert phone.get("/account/profile/").status_code == 302
    assert other.get("/account/profile/").status_code == 200
    windows.post("/account/sessions/end-others/")
    assert other.get("/account/profile/").status_code == 302
    assert windows.get("/account/profile/").status_code == 200
    assert len(events("people.session_ended")) == 1
    assert events("people.sessions_ended")[0].facts == {"sessions_ended": 1}


def test_nobody_ends_somebody_elses_session(account: Account, province: Province) -> None:
    make_account(province, Role.ADMINISTRATOR, username="lan")
    mine, theirs = Client(), Client()
    sign_in(mine, "lan")
    sign_in(theirs, "mai")
    number = _sessions(theirs)[0][0].number
    mine.post(f"/account/sessions/{number}/end/")
    assert theirs.get("/account/profile/").status_code == 200


def test_deactivation_ends_sessions_at_once_and_for_good(account: Account) -> None:
    client = Client()
    sign_in(client, "mai")
    actions.deactivate(account, note="Nghỉ hưu", by=None, at=timezone.now())
    assert client.get("/account/profile/").status_code == 302
    account.refresh_from_db()
    actions.reactivate(account, note="Nhầm", by=None, at=timezone.now())
    assert client.get("/account/profile/").status_code == 302, "the old session does not come back to life"


def test_the_last_use_is_noted_every_five_minutes(
    account: Account, django_assert_num_queries: Callable[..., object]
) -> None:
    client = Client(REMOTE_ADDR="10.0.0.1")
    sign_in(client, "mai")
    before = _sessions(client)[0][0].last_seen_at
    client.get("/account/profile/", REMOTE_ADDR="10.0.0.99")
    assert _sessions(client)[0][0].last_seen_at == before
    session = client.session
    session["seen"] = session["seen"] - 301
    session.save()
    client.get("/account/profile/", REMOTE_ADDR="10.0.0.99")
    row = _sessions(client)[0][0]
    assert row.last_seen_at > before
    assert row.address == "10.0.0.99"


# Profile --------------------------------------------------------------------------------------------------------------
def test_the_profile_shows_and_saves_own_data(account: Account) -> None:
    client = Client()
    sign_in(client, "mai")
    page = client.get("/account/profile/")
    assert "Sở Tài chính" in page.text
    version = page.context["form"]["version"].value()
    answer = client.post("/account/profile/", {"phone": "0912 345 678", "version": version})
    assert answer.status_code == 302
    stale = client.post("/account/profile/", {"phone": "0999", "version": version})
    assert stale.status_code == 409
    assert "0912 345 678" in stale.text
    assert "0999" in stale.text
    account.refresh_from_db()
    assert account.phone == "0912 345 678"


@pytest.mark.parametrize(("path", "queries"), [("/account/profile/", 3), ("/account/sessions/", 4)])
def test_queries(account: Account, path: str, queries: int, django_assert_num_queries: Callable[..., object]) -> None:
    client = Client()
    sign_in(client, "mai")
    client.get(path)
    with django_assert_num_queries(queries):  # type: ignore[attr-defined]
        assert client.get(path).status_code == 200
