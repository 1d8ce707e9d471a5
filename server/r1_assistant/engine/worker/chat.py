"""A conversation in the form that a model was trained on."""

import contextlib
import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import Message
from r1_assistant.engine.reasoning import CLOSE, fold_system
from r1_assistant.engine.worker.tokens import Tokens

Render = Callable[[tuple[Message, ...]], str]

_GENERATION_TAG = re.compile(r"{%-?\s*(?:end)?generation\s*-?%}")
"""Marks for training; they say nothing about the text."""

_FIXED_DATE = "01 Jan 2026"
"""Templates may ask for today's date; the same input shall give the same answer tomorrow."""


def chat_form(folder: Path) -> Render:
    """Give the chat form of the model in `folder`; a plain one if it brings none."""
    config = _read_json(folder / "tokenizer_config.json")
    source = _template_source(folder, config)
    return _plain_form if source is None else _template_form(source, config)


def encode_chat(
    tokens: Tokens, form: Render, messages: tuple[Message, ...]
) -> tuple[list[int], str]:
    """Encode a conversation up to where the answer begins; also give its text.

    Control tokens are only those that the template itself writes.
    """
    text = form(messages)
    names = [f"\ue000{secrets.token_hex(8)}\ue001" for _ in messages]
    bare = form(tuple(Message(m.role, name) for m, name in zip(messages, names, strict=True)))
    find = tokens.control_pattern.findall
    if len(find(text)) == len(find(bare)):
        return tokens.encode(text), text
    contents = {name: _left(m.content, text) for name, m in zip(names, messages, strict=True)}
    return list(_encode_apart(tokens, bare, contents)), text


def _left(content: str, text: str) -> str:
    """Give what a template left of a content in its text: R1's drops an earlier thought."""
    rest = content.rpartition(CLOSE)[2]
    return content if content in text or rest not in text else rest


def _encode_apart(tokens: Tokens, bare: str, contents: Mapping[str, str]) -> Iterator[int]:
    """Encode a template's text with the contents put in as data."""
    places = re.compile("|".join(contents))
    start = 0
    for control in tokens.control_pattern.finditer(bare):
        data = places.sub(lambda place: contents[place[0]], bare[start : control.start()])
        yield from tokens.encode_data(data)
        yield tokens.controls[control[0]]
        start = control.end()
    yield from tokens.encode_data(places.sub(lambda place: contents[place[0]], bare[start:]))


def _template_form(source: str, config: Mapping[str, Any]) -> Render:
    from jinja2 import TemplateError
    from jinja2.ext import loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols]
    )
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = lambda _: _FIXED_DATE
    special = {name: _token_text(config.get(name)) for name in ("bos_token", "eos_token")}
    try:
        template = environment.from_string(_GENERATION_TAG.sub("", source))
    except TemplateError as error:
        raise EngineError(f"The model's chat template cannot be read: {error}.") from error

    def render(messages: tuple[Message, ...]) -> str:
        turns = [{"role": m.role.value, "content": m.content} for m in messages]
        return template.render(messages=turns, add_generation_prompt=True, **special)

    def form(messages: tuple[Message, ...]) -> str:
        try:
            with contextlib.suppress(TemplateError):
                return render(messages)
            return render(fold_system(messages))  # which some templates want
        except Exception as error:  # a template may divide by zero, and do worse
            raise EngineError(f"The model's chat template failed: {error}.") from error

    return form


def _plain_form(messages: tuple[Message, ...]) -> str:
    turns = [f"### {m.role.value.capitalize()}\n{m.content}\n\n" for m in messages]
    return "".join(turns) + "### Assistant\n"


def _template_source(folder: Path, config: Mapping[str, Any]) -> str | None:
    file = folder / "chat_template.jinja"
    if file.is_file():
        return file.read_text("utf-8")
    source = config.get("chat_template") or _read_json(folder / "chat_template.json").get(
        "chat_template"
    )
    if isinstance(source, list):  # named templates
        named = [entry for entry in source if isinstance(entry, dict)]
        source = next((each.get("template") for each in named if each.get("name") == "default"), "")
    return source if isinstance(source, str) and source else None


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise EngineError(f"{path.name} of the model is damaged.") from error
    return data if isinstance(data, dict) else {}


def _token_text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("content")
    return value if isinstance(value, str) else ""


def _to_json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _raise(message: str) -> NoReturn:
    from jinja2 import TemplateError

    raise TemplateError(message)
