"""Code as the prompts need it: languages, syntax trees, symbols, the index of a workspace."""
