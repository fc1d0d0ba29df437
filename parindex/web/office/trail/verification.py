"""The check of the whole chain, as a job: a long trail takes longer than a page may."""

from typing import Any

from django.tasks import task

from parindex.kernel import trail


@task()
def verify_trail() -> dict[str, Any]:
    """Recomputes the chain: how many events hold, the last hash, and the first break, if any."""
    found = trail.verify()
    broken = found.first_break
    return {
        "events": found.events,
        "last_hash": found.last_hash,
        "break_at": broken.sequence if broken else None,
        "fault": broken.fault if broken else "",
    }
