"""The review before each commit: what is asked of git's hooks, and what a client is told."""

import asyncio
from typing import TYPE_CHECKING, Any, cast, get_args

from r1_assistant import app
from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.failures import INVALID_PARAMS, Failure
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.uris import uri_of

if TYPE_CHECKING:
    from r1_assistant.git.hooks.plan import HookPlan


async def planned(session: Session, values: dict[str, Any], *, write: bool) -> dict[str, Any]:
    """Say what a hook's file would be, and with `write`, make it so; raises GitError."""
    kind = given.text(values, "kind")
    if kind not in get_args(app.HookKind):
        wrong = f'"kind" must be one of {", ".join(get_args(app.HookKind))}.'
        raise Failure(INVALID_PARAMS, wrong)
    root = given.root(session, values)
    hook = app.install_hook if write else app.hook_plan
    return _plain(await asyncio.to_thread(hook, root, cast("app.HookKind", kind)))


def _plain(plan: "HookPlan") -> dict[str, Any]:
    told = {"path": str(plan.path), "uri": uri_of(plan.path)}
    told_more = {"problem": plan.problem, "note": plan.note}
    return {
        **told,
        "before": plan.before,
        "after": plan.after,
        **{name: sentence for name, sentence in told_more.items() if sentence},
    }
