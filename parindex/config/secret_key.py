"""The key that signs sessions: the operator's, or one made once and kept in the data folder."""

import os
import secrets
from pathlib import Path


def read_secret_key(given: str, data: Path) -> str:
    """``given``, or else the key kept in ``data``, which is made on first use.

    Several processes may start at once: the file is written whole under another name and linked into place, and
    whoever comes second reads what the first one wrote.
    """
    if given:
        return given
    file = data / "secret_key"
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        data.mkdir(parents=True, exist_ok=True)
    draft = data / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(50))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_text(encoding="ascii")
