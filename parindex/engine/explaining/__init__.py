"""Reasons: from what was computed to sentences in both languages. Nothing is decided here."""
