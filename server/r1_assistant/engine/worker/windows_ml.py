"""Execution providers that Windows keeps: what its catalogue has on this machine."""

from r1_assistant.domain.errors import LoadFailed

NOT_PRESENT = "NotPresent"


def library_of(name: str) -> str:
    """Make a provider of the catalogue ready and give its library's path.

    Nothing is downloaded: a provider that Windows would have to fetch counts as missing. Raises
    LoadFailed.
    """
    try:
        from windowsml import EpCatalog  # type: ignore[import-not-found]  # loads a library
    except (ImportError, OSError, AttributeError) as error:
        raise LoadFailed("Windows ML is not here.", cause="plugin_missing") from error
    try:
        with EpCatalog() as catalog:
            for provider in catalog.find_all_providers():
                if provider.name == name and provider.ready_state.name != NOT_PRESENT:
                    provider.ensure_ready()
                    return str(provider.library_path)
    except OSError as error:
        raise LoadFailed(f"Windows ML: {error}", cause="plugin_broken") from error
    raise LoadFailed(f"Windows has no {name} on this machine.", cause="plugin_missing")
