"""Signatures of definitions whose bodies the parser can't tell."""

from r1_assistant.context.languages import language_for_id
from r1_assistant.context.symbols import symbols
from r1_assistant.context.syntax import parse

TORN = '''import a


class Panel(Mixin):
    """A console renderable.

    Args:
        width (int): How wide.
    """

    def show(
        self, console: "Console"
    ) -> "Result
        if self.width is None:
            yield 1

    def hide(self):
        return self.shown
'''


def signatures(name: str, text: str) -> dict[str, str]:
    language = language_for_id(name)
    tree = parse(text, language) if language else None
    assert tree
    return {one.name: one.signature for one in symbols(tree)}


def test_a_signature_ends_where_its_head_does() -> None:
    assert signatures("python", TORN) == {
        "Panel": "class Panel(Mixin)",
        "show": 'def show(self, console: "Console") -> "Result',
        "hide": "def hide(self)",
    }


def test_what_has_no_body_keeps_all_of_its_head() -> None:
    text = "abstract class A {\n  abstract int f(int a)\n    throws E;\n}\n"
    assert signatures("java", text)["f"] == "abstract int f(int a) throws E"
