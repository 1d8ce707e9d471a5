from r1_assistant.analysis.contracts.defined import misfit_definitions
from support.memory_workspace import MemoryWorkspace
from support.traced import seen

SCRIPT = """\
class A {
  run(chunk, folder) {
    return this.make(chunk, folder);
  }
}
"""
BASE = "class {}:\n    def decode(self, data):\n        return data\n"


def test_a_definition_whose_callers_pass_another_order() -> None:
    made = "  make(folder, chunk) {\n    return folder + chunk;\n  }\n}\n"
    new = SCRIPT[: SCRIPT.rindex("}")] + made
    assert seen([misfit_definitions], "a.js", SCRIPT, new) == [("argument-order", 5)]
    fits = new.replace("make(folder, chunk) {", "make(chunk, folder) {")
    assert seen([misfit_definitions], "a.js", SCRIPT, fits) == []


def test_names_that_are_cut_short() -> None:
    old = "package a\n\nfunc f() {\n\tverify(pub, msg, sig)\n}\n"
    new = f"{old}\nfunc verify(message, sig []byte, pub *Key) {{\n}}\n"
    assert seen([misfit_definitions], "a.go", old, new) == [("argument-order", 7)]


def test_callers_that_were_written_along() -> None:
    new = SCRIPT.replace("this.make(chunk, folder)", "make(chunk, folder)")
    new += "function make(folder, chunk) {\n}\n"
    assert seen([misfit_definitions], "a.js", "", new) == []


def check_protocol(*others: str) -> list[tuple[str, int]]:
    old = BASE.format("A")
    new = old.replace("(self, data)", "(self, data, limit)")
    files = {f"{name}.py": text for name, text in zip("bcd", others, strict=False)}
    workspace = MemoryWorkspace({"a.py": new, **files})
    return seen([misfit_definitions], "a.py", old, new, workspace)


def test_a_method_that_alone_of_its_name_wants_more() -> None:
    others = (BASE.format("B"), BASE.format("C"))
    assert check_protocol(*others) == [("stale-caller", 2)]
    wider = BASE.format("D").replace("(self, data)", "(self, data, limit)")
    assert check_protocol(*others, wider) == []
    assert check_protocol(others[0]) == []


def test_a_parameter_that_may_be_left_out() -> None:
    old = BASE.format("A")
    new = old.replace("(self, data)", "(self, data, limit=0)")
    workspace = MemoryWorkspace({"b.py": BASE.format("B"), "c.py": BASE.format("C")})
    assert seen([misfit_definitions], "a.py", old, new, workspace) == []
