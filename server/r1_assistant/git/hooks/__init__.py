"""Files that run the review before each commit: what they would be, and writing them.

**Invariant:** nothing is written but on the user's request, and what was there keeps running.
"""
