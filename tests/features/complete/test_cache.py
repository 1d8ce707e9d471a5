from r1_assistant.features.complete.cache import SuggestionCache


def test_the_same_place_again() -> None:
    cache = SuggestionCache()
    cache.put("a.py", "x = ", "\n", "foo(1)")
    assert cache.get("a.py", "x = ", "\n") == "foo(1)"
    assert cache.get("b.py", "x = ", "\n") is None
    assert cache.get("a.py", "x = ", "\ny") is None


def test_typing_along_a_suggestion() -> None:
    cache = SuggestionCache()
    cache.put("a.py", "x = ", "\n", "foo(1)")
    assert cache.get("a.py", "x = f", "\n") == "oo(1)"
    assert cache.get("a.py", "x = foo(1", "\n") == ")"
    assert cache.get("a.py", "x = fi", "\n") is None
    assert cache.get("a.py", "x = foo(1)", "\n") is None


def test_a_suggestion_made_later_goes_first() -> None:
    cache = SuggestionCache()
    cache.put("a.py", "x = ", "\n", "foo(1)")
    cache.put("a.py", "x = f", "\n", "our")
    assert cache.get("a.py", "x = fo", "\n") == "ur"


def test_nothing_is_remembered_too() -> None:
    cache = SuggestionCache()
    cache.put("a.py", "x = ", "\n", "")
    assert cache.get("a.py", "x = ", "\n") == ""
    assert cache.get("a.py", "x = f", "\n") is None


def test_what_is_far_away_does_not_matter() -> None:
    cache = SuggestionCache()
    near = "y = 2\n" * 1000
    cache.put("a.py", "old" + near, "", "z = 3")
    assert cache.get("a.py", "new" + near + "z", "") == " = 3"


def test_the_oldest_used_goes_first() -> None:
    cache = SuggestionCache(capacity=2)
    cache.put("a.py", "a", "", "1")
    cache.put("a.py", "b", "", "2")
    assert cache.get("a.py", "a", "") == "1"
    cache.put("a.py", "c", "", "3")
    assert [cache.get("a.py", before, "") for before in "abc"] == ["1", None, "3"]
