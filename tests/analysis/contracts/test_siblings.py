from r1_assistant.analysis.contracts.siblings import missing_sibling_guards
from support.traced import seen

METHOD = """\
    def {0}(self, value):
        self._check()
        self.items.{0}(value)
        return value
"""
STORE = "class Store:\n" + "".join(METHOD.format(name) for name in ("append", "insert", "extend"))
PLAIN = "    def remove(self, value):\n        self.items.remove(value)\n        return value\n"
SWITCH = """\
class Keys {
  int press(int key) {
    switch (key) {
      case 1:
        left();
        break;
      case 2:
        right();
        break;
      case 3:
        up();
        break;
      default:
        return 1;
    }
    return 2;
  }
}
"""


def missing(path: str, old: str, new: str) -> list[tuple[str, int]]:
    return seen([missing_sibling_guards], path, old, new)


def test_a_method_without_its_siblings_check() -> None:
    assert missing("store.py", STORE, STORE + PLAIN) == [("missing-sibling-guard", 14)]


def test_a_check_taken_out_of_one_of_four() -> None:
    old = STORE + METHOD.format("remove")
    new = old.replace(
        "        self._check()\n        self.items.remove", "        self.items.remove"
    )
    assert missing("store.py", old, new) == [("missing-sibling-guard", 15)]


def test_a_method_in_go_without_a_lock() -> None:
    method = "func {0}(v int) int {{\n\tlock.Lock()\n\tuse{0}(v)\n\treturn v\n}}\n"
    old = "package p\n" + "".join(method.format(name) for name in "ABC")
    new = f"{old}func D(v int) int {{\n\tuseD(v)\n\treturn v\n}}\n"
    assert missing("p.go", old, new) == [("missing-sibling-guard", 17)]


def test_a_handler_without_its_siblings_mark() -> None:
    handler = "@login_required\ndef {0}(request):\n    return render(request, '{0}')\n\n\n"
    old = "".join(handler.format(name) for name in ("show", "edit", "save"))
    new = f"{old}def drop(request):\n    return render(request, 'drop')\n"
    assert missing("views.py", old, new) == [("missing-sibling-guard", 16)]


def test_a_case_that_falls_into_the_next() -> None:
    new = SWITCH.replace("        up();\n        break;\n", "        down();\n")
    assert missing("Keys.java", SWITCH, new) == [("missing-sibling-guard", 11)]


def test_siblings_that_differ_or_are_few() -> None:
    two = "class Store:\n" + "".join(METHOD.format(name) for name in ("append", "insert"))
    assert missing("store.py", two, two + PLAIN) == []
    private = PLAIN.replace("def remove", "def _remove")
    assert missing("store.py", STORE, STORE + private) == []


def test_the_check_is_made_all_the_same() -> None:
    later = PLAIN.replace(
        "        self.items", "        value = 1\n        self._check()\n        self.items"
    )
    assert missing("store.py", STORE, STORE + later) == []


def test_a_method_that_was_without_it_before() -> None:
    new = (STORE + PLAIN).replace("items.remove(value)", "items.remove(value, 1)")
    assert missing("store.py", STORE + PLAIN, new) == []


def test_a_case_that_says_that_it_falls() -> None:
    new = SWITCH.replace(
        "        up();\n        break;\n", "        down();\n        // falls through\n"
    )
    assert missing("Keys.java", SWITCH, new) == []
