import pytest

from r1_assistant.context.imports import imports
from r1_assistant.context.languages import LANGUAGES, language_for_id
from r1_assistant.context.syntax import parse

# language, text, what it takes: "line module name alias", with - for what is empty
CASES = [
    (
        "python",
        (
            "import os, a.b as c\nimport x.y\nfrom .z import (d as e,  # why\n    f)\n"
            "def g():\n    from .. import h\ntry:\n    from k import *\nexcept ImportError:\n"
            "    pass\n"
            "from __future__ import annotations\n'''\nimport no\n'''\n# import no\n"
        ),
        (
            "1 os - os, 1 a.b - c, 2 x - x, 2 x.y - -, 3 .z d e, 4 .z f f, 6 .. h h, 8 k * -, "
            "11 __future__ annotations annotations"
        ),
    ),
    (
        "javascript",
        (
            "import a, {b as c, d} from './x';\nimport * as n from \"y\";\nimport './z';\n"
            "export * from './w';\nexport {q as r} from './v';\nexport * as s from './u';\n"
            "const {e, f: g} = require('./t'), h = require('i').j;\nexport default k;\n"
            "module.exports = {l, m};\nexport {o as p};\nawait import('./lazy');\n"
            "// import no from 'n'\n"
            "const text = \"import no from 'n'\";\n"
        ),
        (
            "1 ./x default a, 1 ./x b c, 1 ./x d d, 2 y - n, 3 ./z - -, 4 ./w * -, 5 ./v q r, "
            "6 ./u - s, 7 ./t e e, 7 ./t f g, 7 i j h, 8 - k default, 9 - l l, 9 - m m, 10 - o p, "
            "11 ./lazy - -"
        ),
    ),
    (
        "typescript",
        (
            "import type {A} from './a';\nimport {\n  type B,\n  C as D,\n} from './b';\n"
            "import e = require('f');\nexport type {G} from './g';\nexport const from = 'x';\n"
        ),
        "1 ./a A A, 3 ./b B B, 4 ./b C D, 6 f - e, 7 ./g G G",
    ),
    (
        "tsx",
        "import React from 'react';\nconst x = <a>import y from 'z'</a>;\n",
        "1 react default React",
    ),
    (
        "java",
        "package p;\nimport a.b.C;\nimport static a.b.C.m;\nimport a.d.*;\n",
        "2 a.b C C, 3 a.b.C m m, 4 a.d * -",
    ),
    ("kotlin", "import a.b.C as D\nimport a.e\nimport a.f.*\n", "1 a.b C D, 2 a e e, 3 a.f * -"),
    (
        "scala",
        "import a.b.{C, D => E}\nimport a.f._\nimport a.G, x.H\n",
        "1 a.b C C, 1 a.b D E, 2 a.f * -, 3 a G G, 3 x H H",
    ),
    (
        "go",
        (
            'package p\nimport "a/b"\nimport (\n\tc "x.org/d/e"\n\t. "f" // why\n\t_ "g"\n'
            '\t"x/h/v2"\n)\n'
        ),
        "2 a/b - b, 4 x.org/d/e - c, 5 f * -, 6 g - -, 7 x/h/v2 - h",
    ),
    (
        "rust",
        (
            "use a::b::{self, c as d,\n    e::{f, g::*}};\npub use crate::h;\nmod i;\n"
            "mod j { use super::k; }\n"
            "extern crate l as m;\n"
        ),
        (
            "1 a::b - b, 1 a::b c d, 2 a::b::e f f, 2 a::b::e::g * -, 3 crate h h, 4 self::i - i, "
            "5 super k k, 6 l - m"
        ),
    ),
    ("c", '#include <stdio.h>\n#include "a/b.h" // why\n', "1 stdio.h * -, 2 a/b.h * -"),
    (
        "cpp",
        '#include "a.h"\nusing namespace b;\nusing c::d::e;\nusing F = g::h;\n',
        "1 a.h * -, 2 b * -, 3 c::d e e, 4 g h F",
    ),
    (
        "csharp",
        (
            "using A.B;\nusing static C.D;\nusing E = F.G;\nglobal using H;\n"
            "class X { void M() { using (var y = Z()) {} } }\n"
        ),
        "1 A.B * -, 2 C.D * -, 3 F G E, 4 H * -",
    ),
    (
        "ruby",
        "require 'a'\nrequire_relative \"b/c\"\nautoload :D, 'e'\n",
        "1 a * -, 2 ./b/c * -, 3 e D D",
    ),
    (
        "php",
        (
            "<?php\nuse A\\B as C;\nuse function D\\e;\nuse F\\{G, H\\I as J};\n"
            "require __DIR__ . '/k.php';\n"
            "class L { use M; }\n"
        ),
        "2 A B C, 3 D e e, 4 F G G, 4 F\\H I J, 5 k.php * -",
    ),
    ("swift", "import A\nimport class B.C\n@testable import D\n", "1 A * -, 2 B C C, 3 D * -"),
    (
        "lua",
        "local a = require('b.c')\nlocal d = require 'e'.f\nrequire \"g\"\n-- require('no')\n",
        "1 b.c - a, 2 e f d, 3 g - -",
    ),
    (
        "bash",
        'source ./a.sh\n. "$(dirname "$0")/b/c.sh"\necho source d\n',
        "1 ./a.sh * -, 2 b/c.sh * -",
    ),
]


def said(language: str, text: str) -> str:
    found = language_for_id(language)
    assert found
    tree = parse(text, found)
    assert tree
    taken = imports(tree)
    assert imports(tree) is taken
    return ", ".join(f"{i.line} {i.module or '-'} {i.name or '-'} {i.alias or '-'}" for i in taken)


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_a_text_takes_from_elsewhere(language: str, text: str, expected: str) -> None:
    assert said(language, text) == expected


def test_each_language_with_symbols_is_read() -> None:
    assert {case[0] for case in CASES} == {one.name for one in LANGUAGES if one.symbols}


def test_a_language_without_symbols_imports_nothing() -> None:
    assert said("json", '{"import": "x"}') == ""
