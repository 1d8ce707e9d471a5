"""What tables and lists of a settings file may look like: read, and as a JSON schema.

A reader takes a value, the key that it is found under and a list of problems, to which it adds a
sentence for whatever it leaves out. It gives None where nothing of the value can be used.
"""

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from r1_assistant.config.kinds import JsonSchema, Kind

Read = Callable[[Any, str, list[str]], Any]


@dataclass(frozen=True, slots=True)
class Form:
    """A reader, and a schema of what it takes without a problem."""

    read: Read
    schema: JsonSchema


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a table."""

    form: Form
    description: str
    required: bool = False


def value(kind: Kind) -> Form:
    """One value."""

    def read(given: Any, at: str, problems: list[str]) -> Any:
        try:
            return kind.read(given)
        except ValueError as error:
            problems.append(f'"{at}" {error}')
            return None

    return Form(read, kind.schema)


def text(most: int, pattern: str = "", what: str = "a text") -> Kind:
    """A text of 1 to `most` code points, not of white space alone; maybe of one pattern."""

    def read(given: Any) -> str:
        if not isinstance(given, str) or (pattern and not re.fullmatch(pattern, given)):
            raise ValueError(f"must be {what}")
        if not given.strip() or len(given) > most:
            raise ValueError(f"must be {what} of at most {most} characters, and not empty")
        return given

    form = f"^(?:{pattern})$" if pattern else r"[^\s]"
    return Kind(read, {"type": "string", "pattern": form, "minLength": 1, "maxLength": most})


def expression(most: int) -> Kind:
    """A regular expression of Python's."""
    plain = text(most, what="a regular expression")

    def read(given: Any) -> str:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                re.compile(plain.read(given))
        except (re.error, RecursionError, OverflowError) as error:
            raise ValueError(f"is no regular expression ({error})") from error
        return str(given)

    return Kind(read, plain.schema)


def many(item: Form, most: int) -> Form:
    """A list; what is wrong in it is left out, and what is beyond `most`."""

    def read(given: Any, at: str, problems: list[str]) -> tuple[Any, ...] | None:
        if not isinstance(given, list):
            problems.append(f'"{at}" must be a list')
            return None
        if len(given) > most:
            problems.append(f'"{at}" has {len(given)} entries; the first {most} count')
        found = (
            item.read(one, f"{at}[{number}]", problems) for number, one in enumerate(given[:most])
        )
        return tuple(one for one in found if one is not None)

    return Form(read, {"type": "array", "items": item.schema, "maxItems": most})


def mapping(names: Sequence[str], pattern: str, item: Form, most: int, what: str) -> Form:
    """A table whose keys are among `names`, or match a pattern; `what` says what they name."""
    allowed = re.compile(pattern)

    def read(given: Any, at: str, problems: list[str]) -> dict[str, Any] | None:
        if not isinstance(given, Mapping):
            problems.append(f'"{at}" must be a table')
            return None
        if len(given) > most:
            problems.append(f'"{at}" has {len(given)} keys; the first {most} count')
        found = {}
        for name, one in list(given.items())[:most]:
            if name not in names and not allowed.fullmatch(name):
                problems.append(f'"{at}.{name[:60]}" {unknown(name, names, what)}')
            elif (taken := item.read(one, f"{at}.{name}", problems)) is not None:
                found[name] = taken
        return found

    schema: dict[str, Any] = {"type": "object", "maxProperties": most}
    if names:
        schema["properties"] = dict.fromkeys(names, item.schema)
    schema["patternProperties"] = {f"^(?:{pattern})$": item.schema}
    return Form(read, schema | {"additionalProperties": False})


def table(fields: Mapping[str, Field], make: Callable[..., Any]) -> Form:
    """A table with these keys; `-` is as good as `_`.

    `make` makes a value of what was found, and of the `key` under which the table stands. A table
    with anything wrong in it is left out: without a part, it could mean more than was meant.
    """

    def read(given: Any, at: str, problems: list[str]) -> Any:
        if not isinstance(given, Mapping):
            problems.append(f'"{at}" must be a table')
            return None
        before = len(problems)
        found = read_fields(given, fields, f"{at}.", problems)
        missing = [name for name, field in fields.items() if field.required and name not in found]
        said = {name.replace("-", "_") for name in given}
        problems += [f'"{at}.{name}" is missing' for name in missing if name not in said]
        return None if len(problems) > before else make(**found, key=at)

    return Form(read, table_schema(fields))


def read_fields(
    given: Mapping[str, Any], fields: Mapping[str, Field], prefix: str, problems: list[str]
) -> dict[str, Any]:
    """Read what a table says of some fields; anything else in it is a problem."""
    found = {}
    for written, one in given.items():
        name = written.replace("-", "_")
        field = fields.get(name)
        if field is None:
            problems.append(f'"{prefix}{written[:60]}" {unknown(name, list(fields), "key")}')
        elif (taken := field.form.read(one, f"{prefix}{name}", problems)) is not None:
            found[name] = taken
    return found


def table_schema(fields: Mapping[str, Field]) -> dict[str, Any]:
    """Give the schema of a table with these keys."""
    own = {
        name: {**field.form.schema, "description": field.description}
        for name, field in fields.items()
    }
    dashed = {f"^{name.replace('_', '[-_]')}$": own[name] for name in own if "_" in name}
    schema: dict[str, Any] = {"type": "object", "properties": own, "additionalProperties": False}
    required = [name for name, field in fields.items() if field.required]
    return (
        schema
        | ({"patternProperties": dashed} if dashed else {})
        | ({"required": required} if required else {})
    )


def unknown(name: str, names: Sequence[str], what: str) -> str:
    """Say that a name is none of those that are known, and which one may be meant."""
    import difflib  # late: seldom needed

    close = difflib.get_close_matches(name[:100], names, 1, 0.7)
    return f"is no {what}" + (f'; did you mean "{close[0]}"?' if close else "")
