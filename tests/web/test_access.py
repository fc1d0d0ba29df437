"""Every address × every role: what a GET answers. 404: not for your eyes; 403: with the reason; 405: wants a POST."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parindex.appraisals import actions as appraisals
from parindex.appraisals.enums import AdjustmentKind
from parindex.criteria import actions as criteria
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.engine import Sheet as EngineSheet
from parindex.evidence import intake
from parindex.evidence.actions import begin_upload
from parindex.evidence.models import DocumentVersion, Upload
from parindex.kernel.enums import JobStatus
from parindex.kernel.files import store
from parindex.kernel.models import Job
from parindex.people import actions as people
from parindex.people.enums import ImportKind, Role
from parindex.people.models import Account, RoleGrant, Tier, Unit
from parindex.programmes import actions as programmes
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Participant, Round, Substitute
from parindex.programmes.plan_files import keep_upload
from tests import papers
from tests.conftest import NOW
from tests.pages import Address
from tests.people import Province, make_account
from tests.publications import make_publication, make_run
from tests.rounds import handed_in, issued_set, make_programme, make_round, ready, started

#: Audiences, in the order of the columns below: an administrator, the province's coordinator, a district's coordinator,
#: whoever holds any other role, and a person without a role.
AUDIENCES = ("administrator", "coordinator", "district", "other", "nobody")
OTHER_ROLES = [role for role in Role if role not in {Role.ADMINISTRATOR, Role.COORDINATOR}]

#: While settlement is open.
SETTLING = datetime(2024, 2, 10, 3, 0, tzinfo=UTC)
#: After every window of the rounds.
LATE = datetime(2024, 12, 31, 16, 59, tzinfo=UTC)

# fmt: off
TABLE: dict[str, tuple[int, int, int, int, int]] = {
    "account_change_password": (200, 200, 200, 200, 200),
    "account_inactive": (200, 200, 200, 200, 200),
    "account_login": (302, 302, 302, 302, 302),
    "account_logout": (200, 200, 200, 200, 200),
    "account_reset_password": (200, 200, 200, 200, 200),
    "account_reset_password_done": (200, 200, 200, 200, 200),
    "account_reset_password_from_key": (200, 200, 200, 200, 200),
    "account_reset_password_from_key_done": (200, 200, 200, 200, 200),
    "adjustment_withdraw": (403, 403, 404, 404, 404),
    "appraisal": (302, 302, 200, 200, 200),
    "appraisal_adjust": (405, 405, 405, 405, 405),
    "appraisal_confirm": (405, 405, 405, 405, 405),
    "appraisal_confirm_many": (404, 404, 404, 404, 404),
    "appraisal_flag": (405, 405, 405, 405, 405),
    "appraisal_leaf": (200, 200, 404, 404, 404),
    "appraisal_progress": (200, 200, 404, 404, 404),
    "appraisal_round": (200, 200, 404, 404, 404),
    "appraisal_row": (200, 200, 404, 404, 404),
    "appraisal_send_back": (405, 405, 405, 405, 405),
    "appraisal_take_back": (405, 405, 405, 405, 405),
    "appraisal_unflag": (405, 405, 405, 405, 405),
    "appraisal_unit": (200, 200, 404, 404, 404),
    "appraisal_units": (200, 200, 404, 404, 404),
    "criteria_add": (403, 200, 404, 404, 404),
    "criteria_appraisers": (200, 200, 404, 404, 404),
    "criteria_clone": (403, 200, 200, 403, 404),
    "criteria_decision": (302, 302, 404, 404, 404),
    "criteria_difference": (200, 200, 200, 200, 404),
    "criteria_discard": (403, 200, 404, 404, 404),
    "criteria_dry_run": (403, 200, 404, 404, 404),
    "criteria_duplicate": (405, 405, 405, 405, 405),
    "criteria_editor": (403, 200, 404, 404, 404),
    "criteria_exchange": (200, 200, 200, 200, 404),
    "criteria_export": (200, 200, 200, 200, 404),
    "criteria_findings": (200, 200, 404, 404, 404),
    "criteria_header": (403, 200, 404, 404, 404),
    "criteria_import": (403, 200, 200, 403, 403),
    "criteria_import_set": (403, 200, 404, 403, 403),
    "criteria_issue": (403, 200, 404, 404, 404),
    "criteria_move": (403, 200, 404, 404, 404),
    "criteria_new": (403, 200, 200, 403, 403),
    "criteria_node": (403, 200, 404, 404, 404),
    "criteria_policy": (200, 200, 404, 404, 404),
    "criteria_print": (200, 200, 200, 200, 404),
    "criteria_remove": (405, 405, 405, 405, 405),
    "criteria_renumber": (403, 200, 404, 404, 404),
    "criteria_restore": (405, 405, 405, 405, 405),
    "criteria_sets": (200, 200, 200, 200, 200),
    "criteria_start": (403, 200, 403, 403, 404),
    "criteria_template": (200, 200, 200, 200, 200),
    "criteria_trial": (200, 200, 200, 200, 404),
    "criteria_trial_template": (200, 200, 200, 200, 404),
    "criteria_version": (200, 200, 200, 200, 404),
    "criteria_versions": (200, 200, 200, 200, 404),
    "criteria_withdraw": (403, 200, 403, 403, 404),
    "document": (404, 404, 404, 404, 404),
    "document_file": (404, 404, 404, 404, 404),
    "document_preview": (404, 404, 404, 404, 404),
    "document_restore": (405, 405, 405, 405, 405),
    "document_version": (404, 404, 404, 404, 404),
    "document_withdraw": (404, 404, 404, 404, 404),
    "evidence": (404, 404, 404, 404, 404),
    "evidence_known": (404, 404, 404, 404, 404),
    "evidence_upload": (404, 404, 404, 404, 404),
    "exclusion_withdraw": (403, 200, 404, 404, 404),
    "extension_revoke": (403, 200, 404, 403, 404),
    "gallery": (200, 404, 404, 404, 404),
    "gallery_page": (200, 404, 404, 404, 404),
    "health": (200, 200, 200, 200, 200),
    "home": (200, 200, 200, 200, 200),
    "import": (200, 200, 404, 404, 404),
    "import_new": (200, 200, 403, 403, 403),
    "import_template": (200, 200, 200, 200, 200),
    "imports": (200, 200, 200, 403, 403),
    "job": (200, 403, 403, 403, 403),
    "job_retry": (405, 405, 405, 405, 405),
    "jobs": (200, 403, 403, 403, 403),
    "keys": (200, 200, 200, 200, 200),
    "library": (404, 404, 404, 404, 404),
    "participant": (200, 200, 404, 404, 404),
    "participant_edit": (403, 200, 404, 404, 404),
    "participant_exclude": (403, 200, 404, 404, 404),
    "participant_extend": (403, 403, 404, 404, 404),
    "participant_new": (403, 200, 404, 404, 404),
    "participant_remove": (403, 200, 404, 404, 404),
    "people": (200, 200, 200, 403, 403),
    "person": (200, 200, 404, 403, 403),
    "person_active": (200, 403, 404, 403, 403),
    "person_edit": (200, 403, 404, 403, 403),
    "person_invite": (405, 405, 405, 405, 405),
    "person_new": (200, 403, 403, 403, 403),
    "person_password": (200, 403, 404, 403, 403),
    "person_sessions_end": (405, 405, 405, 405, 405),
    "plan_dry_run": (403, 200, 403, 403, 404),
    "plan_task_edit": (403, 200, 403, 403, 404),
    "plan_task_new": (403, 200, 403, 403, 404),
    "plan_task_remove": (403, 200, 403, 403, 404),
    "plan_upload": (403, 200, 403, 403, 404),
    "profile": (200, 200, 200, 200, 200),
    "programme": (200, 200, 200, 200, 404),
    "programme_edit": (403, 200, 403, 403, 404),
    "programme_new": (403, 200, 403, 403, 403),
    "programmes": (200, 200, 200, 200, 200),
    "public": (200, 200, 200, 200, 200),
    "public_data": (200, 200, 200, 200, 200),
    "public_method": (200, 200, 200, 200, 200),
    "public_package": (200, 200, 200, 200, 200),
    "public_round": (200, 200, 200, 200, 200),
    "public_tier": (200, 200, 200, 200, 200),
    "public_unit": (200, 200, 200, 200, 200),
    "public_verify": (200, 200, 200, 200, 200),
    "publication": (200, 200, 404, 200, 404),
    "publication_cancel": (403, 403, 404, 403, 404),
    "publication_package": (200, 200, 404, 200, 404),
    "publish": (403, 403, 404, 403, 404),
    "receipt": (200, 200, 404, 404, 404),
    "receipt_pdf": (200, 200, 404, 404, 404),
    "register": (404, 200, 404, 404, 404),
    "registers": (200, 200, 404, 404, 404),
    "registers_template": (200, 200, 404, 404, 404),
    "results": (200, 200, 200, 200, 200),
    "role_end": (200, 200, 404, 403, 403),
    "role_new": (200, 200, 404, 403, 403),
    "role_revoke": (200, 200, 404, 403, 403),
    "round": (200, 200, 404, 404, 404),
    "round_close": (403, 200, 404, 404, 404),
    "round_edit": (403, 200, 404, 404, 404),
    "round_exclusions": (200, 200, 404, 404, 404),
    "round_extensions": (200, 200, 404, 404, 404),
    "round_new": (403, 200, 200, 403, 404),
    "round_remove": (403, 200, 404, 404, 404),
    "round_results": (200, 200, 404, 200, 404),
    "round_set": (403, 200, 404, 404, 404),
    "round_start": (403, 200, 404, 404, 404),
    "round_substitutes": (200, 200, 404, 404, 404),
    "round_take_in": (403, 200, 404, 404, 404),
    "round_units": (200, 200, 404, 404, 404),
    "round_windows": (403, 200, 404, 404, 404),
    "run": (200, 200, 404, 200, 404),
    "run_approve": (403, 403, 404, 403, 404),
    "run_compare": (200, 200, 404, 200, 404),
    "run_new": (403, 200, 404, 403, 404),
    "run_node": (200, 200, 404, 200, 404),
    "run_unit": (200, 200, 404, 200, 404),
    "session_end": (405, 405, 405, 405, 405),
    "sessions": (200, 200, 200, 200, 200),
    "sessions_end_others": (405, 405, 405, 405, 405),
    "set_language": (405, 405, 405, 405, 405),
    "set_theme": (405, 405, 405, 405, 405),
    "settle_row": (403, 403, 404, 404, 404),
    "settlement": (200, 200, 404, 404, 404),
    "settlement_reopen": (403, 403, 404, 404, 404),
    "settlement_settle": (403, 403, 404, 404, 404),
    "settlement_sheet": (200, 200, 404, 404, 404),
    "settlement_sheet_settle": (403, 403, 404, 404, 404),
    "settlement_sheets": (200, 200, 404, 404, 404),
    "settlements": (302, 302, 200, 200, 200),
    "sheet": (302, 302, 404, 404, 404),
    "sheet_citation": (404, 404, 404, 404, 404),
    "sheet_citation_withdraw": (405, 405, 405, 405, 405),
    "sheet_citations": (404, 404, 404, 404, 404),
    "sheet_comments": (405, 405, 405, 405, 405),
    "sheet_review": (404, 404, 404, 404, 404),
    "sheet_row": (404, 404, 404, 404, 404),
    "sheet_submit": (404, 404, 404, 404, 404),
    "sheet_workbook": (404, 404, 404, 404, 404),
    "sheets": (404, 404, 404, 404, 404),
    "slips": (405, 405, 405, 405, 405),
    "substitute_name": (403, 200, 404, 404, 404),
    "substitute_remove": (405, 405, 405, 405, 405),
    "tier_delete": (200, 403, 403, 403, 403),
    "tier_edit": (200, 403, 403, 403, 403),
    "tier_move": (405, 405, 405, 405, 405),
    "tier_new": (200, 403, 403, 403, 403),
    "tiers": (200, 403, 403, 403, 403),
    "tiers_usual": (405, 405, 405, 405, 405),
    "trail": (200, 200, 200, 403, 403),
    "trail_verify": (302, 403, 403, 403, 403),
    "tus_upload": (405, 405, 405, 405, 405),
    "tus_uploads": (405, 405, 405, 405, 405),
    "unit": (200, 200, 200, 200, 404),
    "unit_edit": (200, 200, 403, 403, 404),
    "unit_end": (200, 200, 403, 403, 404),
    "unit_new": (200, 200, 403, 403, 403),
    "unit_succeed": (200, 200, 403, 403, 404),
    "unit_succession": (200, 200, 403, 403, 404),
    "unit_tree": (200, 200, 200, 200, 200),
    "units": (200, 200, 200, 200, 200),
}
# fmt: on


#: Addresses that single roles open besides the audiences of the table.
APPRAISAL = ("appraisal", "settle", "register", "adjustment")
RESULTS = ("publi", "result", "round_results", "run")
OWN = {name for name in TABLE if name.startswith((*APPRAISAL, *RESULTS))}

DOCUMENT: dict[str, Any] = {
    "format": "parindex/criteria-set/1",
    "code": "BK-1",
    "title": "Bộ tiêu chí",
    "tier": "department",
    "year": 2023,
    "decision": {"number": "1/QĐ-UBND", "on": "2023-10-16"},
    "period": {"from": "2022-12-15", "to": "2023-12-14"},
    "policy": {},
    "nodes": [
        {
            "code": "1",
            "title": "Ban hành kế hoạch",
            "max_points": "100",
            "appraised_by": "SNV",
            "rule": {"kind": "judgement", "increment": "1"},
        }
    ],
}


@pytest.fixture
def arguments(province: Province, account_as: Callable[..., Account]) -> dict[str, dict[str, Any]]:
    """For each address that takes arguments, those of a subject that exists; what begins with ``?`` is asked for."""
    coordinator = account_as(Role.COORDINATOR)
    draft = new_set(province, 1, coordinator)
    issued = new_set(province, 2, coordinator)
    criteria.issue(issued, row_version=issued.version, by=coordinator, at=NOW)
    node = Node.objects.get(set_version=draft)
    file = store([json.dumps(DOCUMENT).encode()], name="set.json", at=NOW, by=coordinator)
    person = make_account(province, Role.UNIT_OFFICER, at="STC", username="somebody")
    upload = people.upload(
        uuid.uuid4(),
        ImportKind.UNITS,
        [b"code,name,tier,parent_code\n"],
        name="units.csv",
        province=province.root,
        by=None,
        at=NOW,
    )
    tier = province["STC"].tier
    former = people.create_unit(code="F", name="Sở cũ", tier=tier, parent=province.root, by=None, at=NOW)
    people.succeed([former], [province["STC"]], on=date(2023, 3, 1), decision="NQ 1", by=None, at=NOW)
    paper = new_document(province)
    job = Job.objects.create(
        task="x",
        arguments={"args": [], "kwargs": {}},
        queue="default",
        status=JobStatus.FAILED,
        error="boom",
        run_after=NOW,
        enqueued_at=NOW,
        finished_at=NOW,
    )
    return {
        "account_reset_password_from_key": {"uidb36": "x", "key": "x"},
        "criteria_dry_run": {"pk": draft.pk, "file": file.pk},
        "criteria_export": {"pk": issued.pk, "form": "json"},
        "criteria_import_set": {"file": file.pk},
        "criteria_trial_template": {"pk": issued.pk, "form": "csv"},
        **{name: {"pk": issued.pk} for name in ISSUED},
        "criteria_difference": {"pk": issued.pk, "?before": issued.pk},
        **{name: {"pk": draft.pk} for name in DRAFT},
        **{f"criteria_{name}": {"pk": draft.pk, "node": node.pk} for name in NODE},
        **{name: {"pk": paper.document_id} for name in DOCUMENT_PAGES},
        "document_file": {"pk": paper.document_id, "number": 1},
        "document_preview": {"pk": paper.document_id, "number": 1, "page": 1},
        **{name: {"unit": paper.unit_id} for name in LIBRARY_PAGES},
        "tus_upload": {"pk": Upload.objects.get(result=paper).pk},
        "gallery_page": {"name": "confirm"},
        "import": {"pk": upload.pk},
        "import_new": {"kind": "units"},
        "import_template": {"kind": "units", "form": "csv"},
        **{name: {"pk": job.pk} for name in ("job", "job_retry")},
        **{name: {"pk": person.pk} for name in PERSON},
        **{name: {"pk": RoleGrant.objects.get(account=person).pk} for name in ("role_end", "role_revoke")},
        **programme_arguments(province, coordinator),
        "session_end": {"number": 1},
        **{name: {"pk": Tier.objects.get(code="commune").pk} for name in ("tier_delete", "tier_edit", "tier_move")},
        **{name: {"pk": province["STC"].pk} for name in ("unit", "unit_edit", "unit_end")},
        "unit_succeed": {"?unit": province["STC"].pk},
        "unit_succession": {"pk": former.pk},
    }


#: Addresses of an issued version, of a draft, of a node of the draft, of an account.
ISSUED = [
    *("criteria_version", "criteria_versions", "criteria_print", "criteria_trial"),
    *("criteria_withdraw", "criteria_start", "criteria_clone", "criteria_exchange"),
]
DRAFT = [
    *("criteria_add", "criteria_appraisers", "criteria_decision", "criteria_discard", "criteria_editor"),
    *("criteria_findings", "criteria_header", "criteria_issue", "criteria_policy", "criteria_renumber"),
]
NODE = ["duplicate", "move", "node", "remove", "restore"]
#: Addresses of a document and of a library. Who keeps the library is asked in test_evidence.py; here nobody does.
DOCUMENT_PAGES = ["document", "document_version", "document_withdraw", "document_restore"]
LIBRARY_PAGES = ["library", "evidence_upload", "evidence_known", "tus_uploads"]
PERSON = [
    "person",
    "person_active",
    "person_edit",
    "person_invite",
    "person_password",
    "person_sessions_end",
    "role_new",
]


def new_document(province: Province) -> DocumentVersion:
    data = papers.pdf()
    facts: dict[str, Any] = {"name": "a.pdf", "size": len(data), "document": None, "by": None, "at": NOW}
    begun = begin_upload(province["X01906"], number=uuid.uuid4(), **facts)
    done = intake.receive(begun, [data], offset=0, by=None, at=NOW)[1]
    assert done is not None
    return done.version


#: Addresses of a programme, of a round that is being prepared, and of its one unit.
PROGRAMME = ["plan_task_new", "plan_upload", "programme", "programme_edit", "round_new"]
ROUND = ["edit", "exclusions", "extensions", "remove", "set", "start", "substitutes", "take_in", "units", "windows"]
ROUND += ["close"]
PARTICIPANT = ["participant", "participant_edit", "participant_exclude", "participant_extend", "participant_remove"]


def programme_arguments(province: Province, coordinator: Account) -> dict[str, dict[str, Any]]:
    """A programme with a task and an upload, a round in preparation with a unit, and one that runs for an extension."""
    programme = make_programme(province, by=coordinator)
    version = issued_set(province.root, "department", by=coordinator)
    round = ready(make_round(programme, province.root, version, by=coordinator), by=coordinator)
    running = started(make_round(programme, province.root, version, by=coordinator, code="R-2"), by=coordinator)
    who: dict[str, Any] = {"by": coordinator, "at": NOW}
    member, late = (Participant.objects.filter(round=each).earliest("unit__code") for each in (round, running))
    reason = {"reason": "Lũ", **who}
    extension = programmes.extend(late, id=uuid.uuid4(), kind=WindowKind.SETTLEMENT, until=LATE, **reason)
    exclusion = programmes.exclude(member, id=uuid.uuid4(), node_code="1", decision="1/QĐ", **reason)
    plan = keep_upload([b"number,kind,title,opens_on,due_on,lead"], name="plan.csv", **who)
    task = {"number": 1, "kind": "guidance", "title": "Hướng dẫn", "lead": "SNV", "coordinating": "", "tiers": ""}
    days = {"opens_on": date(2023, 10, 1), "due_on": date(2023, 10, 31)}
    made = programmes.add_task(programme, id=uuid.uuid4(), values=task | days, **who)
    named = Substitute.objects.filter(round=round).earliest("pk")
    return {
        **result_arguments(running, coordinator),
        **appraisal_arguments(running, province, coordinator),
        **sheet_arguments(running, province),
        **{name: {"pk": programme.pk} for name in PROGRAMME},
        **{name: {"pk": made.pk} for name in ("plan_task_edit", "plan_task_remove")},
        "plan_dry_run": {"pk": programme.pk, "file": plan.pk},
        **{name: {"pk": round.pk} for name in ("round", "participant_new", *(f"round_{name}" for name in ROUND))},
        **{name: {"pk": member.pk} for name in PARTICIPANT},
        "extension_revoke": {"pk": extension.pk},
        "exclusion_withdraw": {"pk": exclusion.pk},
        "substitute_name": {"pk": round.pk, "agency": named.agency_id},
        "substitute_remove": {"pk": named.pk},
    }


def appraisal_arguments(round: Round, province: Province, coordinator: Account) -> dict[str, dict[str, Any]]:
    """The sheet of Sở Tài chính, handed in, with an adjustment; a table with values that waits. What each role of the
    appraisal opens of it stands in test_appraisal.py."""
    leader = make_account(province, Role.UNIT_LEADER, at="STC", username="leader")
    sheet = handed_in(round, "STC", leader=leader, at=NOW)
    answer, sheet_pk = sheet.answers.get(leaf="1.1").pk, {"pk": sheet.pk}
    who: dict[str, Any] = {"by": None, "at": SETTLING}
    facts = {"kind": AdjustmentKind.DEDUCTION, "code": "1", "points": "1", "reason": "Chậm"}
    made = appraisals.make_adjustment(sheet, id=uuid.uuid4(), **facts, **who)
    table = appraisals.keep_register(
        round, id=uuid.uuid4(), chunks=[b"unit,node,input,value"], name="a.csv", origin="Cổng", by=coordinator, at=NOW
    )
    marks = ("row", "confirm", "adjust", "send_back", "take_back", "flag", "unflag")
    pages = ("round", "units", "progress", "confirm_many")
    settling = ("settlement", "settlement_sheets", "settlement_settle", "registers")
    return {
        **{f"appraisal_{name}": {"answer": answer} for name in marks},
        **{name: {"pk": round.pk} for name in (*(f"appraisal_{page}" for page in pages), *settling)},
        "appraisal_leaf": {"pk": round.pk, "leaf": "1.1"},
        "appraisal_unit": {"pk": round.pk, "unit": sheet.unit_id},
        "settle_row": {"answer": answer},
        **{f"settlement_{name}": sheet_pk for name in ("sheet", "sheet_settle", "reopen")},
        "adjustment_withdraw": {"pk": made.pk},
        "registers_template": {"pk": round.pk, "form": "csv"},
        "register": {"pk": round.pk, "table": table.pk},
    }


def sheet_arguments(round: Round, province: Province) -> dict[str, dict[str, Any]]:
    """The sheet of Sở Nội vụ, handed in. Who works on a sheet is asked in test_sheets.py; here nobody does."""
    sheet = handed_in(round, "SNV", leader=make_account(province, Role.UNIT_LEADER, at="SNV"), at=NOW)
    row = {"pk": sheet.pk, "leaf": "1.1"}
    return {
        **{name: {"pk": sheet.pk} for name in ("sheet", "sheet_review", "sheet_submit", "sheet_workbook")},
        **{name: {"pk": sheet.pk, "number": 1} for name in ("receipt", "receipt_pdf")},
        **dict.fromkeys(("sheet_row", "sheet_citations", "sheet_comments"), row),
        **{name: {**row, "number": 1} for name in ("sheet_citation", "sheet_citation_withdraw")},
    }


def result_arguments(round: Round, coordinator: Account) -> dict[str, dict[str, Any]]:
    """A run of a round, published."""
    sheets = [EngineSheet(member.unit.code) for member in round.participants.select_related("unit")]
    run = make_run(round, sheets, at=NOW, by=coordinator, approved_by=coordinator)
    publication = make_publication(run, publish_at=NOW, by=coordinator, at=NOW)
    unit = Unit.objects.get(code="STC", participations__round=round).pk
    return {
        **{name: {"pk": run.pk} for name in ("run", "run_approve", "publish")},
        **{name: {"pk": round.pk} for name in ("round_results", "run_new")},
        **{f"publication{name}": {"pk": publication.pk} for name in ("", "_cancel", "_package")},
        "run_compare": {"pk": run.pk, "before": run.pk},
        "run_unit": {"pk": run.pk, "unit": unit},
        "run_node": {"pk": run.pk, "unit": unit, "code": "1.1"},
        **{name: {"pk": round.pk} for name in ("public_round", "public_method", "public_package")},
        "public_data": {"pk": round.pk, "table": "nodes", "kind": "csv"},
        "public_tier": {"pk": round.programme_id, "tier": "department"},
        "public_unit": {"pk": round.pk, "code": "STC"},
    }


def new_set(province: Province, number: int, by: Account) -> CriteriaSetVersion:
    return criteria.create_set(
        id=uuid.uuid4(),
        owner=province.root,
        facts=SetFacts(code=f"BK-{number}", tier=Tier.objects.get(code="department"), year=2023),
        title="Bộ tiêu chí",
        document={**DOCUMENT, "code": f"BK-{number}"},
        by=by,
        at=NOW,
    )


def statuses(client: Client, names: list[str], arguments: dict[str, dict[str, Any]]) -> dict[str, int]:
    return {name: asked(client, name, arguments.get(name, {})) for name in names}


def asked(client: Client, name: str, arguments: dict[str, Any]) -> int:
    """The status of a GET; an argument like ``?unit`` goes into the query string."""
    query = {key[1:]: value for key, value in arguments.items() if key.startswith("?")}
    path = {key: value for key, value in arguments.items() if not key.startswith("?")}
    answer = client.get(reverse(name, kwargs=path), query)
    if answer.streaming:
        # To the end, as a browser does: only then its file is closed.
        list(answer)
    return answer.status_code


def test_the_table_names_every_address(every_url: list[Address]) -> None:
    assert [address.name for address in every_url] == list(TABLE)


@pytest.mark.parametrize(("column", "audience"), list(enumerate(AUDIENCES)))
def test_each_audience_gets_what_the_table_says(
    client_as: Callable[..., Client], arguments: dict[str, dict[str, Any]], column: int, audience: str
) -> None:
    clients = {
        "administrator": lambda: client_as(Role.ADMINISTRATOR),
        "coordinator": lambda: client_as(Role.COORDINATOR),
        "district": lambda: client_as(Role.COORDINATOR, at="H061"),
        "other": lambda: client_as(Role.OBSERVER),
        "nobody": lambda: client_as(None),
    }
    found = statuses(clients[audience](), list(TABLE), arguments)
    expected = {name: row[column] for name, row in TABLE.items()}
    assert {name: (status, expected[name]) for name, status in found.items() if status != expected[name]} == {}


@pytest.mark.parametrize("role", OTHER_ROLES)
def test_no_other_role_opens_more(
    client_as: Callable[..., Client], arguments: dict[str, dict[str, Any]], role: Role
) -> None:
    """All other roles see the same. Asked only where audiences differ at all, and not of the addresses of appraisal
    and results, which are their roles' own: test_appraisal.py and test_results.py ask these."""
    guarded = [name for name, row in TABLE.items() if len(set(row)) > 1 and name not in OWN]
    found = statuses(client_as(role), guarded, arguments)
    assert {name: (status, TABLE[name][3]) for name, status in found.items() if status != TABLE[name][3]} == {}


def test_what_a_version_is_compared_with_must_be_visible_too(
    client_as: Callable[..., Client],
    account_as: Callable[..., Account],
    arguments: dict[str, dict[str, Any]],
    province: Province,
) -> None:
    """Another organiser's draft is not found, on whichever side of the comparison it is asked for."""
    theirs = new_set(province, 3, account_as(Role.COORDINATOR))
    mine = {"pk": arguments["criteria_difference"]["pk"]}
    district = client_as(Role.COORDINATOR, at="H061")
    assert asked(district, "criteria_difference", mine | {"?before": mine["pk"]}) == 200
    assert asked(district, "criteria_difference", mine | {"?before": theirs.pk}) == 404
    assert asked(client_as(Role.COORDINATOR), "criteria_difference", mine | {"?before": theirs.pk}) == 200
    assert asked(district, "criteria_difference", {"pk": theirs.pk, "?before": mine["pk"]}) == 404
