"""A receipt on paper: facts in ready text are set by typst with our own fonts. The same facts give the same bytes."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def typeset(paper: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of what ``receipt.typ`` asks for.

    :param at: the moment that the file states as its own; no clock is read.
    """
    # The compiler is 80 MB of machine code: a process that prints nothing does not load it.
    import typst

    made: bytes = typst.compile(
        _FOLDER / "receipt.typ",
        root=_FOLDER,
        font_paths=_fonts(),
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )
    return made


@cache
def _fonts() -> Any:
    """Liberation Serif (the widths of Times New Roman) from this folder; none of the machine's, so that bytes agree."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[_FOLDER / "fonts"])
