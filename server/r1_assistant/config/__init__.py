"""Settings: what users write, and what the program resolved from it."""
