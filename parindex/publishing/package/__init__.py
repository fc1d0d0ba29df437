"""The verifiable package of a publication: made here, and checked here by whoever doubts it.

Plain Python on the engine alone: ``parindex verify`` needs neither Django nor a database.
"""

from parindex.publishing.package.contents import FORMAT, LANGUAGE, Facts, NotReproduced, build, schema
from parindex.publishing.package.reading import Unverifiable
from parindex.publishing.package.verifying import Report, verify
from parindex.publishing.package.wording import Said, shown

__all__ = [
    "FORMAT",
    "LANGUAGE",
    "Facts",
    "NotReproduced",
    "Report",
    "Said",
    "Unverifiable",
    "build",
    "schema",
    "shown",
    "verify",
]
