"""The keys for teams: what a file may say, as readers and as schemas, with their descriptions.

**Invariant:** none of them names a program, an address, a model, a device or a file to write.
"""

from collections.abc import Mapping

from r1_assistant.config.kinds import JsonSchema, choice, switch
from r1_assistant.config.team.forms import (
    Field,
    Form,
    expression,
    many,
    mapping,
    table,
    text,
    value,
)
from r1_assistant.config.team.model import CATEGORY, OFF, RULE, TeamCategory, TeamPaths, TeamRule
from r1_assistant.domain.finding import NAME, Category, Severity
from r1_assistant.domain.kind_names import KIND_NAMES

MOST_RULES = 100
MOST_TABLES = 100
MOST_PATTERNS = 200
MOST_EXAMPLES = 5
"""What a list may have in one file; the rest is left out, with a sentence."""

MOST_TEXT = 1000
MOST_INSTRUCTIONS = 4000
MOST_PATTERN = 200
"""Code points."""

LANGUAGE = r"[a-z][a-z0-9+#-]{0,29}"
_NAME = "a name of small letters, digits and hyphens"
_SEVERITIES = tuple(severity.value for severity in Severity)

_LEVEL_KIND = choice((*_SEVERITIES, OFF))
_LEVEL = Form(value(_LEVEL_KIND).read, {"$ref": "#/definitions/level"})
_SEVERITY = value(choice(_SEVERITIES))
_PATTERNS = many(value(text(MOST_PATTERN, what="a pattern of paths")), MOST_PATTERNS)
_EXAMPLES = many(value(text(MOST_TEXT)), MOST_EXAMPLES)


def _levels() -> tuple[Form, Mapping[str, JsonSchema]]:
    names = (*(category.value for category in Category), *KIND_NAMES)
    made = mapping(names, rf"(?:{RULE}|{CATEGORY}){NAME}", _LEVEL, 500, "category or kind")
    definitions = {"level": _LEVEL_KIND.schema, "levels": made.schema}
    form = Form(lambda *given: _pairs(made.read(*given)), {"$ref": "#/definitions/levels"})
    return form, definitions


def _pairs(found: Mapping[str, str] | None) -> tuple[tuple[str, str], ...] | None:
    return None if found is None else tuple(sorted(found.items()))


LEVELS, DEFINITIONS = _levels()
"""Severities by name, and the parts of the schema that are named."""

RULE_FIELDS: Mapping[str, Field] = {
    "name": Field(
        value(text(40, NAME, _NAME)), "What findings of the rule are called: rule:NAME", True
    ),
    "text": Field(value(text(MOST_TEXT)), "The rule, in plain language", True),
    "paths": Field(_PATTERNS, "Patterns of the files that it is about; all without any"),
    "languages": Field(
        many(value(text(30, LANGUAGE, "the name of a language, such as python")), 50),
        "The languages that it is about; all without any",
    ),
    "severity": Field(_SEVERITY, "How bad it is to break the rule; else its category's severity"),
    "category": Field(
        value(text(40, NAME, "a category")),
        "The category of its findings: a built-in one, or one of `categories`",
    ),
    "good": Field(_EXAMPLES, "Examples of code that keeps to the rule"),
    "bad": Field(_EXAMPLES, "Examples of code that breaks it"),
    "pattern": Field(
        value(expression(MOST_PATTERN)),
        "A regular expression: an added line in which it is found breaks the rule, and no model "
        "is asked",
    ),
}

PATHS_FIELDS: Mapping[str, Field] = {
    "match": Field(_PATTERNS, "Patterns of the files that this is about", True),
    "instructions": Field(
        value(text(MOST_INSTRUCTIONS)),
        "What the model that writes is told about these files, as the repository's notes",
    ),
    "severity": Field(LEVELS, "Severities in these files"),
}

CATEGORY_FIELDS: Mapping[str, Field] = {
    "description": Field(value(text(MOST_TEXT)), "What the category is about", True),
    "severity": Field(_LEVEL, "The severity of its rules that name none (default: warning)"),
}

TEAM_FIELDS: Mapping[str, Field] = {
    "root": Field(
        value(switch()), "Whether nothing of the folders above holds from this folder on"
    ),
    "include": Field(
        _PATTERNS, "Patterns of the only paths to review, as in .gitignore; all files' add up"
    ),
    "severity": Field(
        LEVELS, "Severities of categories, kinds and rules: error, warning, info, or off"
    ),
    "categories": Field(
        mapping(
            (),
            NAME,
            table(CATEGORY_FIELDS, lambda key, **found: found),
            MOST_TABLES,
            f"category: it must be {_NAME}",
        ),
        "Categories of the team's own",
    ),
    "paths": Field(many(table(PATHS_FIELDS, TeamPaths), MOST_TABLES), "What holds for some files"),
    "rules": Field(many(table(RULE_FIELDS, TeamRule), MOST_RULES), "Rules in plain language"),
}


def categories_of(found: Mapping[str, Mapping[str, str]]) -> tuple[TeamCategory, ...]:
    """Make the categories of what was read."""
    return tuple(TeamCategory(name, **one) for name, one in sorted(found.items()))
