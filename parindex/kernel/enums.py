"""States and choices of the kernel, each with a line of meaning."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class JobStatus(TextChoices):
    # Waits for its time and for a worker.
    READY = "READY", pgettext_lazy("job", "Waiting")
    # A worker holds the lease and works on it.
    RUNNING = "RUNNING", pgettext_lazy("job", "Running")
    # Done, with its result.
    SUCCESSFUL = "SUCCESSFUL", pgettext_lazy("job", "Done")
    # Given up after the last attempt, with its error.
    FAILED = "FAILED", pgettext_lazy("job", "Failed")
