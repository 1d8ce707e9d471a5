import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from r1_assistant.domain.generation import (
    Message,
    ModelInfo,
    Part,
    Role,
    Sampling,
)
from r1_assistant.engine.reasoning import OPEN, Splitter, fold_system, sampling_for, split

OPENED = [True, False, None]


@pytest.mark.parametrize(
    ("opened", "text", "thought", "answer"),
    [
        (False, "plain", "", "plain"),
        (False, "<think>\nwhy\n</think>\n\nbecause", "why", "because"),
        (False, "\n <think>why</think>because", "why", "because"),
        (False, "a <think> b", "", "a <think> b"),
        (False, "say </think> here", "", "say </think> here"),
        (False, "  indented", "", "  indented"),
        (False, "<thin", "", "<thin"),
        (True, "why\n</think>\n\nbecause", "why", "because"),
        (True, "<think>\nwhy</think>because", "why", "because"),
        (True, "<think><think>why</think>a</think>b", "<think>why", "a</think>b"),
        (True, "never closed </thi", "never closed </thi", ""),
        (True, "</think>at once", "", "at once"),
        (True, "\n</think>\n\n  code", "", "  code"),
        (None, "why\n</think>\n\nbecause", "why", "because"),
        (None, "<think>why</think>because", "why", "because"),
        (None, "plain", "", "plain"),
        (True, "", "", ""),
    ],
)
def test_split(opened: bool | None, text: str, thought: str, answer: str) -> None:
    assert split(text, opened) == (thought, answer)


pieces = st.lists(
    st.sampled_from(
        ["<think>", "</think>", "<", ">", "think", "/", " ", "\n", "a", "é😀", "</thin"]
    )
)


@given(st.sampled_from(OPENED), pieces, st.data())
@example(True, ["<think>", "<think>"], None)
def test_any_cut_gives_the_same(
    opened: bool | None, parts: list[str], data: st.DataObject | None
) -> None:
    text = "".join(parts)
    cuts = list(range(1, len(text)))
    if data is not None:
        cuts = sorted(data.draw(st.sets(st.integers(0, len(text)))))
    splitter = Splitter(opened)
    got = {Part.REASONING: "", Part.ANSWER: ""}
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        for delta in splitter.feed(text[start:end]):
            assert delta.text
            got[delta.part] += delta.text
    for delta in splitter.finish():
        got[delta.part] += delta.text
    assert (got[Part.REASONING], got[Part.ANSWER]) == split(text, opened)


@given(st.text().filter(lambda text: OPEN not in text))
def test_a_text_without_tags_is_untouched(text: str) -> None:
    assert split(text, False) == ("", text)


def test_a_thought_streams_before_it_ends() -> None:
    splitter = Splitter(True)
    assert [delta.text for delta in splitter.feed("one two")] == ["one two"]
    assert splitter.thinking
    assert splitter.feed(" \n</thi") == []
    assert splitter.feed("nk>\n") == []
    assert not splitter.thinking
    assert [(d.part, d.text) for d in splitter.feed("\nanswer")] == [(Part.ANSWER, "answer")]


def test_sampling_follows_the_model_card() -> None:
    thinker = ModelInfo("r1", "R1", 4096, True, False)
    plain = ModelInfo("coder", "Coder", 4096, False, True)
    assert sampling_for(thinker, 7) == Sampling(0.6, 0.95, 7)
    assert sampling_for(plain, 7) == Sampling(0.0, 1.0, 7)


def test_the_system_text_moves_into_the_first_user_message() -> None:
    system = Message(Role.SYSTEM, "be short")
    user, reply = Message(Role.USER, "why?"), Message(Role.ASSISTANT, "so")
    assert fold_system((system, user, reply)) == (Message(Role.USER, "be short\n\nwhy?"), reply)
    assert fold_system((user, reply)) == (user, reply)
    assert fold_system((system, reply, user)) == (reply, Message(Role.USER, "be short\n\nwhy?"))
    assert fold_system((system,)) == (Message(Role.USER, "be short"),)
