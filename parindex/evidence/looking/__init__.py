"""Looking inside a file before it is taken: what it is by its content, and whether it could do harm."""

from parindex.evidence.looking.look import Looked, limit_of, look_at, look_early, max_size
from parindex.evidence.looking.scanner import Unavailable

__all__ = ["Looked", "Unavailable", "limit_of", "look_at", "look_early", "max_size"]
