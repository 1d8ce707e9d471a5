"""Rule sets that others maintain: used if they are installed, and missed by nobody if not."""

from r1_assistant.analysis.external.run import external_traces

__all__ = ["external_traces"]
