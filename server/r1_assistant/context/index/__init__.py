"""The index of a workspace: its definitions and uses of names, in a database of one writer."""
