"""GitHub's API: REST and GraphQL over PyGithub's requests, which alone know the token."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from r1_assistant import __version__
from r1_assistant.domain.errors import GitHubError
from r1_assistant.github.address import Api
from r1_assistant.github.patience import Patience, limit_seconds
from r1_assistant.github.refusals import Unsure, graphql_refusal, refusal

if TYPE_CHECKING:
    from github.Requester import Requester

PAGE = 100
"""Entries of a page, the most that GitHub gives."""

DIFF = "application/vnd.github.diff"
_JSON = "application/vnd.github+json"
_VERSION = "2022-11-28"

Answer = tuple[int, dict[str, str], str]


class Client:
    """One API. Methods raise GitHubError; `what` names what is asked for in a message.

    Redirects to other hosts are not followed.
    """

    def __init__(self, api: Api, token: str | None, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._api = api
        self._requester = _requester(api, token, self._patience)

    def get(self, path: str, what: str, **parameters: object) -> Any:
        """Get a JSON document."""
        return self._json(self._asked("GET", path, what, parameters)[2])

    def pages(self, path: str, what: str, most: int = sys.maxsize) -> Iterator[Any]:
        """Get the entries of a list, page by page, `most` of them at most."""
        page, given = 1, 0
        while True:
            _, headers, text = self._asked("GET", path, what, {"per_page": PAGE, "page": page})
            entries = self._json(text)
            if not isinstance(entries, list):
                raise self._strange()
            yield from entries[: most - given]
            given += len(entries)
            if 'rel="next"' not in headers.get("link", "") or given >= most or not entries:
                return
            page += 1

    def diff(self, path: str, what: str) -> str:
        """Get something as a unified diff; raises TooLarge."""
        return self._asked("GET", path, what, {}, accept=DIFF)[2]

    def post(self, path: str, what: str, body: Mapping[str, object]) -> Any:
        """Make something; raises Unsure if it may have been made without an answer."""
        return self._json(self._asked("POST", path, what, {}, body)[2])

    def graphql(self, query: str, what: str, **variables: object) -> Any:
        """Run a query, or a mutation that may as well be run twice; gives its `data`."""
        body = {"query": query, "variables": variables}
        while True:
            url = self._requester.graphql_url
            _, headers, text = self._asked("POST", url, what, {}, body, again=True)
            answer = self._json(text)
            errors = answer.get("errors") if isinstance(answer, dict) else None
            if not errors:
                return self._data(answer)
            kind, message = str(errors[0].get("type", "")), str(errors[0].get("message", ""))
            if kind != "RATE_LIMITED":
                raise graphql_refusal(kind, message, what)
            self._patience.after_limit(headers, message)

    def _data(self, answer: object) -> Any:
        if not isinstance(answer, dict) or not isinstance(answer.get("data"), dict):
            raise self._strange()
        return answer["data"]

    def _asked(
        self,
        verb: str,
        path: str,
        what: str,
        parameters: Mapping[str, object],
        body: Mapping[str, object] | None = None,
        *,
        accept: str = _JSON,
        again: bool = False,
    ) -> Answer:
        """Ask until there is an answer, as patience allows; what was refused may be asked again."""
        failures = 0
        while True:
            try:
                status, headers, text = self._once(verb, path, parameters, body, accept)
                if status >= 500:
                    raise refusal(status, headers, "", what)
            except Unsure:
                failures += 1
                if failures >= self._patience.tries or not (verb == "GET" or again):
                    raise
                self._patience.after_failure(failures - 1)
                continue
            message = _message(text) if status >= 400 else ""
            if limit_seconds(status, headers, message, self._patience.now()) is not None:
                self._patience.after_limit(headers, message)
            elif status >= 300:
                raise refusal(status, headers, message, what)
            else:
                return status, headers, text

    def _once(
        self,
        verb: str,
        path: str,
        parameters: Mapping[str, object],
        body: Mapping[str, object] | None,
        accept: str,
    ) -> Answer:
        from requests import RequestException

        try:
            return self._requester.requestJson(
                verb, path, dict(parameters), {"Accept": accept}, body
            )
        except RequestException as error:
            host = urlsplit(self._api.url).hostname
            raise Unsure(
                f"{host} cannot be reached, or breaks off ({_reason(error)}).",
                hint="See that the network, a proxy (HTTPS_PROXY) and --api-url are right.",
            ) from error
        except RuntimeError as error:  # PyGithub's, for redirects that it does not follow
            raise GitHubError(
                f"The API at {self._api.url} sends elsewhere, and is not followed.",
                hint="See that --api-url and the repository's name are as they are today.",
            ) from error

    def _json(self, text: str) -> Any:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise self._strange() from error

    def _strange(self) -> GitHubError:
        return GitHubError(
            f"What answers at {self._api.url} is not GitHub's API.",
            hint="GitHub Enterprise's is at https://HOST/api/v3.",
        )


def _requester(api: Api, token: str | None, patience: Patience) -> "Requester":
    try:
        from github import Auth, Github
    except ImportError as error:
        raise GitHubError(
            "Pull requests need a package that is not installed: PyGithub.",
            hint=f'Install it with: "{sys.executable}" -m pip install "r1-assistant[github]"',
        ) from error
    client = Github(
        base_url=api.url,
        auth=Auth.Token(token) if token else None,
        timeout=patience.timeout,
        user_agent=f"r1-assistant/{__version__}",
        retry=0,  # ours knows what may be sent twice
        seconds_between_requests=None,
        seconds_between_writes=patience.between_writes,
        api_version=_VERSION,
    )
    return client.requester


def _message(text: str) -> str:
    """Give what an answer says of a failure."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(content, dict):
        return ""
    errors = content.get("errors")
    more = [_words(each) for each in errors] if isinstance(errors, list) else []
    return "; ".join(filter(None, [str(content.get("message", "")), *more]))


def _words(error: object) -> str:
    if isinstance(error, dict):
        return str(error.get("message") or error.get("code") or "")
    return str(error)


def _reason(error: Exception) -> str:
    name = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
    return name.replace(" error", "") or "failure"
