"""Text to tokens and back, by the model's own tokenizer.json."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from tokenizers import AddedToken, Tokenizer

from r1_assistant.engine.reasoning import CLOSE, OPEN

REPLACEMENT = "\ufffd"
"""What half a character decodes to."""

LONGEST_CHARACTER = 8
"""Tokens after which undecodable bytes are shown as they are."""


class Tokens:
    """A tokenizer that keeps apart what the program says and what data says.

    Every added token (`<|im_start|>`, `<think>`, ...) is a control token in the program's text and
    ordinary characters in data: a repository that contains one can't end a message with it.
    Threads can share it.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = Lock()  # which of the two is meant is a state of the tokenizer
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        added = self._tokenizer.get_added_tokens_decoder()
        self._hidden = {
            number
            for number, token in added.items()
            if token.special and token.content not in (OPEN, CLOSE)
        }
        # only special tokens can be told to count as ordinary text
        self._tokenizer.add_special_tokens([_as_special(token) for token in added.values()])
        self.controls = {token.content: number for number, token in added.items()}
        longest_first = sorted(self.controls, key=len, reverse=True)
        self.control_pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def encode(self, text: str) -> list[int]:
        """Encode a text of the program's own; control tokens count."""
        return self._encode(text, ordinary=False)

    def encode_data(self, text: str) -> list[int]:
        """Encode data; nothing in it is a control token."""
        return self._encode(text, ordinary=True)

    def encode_with_offsets(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Encode data, with the code points [start, end) that each token stands for."""
        with self._lock:
            self._tokenizer.encode_special_tokens = True
            encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text as data."""
        with self._lock:
            self._tokenizer.encode_special_tokens = True
            found = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in found]

    def decode(self, ids: Sequence[int]) -> str:
        """Decode tokens, control tokens too; half characters become U+FFFD."""
        with self._lock:
            return self._tokenizer.decode(list(ids), skip_special_tokens=False)

    def hides(self, token: int) -> bool:
        """Whether a token is for the template only and no part of the text."""
        return token in self._hidden

    def token_bytes(self) -> list[bytes] | None:
        """Give what each token stands for, by number; None if this tokenizer can't tell.

        Byte-level tokenizers, nearly all of today's, write each byte as a printable character.
        """
        kind = json.loads(self._tokenizer.decoder.__getstate__() or b"{}").get("type")
        if kind != "ByteLevel":
            return None
        vocabulary = self._tokenizer.get_vocab(with_added_tokens=True)
        size = max(vocabulary.values()) + 1
        table = [b""] * size
        for text, number in vocabulary.items():
            table[number] = text.translate(_BYTES).encode("latin-1", "ignore")
        for text, number in self.controls.items():
            table[number] = text.encode()
        return table

    def _encode(self, text: str, *, ordinary: bool) -> list[int]:
        with self._lock:
            self._tokenizer.encode_special_tokens = ordinary
            return self._tokenizer.encode(text, add_special_tokens=False).ids


class TextStream:
    """Decodes tokens one by one and never gives half a character."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._context: list[int] = []
        self._context_text = ""
        self._pending: list[int] = []

    def feed(self, token: int) -> str:
        """Give the text that is complete with this token."""
        if self._tokens.hides(token):
            return ""
        self._pending.append(token)
        text = self._tokens.decode(self._context + self._pending)
        if text.endswith(REPLACEMENT) and len(self._pending) < LONGEST_CHARACTER:
            return ""
        return self._take(text)

    def finish(self) -> str:
        """Give what is left, complete or not."""
        if not self._pending:
            return ""
        return self._take(self._tokens.decode(self._context + self._pending))

    def _take(self, text: str) -> str:
        # some tokenizers drop the space before a text's first word, so a token is decoded
        # together with the one before it
        new = text[len(self._context_text) :]
        self._context, self._pending = self._pending[-1:], []
        self._context_text = self._tokens.decode(self._context)
        return new


def _printable_bytes() -> dict[int, str]:
    """Map the character that a byte-level vocabulary writes for each byte to the byte's own."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in plain]
    characters = {byte: byte for byte in plain}
    characters |= {0x100 + index: byte for index, byte in enumerate(others)}
    return {character: chr(byte) for character, byte in characters.items()}


_BYTES = _printable_bytes()


def _as_special(token: AddedToken) -> AddedToken:
    return AddedToken(
        token.content,
        single_word=token.single_word,
        lstrip=token.lstrip,
        rstrip=token.rstrip,
        normalized=token.normalized,
        special=True,
    )
