"""parindex: the Public Administration Reform Index of a province."""

__version__ = "0.1.0"
