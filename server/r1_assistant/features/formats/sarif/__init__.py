"""SARIF 2.1.0 (OASIS), within what GitHub's code scanning takes."""
