"""A row saved by itself."""

import pytest

from parindex.kernel.models import AuditEvent
from tests.apps.assessments.conftest import World
from tests.conftest import NOW
from tests.rounds import CLAIMS, fill_in

pytestmark = pytest.mark.usefixtures("in_english")


def test_every_kind_is_saved_with_its_points(world: World) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    rows = {row.leaf: row for row in world.sheet().answers.all()}
    for leaf, (figures, points) in CLAIMS.items():
        row = rows[leaf]
        assert (row.figures, row.points, row.state) == (figures, points, "scored"), leaf
        assert (row.saved_at, row.saved_by, row.version) == (NOW, world.officer, 2)
    assert AuditEvent.objects.filter(action="assessments.row_saved").count() == len(CLAIMS)
