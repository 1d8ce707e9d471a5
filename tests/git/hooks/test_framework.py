"""The configuration of the pre-commit framework: what is added, and that nothing else changes."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.app import is_yaml
from r1_assistant.git.hooks.framework import new_config, with_review
from support.programs import program

README_STYLE = """\
# what this repository checks
repos:
  - repo: https://example.com/hooks   # pinned
    rev: v1.0.0
    hooks:
      - id: tidy
        args: [--fix]
"""
SAMPLE_STYLE = """\
default_stages: [pre-commit]
repos:
-   repo: https://example.com/hooks
    rev: v1.0.0
    hooks:
    -   id: tidy

-   repo: https://example.com/others
    rev: v2.0.0
    hooks:
    -   id: other
        exclude: |
            (?x)^(
                # a comment in a text
                vendor/.*
            )$

# about continuous integration
ci:
    autofix_prs: false
"""


def added(text: str) -> str:
    after = with_review(text, "1.2.3", is_yaml)
    assert after is not None
    return after


def ours(text: str) -> dict[str, Any]:
    content = next(iter(yaml.safe_load_all(text)))
    (entry,) = [each for each in content["repos"] if each["repo"] == "local"]
    (hook,) = entry["hooks"]
    return dict(hook)


def without_ours(text: str) -> Any:
    content = yaml.safe_load(text)
    content["repos"] = [each for each in content["repos"] if each["repo"] != "local"]
    return content


def test_an_entry_joins_the_list_and_takes_its_indentation() -> None:
    assert (
        added(README_STYLE)
        == README_STYLE
        + """\
  - repo: local
    hooks:
      - id: r1-review
        name: r1-review
        entry: r1-review
        language: python
        additional_dependencies: ["r1-assistant==1.2.3"]
        pass_filenames: false
        always_run: true
        require_serial: true
        stages: [pre-commit, pre-push, manual]
"""
    )


def test_the_style_of_the_frameworks_own_sample_is_kept() -> None:
    entry = """\

-   repo: local
    hooks:
    -   id: r1-review
        name: r1-review
"""
    after = added(SAMPLE_STYLE)
    head, _, tail = SAMPLE_STYLE.partition("\n# about")
    assert after.startswith(head + entry)
    assert after.endswith("\n\n# about" + tail)
    assert without_ours(after) == yaml.safe_load(SAMPLE_STYLE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing yet\n",
        "---\n",
        "repos: []\n",
        "repos: []  # none\nci:\n  skip: []\n",
        README_STYLE,
        README_STYLE.removesuffix("\n"),
        README_STYLE + "\n\n",
        README_STYLE + "  # - repo: https://example.com/later\n",
        README_STYLE + "---\n",
        "\ufeff" + README_STYLE,
        SAMPLE_STYLE,
        "repos:\n  # first\n\n  - repo: meta\n    hooks: [{id: identity}]\nfail_fast: true\n",
        "'repos':\n- hooks:\n  - id: identity\n  repo: meta\nfail_fast: true\n",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_review_is_added_and_all_else_is_kept(text: str, line_end: str) -> None:
    text = text.replace("\n", line_end)
    after = added(text)
    hook = ours(after)
    assert hook["id"] == hook["entry"] == "r1-review"
    assert hook["additional_dependencies"] == ["r1-assistant==1.2.3"]
    kept = [line for line in text.split(line_end) if line.strip() and "[]" not in line]
    rest = iter(after.replace("\r\n", "\n").split("\n"))
    assert all(line in rest for line in kept)  # which looks for one behind the other
    assert ("\r\n" in after) == ("\r\n" in text)
    assert with_review(after, "9.9.9", is_yaml) == after


def test_it_says_what_the_projects_own_hook_says() -> None:
    file = Path(__file__).parents[3] / ".pre-commit-hooks.yaml"
    (own, _) = yaml.safe_load(file.read_text(encoding="utf-8"))
    hook = ours(new_config("1.2.3"))
    del own["description"], hook["additional_dependencies"]
    assert hook == own


@pytest.mark.parametrize(
    "text",
    [
        "repos: [{repo: meta, hooks: [{id: identity}]}]\n",
        "repos: *others\n",
        "repos: &mine\n  - repo: meta\n",
        "repos:\n",
        "repos:\n  meta: 1\n",
        "repos:\n\t- repo: meta\n",
        "repos:\n  - repo: [\n",
        "fail_fast: true\n",
        "- repo: meta\n",
        "repos:\n  - repo: a\nrepos:\n  - repo: b\n",
        "repos:\r\n  - repo: meta\n",
    ],
)
def test_what_is_not_understood_is_left_alone(text: str) -> None:
    assert with_review(text, "1.2.3", is_yaml) is None


@pytest.mark.parametrize(
    "hook",
    [
        "- id: r1-review",
        "- id: 'r1-review'  # ours",
        "- {id: r1-review}",
        "- id: r1-review-advisory",
    ],
)
def test_a_review_that_is_there_already_is_enough(hook: str) -> None:
    text = f"repos:\n  - repo: https://example.com/r1\n    rev: v1\n    hooks:\n      {hook}\n"
    assert with_review(text, "1.2.3", is_yaml) == text


def test_one_that_is_commented_out_is_none() -> None:
    assert "id: r1-review\n" in added(README_STYLE + "  #  - id: r1-review\n")


names = st.text("abcdefgh-", min_size=1, max_size=8)
entries = st.fixed_dictionaries(
    {"repo": names.map("https://example.com/{}".format), "rev": names},
    optional={"hooks": st.lists(st.fixed_dictionaries({"id": names, "args": st.lists(st.text())}))},
)


@settings(deadline=None)
@given(
    st.lists(entries, min_size=1, max_size=4),
    st.dictionaries(st.sampled_from(["ci", "exclude", "zeta"]), st.text() | st.integers()),
    st.integers(2, 5),
)
def test_whatever_a_program_wrote_is_kept(
    repos: list[dict[str, Any]], others: dict[str, Any], indent: int
) -> None:
    text = yaml.safe_dump({**others, "repos": repos}, indent=indent, allow_unicode=True)
    after = with_review(text, "1.2.3", is_yaml)
    if after is not None:
        assert without_ours(after) == yaml.safe_load(text)
        assert ours(after)["id"] == "r1-review"
    elif is_yaml(text):  # a text of several lines may begin one with what looks like a key
        assert "\n" in str(others) or "\\n" in str(others) + str(repos)


@pytest.mark.parametrize("text", ["", README_STYLE, SAMPLE_STYLE])
def test_the_framework_itself_takes_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(added(text), encoding="utf-8")
    done = subprocess.run(
        [program("pre-commit"), "validate-config", str(file)],
        env=os.environ | {"PRE_COMMIT_HOME": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout == b""
