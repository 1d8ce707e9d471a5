"""A team's own rules: those with a pattern, and those in plain language that a model checks."""
