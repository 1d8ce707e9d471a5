"""Execution providers that Windows keeps: what its catalogue has on this machine.

Nothing is downloaded: a provider that Windows would have to fetch counts as missing.
"""

from typing import Any

from r1_assistant.domain.errors import LoadFailed

_NOT_PRESENT = "NotPresent"


def present() -> tuple[str, ...]:
    """Name the providers that are on this machine; none where there is no Windows ML."""
    try:
        with _catalog() as catalog:
            return tuple(each.name for each in _on_this_machine(catalog))
    except (LoadFailed, OSError):
        return ()


def library_of(name: str) -> str:
    """Make a provider ready and give its library's path; raises LoadFailed."""
    try:
        with _catalog() as catalog:
            for provider in _on_this_machine(catalog):
                if provider.name == name:
                    provider.ensure_ready()
                    return str(provider.library_path)
    except OSError as error:
        raise LoadFailed(f"Windows ML: {error}", cause="plugin_broken") from error
    raise LoadFailed(f"Windows has no {name} on this machine.", cause="plugin_missing")


def _catalog() -> Any:
    try:
        from windowsml import EpCatalog  # type: ignore[import-not-found]  # it loads a library

        return EpCatalog()
    except (ImportError, AttributeError) as error:
        raise LoadFailed("Windows ML is not installed.", cause="plugin_missing") from error


def _on_this_machine(catalog: Any) -> list[Any]:
    every = catalog.find_all_providers()
    return [each for each in every if each.ready_state.name != _NOT_PRESENT]
