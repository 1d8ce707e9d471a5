"""The program behind the GitHub Action: `python -m r1_assistant.cli.action STEP`.

Each step of action.yml that does something runs one step of it. What the workflow's author wrote
comes in variables, never in the text of a script; what a step found out for later ones is in the
plan, a file in the runner's temporary folder. Nothing but the standard library is imported before
`install` is over.
"""
