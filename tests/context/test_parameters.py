import pytest

from r1_assistant.context.languages import LANGUAGES
from r1_assistant.context.parameters import Parameter, parameters, takes_receiver
from r1_assistant.context.symbols import symbols
from r1_assistant.context.syntax import parse


def shown(parameter: Parameter) -> str:
    marks = {
        "positional-only": "/",
        "positional": "",
        "variadic": "*",
        "keyword-only": ":",
        "keyword variadic": "**",
    }
    default = "" if parameter.required or parameter.kind.value in ("variadic",) else "="
    if parameter.kind.value == "keyword variadic":
        default = ""
    return f"{parameter.name}{marks[parameter.kind.value]}{default}"


def read(signature: str, language: str, kind: str = "function") -> str:
    found = parameters(signature, language, kind)
    assert found is not None
    return " ".join(shown(each) for each in found)


@pytest.mark.parametrize(
    ("language", "kind", "signature", "expected"),
    [
        ("python", "function", "def f(a, b=1, /, *c, d: int = 3, **k) -> int", "a/ b/= c* d:= k**"),
        ("python", "function", "@dec(x, y)\nasync def f(a, *, b)", "a b:"),
        ("python", "function", "def f(a: D[str, int] = {1: (2, 3)}, b='),', c=None)", "a= b= c="),
        ("python", "function", "def f(a=lambda x, y: x == y, b=1 <= 2)", "a= b="),
        ("python", "method", "def m(self, a)", "a"),
        ("python", "method", "@classmethod\ndef m(cls, a)", "a"),
        ("python", "method", "@staticmethod\ndef m(a)", "a"),
        ("python", "method", "def m(*args)", "args*"),
        ("javascript", "function", "function f(a, {b, c} = {}, ...r)", "a/ {b, c}/= r*"),
        ("javascript", "function", "const h = a", "a/"),
        ("javascript", "function", "const h = async (a, b = [1, 2])", "a/ b/="),
        ("typescript", "method", "m(this: A, a: (x: number) => void, b?: Map<K, V>)", "a/ b/="),
        ("typescript", "method", "constructor(private x: number, readonly y = 2)", "x/ y/="),
        (
            "java",
            "method",
            '@A("(") public <T> List<T> m(final int a, Map<K, V> b, String... c)',
            "a/ b/ c*",
        ),
        ("java", "class", "record R(int a, String b)", "a/ b/"),
        ("kotlin", "function", 'fun <T> f(a: Map<K, V>, b: String = "x", vararg c: T)', "a b= c*"),
        ("scala", "function", "def f[T](a: Int, b: Int = 1)(implicit c: Int): Int", "a b="),
        ("go", "function", "func F(a, b int, c ...string) (int, error)", "a/ b/ c*"),
        ("go", "method", "func (r *T) M(a func(int, int) error, m map[string]int) error", "a/ m/"),
        ("go", "function", "func H(int, string)", "/ /"),
        ("rust", "method", "pub(crate) fn m<'a, F: Fn(i32) -> i32>(&'a mut self, f: F)", "f/"),
        ("rust", "function", "fn f(a: &'static str, (b, c): (i32, i32)) -> Vec<T>", "a/ (b, c)/"),
        ("c", "function", "int f(int a[3], void (*g)(int, int), ...)", "a/ g/ *"),
        ("c", "function", "void f(void)", ""),
        ("cpp", "function", "std::vector<T> f(const std::map<int, T>& a, int b = 3)", "a/ b/="),
        ("csharp", "method", '[A("x")] T M<T>(this S s, out int b, string c = "d", params int[] d)',
         "b c= d*"),
        ("php", "function", "function f(int $a, ?string &$b = null, ...$c): int", "a b= c*"),
        ("ruby", "method", "def f(a, b = 1, *c, d:, e: 2, **k, &blk) end", "a/ b/= c* d: e:= k**"),
        ("ruby", "method", "def self.s a, b end", "a/ b/"),
        ("ruby", "method", "def m; end", ""),
        ("lua", "function", "function M.f(a, ...) end", "a/ *"),
        ("swift", "function", 'func f(_ a: Int, with b: S = "x", c: Int) -> Int', "a/ with:= c:"),
    ],
)  # fmt: skip
def test_the_parameters_of_each_language(
    language: str, kind: str, signature: str, expected: str
) -> None:
    assert read(signature, language, kind) == expected


@pytest.mark.parametrize(
    ("language", "kind", "signature"),
    [
        ("python", "function", "def f(a, b=…"),
        ("python", "class", "class C(Base)"),
        ("python", "variable", "X = f(1)"),
        ("python", "function", "def f(a, b=(1"),
        ("javascript", "method", "get p()"),
        ("c", "function", "int h()"),
        ("bash", "function", "f()"),
        ("scala", "method", "def n: Int"),
        ("markdown", "function", "f(a)"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(language: str, kind: str, signature: str) -> None:
    assert parameters(signature, language, kind) is None


def test_types_are_kept_as_they_are_written() -> None:
    found = parameters("def f(a: dict[str, int], b=1)", "python", "function")
    assert found is not None
    assert [each.annotation for each in found] == ["dict[str, int]", ""]


def test_whether_a_class_stands_for_the_receiver() -> None:
    assert takes_receiver("def m(self, a)", "python", "method")
    assert not takes_receiver("@staticmethod\ndef m(a)", "python", "method")
    assert not takes_receiver("def m(self)", "python", "function")
    assert takes_receiver("fn m(&mut self)", "rust", "method")
    assert not takes_receiver("fn new(x: i32)", "rust", "method")


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each.symbols])
@pytest.mark.parametrize("text", ["f(", "a(b(c", ")", "f(<", "'", "()", "f(,,)", "=", "…", ""])
def test_nothing_is_raised(language: object, text: str) -> None:
    name = getattr(language, "name", "")
    for kind in ("function", "method", "class", "constructor"):
        found = parameters(text, name, kind)
        assert found is None or all(isinstance(each, Parameter) for each in found)


def test_signatures_come_as_symbols_have_them() -> None:
    python = next(each for each in LANGUAGES if each.name == "python")
    tree = parse(
        "class C:\n    def m(\n        self,\n        a,  # one, two (\n    ): ...\n", python
    )
    assert tree is not None
    method = symbols(tree)[1]
    assert read(method.signature, "python", method.kind) == "a"
