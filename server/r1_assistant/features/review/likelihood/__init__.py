"""How likely a scoring model finds a change: where it stumbles, and what it expected."""
