"""Findings that nobody wants to see again: told in the code, kept in files, or shown before."""
