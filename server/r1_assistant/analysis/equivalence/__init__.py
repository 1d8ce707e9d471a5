"""What cannot change what a program does: told on the normal forms of whole definitions."""

from r1_assistant.analysis.equivalence.gate import why_equivalent

__all__ = ["why_equivalent"]
