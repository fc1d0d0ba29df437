"""How style sheets and scripts are delivered: many small sources, few requests, no build step.

In development and in tests the browser follows ``@import`` itself. When the files are collected for a server, the
imports of ``css/parindex.css`` and of ``css/public.css`` are put in their place, so that a page needs one style sheet.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

ENTRY = "css/parindex.css"
#: The public pages have a sheet of their own: less to fetch on the first visit.
ENTRIES = (ENTRY, "css/public.css")
_IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[a-z]+)\);')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")

type Sources = dict[str, Any]


class CollectedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names, gzip beside each file, one style sheet, hashed imports between scripts."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: Sources, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        for entry in ENTRIES:
            if not dry_run and entry in paths:
                # From the sources, not from what was collected before: a changed part must reach the sheet.
                text = bundled(paths, entry)
                self.delete(entry)
                self._save(entry, ContentFile(text.encode()))
                paths = {**paths, entry: (self, entry)}
        yield from super().post_process(paths, dry_run, **options)


def bundled(paths: Sources, entry: str = ENTRY) -> str:
    """The entry with each imported sheet inside its layer, without comments and indentation."""

    def source(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            text: str = file.read().decode()
        return text

    def place(match: re.Match[str]) -> str:
        return f"@layer {match['layer']}{{{source(f'css/{match["path"]}')}}}"

    return _SPACE.sub("\n", _COMMENT.sub("", _IMPORT.sub(place, source(entry)))).strip() + "\n"
