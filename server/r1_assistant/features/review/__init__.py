"""Review of a change."""
