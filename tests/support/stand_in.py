"""Stand-ins for real models: their shape, tokens and chat form, and weights that say one thing.

The weights are a chain: after each token the next one of it is by far the likeliest, whatever
came before. After a line end R1's stand-in thinks `THOUGHT`, closes it, and says `ANSWER`.
Attention and feed-forward layers are there, and small. Within a schema the model says whatever the
grammar leaves it.
"""

from dataclasses import dataclass, replace

from tokenizers import pre_tokenizers

HIDDEN, HEADS, KV_HEADS, FEED_FORWARD, LAYERS = 128, 4, 2, 256, 2
NORMAL, CONTROL, USER_DEFINED, UNUSED = 1, 3, 4, 5
WORDS = r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"

THOUGHT = ["Wait", ",", "Ġthe", "Ġbound", "Ġis", "Ġoff", "Ġby", "Ġone", "."]
ANSWER = ["It", "Ġadds", "Ġtwo", "Ġnumbers", "!"]
SPELLED = ("</", "think", ">!", ">ĊĊ")
"""Pieces of a closing tag that is no token, the last one with what follows it."""
WHOLE_WORDS = (*THOUGHT, "ĊĊ", *ANSWER, *SPELLED)
MERGES = list(
    dict.fromkeys((word[:end], word[end]) for word in WHOLE_WORDS for end in range(1, len(word)))
)
"""Each word is made from its beginning on, so that all of these words are one token each."""

_R1_TOKENS = (
    *(
        "<｜end▁of▁sentence｜>",
        "<｜User｜>",
        "<｜Assistant｜>",
        "<｜begin▁of▁sentence｜>",
        "<|EOT|>",
    ),
    *("<think>", "</think>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>"),
    *("<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>", "<tool_call>"),
    *("</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"),
)
_R1_CONTROL = {"<｜end▁of▁sentence｜>", "<｜begin▁of▁sentence｜>"}


def _special(first: int) -> dict[int, tuple[str, int]]:
    """Number R1's special tokens, from one on."""
    return {
        number: (name, CONTROL if name in _R1_CONTROL else USER_DEFINED)
        for number, name in enumerate(_R1_TOKENS, first)
    }


R1_SPECIAL = _special(151_643)
"""DeepSeek-R1-Distill-Qwen's tokens on top of Qwen2.5's."""

_AFTER = ("</think>", "ĊĊ", *ANSWER, _R1_TOKENS[0])
THINKS = (("Ċ", *THOUGHT, *_AFTER),)
OPENS_AGAIN = (("Ċ", "<think>", *THOUGHT, *_AFTER),)
THINKS_NOTHING = (("Ċ", *_AFTER),)
THINKS_ON = (("Ċ", *THOUGHT, "Wait"), _AFTER)
ENDS_AMID_ITS_THOUGHT = (("Ċ", *THOUGHT, _R1_TOKENS[0]), _AFTER)
"""What a model says after a line end, and what after the end of a thought that it didn't write."""

R1_TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}"
    "{% if m.role == 'system' %}{{ m.content }}"
    "{% elif m.role == 'user' %}{{ '<｜User｜>' + m.content }}"
    "{% else %}{{ '<｜Assistant｜>' + m.content.split('</think>')[-1] + eos_token }}{% endif %}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<｜Assistant｜>' }}OPENING{% endif %}"
)
R1_NEWER = R1_TEMPLATE.replace("OPENING", "{{ '<think>\\n' }}")
R1_OLDER = R1_TEMPLATE.replace("OPENING", "")
LLAMA_SPECIAL = {500: ("<|begin|>", CONTROL), 501: ("<|end|>", CONTROL)}
LLAMA_TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}{{ m.role + ': ' + m.content + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'assistant:\\n' }}{% endif %}"
)


@dataclass(frozen=True, slots=True)
class StandIn:
    """What a stand-in is of: its family, its tokens' numbers, its chat form, and what it says.

    In each of `chains` a token makes the next one the likeliest. A `tied` one has one table for
    both ends, and says nothing of sense.
    """

    family: str
    title: str
    vocabulary: int
    special: dict[int, tuple[str, int]]
    begin: int
    end: int
    template: str
    chains: tuple[tuple[str, ...], ...]
    tied: bool = False

    def tokens(self) -> list[str]:
        """Give all tokens in order; plain ones nobody writes fill the places in between."""
        plain = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *map("".join, MERGES)]
        plain += [f"[PAD{number}]" for number in range(len(plain), self.vocabulary)]
        for number, (name, _) in self.special.items():
            plain[number] = name
        return plain

    def types(self) -> list[int]:
        """Give each token's type, in GGUF's numbers."""
        first = min(self.special)
        types = [NORMAL] * first + [UNUSED] * (self.vocabulary - first)
        for number, (_, kind) in self.special.items():
            types[number] = kind
        return types


R1 = StandIn(
    *("qwen2", "Stand-in for R1", 151_936, R1_SPECIAL),
    begin=151_646,
    end=151_643,
    template=R1_NEWER,
    chains=THINKS,
)
SMALL_R1 = replace(R1, vocabulary=1024, special=_special(1000), begin=1003, end=1000)
"""The same with fewer tokens that nobody writes."""
LLAMA = StandIn(
    *("llama", "Stand-in for Llama", 512, LLAMA_SPECIAL),
    begin=500,
    end=501,
    template=LLAMA_TEMPLATE,
    chains=(("Ċ", *ANSWER, "<|end|>"),),
)


def spells(last: str) -> StandIn:
    """Give a thinker without tokens for the tags, whose closing tag has that last piece."""
    return replace(
        LLAMA,
        template=LLAMA_TEMPLATE + "{{ '<think>\\n' }}",
        chains=((">Ċ", *THOUGHT, "</", "think", last, *ANSWER, "<|end|>"),),
    )
