"""Why a criteria set's document could not be read."""

DOCUMENTS: dict[str, tuple[str, str]] = {
    "not_an_object": ("Phải là một đối tượng JSON {{…}}.", "Must be a JSON object {{…}}."),
}
