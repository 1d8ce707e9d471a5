from r1_assistant.analysis.names.loops import unread_loop_variables
from support.traced import seen

SCRIPT = """\
function all(sources, hash) {
  for (const [type, source] of sources) {
    hash.update(type);
    source.hash(hash);
  }
}
"""


def unread(path: str, new: str) -> list[tuple[str, int]]:
    return seen([unread_loop_variables], path, "", new)


def test_a_variable_that_is_read_in_anothers_place() -> None:
    assert unread("a.js", SCRIPT.replace("source.hash", "type.hash")) == [
        ("unused-new-variable", 4)
    ]


def test_in_python() -> None:
    new = "def f(found, out):\n    for name, value in found:\n        out.add(name)\n"
    wrong = "        out.put(name)\n"
    assert unread("a.py", new + wrong) == [("unused-new-variable", 4)]
    assert unread("a.py", new + wrong.replace("name", "value")) == []


def test_variables_that_are_meant_to_be_idle() -> None:
    new = SCRIPT.replace("source.hash", "type.hash")
    assert unread("a.js", SCRIPT) == []
    assert unread("a.js", new.replace("[type, source]", "[type, _source]")) == []
    assert unread("a.js", new.replace("[type, source]", "[type, i]")) == []


def test_a_variable_that_is_read_behind_the_loop() -> None:
    new = "def f(found, out):\n    for name, value in found:\n        out.add(name)\n"
    more = "        out.put(name)\n    return value\n"
    assert unread("a.py", new + more) == []
