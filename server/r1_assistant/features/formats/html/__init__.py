"""A report as one HTML file, which asks nothing of any other place."""
