"""Changes out of a git repository or a patch."""
