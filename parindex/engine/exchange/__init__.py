"""The exchange form of a criteria set: reading, writing, JSON text with positions."""

from parindex.engine.exchange.reading import read_set
from parindex.engine.exchange.writing import write_set

__all__ = ["read_set", "write_set"]
