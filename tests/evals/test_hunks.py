import difflib
import random

from evals import hunks
from evals.made import case


def test_ranges_are_those_of_a_unified_diff() -> None:
    drawn = random.Random(5)
    for _ in range(60):
        old = [str(drawn.randint(0, 5)) for _ in range(drawn.randint(0, 30))]
        new = [line for line in old if drawn.random() > 0.1]
        for _ in range(drawn.randint(0, 3)):
            new.insert(drawn.randint(0, len(new)), "new")
        made = case("a", old="\n".join(old), new="\n".join(new))
        for text in hunks.changed_text(made):
            assert "\n\n" not in text
        seen = {n for lines in hunks.ranges(made) for n in lines}
        after = made.new.split("\n")
        assert {n for n, line in enumerate(after, 1) if line == "new"} <= seen
        assert [after[n - 1] for n in hunks.added(made)].count("new") == after.count("new")


def test_changes_give_the_new_side() -> None:
    drawn = random.Random(6)
    for _ in range(60):
        old = "\n".join(drawn.choices("abc", k=drawn.randint(1, 20)))
        new = "\n".join(drawn.choices("abc", k=drawn.randint(1, 20)))
        lines, after = old.split("\n"), new.split("\n")
        for _, start, end, from_, to in reversed(hunks.opcodes(old, new)):
            lines[start:end] = after[from_:to]
        assert lines == after


def test_a_diff_has_numbers_and_context() -> None:
    text = "".join(f"line {n}\n" for n in range(1, 12))
    made = case("a", old=text, new=text.replace("line 6\n", "line six\n"))
    assert list(hunks.diff(made, 1)) == [
        "      5  line 5",
        "-        line 6",
        "+     6  line six",
        "      7  line 7",
    ]


def test_one_change_is_what_difflib_says() -> None:
    old = "".join(f"line {n}\n" for n in range(1, 30))
    new = old.replace("line 9\n", "").replace("line 20\n", "line 20\nline x\n")
    made = case("a", old=old, new=new)
    plain = difflib.SequenceMatcher(None, old.split("\n"), new.split("\n"), autojunk=False)
    groups = plain.get_grouped_opcodes(3)
    expected = [range(group[0][3] + 1, group[-1][4] + 1) for group in groups]
    assert list(hunks.ranges(made)) == expected
