"""What a name in a text stands for, anywhere in the workspace."""

from r1_assistant.context.resolve.resolved import Resolved
from r1_assistant.context.resolve.resolving import resolve, resolve_name
from r1_assistant.context.resolve.sources import Sources

__all__ = ["Resolved", "Sources", "resolve", "resolve_name"]
