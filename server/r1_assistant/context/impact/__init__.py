"""What a change breaks elsewhere: changed signatures, callers that no longer fit, tests."""

from r1_assistant.context.impact.analysis import impact
from r1_assistant.context.impact.report import Broken, Changed, ChangeKind, Impact, Touching

__all__ = ["Broken", "ChangeKind", "Changed", "Impact", "Touching", "impact"]
