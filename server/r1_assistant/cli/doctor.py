"""`r1-model doctor`: what this machine can run; what this program could contact, and what it keeps.

Exit codes: 0 if an installed model can run here, 1 if nothing can. With --privacy always 0.
"""

import json
from typing import Any

from r1_assistant import app
from r1_assistant.cli import errors

NOTHING_RUNS = errors.FINDINGS


def doctor(*, as_object: bool, privacy: bool) -> int:
    """Print the report that is asked for, as text or as JSON, and give the exit code."""
    return _privacy(as_object) if privacy else _machine(as_object)


def _machine(as_object: bool) -> int:
    from r1_assistant.cli.doctor_text import report_text
    from r1_assistant.models.devices.report import as_json

    found = app.machine_report()
    if as_object:
        _print_json(as_json(found))
    else:
        print(report_text(found))
    return errors.OK if found.can_run else NOTHING_RUNS


def _privacy(as_object: bool) -> int:
    from dataclasses import asdict

    from r1_assistant.cli.doctor_privacy import privacy_text

    found = app.privacy_report()
    if as_object:
        _print_json({"format_version": 1, **asdict(found)})
    else:
        print(privacy_text(found))
    return errors.OK


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))
