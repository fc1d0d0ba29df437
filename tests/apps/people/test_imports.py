"""Files of units and accounts: read as offices make them, every fault named, tried dry, applied once."""

import csv
import io
import time
import uuid
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from django.utils.translation import override

from parindex.kernel import files
from parindex.kernel.models import AuditEvent, StoredFile
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people import actions, queries
from parindex.people.enums import ImportKind, Role
from parindex.people.imports.template import template_csv, template_xlsx
from parindex.people.models import Account, Import, RoleGrant, Tier, Unit
from tests.apps.people.conftest import Province

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "examples"
TODAY = date(2023, 12, 5)
UNITS = "code,name,tier,parent_code,official_code\n"
ACCOUNTS = "username,full_name,email,position,role,unit_code,from_on,to_on\n"


def workbook(*rows: list[object], sheet: str = "Trang 1", above: int = 0) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(number + above, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            elif cell is not None:
                page.write(number + above, column, cell)
    book.close()
    return stream.getvalue()


@pytest.fixture
def dry(now: datetime) -> Callable[..., queries.ImportPage]:
    """``dry(kind, data, province=…)``: uploads and tries a file, as the page does."""

    def run(
        kind: str, data: bytes | str, *, name: str = "tep.csv", province: Unit | None = None, by: Account | None = None
    ) -> queries.ImportPage:
        content = data.encode() if isinstance(data, str) else data
        made = actions.upload(uuid.uuid4(), kind, [content], name=name, province=province, by=by, at=now)
        return queries.import_page(by, made, on=TODAY)  # type: ignore[arg-type]

    return run


def faults(page: queries.ImportPage) -> list[tuple[str, str]]:
    assert page.plan is not None
    assert not page.plan.lines or not page.plan.faults
    return [(fault.place, fault.problem) for fault in page.plan.faults]


def test_an_upload_that_nobody_imported_goes_after_its_time(
    dry: Callable[..., queries.ImportPage], province: Province, now: datetime
) -> None:
    kept = dry(ImportKind.UNITS, UNITS + "N,Sở mới,department,BK,\n", province=province["BK"]).upload
    actions.apply_import(kept.pk, digest=None, by=None, at=now)
    left = dry(ImportKind.UNITS, UNITS + "M,Sở khác,department,BK,\n", province=province["BK"], name="bo.csv").upload
    for moment, gone in ((now, 0), (now + timedelta(seconds=1), 1)):
        assert actions.forget_uploads(before=moment, by=None, at=now) == gone
    assert list(Import.objects.all()) == [kept]
    told = AuditEvent.objects.get(action="people.import_forgotten")
    assert (told.subject_name, told.actor_id, told.facts["sha256"]) == ("bo.csv", None, left.file.sha256)
    assert files.forget_unclaimed(before=now + timedelta(seconds=1), at=now) == 1
    with files.open_stored(kept.file) as stream:
        assert stream.read().startswith(b"code,name")


def test_a_code_in_other_case_is_no_new_unit(dry: Callable[..., queries.ImportPage], province: Province) -> None:
    rows = UNITS + "snv,Sở Nông vụ,department,BK,\nM1,Mới,department,BK,\nm1,Mới nữa,department,BK,\n"
    found = dry(ImportKind.UNITS, rows, province=province["BK"])
    assert [place for place, _problem in faults(found)] == ["dòng 4, cột A (code)", "dòng 2, cột A (code)"]
    assert "SNV" in faults(found)[1][1]
    itself = dry(ImportKind.UNITS, UNITS + "bk,Tỉnh khác,province,,\n")
    assert ["BK" in problem for _place, problem in faults(itself)] == [True]


def test_a_name_with_hidden_signs_is_a_fault(dry: Callable[..., queries.ImportPage], province: Province) -> None:
    found = dry(ImportKind.UNITS, UNITS + "N1,Sở \u202eivộn,department,BK,\n", province=province["BK"])
    assert [place for place, _problem in faults(found)] == ["dòng 2, cột B (name)"]
    row = "an.le,Lê\u00ad An,,,unit_officer,SNV,,\n"
    found = dry(ImportKind.ACCOUNTS, ACCOUNTS + row, province=province["BK"])
    assert [place for place, _problem in faults(found)] == ["dòng 2, cột B (full_name)"]


# Both real provinces --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("folder", "tiers"),
    [
        ("bac-kan-2023", {"province": 1, "department": 19, "district": 8, "commune": 108}),
        ("thai-nguyen-2025", {"province": 1, "department": 14, "commune": 92}),
    ],
)
def test_a_real_province(db: None, now: datetime, folder: str, tiers: dict[str, int]) -> None:
    actions.add_usual_tiers(by=None, at=now)
    path = DATA / folder / "units.csv"
    done = actions.import_file(ImportKind.UNITS, path.read_bytes(), name="units.csv", at=now)
    assert done.created == sum(tiers.values()) == Unit.objects.count()
    assert {tier.code: tier.units.count() for tier in Tier.objects.all() if tier.units.count()} == tiers
    again = actions.import_file(ImportKind.UNITS, path.read_bytes(), name="units.csv", at=now)
    assert (again.created, again.changed, again.unchanged) == (0, 0, done.created)
    assert Unit.objects.exclude(root__code__in=["BK", "TN"]).count() == 0


def test_the_accounts_of_the_example(db: None, now: datetime) -> None:
    actions.add_usual_tiers(by=None, at=now)
    units, accounts = DATA / "bac-kan-2023/units.csv", DATA / "bac-kan-2023/accounts.csv"
    province = actions.import_file(ImportKind.UNITS, units.read_bytes(), name="units.csv", at=now).province
    done = actions.import_file(
        ImportKind.ACCOUNTS, accounts.read_bytes(), name="a.csv", province=province, password="Mot mat khau mau", at=now
    )
    rows = list(csv.DictReader(io.StringIO(accounts.read_text(encoding="utf-8"))))
    assert done.created == Account.objects.count() == len({row["username"] for row in rows})
    assert RoleGrant.objects.count() == len(rows)
    assert {grant.role for grant in RoleGrant.objects.all()} == set(Role)
    account = Account.objects.get(username="quantri.stttt")
    assert account.check_password("Mot mat khau mau")
    again = actions.import_file(ImportKind.ACCOUNTS, accounts.read_bytes(), name="a.csv", province=province, at=now)
    assert (again.created, again.changed) == (0, 0)
    assert RoleGrant.objects.count() == len(rows)


# What the dry run shows -----------------------------------------------------------------------------------------------
def test_a_dry_run_writes_nothing_and_says_what_would_change(
    province: Province, coordinator: Account, dry: Callable[..., queries.ImportPage]
) -> None:
    text = UNITS + (
        "BK,UBND tỉnh Bắc Kạn,province,,\n"
        "SNV,Sở Nội vụ tỉnh,department,BK,\n"
        "STC,Sở Tài chính,department,BK,\n"
        "X01906,UBND xã Khang Ninh,commune,BK,1906\n"
        "SYT,Sở Y tế,department,BK,\n"
    )
    page = dry(ImportKind.UNITS, text, by=coordinator, province=province["BK"])
    plan = page.plan
    assert plan is not None
    assert [(line.key, line.effect.value) for line in plan.lines] == [
        ("BK", "unchanged"),
        ("SNV", "changed"),
        ("STC", "unchanged"),
        ("X01906", "changed"),
        ("SYT", "created"),
    ]
    assert plan.lines[1].changes == [("tên", "Sở Nội vụ", "Sở Nội vụ tỉnh")]
    assert plan.lines[3].changes == [("mã đơn vị hành chính", "–", "1906"), ("đơn vị cấp trên", "H061", "BK")]
    assert (plan.created, plan.changed, plan.unchanged, plan.absent) == (1, 2, 2, 2)
    assert not Unit.objects.filter(code="SYT").exists()


def test_confirming_applies_exactly_what_was_shown_and_only_once(
    province: Province, coordinator: Account, dry: Callable[..., queries.ImportPage], now: datetime
) -> None:
    page = dry(ImportKind.UNITS, UNITS + "SYT,Sở Y tế,department,BK,\nSNV,Sở NV,department,BK,\n", by=coordinator,
               province=province["BK"])  # fmt: skip
    number, digest = page.upload.pk, page.plan.digest  # type: ignore[union-attr]
    first = actions.apply_import(number, digest=digest, by=coordinator, at=now)
    assert not first.already
    assert (first.upload.created, first.upload.changed) == (1, 1)
    assert Unit.objects.get(code="SNV", root=province["BK"]).version == 2
    before = AuditEvent.objects.count()
    second = actions.apply_import(number, digest=digest, by=coordinator, at=now)
    assert second.already
    assert AuditEvent.objects.count() == before
    names = [event.action for event in AuditEvent.objects.order_by("-sequence")[:3]]
    assert names == ["people.units_imported", "people.unit_changed", "people.unit_created"]


def test_what_changed_since_the_dry_run_is_shown_again(
    province: Province, coordinator: Account, dry: Callable[..., queries.ImportPage], now: datetime
) -> None:
    page = dry(ImportKind.UNITS, UNITS + "STC,Sở TC,department,BK,\n", by=coordinator, province=province["BK"])
    unit = province["STC"]
    actions.change_unit(
        unit, code="STC", name="Sở Tài chính BK", tier=unit.tier, parent=unit.parent, official_code="", from_on=None,
        to_on=None, version=1, by=coordinator, at=now,
    )  # fmt: skip
    with pytest.raises(Refused, match="đã thay đổi sau lần kiểm tra thử"):
        actions.apply_import(page.upload.pk, digest=page.plan.digest, by=coordinator, at=now)  # type: ignore[union-attr]
    unit.refresh_from_db()
    assert unit.name == "Sở Tài chính BK"
    assert Import.objects.get().applied_at is None


def test_the_language_of_the_page_does_not_change_the_plan(
    province: Province, coordinator: Account, dry: Callable[..., queries.ImportPage], now: datetime
) -> None:
    page = dry(ImportKind.UNITS, UNITS + "STC,Sở TC,department,BK,\n", by=coordinator, province=province["BK"])
    with override("en"):
        actions.apply_import(page.upload.pk, digest=page.plan.digest, by=coordinator, at=now)  # type: ignore[union-attr]


def test_an_upload_sent_twice_is_stored_once(province: Province, coordinator: Account, now: datetime) -> None:
    number = uuid.uuid4()
    for _ in range(2):
        actions.upload(number, ImportKind.UNITS, [b"x"], name="a.csv", province=province["BK"], by=coordinator, at=now)
    assert (Import.objects.count(), StoredFile.objects.count()) == (1, 1)
    with files.open_stored(StoredFile.objects.get()) as stream:
        assert stream.read() == b"x"


def test_who_may_import(province: Province, administrator: Account, coordinator: Account, now: datetime) -> None:
    def upload(kind: str, by: Account, where: str | None) -> Import:
        at = province[where] if where else None
        return actions.upload(uuid.uuid4(), kind, [b"x"], name="a.csv", province=at, by=by, at=now)

    district = province.holder(Role.COORDINATOR, "H061")
    for kind, by, where in [
        (ImportKind.UNITS, coordinator, None),
        (ImportKind.UNITS, coordinator, "TN"),
        (ImportKind.UNITS, district, "BK"),
        (ImportKind.ACCOUNTS, coordinator, "BK"),
        (ImportKind.ACCOUNTS, district, "BK"),
    ]:
        with pytest.raises(NotAllowed):
            upload(kind, by, where)
    mine = upload(ImportKind.UNITS, coordinator, "BK")
    upload(ImportKind.UNITS, administrator, None)
    upload(ImportKind.ACCOUNTS, administrator, "BK")
    assert set(queries.imports(coordinator, on=TODAY)) == {mine}
    assert queries.imports(administrator, on=TODAY).count() == 3
    assert not queries.imports(district, on=TODAY)


def test_a_coordinator_cannot_smuggle_another_province_in(
    province: Province, coordinator: Account, dry: Callable[..., queries.ImportPage]
) -> None:
    page = dry(ImportKind.UNITS, UNITS + "TN,Thái Nguyên,province,,\n", by=coordinator, province=province["BK"])
    ((place, problem),) = faults(page)
    assert place == "dòng 2, cột A (code)"
    assert problem == "Tỉnh đã chọn mang mã “BK”, còn trong tệp là “TN”."


# Faults, each with its place ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("S V,Sở,department,BK,\n", [("dòng 2, cột A (code)", "“S V” không dùng làm mã được.")]),
        (",Sở,department,BK,\n", [("dòng 2, cột A (code)", "Thiếu mã.")]),
        ("SYT,,department,BK,\n", [("dòng 2, cột B (name)", "Thiếu tên.")]),
        (f"SYT,{'x' * 251},department,BK,\n", [("dòng 2, cột B (name)", "Tên quá dài.")]),
        ("SYT,Sở Y tế,thon,BK,\n", [("dòng 2, cột C (tier)", "Không có cấp “thon”.")]),
        ("SYT,Sở Y tế,,BK,\n", [("dòng 2, cột C (tier)", "Thiếu cấp.")]),
        ("SYT,Sở Y tế,department,XX,\n", [("dòng 2, cột D (parent_code)", "Không có đơn vị nào mang mã “XX”.")]),
        (
            "SYT,Sở Y tế,department,BK,123456789012345678901\n",
            [("dòng 2, cột E (official_code)", "Mã đơn vị hành chính quá dài.")],
        ),
        (
            "SYT,Sở Y tế,department,BK,\nSNV,Sở Nội vụ,department,BK,\nSYT,Sở Y,department,BK,\n",
            [("dòng 4, cột A (code)", "Mã “SYT” đã có ở dòng 2.")],
        ),
        (
            "A,A,district,B,\nB,B,district,A,\n",
            [
                ("dòng 2, cột D (parent_code)", "Các đơn vị cấp trên tạo thành vòng lặp: A → B → A."),
                ("dòng 3, cột D (parent_code)", "Các đơn vị cấp trên tạo thành vòng lặp: B → A → B."),
            ],
        ),
        (
            "A,A,district,BK,\nB,B,commune,A,\nC,C,commune,B,\nD,D,commune,C,\n",
            [("dòng 5, cột D (parent_code)", "Sơ đồ đơn vị có nhiều nhất 4 cấp.")],
        ),
        (
            "BK,BK,province,,\nCB,Cao Bằng,province,,\n",
            [("dòng 3, cột D (parent_code)", "Dòng 2 đã là dòng cấp tỉnh của tệp.")],
        ),
        ("BK,BK,province,SNV,\n", [("dòng 2, cột D (parent_code)", "Cấp tỉnh không có đơn vị cấp trên.")]),
        (
            "S V,,thon,XX,\n",
            [
                ("dòng 2, cột A (code)", "“S V” không dùng làm mã được."),
                ("dòng 2, cột B (name)", "Thiếu tên."),
                ("dòng 2, cột C (tier)", "Không có cấp “thon”."),
            ],
        ),
    ],
)
def test_faults_of_units(
    province: Province, dry: Callable[..., queries.ImportPage], rows: str, expected: list[tuple[str, str]]
) -> None:
    page = dry(ImportKind.UNITS, UNITS + rows, province=province["BK"])
    assert faults(page) == expected
    assert all(fault.mend for fault in page.plan.faults)  # type: ignore[union-attr]


def test_dates_of_units(province: Province, dry: Callable[..., queries.ImportPage]) -> None:
    heading = "code,name,tier,parent_code,from_on,to_on\n"
    page = dry(ImportKind.UNITS, heading + "A,A,commune,BK,31/02/2023,\nB,B,commune,BK,2023-05-02,01/05/2023\n",
               province=province["BK"])  # fmt: skip
    assert faults(page) == [
        ("dòng 2, cột E (from_on)", "“31/02/2023” không phải là ngày hợp lệ."),
        ("dòng 3, cột F (to_on)", "Ngày kết thúc trước ngày bắt đầu."),
    ]
    page = dry(ImportKind.UNITS, heading + "A,A,commune,BK,3/11/2023,\n", province=province["BK"])
    actions.apply_import(page.upload.pk, digest=None, by=None, at=province.at)
    assert Unit.objects.get(code="A").from_on == date(2023, 11, 3)


def test_without_tiers_the_mend_says_where_they_are_made(db: None, dry: Callable[..., queries.ImportPage]) -> None:
    page = dry(ImportKind.UNITS, UNITS + "BK,UBND tỉnh,province,,\n")
    assert page.plan.faults[0].mend == "Chưa có cấp nào. Quản trị viên thêm cấp ở trang “Cấp đơn vị”."  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Hoa N,Hoa,,,,,,\n", [("dòng 2, cột A (username)", "“hoa n” không dùng làm tên đăng nhập được.")]),
        ("hoa,,,,,,,\n", [("dòng 2, cột B (full_name)", "Thiếu họ và tên.")]),
        ("hoa,Hoa,khong@,,,,,\n", [("dòng 2, cột C (email)", "“khong@” không phải là địa chỉ thư điện tử.")]),
        ("hoa,Hoa,,,vua,STC,,\n", [("dòng 2, cột E (role)", "Không có vai trò “vua”.")]),
        ("hoa,Hoa,,,,STC,,\n", [("dòng 2, cột E (role)", "Thiếu vai trò.")]),
        ("hoa,Hoa,,,unit_officer,XX,,\n", [("dòng 2, cột F (unit_code)", "Không có đơn vị nào mang mã “XX”.")]),
        ("hoa,Hoa,,,unit_officer,,,\n", [("dòng 2, cột F (unit_code)", "Thiếu mã đơn vị.")]),
        (
            "hoa,Hoa,,,unit_officer,STC,hôm nay,\n",
            [("dòng 2, cột G (from_on)", "“hôm nay” không phải là ngày hợp lệ.")],
        ),
        (
            "hoa,Hoa,,,unit_officer,STC,2023-02-01,2023-01-01\n",
            [("dòng 2, cột H (to_on)", "Ngày kết thúc trước ngày bắt đầu.")],
        ),
        (
            "hoa,Hoa,,,unit_officer,STC,,\nhoa,Hòa,,,unit_leader,STC,,\n",
            [("dòng 3, cột B (full_name)", "Dòng 2 ghi khác về cùng người này: “Hoa”.")],
        ),
        (
            "hoa,Hoa,a@x.example,,,,,\nlan,Lan,a@x.example,,,,,\n",
            [("dòng 3, cột C (email)", "“a@x.example” thuộc về tài khoản “hoa”.")],
        ),
        (
            "hoa,Hoa,co@x.example,,,,,\n",
            [("dòng 2, cột C (email)", "“co@x.example” thuộc về tài khoản “dangco”.")],
        ),
        (
            "hoa,Hoa,,,unit_officer,STC,2023-01-01,\nhoa,Hoa,,,unit_officer,STC,2023-06-01,\n",
            [("dòng 3, cột E (role)", "Dòng 2 đã giao cùng vai trò ở cùng đơn vị trong thời gian này.")],
        ),
        (
            "khoa,Khoa,,,unit_officer,STC,,\n",
            [("dòng 2, cột A (username)", "Tài khoản này đang bị khóa nên không giữ vai trò được.")],
        ),
        (
            "administrator.bk,Administrator.Bk,,,approver,BK,,\n",
            [("dòng 2, cột E (role)", "Không được tự giao vai trò cho mình.")],
        ),
    ],
)
def test_faults_of_accounts(
    province: Province,
    administrator: Account,
    dry: Callable[..., queries.ImportPage],
    rows: str,
    expected: list[tuple[str, str]],
) -> None:
    actions.create_account(username="dangco", full_name="Đang Có", email="co@x.example", by=None, at=province.at)
    actions.deactivate(province.account("khoa", "Khoa"), note="x", by=None, at=province.at)
    page = dry(ImportKind.ACCOUNTS, ACCOUNTS + rows, province=province["BK"], by=administrator)
    assert faults(page) == expected


def test_accounts_with_several_roles(
    province: Province, administrator: Account, dry: Callable[..., queries.ImportPage], now: datetime
) -> None:
    held = province.account("lan", "Lan")
    province.give(held, Role.UNIT_OFFICER, "STC")
    text = ACCOUNTS + (
        "hoa,Nguyễn Thị Hoa,hoa@x.example,Chuyên viên,Cán bộ đơn vị,STC,,\n"
        "hoa,Nguyễn Thị Hoa,hoa@x.example,Chuyên viên,unit_leader,STC,2023-10-01,2024-03-31\n"
        "lan,Lan,,Phó phòng,unit_officer,STC,,\n"
        "mai,Mai,,,,,,\n"
    )
    page = dry(ImportKind.ACCOUNTS, text, province=province["BK"], by=administrator)
    plan = page.plan
    assert plan is not None
    assert (plan.created, plan.changed, plan.unchanged) == (2, 1, 0)
    assert plan.without_email == 1  # type: ignore[attr-defined]
    assert plan.lines[2].changes == [("chức vụ", "–", "Phó phòng")]
    actions.apply_import(page.upload.pk, digest=plan.digest, invite=True, by=administrator, at=now)
    hoa = Account.objects.get(username="hoa")
    assert not hoa.has_usable_password()
    assert [(g.role, g.from_on, g.to_on) for g in hoa.grants.order_by("from_on")] == [
        ("unit_leader", date(2023, 10, 1), date(2024, 3, 31)),
        ("unit_officer", TODAY, None),
    ]
    assert held.grants.count() == 1
    invites = {
        event.subject_name: event.facts["invite"]
        for event in AuditEvent.objects.filter(action="people.account_created", actor_id=administrator.pk)
    }
    assert invites == {"Nguyễn Thị Hoa": True, "Mai": False}


# Files as people make them --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "data",
    [
        "code,name,tier,parent_code\nSYT,Sở Y tế,department,BK\n".encode(),
        "\ufeffcode;name;tier;parent_code\r\nSYT;Sở Y tế;department;BK\r\n".encode(),
        "code\tname\ttier\tparent_code\nSYT\tSở Y tế\tdepartment\tBK\n".encode("utf-16"),
        "Mã đơn vị,Tên đơn vị,Cấp,Mã đơn vị cấp trên\nSYT, Sở  Y\u00a0tế ,Sở, ban ngành,BK\n".replace(
            "Sở, ban ngành", '"Sở, ban, ngành"'
        ).encode(),
        "MÃ,TÊN ĐƠN VỊ,CAP,ma cap tren,ghi chú\n\n,,,,\nSYT,Sở Y tế,Department,BK,gì đó\n".encode(),
        "tier,parent_code,name,code\ndepartment,BK,Sở Y tế,SYT\n".encode(),
    ],
)
def test_shapes_of_csv(province: Province, dry: Callable[..., queries.ImportPage], data: bytes) -> None:
    page = dry(ImportKind.UNITS, data, province=province["BK"])
    assert faults(page) == []
    (line,) = page.plan.lines  # type: ignore[union-attr]
    assert (line.key, line.title) == ("SYT", "Sở Y tế")


def test_decomposed_letters_are_the_same_name(province: Province, dry: Callable[..., queries.ImportPage]) -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", UNITS + "SNV,Sở Nội vụ,department,BK,\n")
    page = dry(ImportKind.UNITS, text, province=province["BK"])
    assert page.plan.unchanged == 1  # type: ignore[union-attr]


def test_a_workbook_with_numbers_and_days(province: Province, dry: Callable[..., queries.ImportPage]) -> None:
    data = workbook(
        ["UBND TỈNH BẮC KẠN"],
        [],
        ["Mã", "Tên đơn vị", "Cấp", "Mã cấp trên", "Mã hành chính", "Từ ngày"],
        [1834, "UBND phường Mới", "commune", "BK", 1834.0, date(2024, 1, 1)],
        above=1,
    )
    page = dry(ImportKind.UNITS, data, name="đơn vị.xlsx", province=province["BK"])
    assert faults(page) == []
    assert page.plan.lines[0].row == 5  # type: ignore[union-attr]
    actions.apply_import(page.upload.pk, digest=None, by=None, at=province.at)
    unit = Unit.objects.get(code="1834")
    assert (unit.official_code, unit.from_on) == ("1834", date(2024, 1, 1))


def test_the_sheet_is_named_in_a_fault(province: Province, dry: Callable[..., queries.ImportPage]) -> None:
    data = workbook(["code", "name", "tier", "parent_code"], ["X Y", "Tên", "commune", "BK"], sheet="Danh mục")
    page = dry(ImportKind.UNITS, data, name="a.xlsx", province=province["BK"])
    assert faults(page)[0][0] == "Danh mục, dòng 2, cột A (code)"


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (201 * 1024 * 1024))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "Không có trang tính nào"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "cũng không phải văn bản mã UTF-8"),
        ("mã,tên\n1,2\n".encode("cp1258", "replace"), "UTF-8"),
        (b"PK\x03\x04 not a zip", "Không đọc được"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "không phải là tệp Excel (.xlsx)"),
        (b"code,name,tier,parent_code\n" + b"A,B,C,D\n" * 700_000, "vượt quá dung lượng cho phép (5 MB)"),
        (b"code,name,tier,parent_code" + b",x" * 30_000, "có thể thiếu dấu nháy kép"),
        (b"code,name,tier,parent_code" + b",x" * 300 + b"\nA,B,C,D\n", "có hơn 200 cột"),
        (b"a,b,c\n1,2,3\n", "còn thiếu: code, name, tier, parent_code"),
        (b"code,name,tier\nA,B,C\n", "còn thiếu: parent_code"),
        (b"code,name,tier,parent_code\n", "Không có dòng nào dưới dòng tiêu đề"),
        (b'code,name,tier,parent_code\n"A,' + b"x" * 200_000, "có thể thiếu dấu nháy kép"),
        (b"code,name,tier,parent_code\n" + b"A,B,C,D\n" * 20_001, "nhiều hơn 20.000 dòng"),
    ],
)
def test_files_that_cannot_be_read(
    province: Province, dry: Callable[..., queries.ImportPage], data: bytes, problem: str
) -> None:
    page = dry(ImportKind.UNITS, data, province=province["BK"])
    ((_, said),) = faults(page)
    assert problem in said
    with pytest.raises(Refused):
        actions.apply_import(page.upload.pk, digest=None, by=None, at=province.at)


def test_what_is_called_a_workbook_and_is_none_is_told_so(
    province: Province, dry: Callable[..., queries.ImportPage]
) -> None:
    page = dry(ImportKind.UNITS, b"code,name,tier,parent_code\n", name="don-vi.xlsx", province=province["BK"])
    ((_, said),) = faults(page)
    assert "không phải là tệp Excel (.xlsx)" in said


def test_a_bomb_is_not_unpacked(province: Province, dry: Callable[..., queries.ImportPage]) -> None:
    page = dry(ImportKind.UNITS, _bomb(), name="a.xlsx", province=province["BK"])
    assert "Nội dung giải nén của tệp Excel quá lớn" in faults(page)[0][1]


def test_a_million_empty_rows(province: Province, dry: Callable[..., queries.ImportPage]) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["code", "name", "tier", "parent_code"])
    sheet.write(1_048_575, 3, "x")
    book.close()
    page = dry(ImportKind.UNITS, stream.getvalue(), name="a.xlsx", province=province["BK"])
    assert faults(page) == [("Sheet1", "Trang tính quá lớn: có dữ liệu đến tận ô D1048576.")]


def test_a_workbook_of_another_kind_is_refused(province: Province, dry: Callable[..., queries.ImportPage]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    page = dry(ImportKind.UNITS, stream.getvalue(), name="a.xlsx", province=province["BK"])
    assert faults(page) == [("cả tệp", "“a.xlsx” không phải là tệp Excel (.xlsx).")]


def test_a_file_of_accounts_is_shorter_than_one_of_units(
    province: Province, dry: Callable[..., queries.ImportPage]
) -> None:
    rows = "".join(f"nguoi{n},Người,,,,,,\n" for n in range(5_001))
    page = dry(ImportKind.ACCOUNTS, ACCOUNTS + rows, province=province["BK"])
    assert faults(page) == [("cả tệp", "Tệp có nhiều hơn 5.000 dòng.")]
    assert page.plan.faults[0].mend == "Chia thành nhiều tệp."  # type: ignore[union-attr]


def test_a_password_is_named_as_a_cause(province: Province, dry: Callable[..., queries.ImportPage]) -> None:
    page = dry(ImportKind.UNITS, b"PK\x03\x04", name="mật.xlsx", province=province["BK"])
    fault = page.plan.faults[0]  # type: ignore[union-attr]
    assert "có đặt mật khẩu" in fault.problem
    assert "bỏ mật khẩu" in fault.mend


# Templates ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", list(ImportKind))
def test_a_filled_template_is_read_back(
    province: Province, dry: Callable[..., queries.ImportPage], kind: ImportKind, language: str
) -> None:
    with override(language):
        book = openpyxl.load_workbook(io.BytesIO(template_xlsx(kind)))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.page_setup.orientation == "landscape"
    assert all(cell.comment for cell in sheet[1])
    assert len(book.worksheets[1]["A"]) > len(sheet[1])
    row = ["SYT", "Sở Y tế", "department", "BK"] if kind == ImportKind.UNITS else [
        "hoa", "Hoa", "", "", "unit_officer", "STC", "01/01/2023", ""
    ]  # fmt: skip
    for column, value in enumerate(row, start=1):
        sheet.cell(2, column, value)
    stream = io.BytesIO()
    book.save(stream)
    page = dry(kind, stream.getvalue(), name="mau.xlsx", province=province["BK"])
    assert faults(page) == []
    assert page.plan.created == 1  # type: ignore[union-attr]
    lines = template_csv(kind).strip("\ufeff\r\n")
    assert lines == (UNITS.strip() + ",from_on,to_on" if kind == ImportKind.UNITS else ACCOUNTS.strip())


# Size -----------------------------------------------------------------------------------------------------------------
def test_four_thousand_units_in_bounded_statements(
    db: None, now: datetime, django_assert_max_num_queries: Callable[..., object]
) -> None:
    actions.add_usual_tiers(by=None, at=now)
    lines = ["T,UBND tỉnh,province,,"]
    lines += [f"H{n},UBND huyện {n},district,T,{n}" for n in range(99)]
    lines += [f"X{n},UBND xã số {n},commune,H{n % 99},{n}" for n in range(4000)]
    data = (UNITS + "\n".join(lines)).encode()
    started = time.process_time()
    with django_assert_max_num_queries(60):  # type: ignore[attr-defined]
        done = actions.import_file(ImportKind.UNITS, data, name="units.csv", at=now)
    assert done.created == 4100 == Unit.objects.count()
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        again = actions.import_file(ImportKind.UNITS, data, name="units.csv", at=now)
    assert again.unchanged == 4100
    renamed = data.replace("UBND xã".encode(), "Ủy ban nhân dân xã".encode())
    with django_assert_max_num_queries(60):  # type: ignore[attr-defined]
        assert actions.import_file(ImportKind.UNITS, renamed, name="units.csv", at=now).changed == 4000
    assert time.process_time() - started < 15, "seconds of computing for three passes, however busy the machine is"
