"""Changes of code that a model makes on request."""
