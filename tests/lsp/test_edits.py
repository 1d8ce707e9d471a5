from r1_assistant.lsp.edits import MOST_PLACES, Edits

A, B = "file:///a.py", "file:///b.py"


def test_the_newest_place_comes_first() -> None:
    edits = Edits()
    edits.note(A, 10)
    edits.note(B, 200)
    edits.note(A, 100)
    assert edits.elsewhere("file:///c.py", 1) == [(A, 100), (B, 200), (A, 10)]
    edits.note(A, 11)
    assert edits.elsewhere("file:///c.py", 1) == [(A, 11), (A, 100), (B, 200)]


def test_edits_of_neighbouring_lines_are_at_one_place() -> None:
    edits = Edits()
    for line in range(41, 60):
        edits.note(A, line)
    assert edits.elsewhere(B, 1) == [(A, 59)]


def test_what_is_near_in_the_same_file_is_not_elsewhere() -> None:
    edits = Edits()
    edits.note(A, 100)
    edits.note(B, 100)
    assert edits.elsewhere(A, 100) == edits.elsewhere(A, 140) == [(B, 100)]
    assert edits.elsewhere(A, 60) == [(B, 100)]
    assert edits.elsewhere(A, 141) == edits.elsewhere(A, 59) == [(B, 100), (A, 100)]


def test_the_oldest_places_are_forgotten() -> None:
    edits = Edits()
    for number in range(MOST_PLACES + 2):
        edits.note(f"file:///{number}.py", 1)
    places = edits.elsewhere(A, 1)
    assert [uri for uri, _ in places] == [
        f"file:///{number}.py" for number in reversed(range(2, MOST_PLACES + 2))
    ]
