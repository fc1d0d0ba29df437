"""Forms of scoring rules: named fields and tables of rows instead of the exchange form's JSON.

A builder is filled from a leaf's rule and inputs or from what was posted; it gives the rule and the inputs back in the
exchange form, complete or not. Rows are added, removed and ordered by the server, so that all of it works without
scripts: a button named ``draw`` draws the form again without saving anything.
"""

from parindex.web.office.criteria.rule_builder.builder import Builder, builder_for, posted_builder

__all__ = ["Builder", "builder_for", "posted_builder"]
