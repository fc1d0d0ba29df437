"""Reading a file that was taken: its text, its number of pages, pictures of its pages. Done in a process of its own."""

from parindex.evidence.reading.child import PREVIEWS, preview_of, read_file
from parindex.evidence.reading.program import Read

__all__ = ["PREVIEWS", "Read", "preview_of", "read_file"]
