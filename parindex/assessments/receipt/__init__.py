"""The receipt of a submission on paper: number, moment, person, points row by row, every file with its SHA-256.

::

    from parindex.assessments.receipt import receipt_pdf
    receipt_pdf(submission) -> bytes         in the language of the page; the same submission gives the same bytes

``facts`` says what stands on it, ``receipt.typ`` how it looks (Decree 30/2020/NĐ-CP), ``paper`` sets it.
"""

from parindex.assessments.models import Submission
from parindex.assessments.receipt.facts import facts_of
from parindex.assessments.receipt.paper import typeset


def receipt_pdf(submission: Submission) -> bytes:
    """The receipt as PDF, dated with the moment of the submission.

    :param submission: with its sheet and round.
    """
    return typeset(facts_of(submission), at=submission.submitted_at)


__all__ = ["receipt_pdf"]
