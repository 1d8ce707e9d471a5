from dataclasses import replace

from r1_assistant.context.overlay import NoWorkspace
from r1_assistant.domain.change import Change, FileChange, FileStatus
from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import Done, Found
from r1_assistant.features.review.impact import impact_findings
from r1_assistant.features.review.pipeline import Models, review
from support.changes import change_of
from support.memory_workspace import MemoryWorkspace

SHAPES = """\
def area(width, height, unit):
    return width * height


def perimeter(width, height):
    return 2 * (width + height)


SIDES = 4
"""
USES = "from shapes import area, perimeter\n\nprint(area(1, 2, 3))\nprint(perimeter(1, 2))\n"


def changed(new: str, path: str = "shapes.py", old: str = SHAPES) -> Change:
    change = change_of(path, old, new, context=2)
    (file,) = change.files
    return replace(change, files=(replace(file, old_text=old, new_text=new),))


def found(new: str, config: ReviewConfig | None = None, **files: str) -> tuple[Finding, ...]:
    others = {f"{name}.py": text for name, text in files.items()}
    workspace = MemoryWorkspace({"shapes.py": SHAPES, "uses.py": USES} | others)
    return impact_findings(changed(new), config or ReviewConfig(), workspace)


def test_a_caller_that_passes_too_much() -> None:
    (finding,) = found(SHAPES.replace("(width, height, unit)", "(width, height)"))
    assert (finding.path, finding.line) == ("shapes.py", 1)
    assert finding.quote == "def area(width, height):"
    assert finding.severity is Severity.ERROR
    assert finding.category is Category.API
    assert finding.message == (
        "Not all callers follow `area`: uses.py:3 passes 3 arguments, and `area` takes 2 now."
    )
    assert finding.reasoning == "uses.py:3: print(area(1, 2, 3))"
    assert finding.basis == "1 caller still passes `unit`."


def test_many_callers_are_counted() -> None:
    more = "from shapes import area\n\n" + "area(1, 2, 3)\n" * 5
    (finding,) = found(SHAPES.replace("(width, height, unit)", "(width, height)"), more=more)
    assert finding.message.endswith(
        "The same holds for more.py:4, more.py:5, more.py:6 and 2 other places."
    )
    assert finding.basis == "6 callers still pass `unit`."


def test_what_callers_lack_is_no_parameter_that_went() -> None:
    (finding,) = found(SHAPES.replace("height, unit)", "height, unit, depth)"))
    assert finding.basis == "1 caller of `area` does not fit its new signature."


def test_callers_in_the_same_file_need_no_index() -> None:
    old = f"{SHAPES}print(area(1, 2, 3))\n"
    new = old.replace("height, unit)", "height)")
    (finding,) = impact_findings(changed(new, old=old), ReviewConfig(), NoWorkspace())
    assert finding.message.startswith("Not all callers follow `area`: shapes.py:10 passes 3")


def test_callers_in_another_file_of_the_change_need_no_index() -> None:
    new = SHAPES.replace("def perimeter", "def outline")
    other = changed(f"{USES}print(2)\n", "uses.py", USES)
    both = replace(other, files=(*changed(new).files, *other.files))
    (finding,) = impact_findings(both, ReviewConfig(), NoWorkspace())
    assert finding.message.endswith("is still used in uses.py:1 and uses.py:4.")
    assert finding.basis == "2 places still use `perimeter`."


def test_what_is_gone_is_said_on_the_line_behind() -> None:
    (finding,) = found(SHAPES.replace(SHAPES[SHAPES.index("def per") : SHAPES.index("SIDES")], ""))
    assert finding.message == (
        "`perimeter` is gone, but it is still used in uses.py:1 and uses.py:4."
    )
    assert (finding.line, finding.quote) == (5, "SIDES = 4")


def test_what_is_renamed_is_said_on_its_new_name() -> None:
    (finding,) = found(SHAPES.replace("def perimeter", "def outline"))
    assert finding.message == (
        "`perimeter` is called `outline` now, but it is still used in uses.py:1 and uses.py:4."
    )
    assert (finding.line, finding.quote) == (5, "def outline(width, height):")


def test_two_that_are_gone_make_one_finding_on_one_line() -> None:
    (finding,) = found("SIDES = 4\n")
    assert "`area` is gone" in finding.message
    assert "`perimeter` is gone" in finding.message
    assert (finding.line, finding.quote) == (1, "SIDES = 4")


def test_nothing_is_said_of_changes_that_fit() -> None:
    assert not found(SHAPES.replace("unit", "unit=None"))
    assert not found(SHAPES.replace("2 * (width + height)", "width + height"))


def test_excluded_files_are_left_out() -> None:
    new = SHAPES.replace("(width, height, unit)", "(width, height)")
    assert found(new)
    assert not found(new, ReviewConfig(exclude=("shapes.py",)))


def test_a_changed_line_of_a_long_signature_carries_the_finding() -> None:
    old = "def area(\n    width,\n    height,\n    unit,\n):\n    return width * height\n"
    new = old.replace("    unit,\n", "    scale,\n    depth,\n")
    workspace = MemoryWorkspace({"shapes.py": old, "uses.py": USES})
    (finding,) = impact_findings(changed(new, old=old), ReviewConfig(), workspace)
    assert finding.quote == "scale,"
    assert "does not pass" in finding.message


async def test_a_review_says_it_without_a_model() -> None:
    new = SHAPES.replace("(width, height, unit)", "(width, height)")
    workspace = MemoryWorkspace({"shapes.py": SHAPES, "uses.py": USES})
    stream = review(changed(new), ReviewConfig(), Models(), workspace=workspace)
    events = [event async for event in stream]
    findings = [event.finding for event in events if isinstance(event, Found)]
    assert [finding.category for finding in findings] == [Category.API]
    assert isinstance(events[-1], Done)
    assert events[-1].stats.worst is Severity.ERROR


async def test_a_review_reports_deletions_that_no_model_is_asked_about() -> None:
    new = SHAPES.replace(SHAPES[SHAPES.index("def per") : SHAPES.index("SIDES")], "")
    workspace = MemoryWorkspace({"shapes.py": SHAPES, "uses.py": USES})
    stream = review(changed(new), ReviewConfig(), Models(), workspace=workspace)
    events = [event async for event in stream]
    assert [event.finding.line for event in events if isinstance(event, Found)] == [5]
    assert isinstance(events[-1], Done)


def test_a_deleted_file_is_missed_where_it_is_used() -> None:
    file = FileChange(
        "shapes.py", "shapes.py", FileStatus.DELETED, old_text=SHAPES, skipped="deleted"
    )
    more = "import shapes\n\nshapes.area(1, 2, 3)\n"
    workspace = MemoryWorkspace({"uses.py": USES, "more.py": more})
    findings = impact_findings(Change("deletion", (file,)), ReviewConfig(), workspace)
    assert [(one.path, one.line, one.quote) for one in findings] == [
        ("more.py", 3, "shapes.area(1, 2, 3)"),
        ("uses.py", 1, "from shapes import area, perimeter"),
    ]
    assert findings[0].message.startswith("`area` is gone, but it is still used in more.py:3")
