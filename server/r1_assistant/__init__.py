"""R1 Assistant: code review with a reasoning model of the developer's own."""

__version__ = "0.1.0"
