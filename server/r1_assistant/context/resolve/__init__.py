"""What a name in a text stands for, anywhere in the workspace."""

from r1_assistant.context.resolve.resolving import Resolved, resolve, resolve_name
from r1_assistant.context.resolve.sources import Sources

__all__ = ["Resolved", "Sources", "resolve", "resolve_name"]
