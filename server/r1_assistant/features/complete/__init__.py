"""Suggestions for what comes at the cursor."""
