from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.engine.worker.drafting import LONGEST_DRAFT, Drafter, Pace, Source

TEXT = list(range(100, 160))


def steps_for(prompt: list[int], answer: list[int]) -> int:
    """Count the steps in which a model that says `answer` says it, with guesses."""
    drafter = Drafter(prompt)
    said = steps = 0
    while said < len(answer):
        draft = drafter.draft(LONGEST_DRAFT)
        right = 0
        while right < len(draft) and draft[right : right + 1] == answer[said : said + 1]:
            said, right = said + 1, right + 1
        drafter.extend(answer[said - right : said + 1])
        said, steps = said + 1, steps + 1
    return steps


def test_a_repetition_is_guessed() -> None:
    drafter = Drafter(TEXT)
    drafter.extend(TEXT[10:13])
    draft = drafter.draft(5)
    assert draft
    assert draft == TEXT[13 : 13 + len(draft)]


def test_nothing_new_is_guessed() -> None:
    drafter = Drafter(TEXT)
    assert drafter.draft(8) == []
    drafter.extend([1, 2, 3])
    assert drafter.draft(8) == []


def test_a_text_said_again_takes_a_fraction_of_the_steps() -> None:
    assert steps_for(TEXT, TEXT) <= len(TEXT) / 5


def test_a_changed_word_costs_little() -> None:
    changed = [7 if token % 20 == 0 else token for token in TEXT]
    assert steps_for(TEXT, changed) <= len(TEXT) / 3


def test_an_inserted_and_a_left_out_word_cost_little() -> None:
    changed = [*TEXT[:20], 1, 2, *TEXT[20:40], *TEXT[43:]]
    assert steps_for(TEXT, changed) <= len(TEXT) / 3


def test_the_longest_agreement_wins() -> None:
    drafter = Drafter([1, 2, 3, 4, 50, 51, 9, 2, 3, 4, 60, 61, 7])
    drafter.extend([1, 2, 3, 4])
    assert drafter.draft(1) == [50]


def test_the_latest_wins_among_equals() -> None:
    drafter = Drafter([2, 3, 4, 50, 2, 3, 4, 60])
    drafter.extend([2, 3, 4])
    assert drafter.draft(1) == [60]


def test_a_limit_is_kept() -> None:
    drafter = Drafter(TEXT)
    drafter.extend(TEXT[:10])
    assert len(drafter.draft(9)) > 2
    assert len(drafter.draft(2)) == 2
    assert drafter.draft(0) == []


@given(st.lists(st.integers(0, 3), max_size=60), st.lists(st.integers(0, 3), max_size=60))
def test_any_text_is_followed(prompt: list[int], answer: list[int]) -> None:
    assert steps_for(prompt, answer) <= len(answer)


def test_wrong_guesses_get_shorter_and_rare() -> None:
    pace = Pace()
    lengths = []
    for _ in range(100):
        lengths.append(pace.length(Source.LONG))
        pace.learn(Source.LONG, lengths[-1], 0)
    assert lengths[0] > 4
    assert lengths[:10] == sorted(lengths[:10], reverse=True)
    assert sum(lengths[50:]) < 10


def test_right_guesses_get_longer() -> None:
    pace = Pace()
    before = pace.length(Source.SHORT)
    pace.learn(Source.SHORT, 15, 15)
    assert pace.length(Source.SHORT) > before


def test_a_source_that_was_given_up_gets_another_chance() -> None:
    pace = Pace()
    pace.learn(Source.SHORT, 1, 0)
    while pace.length(Source.SHORT):
        pace.learn(Source.SHORT, 1, 0)
    waits = 0
    while not pace.length(Source.SHORT):
        waits += 1
    assert 1 < waits < 100
