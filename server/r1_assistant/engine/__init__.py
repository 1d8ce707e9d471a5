"""The engine: a child process that runs a model, and what the rest of the program sees of it."""
