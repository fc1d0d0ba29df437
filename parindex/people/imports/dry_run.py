"""The dry run of a stored file."""

from parindex.kernel import files
from parindex.people.enums import ImportKind
from parindex.people.imports.accounts import plan_accounts
from parindex.people.imports.plans import Plan
from parindex.people.imports.table import Unreadable
from parindex.people.imports.units import plan_units
from parindex.people.models import Account, Import, day_of


def plan_of(upload: Import, *, by: Account | None) -> Plan:
    """What taking the stored bytes over would do now, for the person who would confirm it. Writes nothing."""
    with files.open_stored(upload.file) as stream:
        data = stream.read()
    try:
        if upload.kind == ImportKind.UNITS:
            return plan_units(data, upload.file.name, upload.province)
        today = day_of(upload.uploaded_at)
        return plan_accounts(data, upload.file.name, upload.province, importer=by, today=today)
    except Unreadable as error:
        return Plan(faults=[error.fault])
