"""Write tests: a new file, or more of them at the end of a Python file."""

import re

from r1_assistant.context.languages import Language
from r1_assistant.context.outline import outline
from r1_assistant.context.symbols import Symbol, symbols
from r1_assistant.context.syntax import parse, problems
from r1_assistant.features.answer_code import parse_code, without_thought
from r1_assistant.features.edit.layout import indentation, shown
from r1_assistant.features.edit.target import Destination, Plan, Proposal, Refusal, Target
from r1_assistant.features.lines import line_end, plain
from r1_assistant.prompting.render import Data, Value

_MARKS = {
    "python": r"^\s*(async )?def test_",
    "javascript": r"\b(test|it)\(",
    "typescript": r"\b(test|it)\(",
    "tsx": r"\b(test|it)\(",
    "go": r"^func Test\w*\(",
    "java": r"@Test\b",
    "kotlin": r"@Test\b",
    "scala": r"\btest\(|\bshould\b",
    "csharp": r"\[(Fact|Theory|Test|TestMethod)\b",
    "ruby": r"\bit\b|def test_|\btest \"",
    "dart": r"\btest\(",
}
_FRAMEWORKS = {
    "python": "pytest: plain functions `test_...` with `assert`",
    "javascript": "the functions `test` and `expect`",
    "typescript": "the functions `test` and `expect`",
    "tsx": "the functions `test` and `expect`",
    "go": "the package `testing`, one function a test, in the same package as the code",
    "java": "JUnit 5, in the same package as the code",
    "kotlin": "JUnit 5, in the same package as the code",
    "scala": "ScalaTest, in the same package as the code",
    "csharp": "xUnit",
    "ruby": "Minitest, or RSpec if the file's name ends with `_spec.rb`",
    "dart": "the package `test`",
}


def plan(target: Target) -> Plan | Refusal:
    """Ask for tests of the target's symbol."""
    symbol, tests, language = target.symbol, target.tests, target.language
    if symbol is None:
        return Refusal("There is no function here to write tests for.")
    if tests is None or language.name not in _MARKS:
        return Refusal(f"R1 does not know where tests of {language.name} code go.")
    if tests.text is not None and (language.name != "python" or not tests.text.strip()):
        return Refusal(f"{tests.path} exists already.")
    code = shown(
        target.text[symbol.start : symbol.end], indentation(target.text, symbol.start), language
    )

    def accept(answer: str) -> Proposal | str:
        written = plain(parse_code(without_thought(answer))).strip("\n").rstrip()
        wrong = _fault(written, symbol, tests, language)
        return wrong or _proposal(_with_access(written, symbol, tests), target, tests)

    values: dict[str, Value] = {
        "surroundings": _surroundings(target, symbol),
        "code": Data(code, language.name),
        "subject": f"`{symbol.name}`",
        "language": language.name,
        "framework": _FRAMEWORKS[language.name],
        "access": Data(tests.access or _package(target.text), language.name),
    }
    return Plan("tests", code, values, accept)


def _surroundings(target: Target, symbol: Symbol) -> Value:
    tree = parse(target.text, target.language)
    signatures = "" if tree is None else outline(tree, symbol)
    return Data(signatures, target.language.name) if signatures else "(nothing)"


def _fault(written: str, symbol: Symbol, tests: Destination, language: Language) -> str:
    if not re.search(_MARKS[language.name], written, re.MULTILINE):
        return "it holds no test"
    if not re.search(rf"(?<!\w){re.escape(symbol.name)}(?!\w)", written):
        return f"it does not test `{symbol.name}`"
    tree = parse(written, language)
    if tree is None:
        return ""
    if problems(tree):
        return "it does not parse"
    names = {found.name for found in symbols(tree) if not found.container}
    if symbol.name in names:
        return f"it defines `{symbol.name}` anew, where it should only call it"
    known = parse(tests.text, language) if tests.text else None
    if known is not None and names & {found.name for found in symbols(known)}:
        return "it uses names of tests that are there already"
    return ""


def _with_access(written: str, symbol: Symbol, tests: Destination) -> str:
    """Put the import first, unless the tests or their file have one."""
    name = (symbol.container or symbol.name).partition(".")[0]
    text = f"{tests.text or ''}\n{written}"
    if tests.path.endswith(".py") and "pytest." in written and "import pytest" not in text:
        written = f"import pytest\n\n{written}"
    if not tests.access or re.search(rf"\b(import|require)\b[^\n]*\b{re.escape(name)}\b", text):
        return written
    return f"{tests.access}\n\n{written}"


def _proposal(written: str, target: Target, tests: Destination) -> Proposal:
    if tests.text is None:
        text = f"{written}\n".replace("\n", line_end(target.text))
        return Proposal(tests.path, 0, 0, text, creates=True)
    gap = "\n\n" if tests.text.endswith(("\n", "\r")) else "\n\n\n"
    text = f"{gap}{written}\n".replace("\n", line_end(tests.text))
    return Proposal(tests.path, len(tests.text), len(tests.text), text)


def _package(text: str) -> str:
    found = re.search(r"^\s*(package|namespace) [^\n\r]+", text, re.MULTILINE)
    return found[0].strip() if found else ""
