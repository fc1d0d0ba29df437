"""What the public sees and from when on. A publication is never changed: a correction is a further, visible one."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parindex.kernel.models import StoredFile
from parindex.programmes.models import Round
from parindex.results.models import Run


class PublicationQuerySet(models.QuerySet["Publication"]):
    def public(self, *, at: datetime) -> Self:
        """What anybody may read at that moment: the time came, and nobody stopped it before."""
        return self.filter(publish_at__lte=at, cancelled_at=None)


class Publication(models.Model):
    """An approved run made public at a set time: from then on everybody reads it, by the server's clock alone.

    Frozen but for its cancelling, which is possible only before the time (triggers refuse).
    """

    #: Made by the form: sent twice, it is there once.
    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="publications")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="publications")
    #: 1, then 2 for the first correction and so on; a cancelled one was never public, and its number goes on.
    number = models.PositiveSmallIntegerField(_("publication"))
    publish_at = models.DateTimeField(_("published from"))
    #: The decision by which it is published.
    decision = models.CharField(_("decision"), max_length=250)
    #: What a correction corrects, and why; empty in the first.
    correction = models.TextField(_("what is corrected, and why"), blank=True)
    #: The verifiable package, and the SHA-256 of its bytes.
    package = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    package_sha256 = models.CharField(max_length=64)
    scheduled_at = models.DateTimeField()
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_reason = models.TextField(blank=True)

    objects: ClassVar[PublicationQuerySet] = PublicationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["round", "-number"]
        indexes = [models.Index(fields=["publish_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"], condition=Q(cancelled_at=None), name="publication_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(decision=""), name="publication_by_decision"),
            models.CheckConstraint(
                condition=Q(number=1, correction="") | (Q(number__gt=1) & ~Q(correction="")),
                name="publication_correction_says_what",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancelled_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_reason="")),
                name="publication_cancelled_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} – {self.number}"
