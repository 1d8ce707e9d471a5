"""The words about a broken rule: the model's, as far as they stand, and ours around them."""

import re
from dataclasses import replace

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.domain.generation import GenerationRequest, ModelInfo
from r1_assistant.engine.reasoning import sampling_for
from r1_assistant.features.instructions import as_section
from r1_assistant.features.passages import inline
from r1_assistant.features.review.ask import instructions
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.custom.checks import Check
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.show import new_side
from r1_assistant.features.review.verify import checked_message
from r1_assistant.prompting.catalog import load
from r1_assistant.prompting.render import Data, Value, render

SLOT = "rule"
_TAKES_BACK = re.compile(
    r"\b(?:not|n't|never) (?:violate|break|go against|contradict)|\b(?:complies|conforms|adheres)\b"
    r"|\b(?:keeps to|follows) the rule|\bno (?:violation|problem|issue)|\bcorrect(?:ly)? ",
    re.IGNORECASE,
)
"""What a model says that doesn't see it: then the rule's own text has to do."""
_QUOTED = re.compile(r"`([^`]+)`")
_FIRST = re.compile(r"(?:`[^`]*`|[^`])*?[.!?](?=\s|$)")
"""A sentence; what ends within quoted code ends none."""


def rule_request(
    piece: Piece, context: int, check: Check, number: int, config: ReviewConfig, info: ModelInfo
) -> GenerationRequest:
    """Ask for the words about a line (1-based) that breaks a rule."""
    template, language = load("rule"), piece.language.name
    values: dict[str, Value] = {
        "instructions": as_section(config.instructions),
        "path": inline(piece.file.path),
        "code": Data(new_side(piece, context), language),
        "rule": Data(check.rule.text),
        "line": Data(_quoted(piece, number), language),
    }
    thought = config.reasoning_tokens
    thought = template.reasoning_tokens if thought is None else thought
    return GenerationRequest(
        messages=render(template, values),
        max_tokens=template.max_tokens,
        reasoning_tokens=thought if info.reasoning else 0,
        stop=("\n",),  # not JSON: where models quote code, its quotation marks end a text of JSON
        sampling=sampling_for(info, config.seed),
        urgency=config.urgency,
        slot=SLOT,
    )


def checked_words(
    answer: str, request: GenerationRequest, piece: Piece, check: Check, number: int
) -> str:
    """Take the first sentence out of an answer; empty if it is none that stands.

    What it quotes must be in the new code or in the rule.
    """
    line = _quoted(piece, number)
    words, _ = checked_message(answer, line, instructions(request))
    first = _FIRST.match(words)
    words = first[0] if first else ""
    known = _bare(f"{new_side(piece, 0)}\n{check.rule.text}\n{piece.file.path}")
    quoted = all(_bare(each) in known for each in _QUOTED.findall(words))
    return words if quoted and not _TAKES_BACK.search(words) else ""


def _bare(text: str) -> str:
    """Leave out what models copy differently: white space, and which quotes there are."""
    return re.sub(r"\s+", "", text.replace("'", '"')).removesuffix("()")


def rule_finding(piece: Piece, check: Check, number: int, confidence: float) -> Finding:
    """Make the finding of a line that probably breaks a rule, without a model's words."""
    rule = check.rule
    return Finding(
        path=piece.file.path,
        line=number,
        end_line=number,
        severity=check.severity,
        category=check.category,
        confidence=confidence,
        message=f"This line seems to break the team's rule {rule.name}: {rule.text.strip()}",
        quote=_quoted(piece, number),
        fix=None,
        reasoning="",
        basis="the model finds these lines likelier as a bad than as a good example of the rule",
        kind=rule.kind,
    )


def worded(finding: Finding, words: str, reasoning: str) -> Finding:
    """Add what the model said."""
    rule = finding.message.rstrip()
    end = "" if rule.endswith((".", "!", "?")) else "."
    message = f"{rule}{end} {words}" if words else rule
    return replace(finding, message=message, reasoning=reasoning)


def as_information(finding: Finding) -> Finding:
    """Show it as no more than that."""
    return replace(finding, severity=Severity.INFO)


def _quoted(piece: Piece, number: int) -> str:
    line = next((line for line in piece.hunk.added if line.new_number == number), None)
    return "" if line is None else line.text.strip()
