"""Fills the base of a served program: the small province in a round whose windows are open now.

python -m tests.apps.assessments.served_world      prints the sheet's number as JSON
"""

import json
import sys
from datetime import date, timedelta


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from parindex.assessments.actions import open_sheets, start_round
    from parindex.assessments.models import Sheet
    from parindex.people.enums import Role
    from parindex.programmes import actions
    from parindex.programmes.actions.rounds import Period
    from parindex.programmes.enums import WindowKind
    from parindex.programmes.models import Round
    from tests.people import accounts_of, make_province
    from tests.rounds import EVERY_KIND, issued_set, make_programme, make_round

    now = timezone.now()
    province = make_province()
    account = accounts_of(province)
    coordinator = account(Role.COORDINATOR)
    account(Role.UNIT_OFFICER)
    account(Role.UNIT_LEADER)
    version = issued_set(province.root, "department", by=coordinator, nodes=EVERY_KIND)
    round = make_round(make_programme(province, by=coordinator), province.root, version, by=coordinator)
    actions.take_in(round, on=date(2023, 11, 1), digest=None, by=coordinator, at=now)
    days = [now - timedelta(days=1) + timedelta(days=30 * n) for n in range(4)]
    windows = {kind: Period(*days[n : n + 2]) for n, kind in enumerate(WindowKind)}
    round = actions.set_windows(round, windows, version=round.version, by=coordinator, at=now)
    for agency, other in (("SNV", "STC"), ("STC", "SNV")):
        names = {"agency": province[agency], "substitute": province[other]}
        actions.name_substitute(round, **names, version=0, by=coordinator, at=now)
    round.refresh_from_db()
    start_round(round, version=round.version, by=coordinator, at=now)
    open_sheets(Round.objects.get(pk=round.pk), at=now)
    sheet = Sheet.objects.get(unit=province["STC"])
    sys.stdout.write(json.dumps({"sheet": sheet.pk}))


if __name__ == "__main__":
    main()
