import pytest

from r1_assistant.features.globs import matches_any


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("**/*.ts", "a.ts", True),
        ("**/*.ts", "src/deep/a.ts", True),
        ("**/*.ts", "src/a.tsx", False),
        ("*.py", "a.py", True),
        ("*.py", "src/a.py", False),
        ("src/**", "src/a/b.py", True),
        ("src/**/test_*.py", "src/test_a.py", True),
        ("src/**/test_*.py", "lib/test_a.py", False),
        ("**", "any/thing", True),
        ("**/*.{js,jsx}", "a/b.jsx", True),
        ("{src,lib}/**/*.{c,h}", "lib/x/y.h", True),
        ("{src,lib}/**/*.{c,h}", "bin/x/y.h", False),
        ("", "a", False),
        ("a/**/b/**/c", "a/b/x/b/y/c", True),
    ],
)
def test_globs(pattern: str, path: str, expected: bool) -> None:
    assert matches_any(path, [pattern]) is expected


@pytest.mark.parametrize("pattern", ["*a" * 60 + "b", "**/" * 200 + "b", "{a,b}" * 40])
def test_a_hostile_pattern_costs_no_time(pattern: str) -> None:
    assert not matches_any("/".join(["a" * 200] * 50), [pattern])
