"""Rebuilt tokenizers against those that transformers makes of the same vocabulary."""

from pathlib import Path

import pytest
from gguf import GGUFReader
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from r1_assistant.models.gguf.source import GgufSource
from r1_assistant.models.gguf.tokenizer import build_tokenizer, tokenizer_config

CODE = {
    "python": 'async def f(self, *, n: int = 0) -> "int":\n    return [f"{i:>4}" for i in x]\n',
    "javascript": "const f = async ({a, ...b}) => `${a ?? 'none'}\\n`; // don't\n",
    "typescript": "type Of<T> = T extends Array<infer U> ? U : never;\n",
    "java": "@Override public final Map<String, ? super T> get() { return null; }\r\n",
    "go": 'if err := run(0x1F, 1_000_000); err != nil {\n\t\treturn fmt.Errorf("%w", err)\n}\n',
    "rust": "impl<'a> Iterator for It<'a> { fn next(&mut self) -> Option<&'a u8> { None } }\n",
    "c": "#define MAX(a, b) ((a) > (b) ? (a) : (b))\n\tint x = *p++ << 3;\n\n\n\n",
    "csharp": 'var q = from x in xs where x?.Name != "é" select new { x };\n',
    "ruby": "def each(&block) = @items.each_with_index { |x, i| block.(x, i) }\n",
    "bash": 'for f in "${files[@]}"; do [[ -e $f ]] || continue; done  2>&1 | tee -a log\n',
    "text": "naïve café 你好，世界 🦀🚀 ½ ١٢٣ I'LL we'Ve\u00a0x  \t \n \n",
    "special": "<|im_start|>user\nx<|im_end|>\n<|endoftext|><|im_end|> <|im_start|",
}


@pytest.fixture(scope="module")
def vocabulary(gguf_of_real_model: Path) -> GgufSource:
    return GgufSource(gguf_of_real_model)


@pytest.fixture(scope="module")
def ours(vocabulary: GgufSource) -> Tokenizer:
    """The tokenizer as a Qwen2 file with this vocabulary would have it."""
    with pytest.MonkeyPatch.context() as patch:
        field = vocabulary.field
        patch.setattr(
            vocabulary,
            "field",
            lambda key, default=None: (
                "qwen2" if key == "tokenizer.ggml.pre" else field(key, default)
            ),
        )
        return build_tokenizer(vocabulary)


@pytest.fixture(scope="module")
def theirs(vocabulary: GgufSource) -> Tokenizer:
    from transformers import AddedToken, Qwen2Tokenizer

    tokens = vocabulary.field("tokenizer.ggml.tokens")
    types = vocabulary.field("tokenizer.ggml.token_type")
    merges = [tuple(m.split(" ", 1)) for m in vocabulary.field("tokenizer.ggml.merges")]
    tokenizer = Qwen2Tokenizer({token: n for n, token in enumerate(tokens)}, merges)
    control = [token for token, kind in zip(tokens, types, strict=True) if kind == 3]
    tokenizer.add_tokens([AddedToken(t, special=True, normalized=False) for t in control])
    return tokenizer.backend_tokenizer


@pytest.mark.model
@pytest.mark.parametrize("language", CODE)
def test_code_gives_the_tokens_of_transformers(
    ours: Tokenizer, theirs: Tokenizer, language: str
) -> None:
    text = CODE[language] * 2
    assert ours.encode(text, add_special_tokens=False).ids == (
        theirs.encode(text, add_special_tokens=False).ids
    )


@pytest.mark.model
@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_the_tokens_of_transformers(
    ours: Tokenizer, theirs: Tokenizer, text: str
) -> None:
    assert ours.encode(text, add_special_tokens=False).ids == (
        theirs.encode(text, add_special_tokens=False).ids
    )


@pytest.mark.model
def test_digits_stand_alone_where_the_model_was_trained_so(vocabulary: GgufSource) -> None:
    tokens = build_tokenizer(vocabulary).encode("x = 2026", add_special_tokens=False).tokens
    assert tokens == ["x", "Ġ=", "Ġ", "2", "0", "2", "6"]


@pytest.mark.model
def test_the_chat_form_and_special_tokens_are_kept(
    vocabulary: GgufSource, gguf_of_real_model: Path
) -> None:
    config = tokenizer_config(vocabulary)
    field = GGUFReader(gguf_of_real_model).fields["tokenizer.chat_template"]
    assert config["chat_template"] == field.contents()
    assert (config["bos_token"], config["eos_token"]) == ("<|im_start|>", "<|im_end|>")
