"""What a name in a text stands for, anywhere in the workspace."""

from r1_assistant.context.resolve.resolving import Resolved, resolve, resolve_name

__all__ = ["Resolved", "resolve", "resolve_name"]
