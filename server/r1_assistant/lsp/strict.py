"""Makes the converter refuse values that lsprotocol lets pass although the protocol does not."""

from typing import Any, Optional, Union

from lsprotocol import types

_KINDS = {
    Union[int, str]: (int, str),  # noqa: UP007 - the very types that lsprotocol has registered
    Optional[Union[int, str]]: (int, str, type(None)),  # noqa: UP007, UP045
    Union[types.LanguageKind, str]: (str,),  # noqa: UP007
}


def make_strict(converter: Any) -> None:
    """Have progress tokens, codes and language ids checked when they are structured."""
    for expected, kinds in _KINDS.items():
        converter.register_structure_hook(expected, _checking(kinds))


def _checking(kinds: tuple[type, ...]) -> Any:
    names = " or ".join("null" if kind is type(None) else kind.__name__ for kind in kinds)

    def check(value: object, _: object) -> object:
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise TypeError(f"expected {names}, not {type(value).__name__}")
        return value

    return check
