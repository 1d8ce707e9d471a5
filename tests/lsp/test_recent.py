from r1_assistant.lsp.recent import Recent


def test_values_hold_for_a_while() -> None:
    now = [0.0]
    recent: Recent[str, int] = Recent(seconds=2, clock=lambda: now[0])
    recent.put("a", 1)
    now[0] = 2
    assert recent.get("a") == 1
    now[0] = 2.1
    assert recent.get("a") is None


def test_the_oldest_goes_first() -> None:
    recent: Recent[int, int] = Recent(capacity=2)
    for number in (1, 2, 1, 3):
        recent.put(number, number)
    assert [recent.get(number) for number in (1, 2, 3)] == [1, None, 3]
