"""What syntax trees, the index and git show of a change by themselves: no model is asked here."""
