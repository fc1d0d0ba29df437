"""The signs of the design system, read from ``icons.svg``."""

import re
from pathlib import Path

_SYMBOL = re.compile(r'<symbol id="([a-z-]+)">(.*?)</symbol>')

#: Markup of each sign by name, on a field of 24 × 24.
ICONS: dict[str, str] = dict(_SYMBOL.findall(Path(__file__).with_name("icons.svg").read_text(encoding="utf-8")))
