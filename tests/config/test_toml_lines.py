"""Lines of keys: of any TOML that `tomllib` reads, every key is found."""

import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from r1_assistant.config.toml_lines import key_lines, line_of

TEXT = '''\
a = 1 # = no
"b-c" = """
x = 3
"""
[severity]  # [no]
bug = "off"
"rule:x.y" = 'off'
[[rules]]
name = "x"
paths = [
  "a", # ]
  "b = 3",
]
[[rules]]
name = "y = [ # "
[[rules.sub]]
z = { q = 1 }
[hover]
x.y = 3
literal = \'\'\'
[no]
k = 1\'\'\'
after = 1
'''


def test_every_form() -> None:
    assert key_lines(TEXT) == {
        "a": 1,
        "b-c": 2,
        "severity": 5,
        "severity.bug": 6,
        "severity.rule:x.y": 7,
        "rules[0]": 8,
        "rules[0].name": 9,
        "rules[0].paths": 10,
        "rules[1]": 14,
        "rules[1].name": 15,
        "rules[1].sub[0]": 16,
        "rules[1].sub[0].z": 17,
        "hover": 18,
        "hover.x": 19,
        "hover.x.y": 19,
        "hover.literal": 20,
        "hover.after": 23,
    }


def test_what_is_within_a_pair_stands_on_its_line() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, "rules[0].paths[1]") == 10
    assert line_of(lines, "rules[1].sub[0].z.q") == 17
    assert line_of(lines, "nothing") == 0


def keys(table: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in table.items():
        yield prefix + name
        if isinstance(value, dict):
            yield from keys(value, f"{prefix}{name}.")


names = st.sampled_from(["a", "b", "c-d", '"e f"', "'g'"])
plain = st.sampled_from(["1", '"x = 1"', "'''\n[z]\n'''", '"""\nq = 1\n\\""""', "[\n 1, # ]\n 2]"])
pairs = st.lists(st.tuples(names, plain), max_size=4, unique_by=lambda one: one[0])


@profile(suppress_health_check=[HealthCheck.too_slow])
@given(pairs, st.lists(st.tuples(names, pairs), max_size=3, unique_by=lambda one: one[0]))
def test_every_key_is_found(
    top: list[tuple[str, str]], tables: list[tuple[str, list[tuple[str, str]]]]
) -> None:
    taken = {name for name, _ in top}
    text = "".join(f"{name} = {value}\n" for name, value in top)
    for name, rows in tables:
        if name not in taken:
            text += f"[{name}] # x\n" + "".join(f"{key}={value}\n" for key, value in rows)
    lines = key_lines(text)
    assert set(lines) == set(keys(tomllib.loads(text)))
    rows = text.split("\n")
    for key, number in lines.items():
        assert key.rpartition(".")[2] in rows[number - 1]


@given(st.text() | st.text(alphabet="[]{}=\"'\\\n .ab#"))
def test_no_text_is_too_odd(text: str) -> None:
    assert all(0 < number <= text.count("\n") + 1 for number in key_lines(text).values())
