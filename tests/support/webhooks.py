"""Payloads of GitHub's webhooks: real ones, about a repository of ours, and still valid."""

import copy
import functools
import json
from collections.abc import Mapping
from typing import Any

import jsonschema
import jsonschema.exceptions

from support.npm_packages import npm_package

OWNER, NAME = "octo", "app"
REPOSITORY = f"{OWNER}/{NAME}"


_NEWER = {
    "is_template": False,
    "web_commit_signoff_required": False,
    "topics": [],
    "visibility": "public",
    "custom_properties": {},
}
"""What GitHub tells of a repository since the payloads were sent."""


def push(before: str, after: str, ref: str = "refs/heads/main", **more: Any) -> dict[str, Any]:
    """A push; `commits` are the ids of the new commits, oldest first."""
    zero = "0" * 40
    commits = [_commit(each) for each in more.pop("commits", [after])]
    values = {"created": before == zero, "deleted": after == zero, "forced": False, **more}
    changed = {"before": before, "after": after, "ref": ref, "commits": commits, **values}
    return _valid("push$event", {**_about_us("push"), **changed})


def merge_group(base: str, head: str) -> dict[str, Any]:
    """A group of the merge queue that is to be checked."""
    found = _about_us("merge_group", "checks_requested")
    found["merge_group"] |= {"base_sha": base, "head_sha": head}
    return _valid("merge_group$checks_requested", found)


def workflow_dispatch(inputs: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A workflow that somebody started by hand."""
    changed = {"inputs": dict(inputs or {}), "ref": "refs/heads/main"}
    return _valid("workflow_dispatch$event", {**_about_us("workflow_dispatch"), **changed})


def pull_request(
    number: int, base: str, head: str, *, fork: str = "", draft: bool = False
) -> dict[str, Any]:
    """A pull request that got new commits; `fork` is the repository that they are in."""
    found = _about_us("pull_request", "synchronize")
    request = found["pull_request"]
    found["number"] = request["number"] = number
    request["draft"] = draft
    found["before"], found["after"] = base, head
    for side, commit in (("base", base), ("head", head)):
        request[side]["sha"] = commit
        request[side]["repo"] = copy.deepcopy(found["repository"])
    if fork:
        request["head"]["repo"] |= {"full_name": fork, "fork": True}
    return _valid("pull_request$synchronize", found)


def _about_us(name: str, action: str | None = None) -> dict[str, Any]:
    found = _example(name, action)
    ours = {"full_name": REPOSITORY, "name": NAME, "default_branch": "main"}
    found["repository"] = _NEWER | found["repository"] | ours
    return found


def _commit(commit: str) -> dict[str, Any]:
    head = _example("push", None)["head_commit"]
    assert isinstance(head, dict)
    return {**head, "id": commit}


def _example(name: str, action: str | None) -> dict[str, Any]:
    for event in _examples():
        if event["name"] == name:
            for each in event["examples"]:
                if action is None or each["action"] == action:
                    return copy.deepcopy(each)
    raise AssertionError(f"no example of {name}")


def _valid(definition: str, payload: dict[str, Any]) -> dict[str, Any]:
    """Check a payload against what GitHub documents, and give it back."""
    schema = {**_schemas(), "$ref": f"#/definitions/{definition}", "oneOf": [{}]}
    error = jsonschema.exceptions.best_match(
        jsonschema.Draft7Validator(schema).iter_errors(payload)
    )
    assert error is None, f"{error.json_path}: {error.message[:200]}"
    return payload


@functools.cache
def _examples() -> Any:
    folder = npm_package("@octokit/webhooks-examples@7.6.1")
    return json.loads((folder / "api.github.com" / "index.json").read_text(encoding="utf-8"))


@functools.cache
def _schemas() -> Any:
    folder = npm_package("@octokit/webhooks-schemas@7.6.1")
    return json.loads((folder / "schema.json").read_text(encoding="utf-8"))
