"""Standard output and error: what they cannot hold or take must neither stop a command nor change its exit code."""

import io
import os
import sys
from collections.abc import Iterable
from typing import TextIO


class Unheard(io.TextIOWrapper):
    """A stream whose reader may go away (``| head``): what is left goes nowhere, and the command goes on to its end,
    so that its exit code tells what it found."""

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except BrokenPipeError:
            silence(self)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except BrokenPipeError:
            silence(self)


def prepare() -> None:
    """Letters that a console's encoding lacks are written as escapes instead of stopping the command."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if type(stream) is io.TextIOWrapper:
            encoding, at_once = stream.encoding, stream.line_buffering
            setattr(sys, name, Unheard(stream.detach(), encoding, line_buffering=at_once))
            stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell(lines: Iterable[str], stream: TextIO | None) -> None:
    """Says something beside the command's real work: if nobody can hear it, the work still counts."""
    try:
        for line in lines:
            print(line, file=stream)
        if stream is not None:
            stream.flush()
    except OSError:
        silence(stream)


def finish(code: int) -> int:
    """Writes what is still waiting. A command that could not say its answer has failed (1)."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        silence(sys.stdout)
        tell([str(error)], sys.stderr)
        code = code or 1
    return code


def silence(stream: TextIO | None) -> None:
    """What the stream still holds goes nowhere; the interpreter would fail on it when it ends."""
    if stream is None:
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
