"""docs/from-commit-to-pull-request.md: one change on its whole way, as it really went.

With R1_UPDATE_DOCS=1 the page is written anew, by R1_DOCS_MODEL of the folder R1_DOCS_HOME.
"""

import json
import os
import re
import shlex
import sysconfig
from pathlib import Path

import pytest

from support.github.world import PullState, World
from support.programs import program
from support.transcript import Transcript, captured, put_into, without_user

pytestmark = [pytest.mark.e2e, pytest.mark.model]

PAGE = Path(__file__).parents[2] / "docs" / "from-commit-to-pull-request.md"
MODEL = "qwen2.5-coder-1.5b"

CART = """\
// The cart as the page shows it.

export function cartTotal(items) {
  return items.reduce((sum, item) => sum + item.price * item.count, 0);
}

export function cartLines(items) {
  return items.map((item) => `${item.count} x ${item.name}`);
}
"""
LOOP = """\
  let total = 0;
  for (let i = 0; i <= items.length; i++) {
    total += items[i].price * items[i].count;
  }
  return total;
"""
ORDERS = '''\
"""The orders of a shop, as the database has them."""

from dataclasses import dataclass


@dataclass
class Order:
    number: int
    total: int
    paid: bool = False


def orders_of(db, customer):
    """Return the orders of a customer, newest first."""
    query = "SELECT number, total, paid FROM orders WHERE customer = ?"
    rows = db.execute(query, (customer,))
    return sorted((Order(*row) for row in rows), key=lambda order: -order.number)
'''
QUERY = """\
def orders_of(db, customer, unpaid=False):
    \"\"\"Return the orders of a customer, newest first.\"\"\"
    query = f"SELECT number, total, paid FROM orders WHERE customer = '{customer}'"
    if unpaid:
        query += " AND NOT paid"
    rows = db.execute(query)
"""
BOUND = (
    QUERY.replace('f"', '"').replace("'{customer}'", "?").replace("(query)", "(query, (customer,))")
)

BEFORE = {"web/cart.js": CART, "shop/orders.py": ORDERS}
"""The repository before the change, which has a loop one step too far and a query made as text."""


def changed(loop: str, query: str) -> dict[str, str]:
    """Give the files with a loop, and with a query."""
    cart, orders = CART.splitlines(keepends=True), ORDERS.splitlines(keepends=True)
    files = {"web/cart.js": [*cart[:3], loop, *cart[4:]]}
    files["shop/orders.py"] = [*orders[:12], query, *orders[16:]]
    return {name: "".join(lines) for name, lines in files.items()}


AFTER = changed(LOOP, QUERY)
QUERY_MENDED = changed(LOOP, BOUND)
ALL_MENDED = changed(LOOP.replace("<=", "<"), BOUND)


@pytest.fixture
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An R1_HOME with models: the page's own, or the tests' small one."""
    wanted = os.environ.get("R1_DOCS_HOME") if os.environ.get("R1_UPDATE_DOCS") else None
    if wanted is None:
        wanted = str(request.getfixturevalue("real_model").home.parents[2])
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    (home / "data" / "models").symlink_to(Path(wanted) / "data" / "models")
    return home


def test_a_change_on_its_way(world: World, home: Path, tmp_path: Path) -> None:
    update = bool(os.environ.get("R1_UPDATE_DOCS"))
    model = os.environ.get("R1_DOCS_MODEL", MODEL) if update else "smollm2-135m"
    origin = world.repository
    origin.git("checkout", "--quiet", "main")
    origin.commit(BEFORE)
    folder = tmp_path / "app"
    origin.git("clone", "--quiet", str(origin.root), str(folder))
    scripts = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
    own = {"R1_HOME": str(home), "R1_MODEL": model, "PATH": scripts, "COLUMNS": "100"}
    environment = {**without_user(os.environ), **own}
    environment |= {"GITHUB_TOKEN": world.token, "GITHUB_API_URL": world.url}
    shown = {
        str(folder): "~/app",
        str(origin.root): "github.example.com:octo/app",
        world.url: "https://github.example.com",
    }
    chain = Transcript(folder, environment, shown)

    the_commit(chain)
    the_files(chain)
    the_pull_request(chain, world)
    if update:
        put_into(PAGE, chain.blocks)
    assert set(captured(PAGE)) == set(chain.blocks)
    assert commands(captured(PAGE)) == commands(chain.blocks)


def the_commit(chain: Transcript) -> None:
    """A hook stops a commit, and lets it pass when its user says so."""
    chain.run("install", "git switch --quiet --create unpaid-orders", "r1-review --install-hook")
    write(chain.folder, AFTER)
    said = chain.run("stopped", "git commit --quiet --all --message='Unpaid orders'", code=1)
    assert "web/cart.js:5: error [bug" in said
    assert "shop/orders.py" in said
    write(chain.folder, QUERY_MENDED)
    said = chain.run("again", "git commit --quiet --all --message='Unpaid orders'", code=1)
    assert "shop/orders.py:15" not in said
    message = "Unpaid orders; the loop waits for a reviewer"
    skipped = f"R1_SKIP=1 git commit --quiet --all --message={message!r}"
    chain.run("skipped", skipped, "git log --oneline -1 --format='%s'")


def the_files(chain: Transcript) -> None:
    """The same change for other programs; one of them reads it."""
    review = "r1-review --range main..unpaid-orders --format github"
    files = "--output sarif=r1.sarif --output rdjson=r1.rdjson"
    chain.run("files", f"{review} {files}", code=1)
    sarif = shlex.quote(program("sarif"))
    chain.shown = {**chain.shown, sarif: "sarif"}
    chain.run("sarif-read", f"{sarif} summary r1.sarif")
    (run,) = json.loads((chain.folder / "r1.sarif").read_text())["runs"]
    result = {key: run["results"][0][key] for key in ("ruleId", "level", "message", "locations")}
    result["partialFingerprints"] = run["results"][0]["partialFingerprints"]
    chain.keep("sarif", json.dumps(result, indent=2), "json")
    for name in ("r1.sarif", "r1.rdjson"):
        (chain.folder / name).unlink()


def the_pull_request(chain: Transcript, world: World) -> None:
    """The review is posted, and brought up to date after a push."""
    chain.run("push", "git push --quiet --set-upstream origin unpaid-orders")
    pull = world.open_pull("unpaid-orders")
    said = chain.run("dry", f"r1-review --pr octo/app#{pull.number} --dry-run", code=1)
    assert "web/cart.js" in said
    assert pull.reviews == []
    posted = f"r1-review --pr octo/app#{pull.number} --post > /dev/null"
    chain.run("post", posted, code=1)
    assert pull.threads
    keep_conversation(chain, "posted", pull)
    write(chain.folder, ALL_MENDED)
    accept = "git commit --quiet --all --message='Apply suggestion'"
    chain.run("accept", accept, "git push --quiet")
    chain.run("post-again", posted)
    assert all(thread.resolved for thread in pull.threads)
    keep_conversation(chain, "resolved", pull)


def keep_conversation(chain: Transcript, name: str, pull: PullState) -> None:
    """Keep what a pull request shows: reviews, and the comments on its lines."""
    parts = [f"The review:\n\n{visible(said.body)}" for said in pull.reviews]
    for thread in pull.threads:
        state = ", resolved" if thread.resolved else ""
        texts = "\n\n".join(visible(said.body) for said in thread.comments)
        parts.append(f"On {thread.path}, line {thread.line}{state}:\n\n{texts}")
    chain.keep(name, "\n\n".join(parts), "markdown")


def visible(body: str) -> str:
    """Leave out the comments that GitHub doesn't show."""
    return re.sub(r"<!--.*?-->\n?", "", body, flags=re.DOTALL).strip()


def commands(blocks: dict[str, str]) -> dict[str, list[str]]:
    """Give the commands of each block, which don't depend on a model."""
    return {
        name: [line for line in text.splitlines() if line.startswith("$ ")]
        for name, text in blocks.items()
    }


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
