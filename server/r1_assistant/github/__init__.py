"""Pull requests on GitHub: read over its API, and answered with one review.

**Invariant:** a token goes to the API that was chosen by the program's caller, and to nobody else.
Nothing of a pull request chooses an address, a program or a file.
"""
