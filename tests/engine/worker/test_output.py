from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.domain.generation import Delta, Part
from r1_assistant.engine.worker.output import Output


def run(pieces: list[str], thinking: bool | None, stop: list[str]) -> tuple[str, str, bool]:
    output = Output(thinking, stop)
    parts = {Part.REASONING: "", Part.ANSWER: ""}
    for piece in pieces:
        output.feed(piece)
        for delta in output.take():
            parts[delta.part] += delta.text
        if output.stopped:
            break
    output.finish()
    for delta in output.take():
        parts[delta.part] += delta.text
    return parts[Part.REASONING], parts[Part.ANSWER], output.stopped


def test_a_stop_text_ends_the_answer_before_it() -> None:
    assert run(["one\n", "\ntwo"], None, ["\n\n"]) == ("", "one", True)
    assert run(["one STO", "P two"], None, ["END", "STOP"]) == ("", "one ", True)
    assert run(["one STO", "NE"], None, ["STOP"]) == ("", "one STONE", False)
    assert run(["one STO"], None, ["STOP"]) == ("", "one STO", False)


def test_a_stop_text_in_a_thought_is_ignored() -> None:
    pieces = ["a STOP b</think>", "c STOP d"]
    assert run(pieces, True, ["STOP"]) == ("a STOP b", "c ", True)


def test_the_first_complete_stop_text_counts() -> None:
    assert run(["a b c"], None, ["c", "b"]) == ("", "a ", True)


def test_an_empty_stop_text_stops_nothing() -> None:
    assert run(["abc"], None, [""]) == ("", "abc", False)


def test_without_thoughts_tags_are_text() -> None:
    assert run(["<think>a</think>b"], None, []) == ("", "<think>a</think>b", False)


@given(st.lists(st.text(alphabet="abX", max_size=4)), st.lists(st.text("abX", min_size=1)))
def test_any_cut_stops_at_the_same_place(pieces: list[str], stop: list[str]) -> None:
    text = "".join(pieces)
    found = [(text.find(each) + len(each), -len(each)) for each in stop if each in text]
    expected = text[: sum(min(found))] if found else text
    assert run(list(text), None, stop)[1] == expected
    assert run([text], None, stop)[1] == expected


def test_an_answer_can_begin_anew_behind_a_thought() -> None:
    output = Output(True, [])
    output.feed("why</think>{")
    output.begin_answer()
    output.feed('{"a":1}')
    assert output.take() == [Delta(Part.REASONING, "why"), Delta(Part.ANSWER, '{"a":1}')]


def test_neighbours_are_joined() -> None:
    output = Output(False, [])
    for piece in ("a", "b", "c"):
        output.feed(piece)
    assert output.take() == [Delta(Part.ANSWER, "abc")]
