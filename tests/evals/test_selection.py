import random
from pathlib import Path
from textwrap import dedent

from evals.build import describe, unique
from evals.cases import Case, read, write
from evals.edit import Edit, Editor, Source
from evals.functions import inserted, name_at
from evals.pools import Candidate, planted, refactored
from evals.selection import MOST_OF_A_FILE, cases, choose, pairs, quick

TEXT = dedent(
    '''\
    import os


    def first(a, b):
        """The first."""
        if a < b:
            return a
        return b


    def second(names, limit):
        total = len(names)
        if total > limit and names:
            return os.path.join(names[0], names[1])
        return total
    '''
)


def source(number: int) -> Source:
    return Source("p", f"m{number}.py", "python", TEXT)


def replacing(old: str, new: str, line: int, kind: str, group: str) -> Editor:
    def edits(given: Source, _: random.Random):  # type: ignore[no-untyped-def]
        text = given.text.replace(old, new, 1)
        original = given.text.split("\n")[line - 1].strip()
        yield Edit(group, kind, text, (line,), original)  # type: ignore[arg-type]

    return edits


PLANTERS = {
    "direction": replacing("a < b", "a > b", 6, "direction", "slip"),
    "guard": replacing(" and names", "", 13, "guard", "structural"),
}


def candidates(number: int = 12) -> tuple[list[Candidate], list[Candidate]]:
    rng = random.Random(1)
    sources = [source(n) for n in range(number)]
    clean = refactored([source(n + 100) for n in range(3 * number)], rng)
    return list(planted(sources, PLANTERS, rng, number)), list(clean)


def made() -> list[Case]:
    bad, clean = candidates()
    chosen = choose(bad, 16)
    return unique(cases(pairs(chosen, clean, random.Random(1)), "test"))


def test_a_line_has_the_name_of_its_function() -> None:
    assert name_at("m.py", TEXT, 6).startswith(".first")
    assert name_at("m.py", TEXT, 1) == ""


def test_the_insertion_of_a_function_has_all_of_it() -> None:
    wrong = TEXT.replace("a < b", "a > b")
    found = inserted("m.py", TEXT, wrong, 6)
    assert found is not None
    assert (found.defective, found.sound) == (wrong, TEXT)
    assert found.old == "import os\n\n\n" + TEXT[TEXT.index("def second") :]
    assert inserted("m.py", TEXT, wrong.replace("limit and", "limit or"), 6) is None


def test_half_are_slips_and_no_function_has_two() -> None:
    bad, _ = candidates()
    chosen = choose(bad, 16)
    assert sorted(c.edit.group for c in chosen) == ["slip"] * 8 + ["structural"] * 8
    assert len({(c.file, c.place) for c in chosen}) == 16


def test_every_planted_case_has_a_clean_partner() -> None:
    every = made()
    by_id = {case.id: case for case in every}
    assert len(by_id) == len(every) > 20
    for case in every:
        assert by_id[case.pair].pair == case.id
        assert by_id[case.pair].planted is not case.planted
        assert case.old != case.new
        assert bool(case.lines) is case.planted


def test_no_file_has_too_many_cases() -> None:
    every = made()
    assert max(sum(c.path == one.path for c in every) for one in every) <= MOST_OF_A_FILE


def test_some_are_new_functions_with_the_sound_one_for_a_partner() -> None:
    every = {case.id: case for case in made()}
    sound = [case for case in every.values() if case.kind == "new-function"]
    assert sound
    for case in sound:
        wrong = every[case.pair]
        assert (wrong.old, wrong.path) == (case.old, case.path)
        assert case.new == TEXT
        assert wrong.new.split("\n")[wrong.lines[0] - 1].strip() != wrong.original


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write(made(), tmp_path / name / "test.jsonl.gz")
    files = [tmp_path / name / "test.jsonl.gz" for name in ("one", "two")]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert list(read(files[0])) == made()


def test_the_quick_part_has_whole_pairs_of_all_groups() -> None:
    every = made()
    part = quick(every, 8)
    ids = {case.id for case in part}
    assert len(part) == len(ids) == 8
    assert {case.pair for case in part} == ids
    assert {"slip", "structural"} <= {case.group for case in part}


def test_what_sizes_give_away_is_told() -> None:
    said = describe(made())
    assert "AUC by tokens added minus removed" in said
    assert "slip direction" in said
