"""Holds requests and answers of the REST API to GitHub's description of it."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from jsonschema import Draft4Validator, validators
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from support.github.published import openapi

_NAME = "urn:github"


class Undescribed(AssertionError):
    """A request or an answer that GitHub's description does not allow."""


def check_request(method: str, path: str, query: dict[str, str], body: object) -> str:
    """Give the description's path that a request is of; raises Undescribed."""
    template, operation, values = _operation(method, path)
    named = {each["name"]: each for each in _parameters(operation)}
    for name, text in {**values, **query}.items():
        if name not in named:
            raise Undescribed(f"{method} {template} has no parameter {name}")
        _check(_read(text, named[name]["schema"]), named[name]["schema"], f"{template} {name}")
    schema = _body_schema(operation)
    if (body is None) != (schema is None):
        raise Undescribed(f"{method} {template} with the body {body!r}")
    if schema is not None:
        _check(body, schema, f"the body of {method} {template}")
        _check_names(body, schema, template)
    return template


def check_answer(method: str, path: str, status: int, body: object) -> None:
    """Raise Undescribed unless the description has an answer like this one."""
    template, operation, _ = _operation(method, path)
    answer = operation["responses"].get(str(status))
    if answer is None:
        _check_failure(status, body, template)
        return
    schema = _resolved(answer).get("content", {}).get("application/json", {}).get("schema")
    if schema is not None:
        _check(body, schema, f"the answer {status} to {method} {template}")


def _check_failure(status: int, body: object, template: str) -> None:
    """Check an answer that GitHub gives to any request, and describes with none."""
    if status not in (301, 401, 403, 404, 429) and status < 500:
        raise Undescribed(f"{template} does not answer with {status}")
    _check(body, {"$ref": "#/components/schemas/basic-error"}, f"the answer {status}")


@cache
def example(name: str) -> Any:
    """Give one of the description's examples; not to be changed."""
    return openapi()["components"]["examples"][name]["value"]


def _check(value: object, schema: Any, what: str) -> None:
    errors = [f"{e.json_path}: {e.message[:300]}" for e in _validator(schema).iter_errors(value)]
    if errors:
        raise Undescribed(f"{what}: {'; '.join(errors[:5])}")


def _check_names(body: object, schema: Any, where: str) -> None:
    """Let nothing pass that the description doesn't name, which GitHub would ignore."""
    schema = _resolved(schema)
    if isinstance(body, dict) and "properties" in schema:
        unknown = body.keys() - schema["properties"].keys()
        if unknown:
            raise Undescribed(f"{where} does not take {sorted(unknown)}")
        for name, value in body.items():
            _check_names(value, schema["properties"][name], where)
    for each in body if isinstance(body, list) else ():
        _check_names(each, schema["items"], where)


def _operation(method: str, path: str) -> tuple[str, Any, dict[str, str]]:
    for pattern, template in _patterns():
        found = pattern.fullmatch(path)
        operation = openapi()["paths"][template].get(method.lower()) if found else None
        if found and operation:
            return template, operation, found.groupdict()
    raise Undescribed(f"{method} {path} is not described")


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    templates = sorted(openapi()["paths"], key=lambda each: each.count("{"))
    return [
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(t))), t) for t in templates
    ]


def _parameters(operation: Any) -> Iterator[Any]:
    return map(_resolved, operation.get("parameters", []))


def _body_schema(operation: Any) -> Any:
    content = _resolved(operation.get("requestBody", {})).get("content", {})
    return content.get("application/json", {}).get("schema")


def _resolved(node: Any) -> Any:
    while "$ref" in node:
        at = openapi()
        for part in node["$ref"].removeprefix("#/").split("/"):
            at = at[part]
        node = at
    return node


def _read(text: str, schema: Any) -> object:
    kind = _resolved(schema).get("type")
    return int(text) if kind == "integer" and text.isdecimal() else text


@lru_cache(maxsize=1)
def _registry() -> Registry:
    resource = Resource(contents=openapi(), specification=DRAFT4)
    return Registry().with_resource(_NAME, resource)


def _validator(schema: Any) -> Any:
    return _Openapi(_absolute(schema), registry=_registry())


def _absolute(node: Any) -> Any:
    """Have references lead into the description, from wherever a schema is looked at."""
    if isinstance(node, dict):
        return {
            key: f"{_NAME}{value}" if key == "$ref" and isinstance(value, str) else _absolute(value)
            for key, value in node.items()
        }
    return [_absolute(each) for each in node] if isinstance(node, list) else node


def _nullable(keyword: str) -> Any:
    """Check a keyword as OpenAPI 3.0 does, where a schema may allow null besides."""
    usual = Draft4Validator.VALIDATORS[keyword]

    def check(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
        if instance is None and schema.get("nullable"):
            return
        yield from usual(validator, value, instance, schema) or ()

    return check


_Openapi = validators.extend(
    Draft4Validator, {key: _nullable(key) for key in ("type", "enum", "allOf", "anyOf", "oneOf")}
)
