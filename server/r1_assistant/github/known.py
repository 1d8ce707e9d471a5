"""What earlier runs have posted on a pull request, and what people have said to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from r1_assistant.github import queries
from r1_assistant.github.client import Client
from r1_assistant.github.marks import FindingMark, SummaryMark, finding_mark, summary_mark
from r1_assistant.github.pull import Pull
from r1_assistant.github.refusals import understood
from r1_assistant.github.replies import Reply, is_dismissed


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment of ours with what was said to it; ids are the GraphQL API's."""

    id: str
    path: str
    mark: FindingMark
    comment: str
    body: str
    resolved: bool
    resolvable: bool
    dismissed: bool


@dataclass(frozen=True, slots=True)
class Posted:
    """A review of ours: its id, text and address."""

    id: str
    mark: SummaryMark
    body: str
    url: str


@dataclass(frozen=True, slots=True)
class Known:
    """All of it; `own` says that the pull request itself is by the account, which is a bot's."""

    threads: tuple[Thread, ...] = ()
    reviews: tuple[Posted, ...] = ()
    own: bool = False

    @property
    def summary(self) -> Posted | None:
        """The summary, which is kept up to date; None before the first review."""
        return next((each for each in self.reviews if not each.mark.more), None)

    @property
    def said(self) -> frozenset[str]:
        """Fingerprints of the findings that have a comment, and were not gone since."""
        return frozenset(t.mark.fingerprint for t in self.threads if not t.mark.gone)

    @property
    def dismissed(self) -> frozenset[str]:
        """Fingerprints of what somebody with a say does not want to hear of."""
        return frozenset(t.mark.fingerprint for t in self.threads if t.dismissed)


def fetch_known(client: Client, pull: Pull) -> Known:
    """Read it; what others have posted does not count, whatever it looks like.

    Raises GitHubError.
    """
    with understood(f"the comments on {pull.address}"):
        return _known(client, pull)


def _known(client: Client, pull: Pull) -> Known:
    own = False
    threads: list[Thread | None] = []
    for page in _pages(client, pull, queries.THREADS):
        author = page.get("author") or {}
        own = bool(page["viewerDidAuthor"]) and author.get("__typename") == "Bot"
        threads += [_thread(client, node) for node in page["reviewThreads"]["nodes"]]
    reviews = [
        _posted(node)
        for page in _pages(client, pull, queries.REVIEWS)
        for node in page["reviews"]["nodes"]
    ]
    return Known(tuple(filter(None, threads)), tuple(filter(None, reviews)), own)


def _pages(client: Client, pull: Pull, query: str) -> Iterator[Any]:
    """Give the pull request with one page after the other of the list that a query asks for."""
    name, number = pull.address.repository, pull.address.number

    def ask(after: str | None) -> Any:
        what = f"the comments on {pull.address}"
        asked = {"owner": name.owner, "name": name.name, "number": number, "after": after}
        return client.graphql(query, what, **asked)["repository"]["pullRequest"]

    def info(page: Any) -> Any:
        return (page.get("reviewThreads") or page["reviews"])["pageInfo"]

    yield from _followed(ask, info)


def _followed(ask: Callable[[str | None], Any], info: Callable[[Any], Any]) -> Iterator[Any]:
    after: str | None = None
    while True:
        page = ask(after)
        yield page
        place = info(page)
        if not place["hasNextPage"]:
            return
        after = place["endCursor"]


def _thread(client: Client, node: Any) -> Thread | None:
    """Read a thread; None if it does not begin with a comment of ours."""
    first: Any = next(iter(node["comments"]["nodes"]), None)
    mark = finding_mark(first["body"]) if first and first["viewerDidAuthor"] else None
    if mark is None:
        return None
    replies = [
        Reply(comment["body"], comment["authorAssociation"])
        for comment in _comments(client, node)
        if not comment["viewerDidAuthor"] or not finding_mark(comment["body"])
    ]
    return Thread(
        node["id"],
        node["path"],
        mark,
        first["id"],
        first["body"],
        node["isResolved"],
        node["viewerCanResolve"],
        is_dismissed(replies),
    )


def _comments(client: Client, node: Any) -> Iterator[Any]:
    yield from node["comments"]["nodes"]
    place = node["comments"]["pageInfo"]
    if not place["hasNextPage"]:
        return

    def ask(after: str | None) -> Any:
        cursor = after or place["endCursor"]
        answer = client.graphql(queries.COMMENTS, "a thread", thread=node["id"], after=cursor)
        return answer["node"]["comments"]

    for page in _followed(ask, lambda page: page["pageInfo"]):
        yield from page["nodes"]


def _posted(node: Any) -> Posted | None:
    mark = summary_mark(node["body"]) if node["viewerDidAuthor"] else None
    if mark is None or node["state"] == "PENDING":
        return None
    return Posted(node["id"], mark, node["body"], node["url"])
