"""`python -m r1_assistant.context PATH:LINE:COL`: prints what a model would be shown there."""

import sys

from r1_assistant.cli.context import main

if __name__ == "__main__":
    sys.exit(main())
