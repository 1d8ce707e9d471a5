import pytest

from r1_assistant.features.answer_code import parse_code, without_thought


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("x = 1", "x = 1"),
        ("Here:\n```python\nx = 1\n```\nDone.", "x = 1"),
        ("```\nx = 1", "x = 1"),
        ("```js\nshort\n```\nthen\n```js\nthe longer one\n```", "the longer one"),
        ("````md\n```\ninner\n```\n````", "```\ninner\n```"),
        ("```\r\na\r\n  b\r\n```", "a\n  b"),
        ("~~~python\nx\n~~~", "x"),
        ("```python\ns = '''\n``` in a text\n'''\n```", "s = '''\n``` in a text\n'''"),
        ("", ""),
    ],
)
def test_code_comes_out_of_the_fence(answer: str, code: str) -> None:
    assert parse_code(answer) == code


@pytest.mark.parametrize(
    ("answer", "rest"),
    [
        ("plain", "plain"),
        ("<think>\nhm\n</think>\n\nanswer", "answer"),
        ("hm\n</think>\n\nanswer", "answer"),
        ("<think>\nnever ends", ""),
    ],
)
def test_a_thought_is_dropped(answer: str, rest: str) -> None:
    assert without_thought(answer) == rest
