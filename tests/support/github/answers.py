"""The REST API's answers: GitHub's own examples, with what is true of the repository."""

import base64
import copy
import re
from typing import Any

from support.github.rest import example
from support.github.world import PullState, Said, World


def pull(world: World, state: PullState) -> dict[str, Any]:
    answer = copy.deepcopy(example("pull-request"))
    base, head = world.sha(state.base), world.sha(state.head)
    source = state.fork or world.name
    answer |= {
        "number": state.number,
        "title": state.title,
        "state": state.state,
        "merged": state.merged,
        "draft": state.draft,
        "html_url": f"{world.url}/{world.name}/pull/{state.number}",
        "changed_files": len(_files(world, state)) + state.more_files,
        "requested_teams": [],
    }
    answer["user"] |= _user(state.author.login, bot=state.author.bot)
    answer["base"] |= {"sha": base, "ref": state.base}
    answer["base"]["repo"] |= {"full_name": world.moved_to or world.name}
    label = f"{source.partition('/')[0]}:{state.head}"
    answer["head"] |= {"sha": head, "ref": state.head, "label": label}
    answer["head"]["repo"] |= {"full_name": source}
    if state.fork_is_gone:
        answer["head"]["repo"] = None
    return answer


def short_pull(world: World, state: PullState) -> dict[str, Any]:
    (answer,) = copy.deepcopy(example("pull-request-simple-items"))[:1]
    answer |= {"number": state.number, "title": state.title, "requested_teams": []}
    return answer  # type: ignore[no-any-return]


def repository(world: World) -> dict[str, Any]:
    answer = copy.deepcopy(example("full-repository-default-response"))
    answer |= {"full_name": world.name, "language": None}
    answer.pop("source")
    answer.pop("parent")
    return answer


def fork(world: World, name: str) -> dict[str, Any]:
    parent = example("full-repository-default-response")["parent"]
    return repository(world) | {"full_name": name, "parent": parent | {"full_name": world.parent}}


def files(world: World, state: PullState) -> list[dict[str, Any]]:
    return [_file(world, state, *row) for row in _files(world, state)]


def comparison(world: World, base: str, head: str) -> dict[str, Any]:
    answer = copy.deepcopy(example("commit-comparison"))
    answer["merge_base_commit"]["sha"] = world.git("merge-base", base, head)
    return answer | {"files": [], "commits": []}


def tree(world: World, name: str, *, recursive: bool) -> dict[str, Any]:
    options = ("-r", "-t") if recursive else ()
    rows = world.git("ls-tree", "-l", "-z", *options, name).split("\0")
    entries = [_entry(world, row) for row in rows if row]
    limit = world.tree_limit if recursive else len(entries)
    return {
        "sha": world.git("rev-parse", f"{name}^{{tree}}"),
        "url": f"{world.url}/repos/{world.name}/git/trees/{name}",
        "tree": entries[:limit],
        "truncated": len(entries) > limit,
    }


def blob(world: World, name: str) -> dict[str, Any]:
    data = world.bytes_of(name)
    return {
        "sha": name,
        "node_id": "B_1",
        "size": len(data),
        "url": f"{world.url}/repos/{world.name}/git/blobs/{name}",
        "content": base64.encodebytes(data).decode(),
        "encoding": "base64",
    }


def review(world: World, state: PullState, said: Said, commit: str) -> dict[str, Any]:
    answer = copy.deepcopy(example("pull-request-review"))
    url = f"{world.url}/{world.name}/pull/{state.number}#pullrequestreview-{said.id[-6:]}"
    answer |= {"body": said.body, "commit_id": commit, "state": "COMMENTED", "html_url": url}
    answer["user"] |= _user(said.author.login, bot=said.author.bot)
    return answer


def _user(login: str, *, bot: bool) -> dict[str, Any]:
    return {"login": f"{login}[bot]" if bot else login, "type": "Bot" if bot else "User"}


def _files(world: World, state: PullState) -> list[tuple[str, str, str]]:
    rows = world.diff(state, "--name-status").split("\n")
    names = [row.split("\t") for row in rows if row]
    return [(each[0][0], each[1], each[-1]) for each in names]


def _file(world: World, state: PullState, letter: str, old: str, new: str) -> dict[str, Any]:
    status = {"A": "added", "D": "removed", "R": "renamed", "C": "copied"}.get(letter, "modified")
    section = world.diff(state, paths=(old, new))
    at = section.find("\n@@ ")
    patch = section[at + 1 :] if at >= 0 else ""
    added = len(re.findall(r"^\+", patch, re.MULTILINE))
    removed = len(re.findall(r"^-", patch, re.MULTILINE))
    row = copy.deepcopy(example("diff-entry-items")[0]) | {
        "sha": "0" * 40,
        "filename": new,
        "status": status,
        "additions": added,
        "deletions": removed,
        "changes": added + removed,
    }
    row.pop("patch")
    if patch and new not in world.without_patch and new not in world.hidden_hunks:
        row["patch"] = patch
    return row | ({"previous_filename": old} if old != new else {})


def _entry(world: World, row: str) -> dict[str, Any]:
    what, _, path = row.partition("\t")
    mode, kind, sha, size = what.split()
    entry: dict[str, Any] = {"path": path, "mode": mode, "type": kind, "sha": sha}
    return entry | ({"size": int(size)} if kind == "blob" else {})
