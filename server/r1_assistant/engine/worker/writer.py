"""What a generation says: tokens chosen from logits, thought first, the answer in its schema."""

from dataclasses import dataclass

from r1_assistant.domain.generation import Delta, FinishReason, GenerationRequest
from r1_assistant.engine.reasoning import CLOSE, CLOSING
from r1_assistant.engine.worker.account import Account
from r1_assistant.engine.worker.drafting import Drafter
from r1_assistant.engine.worker.grammar import Grammar, Grammars
from r1_assistant.engine.worker.output import Output
from r1_assistant.engine.worker.prompt import Prompt
from r1_assistant.engine.worker.sampling import Logits, chooser
from r1_assistant.engine.worker.tokens import TextStream, Tokens


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of a model's tokens; each of `ends` ends a text."""

    tokens: Tokens
    grammars: Grammars
    ends: frozenset[int]


class Writer:
    """Writes on a prompt, token by token; knows nothing of how logits come about.

    `text` is the prompt and all tokens since, at most `limit`; not all of them were chosen: the
    end of a thought and what a schema leaves no choice about are put there at once. `reason` says
    why it ended, None while it has not.
    """

    def __init__(
        self,
        request: GenerationRequest,
        prompt: Prompt,
        limit: int,
        language: Language,
        account: Account,
    ) -> None:
        """Raises EngineError if the schema cannot be used."""
        sampling = request.sampling
        self.text = list(prompt.ids)
        self.reason: FinishReason | None = None
        self._request = request
        self._limit = limit
        self._language = language
        self._account = account
        self._thinking = prompt.thinking
        self._choose = chooser(sampling.temperature, sampling.top_p, sampling.seed)
        self._stream = TextStream(language.tokens)
        self._output = Output(splits(request, prompt), request.stop)
        self._drafter = Drafter(prompt.ids) if request.speculate else None
        self._grammar: Grammar | None = None
        if request.answer_schema is not None:
            self._grammar = language.grammars.start(request.answer_schema)

    def take(self) -> list[Delta]:
        """Give the text that was not taken yet."""
        return self._output.take()

    def draft(self, room: int) -> list[int]:
        """Guess at most `room` next tokens."""
        if self._drafter is None:
            return []
        draft = self._drafter.draft(min(room, self._limit - len(self.text) - 1))
        if draft and self._grammar is not None and not self._thinking:
            del draft[self._grammar.allowed(draft) :]
        return draft

    def stop_guessing(self) -> None:
        """Give no more drafts: nobody can check them."""
        self._drafter = None

    def answer_now(self) -> None:
        """Close the thought as if its budget were used up."""
        if self._output.thinking:
            before = len(self.text)
            self._close_thought()
            self._settle(before)

    def pick(self, logits: Logits) -> None:
        """Choose the next token, and add those that need no choosing."""
        before = len(self.text)
        if self._thinking:
            self._think(self._choose(logits, None))
        else:
            mask = None if self._grammar is None else self._grammar.mask()
            self._answer(self._choose(logits, mask))
        self._settle(before)

    def _settle(self, before: int) -> None:
        """Take note of what was added since the text had `before` tokens."""
        if self._drafter is not None:
            self._drafter.extend(self.text[before:])
        if len(self.text) >= self._limit and self.reason is None:
            self._finish("length")

    def _think(self, token: int) -> None:
        if token in self._language.ends:
            self._close_thought()
            return
        self._account.reasoning_tokens += 1
        text = self._take(token)
        if not self._output.thinking:
            self._thinking = False
            if self._grammar is not None:
                self._tidy(text)
        elif self._account.reasoning_tokens >= self._request.reasoning_tokens:
            self._close_thought()

    def _close_thought(self) -> None:
        self._thinking = False
        self.text += self._language.tokens.encode(CLOSING)
        self._output.feed(self._stream.finish() + CLOSING)

    def _tidy(self, last: str) -> None:
        """Let JSON begin after an empty line, whatever came in one token with the closing tag."""
        tag, _, rest = last.partition(CLOSE[-1])
        self._output.begin_answer()
        if rest.strip():
            self.text.pop()
            self.text += self._language.tokens.encode(tag + CLOSE[-1])
            rest = ""
        if rest.count("\n") < 2:
            self.text += self._language.tokens.encode("\n" * (2 - rest.count("\n")))

    def _answer(self, token: int) -> None:
        if token in self._language.ends:
            self._finish("stop")
        elif self._grammar is None:
            self._say(token)
        else:
            self._say_json(token, self._grammar)

    def _say_json(self, token: int, grammar: Grammar) -> None:
        grammar.accept([token])
        forced = [] if grammar.complete else grammar.forced()
        grammar.accept(forced)
        for next_token in (token, *forced):
            if self.reason is None:
                self._say(next_token)
        if grammar.complete and self.reason is None:
            self._finish("stop")

    def _say(self, token: int) -> None:
        self._account.answer_tokens += 1
        self._take(token)
        if self._output.stopped:
            self._finish("stop")
        elif self._account.answer_tokens >= self._request.max_tokens:
            complete = self._grammar is not None and self._grammar.complete
            self._finish("stop" if complete else "length")

    def _take(self, token: int) -> str:
        self.text.append(token)
        text = self._stream.feed(token)
        self._output.feed(text)
        return text

    def _finish(self, reason: FinishReason) -> None:
        self.reason = reason
        self._output.feed(self._stream.finish())
        self._output.finish()


def splits(request: GenerationRequest, prompt: Prompt) -> bool | None:
    """Say how thoughts are told from the answer; None where there can't be any."""
    if prompt.thinking:
        return True
    unsplit = request.raw_prompt is not None or request.answer_schema is not None
    return None if unsplit else False
