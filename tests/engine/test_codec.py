import json

from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.domain.generation import Finished, GenerationRequest, TokenScore
from r1_assistant.engine import codec


@given(st.builds(GenerationRequest, answer_schema=st.none() | st.just({"type": "object"})))
def test_a_request_arrives_as_it_was_sent(request: GenerationRequest) -> None:
    wired = json.loads(json.dumps(codec.request_to_wire(request)))
    assert codec.request_from_wire(wired) == request


@given(st.builds(Finished, prefill_seconds=st.floats(0, 9), decode_seconds=st.floats(0, 9)))
def test_an_end_arrives_as_it_was_sent(finished: Finished) -> None:
    wired = json.loads(json.dumps(codec.finished_to_wire(finished)))
    assert codec.finished_from_wire(wired) == finished


def test_scores_arrive_as_they_were_sent() -> None:
    first = TokenScore(0, 2, 0.5, "é", 0.25, 0.75, (("é", 0.25), ("e", 1.5)))
    second, other = TokenScore(2, 3, 1.5, "\n", 1.5), TokenScore(2, 3, 2.5, "x", 1.5)
    texts = ((first, second), (first, other), (), (first,))
    wired = json.loads(json.dumps(codec.scores_to_wire(texts)))
    assert codec.scores_from_wire(wired) == texts
    assert [rows[0] for rows in wired] == [0, 1, 0, 0]
