"""Prompts: templates from prompts/ and their rendering."""
