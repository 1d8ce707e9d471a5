"""Every failure that a user can meet.

R1Error                     a sentence that says what happened and what to do next
├── UsageError              the call itself is wrong (options, paths, configuration)
├── GitError                no repository, a revision that does not exist, git itself fails
├── PatchError              a patch that cannot be read at all
├── GitHubError             GitHub cannot be reached, or refuses
├── ModelError              a model is missing, damaged, or cannot be used
│   ├── ModelNotInstalled
│   ├── DownloadError       a source cannot be reached, or sent something else
│   └── ImportFormatError   a file that is not a model that we can import
└── EngineError             the model's process failed
    ├── EngineCrashed       it died; the next request starts a new one
    ├── ContextTooLong      the prompt does not fit the model's context
    ├── LoadFailed          a model could not be loaded on a device
    ├── OutOfTime           a limit of time is over
    └── ScoringUnsupported  the model tells the likelihood of the last token only
"""

from typing import Literal

Cause = Literal[
    "context_binary",
    "memory",
    "plugin_missing",
    "plugin_broken",
    "no_device",
    "driver",
    "crash",
    "hang",
    "other",
]
"""Why a model could not be loaded on a device."""


class R1Error(Exception):
    """A failure with a message for the user.

    The message is one clear sentence about what happened. `hint`, if there is one, is what the
    user can do next. Details for the log travel as the exception's cause.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class UsageError(R1Error):
    """The call itself is wrong."""


class GitError(R1Error):
    """Git, or the repository, does not have what was asked for."""


class PatchError(R1Error):
    """A patch cannot be read."""


class GitHubError(R1Error):
    """GitHub cannot be reached, refuses, or does not have what was asked for."""


class ModelError(R1Error):
    """A model is missing, damaged, or cannot be used."""


class ModelNotInstalled(ModelError):
    """The model that was asked for is not on this machine."""


class DownloadError(ModelError):
    """A source cannot be reached, or sent something else than was expected."""


class ImportFormatError(ModelError):
    """A file is not a model that can be imported."""


class EngineError(R1Error):
    """The model's process failed."""


class EngineCrashed(EngineError):
    """The model's process died; the next request starts a new one."""


class LoadFailed(EngineError):
    """A model could not be loaded on a device.

    The message is the runtime's own, for the log and for whoever words the reason.
    """

    def __init__(self, message: str, *, hint: str = "", cause: Cause = "other") -> None:
        super().__init__(message, hint=hint)
        self.cause = cause


class ContextTooLong(EngineError):
    """The prompt does not fit the model's context."""


class OutOfTime(EngineError):
    """The time that a review may take is over."""


class ScoringUnsupported(EngineError):
    """The model, or its device, tells the likelihood of the last token only."""
