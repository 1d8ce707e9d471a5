import pytest

from bench.scan import Scan, begin, definitions, quiet

TYPESCRIPT = {
    "a.ts": """
export function once<T>(value: T): T;
export function once(value: any): any { return value; }
export class Thing {
  // twice() { }
  async only(first: number,
      second: () => void): Promise<void> {
    once(this);
  }
  both() { }
}
""",
    "b.ts": """
import { once, Thing } from './a';
import { x } from './c';
class Other {
  both() { }
}
const thing: Thing = new Thing();
describe(function () { thing.only(1, once(2)); });
let text = "once(3)"; // once(4)
thing.both();
const foreign: Request = make();
foreign.only(1);
""",
    "c.ts": "once(1); function x() { }",
}
JAVA = {
    "A.java": "class A {\n  public static <T> List<T> give(T one) throws X {\n  }\n  int[] two();}",
    "B.java": "class B {\n  void f(A a, Uri uri) {\n    return a.give(uri.two());\n  }\n}",
    "C.java": "class C {\n  void g() {\n    a.give(1);\n  }\n}",
}


def test_typescript() -> None:
    scan = Scan(TYPESCRIPT, "typescript")
    assert set(scan.unique) == {"once", "Thing", "only", "Other", "x"}
    found = [
        (call.path, call.name, TYPESCRIPT[call.path][call.start : call.offset])
        for call in scan.calls()
    ]
    assert found == [("b.ts", "Thing", ""), ("b.ts", "only", "thing."), ("b.ts", "once", "")]
    (call,) = [one for one in scan.calls() if one.name == "once"]
    ((one, two),) = scan.meanings([call])
    assert (one.path, one.line, one.head) == ("a.ts", 2, "function once<T>(value: T): T")
    assert two.line == 3


def test_java_needs_a_word_of_the_class_and_no_type_from_elsewhere() -> None:
    scan = Scan(JAVA, "java")
    assert set(scan.unique) == {"A", "B", "C", "f", "g", "give", "two"}
    (call,) = scan.calls()
    assert (call.path, call.name) == ("B.java", "give")
    (((target),),) = scan.meanings([call])
    assert target.head == "public static <T> List<T> give(T one) throws X"


def test_comments_and_strings_are_blanked_in_place() -> None:
    text = 'a("x\\"(") // b()\n/* c(\n */ `d\n(`e'
    blank = quiet(text)
    assert len(blank) == len(text)
    assert blank.split() == ["a(", ")", "e"]
    assert blank.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("text", "start"),
    [("x = a.b(1, c)[0].d", 4), ("f(a.d", 2), ("return d", 7), ("a?.b.d", 0)],
)
def test_where_an_expression_begins(text: str, start: int) -> None:
    assert begin(text, len(text) - 1) == start


def test_calls_are_no_definitions() -> None:
    text = "  if (a) {\n  }\n  it('x', () => {\n  });\n  run(function () {\n  });\n"
    assert list(definitions("a.js", text, "javascript")) == []
