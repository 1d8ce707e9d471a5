"""The GraphQL API's part: executed by graphql-core against GitHub's published schema."""

from typing import Any

from graphql import GraphQLError, execute, parse, validate

from support.github.published import graphql_schema
from support.github.world import BODY_LIMIT, PullState, Said, Thread, World


def run(world: World, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    """Answer a query as GitHub does; one that the schema does not allow is noted as wrong."""
    document = parse(query)
    errors = validate(graphql_schema(), document)
    if errors:
        world.wrong += [error.message for error in errors]
        return {"errors": [{"message": error.message} for error in errors]}
    result = execute(graphql_schema(), document, _root(world), variable_values=variables)
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [
            {"message": e.message, "path": e.path, **(e.extensions or {})} for e in result.errors
        ]
        world.wrong += [e.message for e in result.errors if not (e.extensions or {}).get("type")]
    return answer


def _root(world: World) -> dict[str, Any]:
    """Resolvers of what is asked for here; everything else of the schema is missing."""

    def repository(_info: Any, owner: str, name: str, **_: Any) -> Any:
        if f"{owner}/{name}" != world.name:
            raise GraphQLError(
                f"Could not resolve to {owner}/{name}", extensions=_type("NOT_FOUND")
            )
        return {"pullRequest": lambda _info, number: _pull(world, world.pulls[number])}

    def node(_info: Any, id: str) -> Any:
        return _thread(world, _find_thread(world, id))

    return {
        "repository": repository,
        "node": node,
        "updatePullRequestReviewComment": lambda _info, input: _edited(
            world, input["pullRequestReviewCommentId"], input["body"], "pullRequestReviewComment"
        ),
        "updatePullRequestReview": lambda _info, input: _edited(
            world, input["pullRequestReviewId"], input["body"], "pullRequestReview"
        ),
        "resolveReviewThread": lambda _info, input: _resolved(world, input["threadId"]),
    }


def _type(name: str) -> dict[str, str]:
    return {"type": name}


def _may(world: World, right: str) -> None:
    if right not in world.rights:
        raise GraphQLError("Resource not accessible by integration", extensions=_type("FORBIDDEN"))


def _pull(world: World, pull: PullState) -> dict[str, Any]:
    return {
        "viewerDidAuthor": pull.author.login == world.viewer.login,
        "author": {"__typename": "Bot" if pull.author.bot else "User", "login": pull.author.login},
        "reviewThreads": lambda _info, **at: _connection(
            world, [_thread(world, each) for each in pull.threads], **at
        ),
        "reviews": lambda _info, **at: _connection(
            world, [_review(world, pull, each) for each in pull.reviews], **at
        ),
    }


def _connection(
    world: World, items: list[Any], first: int, after: str | None = None, **_: Any
) -> dict[str, Any]:
    if not 0 < first <= 100:
        raise GraphQLError("first must be from 1 to 100")
    start = int(after or 0)
    end = start + min(first, world.most)
    info = {"hasNextPage": end < len(items), "endCursor": str(min(end, len(items)))}
    return {"nodes": items[start:end], "pageInfo": info}


def _thread(world: World, thread: Thread) -> dict[str, Any]:
    return {
        "__typename": "PullRequestReviewThread",
        "id": thread.id,
        "path": thread.path,
        "isResolved": thread.resolved,
        "viewerCanResolve": not thread.resolved,
        "comments": lambda _info, **at: _connection(
            world, [_comment(world, each) for each in thread.comments], **at
        ),
    }


def _comment(world: World, said: Said) -> dict[str, Any]:
    return {
        "id": said.id,
        "body": said.body,
        "viewerDidAuthor": said.author.login == world.viewer.login,
        "authorAssociation": said.author.association,
    }


def _review(world: World, pull: PullState, said: Said) -> dict[str, Any]:
    url = f"{world.url}/{world.name}/pull/{pull.number}#pullrequestreview-{said.id[-6:]}"
    return {**_comment(world, said), "url": url, "state": "COMMENTED"}


def _find_thread(world: World, id: str) -> Thread:
    return next(t for pull in world.pulls.values() for t in pull.threads if t.id == id)


def _edited(world: World, id: str, body: str, name: str) -> dict[str, Any]:
    _may(world, "write")
    pulls = world.pulls.values()
    texts = [said for pull in pulls for thread in pull.threads for said in thread.comments]
    texts += [said for pull in pulls for said in pull.reviews]
    said = next(each for each in texts if each.id == id)
    if said.author.login != world.viewer.login:
        raise GraphQLError("does not have permission", extensions=_type("FORBIDDEN"))
    if len(body) > BODY_LIMIT:
        raise GraphQLError("Body is too long", extensions=_type("UNPROCESSABLE"))
    said.body = body
    return {name: {"id": id}}


def _resolved(world: World, id: str) -> dict[str, Any]:
    _may(world, "resolve")
    thread = _find_thread(world, id)
    thread.resolved = True
    return {"thread": {"id": id, "isResolved": True}}
