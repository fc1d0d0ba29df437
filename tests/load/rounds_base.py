"""A base with one large round, made in bulk: what the figures of ``tests.load.rounds`` are measured on.

python -m tests.load.rounds_base fill UNITS        the province, its units, a round of 100 leaves, rows filled in
python -m tests.load.rounds_base hand_in           every sheet handed in, the appraisal's window open
python -m tests.load.rounds_base …                 the other functions below, by name: what is counted or timed inside

Units, rows and figures come by bulk statements; whatever decides something is done by the program's own actions.
"""

import json
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

#: Whose people sign in and save: the first of the units.
WRITERS = 40
LEAVES = 100
PASSWORD = "Mot-mat-khau-thu-2023"
_KINDS = ("steps", "deduct", "proportional", "choice", "all_of")
OPTIONS = [{"code": "full", "title": "Đầy đủ, đúng hạn", "points": "1"}, {"code": "half", "points": "0.5"},
           {"code": "no", "title": "Không thực hiện", "points": "0"}]  # fmt: skip


def leaf(number: int) -> dict[str, Any]:
    """One of a hundred leaves; each kind of rule comes in turn."""
    kind = _KINDS[number % len(_KINDS)]
    ratio = {"ratio": ["done", "all"]}
    steps = [{"above": "0.9", "points": "1"}, {"from": "0.7", "to": "0.9", "points": "0.5"},
             {"below": "0.7", "points": "0"}]  # fmt: skip
    rules: dict[str, dict[str, Any]] = {
        "steps": {"kind": "steps", "quantity": ratio, "steps": steps},
        "deduct": {"kind": "deduct", "items": [{"count": "late", "points": "0.25"}]},
        "proportional": {"kind": "proportional", "quantity": ratio},
        "choice": {"kind": "choice", "options": OPTIONS},
        "all_of": {"kind": "all_of", "conditions": ["enough", "on_time"], "else": "0"},
    }
    return {
        "code": f"{number // 10 + 1}.{number % 10 + 1}",
        "title": f"Mức độ thực hiện nhiệm vụ cải cách hành chính thứ {number + 1} của đơn vị trong kỳ đánh giá",
        "max_points": "1",
        "source": "unit",
        "evidence": "Kế hoạch, báo cáo, văn bản chỉ đạo",
        "rule": rules[kind],
    }


def figures(number: int, variant: int) -> dict[str, str]:
    """What a unit claims in that leaf; two variants."""
    kind = _KINDS[number % len(_KINDS)]
    if kind == "deduct":
        return {"late": str(variant)}
    if kind == "choice":
        return {"choice": ("full", "half")[variant]}
    if kind == "all_of":
        return {"enough": "yes", "on_time": ("yes", "no")[variant]}
    return {"done": ("45", "39")[variant], "all": "50"}


def document(code: str) -> dict[str, Any]:
    fields = [
        {
            "code": str(n + 1),
            "title": f"Lĩnh vực {n + 1}",
            "appraised_by": "SNV",
            "children": [leaf(10 * n + m) for m in range(10)],
        }
        for n in range(LEAVES // 10)
    ]
    return {
        "format": "parindex/criteria-set/1",
        "code": code,
        "title": "Bộ tiêu chí đo tải",
        "tier": "commune",
        "year": 2023,
        "decision": {"number": "1/QĐ-UBND", "on": "2023-10-16"},
        "period": {"from": "2022-12-15", "to": "2023-12-14"},
        "policy": {},
        "nodes": fields,
    }


def fill(units: str) -> None:
    """Everything up to a round in the middle of its self-assessment, nine rows of ten filled in."""
    from datetime import date

    from django.utils import timezone

    from parindex.assessments.actions import open_sheets
    from parindex.assessments.models import Answer, Sheet
    from parindex.criteria import actions as criteria
    from parindex.criteria.actions.sets import SetFacts
    from parindex.criteria.models import CriteriaSetVersion
    from parindex.people.actions import add_usual_tiers, create_unit
    from parindex.people.actions.units import unit_texts
    from parindex.people.enums import Role
    from parindex.people.models import Tier, Unit
    from parindex.programmes import actions
    from parindex.programmes.actions.rounds import Period
    from parindex.programmes.enums import WindowKind
    from parindex.programmes.models import Participant, Round

    now = timezone.now()
    add_usual_tiers(by=None, at=now)
    tiers = {tier.code: tier for tier in Tier.objects.all()}
    root = create_unit(code="BK", name="UBND tỉnh", tier=tiers["province"], parent=None, by=None, at=now)
    agency = create_unit(code="SNV", name="Sở Nội vụ", tier=tiers["department"], parent=root, by=None, at=now)
    names = [(f"X{number:05}", f"UBND xã số {number}") for number in range(int(units))]
    Unit.objects.bulk_create(
        [
            Unit(code=code, name=name, tier=tiers["commune"], parent=root, root=root, **unit_texts(name, code, ""))
            for code, name in names
        ],
        batch_size=1000,
    )
    communes = list(Unit.objects.filter(parent=root, tier=tiers["commune"]).order_by("code"))
    coordinator = _account("coordinator", Role.COORDINATOR, agency)
    _account("appraiser", Role.APPRAISER, agency)
    _account("head", Role.TEAM_HEAD, agency)
    for number, unit in enumerate(communes[:WRITERS]):
        _account(f"officer{number}", Role.UNIT_OFFICER, unit)
    made = criteria.create_set(
        id=uuid.uuid4(), owner=root, facts=SetFacts("TAI", tiers["commune"], 2023), title="Bộ tiêu chí đo tải",
        document=document("TAI"), by=coordinator, at=now,
    )  # fmt: skip
    criteria.issue(made, row_version=made.version, by=coordinator, at=now)
    programme = actions.create_programme(
        id=uuid.uuid4(), province=root, year=2023, code="TAI-2023", title="Đo tải", by=coordinator, at=now
    )
    version = CriteriaSetVersion.objects.get(pk=made.pk)
    round = actions.create_round(
        id=uuid.uuid4(), programme=programme, organiser=root, code="TAI", title="Đợt đo tải", tier=tiers["commune"],
        set_version=version, by=coordinator, at=now,
    )  # fmt: skip
    Participant.objects.bulk_create(
        [Participant(id=uuid.uuid5(round.pk, unit.code), round=round, unit=unit) for unit in communes], batch_size=1000
    )
    ends = [now + timedelta(days=30 * n - 1) for n in range(4)]
    periods = {kind: Period(ends[n], ends[n + 1]) for n, kind in enumerate(WindowKind)}
    round = actions.set_windows(round, periods, version=round.version, by=coordinator, at=now)
    assert date(2023, 1, 1) < now.date()
    actions.start(round, version=round.version, by=coordinator, at=now)
    began = time.perf_counter()
    open_sheets(Round.objects.get(pk=round.pk), at=now)
    opened = time.perf_counter() - began
    _claim(Answer, version, now)
    first = list(Sheet.objects.order_by("unit__code").values_list("pk", flat=True)[:WRITERS])
    _vacuum()
    said = {"round": str(round.pk), "sheets": first, "opened": opened, "rows": Answer.objects.count()}
    sys.stdout.write(json.dumps(said))


def _account(username: str, role: Any, unit: Any) -> Any:
    from datetime import date

    from django.utils import timezone

    from parindex.people.actions import create_account, give_role

    now = timezone.now()
    made = create_account(username=username, full_name="Nguyễn Văn An", password=PASSWORD, by=None, at=now).account
    give_role(made, role, unit, from_on=date(2023, 1, 1), by=None, at=now)
    return made


def _claim(answers: Any, version: Any, now: Any) -> None:
    """Nine rows of ten as if they had been saved, by one statement for each leaf and variant."""
    from django.db.models import F

    from parindex.assessments.claims import claim_of
    from parindex.criteria.pinned import pinned

    nodes = pinned(version).nodes
    for number in range(LEAVES):
        if number % 10 == 9:
            continue
        code = leaf(number)["code"]
        for variant in range(2):
            claim = claim_of(nodes[code].leaf, figures(number, variant))
            rows = answers.objects.filter(leaf=code).annotate(half=F("sheet_id") % 2).filter(half=variant)
            values = {"figures": claim.figures, "points": claim.points, "state": claim.state}
            rows.update(**values, explanation="Có báo cáo kèm theo", version=2, saved_at=now)


def _vacuum() -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def hand_in() -> None:
    """Every row of every sheet filled in and handed in; now the appraisal's window is open."""
    from django.db.models import Case, F, Value, When
    from django.utils import timezone

    from parindex.assessments.models import Answer, Sheet
    from parindex.criteria.models import CriteriaSetVersion
    from parindex.people.models import Account
    from parindex.programmes.models import Window

    now = timezone.now()
    version = CriteriaSetVersion.objects.get()
    by = Account.objects.get(username="coordinator")
    missing = {leaf(number)["code"]: number for number in range(LEAVES) if number % 10 == 9}
    for code, number in missing.items():
        state = {"points": Value("0.5"), "state": Value("scored")}
        Answer.objects.filter(leaf=code).update(figures=figures(number, 1), version=2, saved_at=now, **state)
    Answer.objects.filter(state="missing").update(state="scored", figures={"late": "0"}, points="1")
    Answer.objects.update(
        handed_figures=F("figures"),
        handed_explanation=F("explanation"),
        handed_points=Case(When(points="", then=Value("0")), default=F("points")),
        handed_state=F("state"),
        handed_version=F("version"),
    )
    Sheet.objects.update(state="submitted", submissions_count=1, submitted_at=now, submitted_by=by, version=2)
    for window in Window.objects.all():
        # Where the seconds window was, the first is over.
        Window.objects.filter(pk=window.pk).update(
            opens_at=window.opens_at - timedelta(days=30), closes_at=window.closes_at - timedelta(days=30)
        )
    assert version.pk
    _vacuum()
    sys.stdout.write(json.dumps({"sheets": Sheet.objects.count()}))


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run inside, without the marks of transactions."""
    from django.db import connection

    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def _client(username: str) -> Any:
    """A browser inside this process, signed in as everybody is."""
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    signed_in = client.post("/account/sign-in/", {"login": username, "password": PASSWORD})
    assert signed_in.status_code == 302, signed_in.content[:500]
    return client


def count_save(sheet: str) -> None:
    """SQL of one row save, of the sheet's page and of a row's page, through the whole of a request."""
    import re

    client = _client("officer0")
    address = f"/sheets/{sheet}/rows/1.2/"
    page = client.get(address).content.decode()
    seen = re.findall(r'name="version" value="([^"]+)"', page)[0]
    form = {"figures.late": "3", "explanation": "Một lần nữa", "version": seen}
    client.get(f"/sheets/{sheet}/")
    found = {}
    with counted() as statements:
        answer = client.post(address, form, headers={"hx-request": "true"})
    assert answer.status_code == 200, answer.content[:500]
    found["save"] = len(statements)
    sys.stderr.write("".join(f"{sql[:150]}\n" for sql in statements))
    for name, path in (("sheet", f"/sheets/{sheet}/"), ("row", address)):
        with counted() as statements:
            assert client.get(path).status_code == 200
        found[name] = len(statements)
    sys.stdout.write(json.dumps(found))


def count_queue(round: str) -> None:
    """SQL of the appraiser's queue of one criterion."""
    client = _client("appraiser")
    path = f"/appraisal/rounds/{round}/leaves/1.2/"
    client.get(path)
    with counted() as statements:
        answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    sys.stderr.write("".join(f"{sql[:200]}\n" for sql in statements))
    sys.stdout.write(json.dumps({"queue": len(statements)}))


def confirm(round: str) -> None:
    """Seconds of a bulk confirm of 2,000 rows of one criterion."""
    from django.utils import timezone

    from parindex.appraisals.actions import confirm_many
    from parindex.assessments.models import Answer
    from parindex.people.models import Account
    from parindex.programmes.models import Round

    rows = dict(
        Answer.objects.filter(round=round, leaf="2.3").order_by("pk").values_list("pk", "handed_version")[:2000]
    )
    by = Account.objects.get(username="appraiser")
    began = time.perf_counter()
    done = confirm_many(Round.objects.get(pk=round), leaf="2.3", rows=rows, by=by, at=timezone.now())
    seconds = time.perf_counter() - began
    sys.stdout.write(json.dumps({"seconds": seconds, "rows": done.rows}))


def compute(round: str) -> None:
    """Seconds of a result run from read to stored, twice, and whether the bytes agree."""
    from django.utils import timezone

    from parindex.people.models import Account
    from parindex.programmes.models import Round
    from parindex.results import actions
    from parindex.results.enums import RunKind

    by, times, hashes = Account.objects.get(username="coordinator"), [], []
    for _ in range(2):
        began = time.perf_counter()
        run = actions.compute(
            Round.objects.get(pk=round), id=uuid.uuid4(), kind=RunKind.PROVISIONAL, note="Đo tải", by=by,
            at=timezone.now(),
        )  # fmt: skip
        times.append(time.perf_counter() - began)
        hashes.append(run.result_sha256)
    sys.stdout.write(json.dumps({"seconds": times, "equal": hashes[0] == hashes[1]}))


def main() -> None:
    import django

    django.setup()
    name, *arguments = sys.argv[1:]
    {f.__name__: f for f in (fill, hand_in, count_save, count_queue, confirm, compute)}[name](*arguments)


if __name__ == "__main__":
    main()
