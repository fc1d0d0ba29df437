"""How style sheets and scripts are delivered: many small sources, few requests, no build step.

In development and in tests the browser follows ``@import`` itself. When the files are collected for a server, the
imports of ``css/parindex.css`` are put in their place, so that a page needs one style sheet.
"""

import re
from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/parindex.css"
_IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[a-z]+)\);')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")


class CollectedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names, gzip beside each file, one style sheet, hashed imports between scripts."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and ENTRY in paths:
            with self.open(ENTRY) as file:
                text = file.read().decode()
            path = self.path(ENTRY)
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.bundled(text))
            storage, name = self, ENTRY
            paths = {**paths, ENTRY: (storage, name)}
        yield from super().post_process(paths, dry_run, **options)

    def bundled(self, entry: str) -> str:
        """``entry`` with each imported sheet inside its layer, without comments and line breaks."""

        def place(match: re.Match[str]) -> str:
            with self.open(f"css/{match['path']}") as file:
                return f"@layer {match['layer']}{{{file.read().decode()}}}"

        return _SPACE.sub("\n", _COMMENT.sub("", _IMPORT.sub(place, entry))).strip() + "\n"
