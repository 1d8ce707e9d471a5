from collections.abc import Callable

import pytest

from r1_assistant.context.impact import ChangeKind, Impact, impact
from r1_assistant.domain.change import Change, FileChange, FileStatus
from support.memory_workspace import MemoryWorkspace

Judge = Callable[[dict[str, str], dict[str, str]], Impact]

AREA = "def area(width, height, unit='cm'):\n    return width * height\n"


ONE = "static int area(int w) { return 1; }"
TWO = "static int area(int w, int h) { return 1; }"
THREE = "static int area(int w, int h, int d) { return 1; }"


def places(found: Impact) -> list[str]:
    return [f"{each.path}:{each.line} {each.reason}" for each in found.broken]


def test_callers_are_bound_to_the_new_parameters(judge: Judge) -> None:
    uses = (
        "from shapes import area\n\n"
        "area(1, 2)\n"
        "area(1, 2, 'mm')\n"
        "area(1, height=2, unit='mm')\n"
        "area(*sizes)\n"
        "area\n"
    )
    new = AREA.replace(", unit='cm'", "")
    found = judge({"shapes.py": AREA, "uses.py": uses}, {"shapes.py": new, "uses.py": uses})
    assert places(found) == [
        "uses.py:4 passes 3 arguments, and `area` takes 2 now",
        "uses.py:5 passes `unit`, which `area` does not take now",
    ]
    (change,) = found.changes
    assert change.kind is ChangeKind.SIGNATURE
    assert (change.line, change.old_signature) == (1, "def area(width, height, unit='cm')")
    assert found.unaffected == 4  # the import, the call that fits, the splat and the reference


def test_callers_that_change_along_fit(judge: Judge) -> None:
    old = "from shapes import area\n\narea(1, 2)\narea(3, 4)\n"
    new = old.replace("(1, 2)", "(1, 2, 3)")
    required = AREA.replace("='cm'", "")
    found = judge({"shapes.py": AREA, "uses.py": old}, {"shapes.py": required, "uses.py": new})
    assert places(found) == ["uses.py:4 does not pass `unit`, which `area` needs now"]


def test_callers_in_deleted_files_do_not_count(judge: Judge) -> None:
    uses = "from shapes import area\n\narea(1, 2, 3)\n"
    new = AREA.replace(", unit='cm'", "")
    assert not judge({"shapes.py": AREA, "uses.py": uses}, {"shapes.py": new}).broken


def test_reordered_parameters(judge: Judge) -> None:
    uses = "from shapes import area\n\narea(1, 2)\narea(height=2, width=1)\n"
    new = AREA.replace("width, height,", "height, width,")
    found = judge({"shapes.py": AREA, "uses.py": uses}, {"shapes.py": new, "uses.py": uses})
    assert places(found) == [
        "uses.py:3 passes its 1st argument for `width`, which is `height` of `area` now"
    ]


def test_renamed_and_keyword_only_parameters(judge: Judge) -> None:
    uses = "from shapes import area\n\narea(1, height=2)\narea(1, 2)\narea(1, 2, 'mm')\n"
    new = AREA.replace("height, unit", "depth, *, unit")
    found = judge({"shapes.py": AREA, "uses.py": uses}, {"shapes.py": new, "uses.py": uses})
    assert places(found) == [
        "uses.py:3 passes `height`, which `area` does not take now",
        "uses.py:5 passes 3 arguments by position, and `area` takes 2 by position now",
    ]


def test_what_is_gone_is_used_by_imports_and_calls(judge: Judge) -> None:
    uses = "from shapes import area\n\nprint(area(1, 2), other(area=1))\n"
    other = "def volume():\n    pass\n"
    old = {"shapes.py": AREA + other, "uses.py": uses, "plain.py": "area = 1\nprint(area)\n"}
    found = judge(old, old | {"shapes.py": other})
    assert places(found) == [
        "uses.py:1 imports `area`, which is gone",
        "uses.py:3 calls `area`, which is gone",
    ]


def test_a_new_name_in_the_same_place(judge: Judge) -> None:
    uses = "import shapes\n\nshapes.area(1, 2)\n"
    new = AREA.replace("area", "surface")
    found = judge({"shapes.py": AREA, "uses.py": uses}, {"shapes.py": new, "uses.py": uses})
    assert places(found) == ["uses.py:3 calls `area`, which is called `surface` now"]
    assert [change.now for change in found.changes] == ["surface"]


def test_what_moved_is_broken_unless_its_old_place_imports_it(judge: Judge) -> None:
    uses = "from shapes import area\n\narea(1, 2)\n"
    old = {"shapes.py": AREA + "\nSIDES = 4\n", "uses.py": uses}
    moved = {"shapes.py": "SIDES = 4\n", "flat.py": AREA, "uses.py": uses}
    assert places(judge(old, moved)) == ["uses.py:1 imports `area`, which is in flat.py now"]
    kept = moved | {"shapes.py": "from flat import area\n\nSIDES = 4\n"}
    assert not judge(old, kept).broken


def test_methods_through_self_types_and_subclasses(judge: Judge) -> None:
    old = (
        "class Shape:\n    def scale(self, factor, unit):\n        return factor\n\n"
        "    def twice(self):\n        return self.scale(2, 'cm')\n"
    )
    uses = (
        "from shapes import Shape\n\n"
        "class Square(Shape):\n    def grown(self):\n        return self.scale(3, 'cm')\n\n"
        "def use(shape: Shape, other):\n    shape.scale(1, 'cm')\n    other.count(1, 'cm')\n"
        "    Shape.scale(shape, 1, 'cm')\n"
    )
    new = old.replace("factor, unit", "factor")
    found = judge({"shapes.py": old, "uses.py": uses}, {"shapes.py": new, "uses.py": uses})
    assert [place.partition(" ")[0] for place in places(found)] == [
        "shapes.py:6",
        "uses.py:5",
        "uses.py:8",
        "uses.py:10",
    ]
    assert {each.reason for each in found.broken} == {"passes 2 arguments, and `scale` takes 1 now"}


def test_a_method_that_its_base_still_has_is_no_loss(judge: Judge) -> None:
    old = (
        "class Base:\n    def draw(self):\n        return 1\n\n"
        "class Shape(Base):\n    def draw(self):\n        return 2\n\n"
        "    def show(self):\n        return self.draw()\n"
    )
    new = old.replace("    def draw(self):\n        return 2\n\n", "")
    assert not judge({"shapes.py": old}, {"shapes.py": new}).broken


def test_a_property_that_becomes_an_attribute_is_no_loss(judge: Judge) -> None:
    old = (
        "class Shape:\n    @property\n    def sides(self):\n        return 4\n\n"
        "    def show(self):\n        return self.sides\n"
    )
    new = old.replace(
        "    @property\n    def sides(self):\n        return 4\n",
        "    def __init__(self):\n        self.sides = 4\n",
    )
    assert not judge({"shapes.py": old}, {"shapes.py": new}).broken


def test_a_call_that_is_written_anew_passes_what_it_means_to(judge: Judge) -> None:
    old = AREA + "\n\nprint(area(1, 2))\n"
    new = old.replace("width, height,", "height, width,").replace("(1, 2)", "(2, 1)")
    assert not judge({"shapes.py": old}, {"shapes.py": new}).broken


def test_constructors_are_called_by_the_names_of_classes(judge: Judge) -> None:
    old = "class Shape:\n    def __init__(self, width):\n        self.width = width\n"
    new = old.replace("width):", "width, height):")
    uses = (
        "from shapes import Shape\n\n"
        "class Square(Shape):\n    pass\n\n"
        "class Line(Shape):\n    def __init__(self):\n        super().__init__(1)\n\n"
        "Shape(1)\nSquare(1)\nLine()\n"
    )
    found = judge({"shapes.py": old, "uses.py": uses}, {"shapes.py": new, "uses.py": uses})
    assert sorted(each.line for each in found.broken) == [8, 10, 11]


def test_the_fields_of_dataclasses_are_their_parameters(judge: Judge) -> None:
    old = (
        "from dataclasses import dataclass, field\n\n"
        "@dataclass(frozen=True)\nclass Shape:\n    width: int\n    height: int\n"
        "    names: list[str] = field(default_factory=list)\n    seen: int = field(init=False)\n"
    )
    new = old.replace("    height: int\n", "")
    uses = "from shapes import Shape\n\nShape(1, 2)\nShape(1)\nShape(width=1, height=2)\n"
    found = judge({"shapes.py": old, "uses.py": uses}, {"shapes.py": new, "uses.py": uses})
    assert places(found) == [
        "uses.py:3 passes its 2nd argument for `height`, which is `names` of `Shape` now",
        "uses.py:5 passes `height`, which `Shape` does not take now",
    ]
    plain = old.replace("@dataclass(frozen=True)\n", "")
    assert not judge(
        {"shapes.py": plain, "uses.py": uses},
        {"shapes.py": plain.replace("    height: int\n", ""), "uses.py": uses},
    ).broken


def test_overrides_that_no_longer_agree(judge: Judge) -> None:
    old = "class Shape:\n    def scale(self, factor):\n        return factor\n"
    new = old.replace("factor):", "factor, unit):")
    uses = (
        "from shapes import Shape\n\n"
        "class Square(Shape):\n    def scale(self, factor):\n        return 2\n\n"
        "class Line(Shape):\n    def scale(self, *sizes):\n        return 3\n"
    )
    found = judge({"shapes.py": old, "uses.py": uses}, {"shapes.py": new, "uses.py": uses})
    (broken,) = found.broken
    assert broken.is_override
    assert (broken.line, broken.text) == (4, "def scale(self, factor)")


def test_a_name_alone_needs_to_be_the_only_one_and_to_have_fit(judge: Judge) -> None:
    old = "class Shape:\n    def rescale(self, factor, unit):\n        return factor\n"
    new = old.replace("factor, unit", "factor")
    uses = "def use(thing):\n    thing.rescale(1, 'cm')\n    thing.rescale(1)\n"
    both = {"shapes.py": old, "uses.py": uses}
    assert [each.line for each in judge(both, both | {"shapes.py": new}).broken] == [2]
    twice = both | {"other.py": "class Image:\n    def rescale(self, x, y):\n        pass\n"}
    assert not judge(twice, twice | {"shapes.py": new}).broken


def test_tests_that_touch_what_changed(judge: Judge) -> None:
    tests = "from shapes import area\n\ndef test_area():\n    assert area(1, 2) == 2\n"
    new = AREA.replace("width * height", "height * width")
    old = {"shapes.py": AREA, "tests/test_shapes.py": tests}
    found = judge(old, old | {"shapes.py": new})
    (test,) = found.tests
    assert (test.path, test.test, test.name) == ("tests/test_shapes.py", "test_area", "area")
    assert [change.kind for change in found.changes] == [ChangeKind.BODY]
    assert not found.broken


@pytest.mark.parametrize(
    ("path", "old", "new", "uses_path", "uses", "lines"),
    [
        (
            "shapes.js",
            "export function area(width, height) { return width * height; }\n",
            "export function area(width, height, unit) { return width * height; }\n",
            "uses.js",
            "import { area } from './shapes';\narea(1, 2);\narea(1);\narea(1, 2, 3);\n",
            [2],
        ),
        (
            "shapes.ts",
            "export function area(width: number, height?: number): number { return 1; }\n",
            "export function area(width: number): number { return 1; }\n",
            "uses.ts",
            "import { area } from './shapes';\narea(1, 2);\narea(1);\n",
            [2],
        ),
        (
            "shapes.go",
            "package shapes\n\nfunc Area(width, height int) int { return 1 }\n",
            "package shapes\n\nfunc Area(width int) int { return 1 }\n",
            "uses.go",
            "package shapes\n\nfunc use() {\n\tArea(1, 2)\n\tArea(pair())\n}\n",
            [4],
        ),
        (
            "Shapes.java",
            "class Shapes { static int area(int w, int h) { return 1; } }\n",
            "class Shapes { static int area(int w) { return 1; } }\n",
            "Uses.java",
            "class Uses {\n  void use() {\n    Shapes.area(1, 2);\n  }\n}\n",
            [3],
        ),
        (
            "Shapes.java",
            f"class Shapes {{ {ONE} {TWO} }}\n",
            f"class Shapes {{ {THREE} {TWO} }}\n",
            "Uses.java",
            "class Uses {\n  void use() {\n    Shapes.area(1, 2);\n    Shapes.area(1);\n  }\n}\n",
            [4],
        ),
        (
            "src/shapes.rs",
            "pub fn area(w: i32, h: i32) -> i32 { 1 }\n",
            "pub fn area(w: i32) -> i32 { 1 }\n",
            "src/main.rs",
            "mod shapes;\nuse crate::shapes::area;\nfn main() {\n    area(1, 2);\n}\n",
            [4],
        ),
        (
            "Shapes.cs",
            "class Shapes { public static int Area(int w, int h = 1) { return 1; } }\n",
            "class Shapes { public static int Area(int w) { return 1; } }\n",
            "Uses.cs",
            "class Uses {\n void Use() {\n  Shapes.Area(1, h: 2);\n  Shapes.Area(1);\n }\n}\n",
            [3],
        ),
        (
            "shapes.c",
            "int area(int w, int h) { return w * h; }\n",
            "int area(int w) { return w; }\n",
            "uses.c",
            '#include "shapes.h"\nint use(void) {\n    return area(1, 2);\n}\n',
            [3],
        ),
        (
            "shapes.rb",
            "def area(width, height:)\n  width\nend\n",
            "def area(width)\n  width\nend\n",
            "uses.rb",
            "require_relative 'shapes'\narea(1, height: 2)\n",
            [2],  # the names become one hash, which is one argument too many
        ),
    ],
)
def test_other_languages(
    judge: Judge, path: str, old: str, new: str, uses_path: str, uses: str, lines: list[int]
) -> None:
    found = judge({path: old, uses_path: uses}, {path: new, uses_path: uses})
    assert [each.line for each in found.broken] == lines


@pytest.mark.parametrize("indexed", ["shapes.py", "flat.py"])
def test_a_file_that_only_has_another_name(indexed: str) -> None:
    file = FileChange(
        "flat.py", "shapes.py", FileStatus.RENAMED, (), AREA, AREA, skipped="no changed lines"
    )
    uses = "from shapes import area\n\narea(1, 2)\n"
    workspace = MemoryWorkspace({indexed: AREA, "uses.py": uses})
    found = impact(Change("test", (file,)), workspace)
    assert places(found) == ["uses.py:1 imports `area`, which is in flat.py now"]


def test_what_a_deleted_file_defined_is_gone() -> None:
    gone = "def lost():\n    pass\n"
    file = FileChange("gone.py", "gone.py", FileStatus.DELETED, (), None, gone, skipped="deleted")
    workspace = MemoryWorkspace({"uses.py": "from gone import lost\n"})
    found = impact(Change("test", (file,)), workspace)
    assert places(found) == ["uses.py:1 imports `lost`, which is gone"]


def test_a_file_of_unknown_text_is_said_to_be_unseen() -> None:
    file = FileChange("a.py", "a.py", FileStatus.MODIFIED)
    found = impact(Change("test", (file,)), MemoryWorkspace({}))
    assert found.unseen == ("a.py: its text before or after the change is not known.",)


def test_the_search_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("r1_assistant.context.impact.analysis.MAX_FILES", 3)
    uses = {f"u{at}.py": "from shapes import area\n\narea(1, 2, 3)\n" for at in range(6)}
    new = AREA.replace(", unit='cm'", "")
    file = FileChange("shapes.py", "shapes.py", FileStatus.MODIFIED, (), new, AREA)
    found = impact(Change("test", (file,)), MemoryWorkspace({"shapes.py": AREA} | uses))
    assert len(found.broken) == 3
    assert found.unseen == ("No more than 3 files were searched for callers.",)


def test_a_slow_search_ends() -> None:
    ticks = iter(range(0, 1000, 2))
    file = FileChange("shapes.py", "shapes.py", FileStatus.MODIFIED, (), "X = 1\n", AREA)
    uses = {f"u{at}.py": "from shapes import area\n" for at in range(6)}
    workspace = MemoryWorkspace({"shapes.py": AREA} | uses)
    found = impact(Change("test", (file,)), workspace, clock=lambda: float(next(ticks)))
    assert len(found.broken) <= 1
    assert found.unseen
