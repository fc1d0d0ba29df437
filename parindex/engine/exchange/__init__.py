"""The exchange form of a criteria set: reading, writing, JSON text with positions."""

from parindex.engine.exchange.json_text import parse_json, read_set_json
from parindex.engine.exchange.reading import read_set
from parindex.engine.exchange.writing import write_set

__all__ = ["parse_json", "read_set", "read_set_json", "write_set"]
