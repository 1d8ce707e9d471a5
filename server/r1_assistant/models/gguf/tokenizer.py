"""The tokenizer of a GGUF, as a `tokenizer.json`."""

from collections.abc import Sequence
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from r1_assistant.domain.errors import ImportFormatError
from r1_assistant.models.gguf.source import GgufSource

# Token types of GGUF: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
CONTROL, USER_DEFINED = 3, 4

_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_QWEN2 = _WORDS % r"\p{N}"
_LLAMA3 = _WORDS % r"\p{N}{1,3}"

# What `tokenizer.ggml.pre` says: how a text is cut into words before the merges.
_PATTERNS = {
    "qwen2": _QWEN2,
    "deepseek-r1-qwen": _QWEN2,
    "llama-bpe": _LLAMA3,
    "llama3": _LLAMA3,
}
_DIGITS_APART = ("smollm", "starcoder", "refact", "command-r")
_PLAIN = ("gpt-2", "default")


def build_tokenizer(source: GgufSource) -> Tokenizer:
    """Make the tokenizer that the model was trained with.

    Raises:
        ImportFormatError: the file has no tokenizer, or one of a kind that we can't rebuild.
    """
    kind = source.field("tokenizer.ggml.model")
    if kind != "gpt2":
        raise ImportFormatError(
            f"{source.path.name} has a tokenizer of the kind “{kind}”, which can't be imported.",
            hint="Models with a byte-level BPE tokenizer can, such as Llama 3, Qwen2, R1 distills.",
        )
    tokens: Sequence[str] = source.field("tokenizer.ggml.tokens", [])
    merges = [tuple(m.split(" ", 1)) for m in source.field("tokenizer.ggml.merges", [])]
    pre = str(source.field("tokenizer.ggml.pre", "default"))
    vocabulary = {token: number for number, token in enumerate(tokens)}
    bpe = models.BPE(vocabulary, merges, ignore_merges=pre in ("llama-bpe", "llama3"))
    tokenizer = Tokenizer(bpe)
    tokenizer.pre_tokenizer = _pre_tokenizer(pre)
    tokenizer.decoder = decoders.ByteLevel()
    if _PATTERNS.get(pre) == _QWEN2:
        tokenizer.normalizer = normalizers.NFC()
    _add_special(tokenizer, tokens, source.field("tokenizer.ggml.token_type", []))
    return tokenizer


def tokenizer_config(source: GgufSource) -> dict[str, Any]:
    """Give the content of `tokenizer_config.json`: special tokens' names and the chat form."""
    tokens: Sequence[str] = source.field("tokenizer.ggml.tokens", [])

    def named(role: str) -> str | None:
        number = source.field(f"tokenizer.ggml.{role}_token_id")
        return tokens[number] if isinstance(number, int) and number < len(tokens) else None

    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": named("bos"),
        "eos_token": named("eos"),
        "pad_token": named("padding"),
        "add_bos_token": bool(source.field("tokenizer.ggml.add_bos_token", False)),
        "clean_up_tokenization_spaces": False,
        "chat_template": source.field("tokenizer.chat_template"),
    }
    return {key: value for key, value in config.items() if value is not None}


def _pre_tokenizer(pre: str) -> pre_tokenizers.PreTokenizer:
    if pre in _PATTERNS:
        split = pre_tokenizers.Split(Regex(_PATTERNS[pre]), "isolated")
        return pre_tokenizers.Sequence([split, _bytes(use_regex=False)])
    if pre in _DIGITS_APART:
        digits = pre_tokenizers.Digits(individual_digits=True)
        return pre_tokenizers.Sequence([digits, _bytes(use_regex=True)])
    if pre in _PLAIN:
        return _bytes(use_regex=True)
    raise ImportFormatError(f"Its tokenizer cuts words in a way that is not known here (“{pre}”).")


def _bytes(*, use_regex: bool) -> pre_tokenizers.ByteLevel:
    return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=use_regex)


def _add_special(tokenizer: Tokenizer, tokens: Sequence[str], types: Sequence[int]) -> None:
    """Mark the tokens that are matched whole in a text, control tokens among them.

    Placeholders that pad the vocabulary are left as plain entries.
    """
    for token, kind in zip(tokens, types, strict=False):
        if kind in (CONTROL, USER_DEFINED):
            special = kind == CONTROL
            tokenizer.add_tokens([AddedToken(token, special=special, normalized=False)])
