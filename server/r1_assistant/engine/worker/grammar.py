"""Holding an answer to a JSON schema while it is generated."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from r1_assistant.domain.errors import EngineError
from r1_assistant.engine.worker.memory import give_back_memory
from r1_assistant.engine.worker.sampling import Bitmask
from r1_assistant.engine.worker.tokens import Tokens


class Grammars:
    """Makes grammars for one tokenizer, whose tables are built when the first is asked for."""

    def __init__(self, folder: Path, tokens: Tokens, vocabulary: int, ends: Sequence[int]) -> None:
        self._folder = folder
        self._tokens = tokens
        self._vocabulary = vocabulary
        self._ends = list(ends)
        self._tokenizer: Any = None

    def start(self, schema: Mapping[str, Any]) -> "Grammar":
        """Begin an answer; raises EngineError for a schema that can't be used.

        White space between JSON's tokens costs time and says nothing: there is none unless the
        schema's own `x-guidance` allows it.
        """
        from llguidance import LLMatcher

        source = LLMatcher.grammar_from_json_schema(
            json.dumps(schema), defaults={"whitespace_flexible": False}
        )
        matcher = LLMatcher(self._tables(), source, log_level=0)
        grammar = Grammar(matcher, self._vocabulary)
        grammar.check()
        return grammar

    def _tables(self) -> Any:
        if self._tokenizer is None:
            from llguidance import LLTokenizer, TokenizerWrapper

            table = self._tokens.token_bytes()
            if table is None:  # llguidance reads the file itself, and holds all of it once more
                source: Any = (self._folder / "tokenizer.json").read_text("utf-8")
            else:
                source = TokenizerWrapper(_Wrapped(self._tokens, table, self._ends[0]))
            self._tokenizer = LLTokenizer(
                source,
                n_vocab=self._vocabulary,
                eos_token=self._ends,
                slices=LLTokenizer.json_slices(),
            )
            give_back_memory()
        return self._tokenizer


class _Wrapped:
    """A tokenizer as llguidance wants to see it."""

    bos_token_id = None

    def __init__(self, tokens: Tokens, table: list[bytes], end: int) -> None:
        self.tokens = table
        self.eos_token_id = end
        self.special_token_ids = sorted(tokens.controls.values())
        self._encode = tokens.encode_data

    def __call__(self, text: str) -> list[int]:
        if not isinstance(text, str):
            raise TypeError("text, not bytes")  # llguidance asks which of them it may pass
        return self._encode(text)


class Grammar:
    """Where an answer is in its schema."""

    def __init__(self, matcher: Any, vocabulary: int) -> None:
        self._matcher = matcher
        self._mask = np.zeros((vocabulary + 31) // 32, dtype=np.int32)

    @property
    def complete(self) -> bool:
        """Whether nothing can follow."""
        return bool(self._matcher.is_stopped())

    def mask(self) -> Bitmask:
        """Say which tokens may come next; valid until the next call."""
        self._matcher.unsafe_compute_mask_ptr(self._mask.ctypes.data, self._mask.nbytes)
        self.check()
        return self._mask

    def accept(self, tokens: Sequence[int]) -> None:
        """Take tokens that the mask allowed, or that are forced."""
        self._matcher.consume_tokens(list(tokens))
        self.check()

    def forced(self) -> list[int]:
        """Give the tokens that must come next, whatever the model thinks."""
        return list(self._matcher.compute_ff_tokens())

    def allowed(self, draft: Sequence[int]) -> int:
        """Say how many tokens of a guess the schema allows."""
        return int(self._matcher.validate_tokens(list(draft)))

    def check(self) -> None:
        """Raise what went wrong in the matcher, which only remembers it."""
        if self._matcher.is_error():
            problem = " ".join(str(self._matcher.get_error()).split())
            raise EngineError(f"The answer's schema cannot be used: {problem[:300]}")
