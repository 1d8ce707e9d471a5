"""What `r1-model list` prints: tables on a terminal, one model a line in a pipe."""

import sys
from dataclasses import dataclass

from r1_assistant.domain.errors import R1Error
from r1_assistant.models.catalog import CatalogEntry, load_catalog
from r1_assistant.models.discover import FoundModel, discover
from r1_assistant.models.files import human_size
from r1_assistant.models.store import InstalledModel, installed_models, resolve_model
from r1_assistant.models.workshop import interrupted_downloads


@dataclass(frozen=True, slots=True)
class Table:
    """Models of one kind: a heading, the columns' names, and the rows' texts."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def print_models() -> None:
    """Print the installed models, those of the catalogue, and those of other programs."""
    installed = installed_models()
    ids = {model.id for model in installed}
    catalog = [entry for entry in load_catalog().entries.values() if entry.id not in ids]
    found = discover(installed)
    tables = [_installed(installed), _available(catalog)]
    if sys.stdout.isatty():
        _print_tables([table for table in tables if table.rows])
        if found:
            _print_commands(found)
        if not installed:
            print(f"No model is installed. Run: r1-model install {load_catalog().starter}")
    else:
        _print_lines([table for table in [*tables, _found(found)] if table.rows])


def _installed(models: list[InstalledModel]) -> Table:
    used = _used_id()
    rows = tuple(
        (
            f"{model.id} *" if model.id == used else model.id,
            model.title,
            human_size(model.size),
            model.device,
            _abilities(model),
        )
        for model in models
    )
    return Table("Installed (* is used)", ("id", "model", "size", "device", "can"), rows)


def _available(entries: list[CatalogEntry]) -> Table:
    begun = interrupted_downloads()
    rows = tuple(
        (
            entry.id,
            entry.title,
            ("~" if entry.size_is_estimate else "") + human_size(entry.installed_size),
            entry.device,
            f"{human_size(begun[entry.id])} there" if entry.id in begun else entry.licence,
        )
        for entry in entries
    )
    title = "To install: r1-model install ID"
    return Table(title, ("id", "model", "size", "device", "licence"), rows)


def _found(models: list[FoundModel]) -> Table:
    rows = tuple(
        (model.program, human_size(model.size), _device(model), model.command_line())
        for model in models
    )
    return Table("Found on this machine", ("program", "size", "device", "to use it"), rows)


def _device(model: FoundModel) -> str:
    return f"{model.device} ({model.provider})" if model.provider else model.device


def _abilities(model: InstalledModel) -> str:
    extra = ["reason"] * model.reasoning + ["complete"] * model.fill_in_the_middle
    return ", ".join(["review", *extra])


def _used_id() -> str:
    try:
        return resolve_model(link=False).id
    except R1Error:
        return ""


def _print_tables(tables: list[Table]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console()
    for table in tables:
        rich = RichTable(
            title=table.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD
        )
        for column in table.columns:
            rich.add_column(column, no_wrap=column != "model", overflow="fold")
        for row in table.rows:
            rich.add_row(Text(row[0], "cyan"), *map(Text, row[1:]))
        console.print(rich)


def _print_commands(found: list[FoundModel]) -> None:
    """Print the commands on lines of their own, unbroken, so that they can be copied."""
    print("Found on this machine\n")
    for model in found:
        print(f"  {model.program}, {human_size(model.size)}, {_device(model)}")
        print(f"    {model.command_line()}")


def _print_lines(tables: list[Table]) -> None:
    for table in tables:
        widths = [max(map(len, column)) for column in zip(*table.rows, strict=True)]
        print(f"# {table.title}")
        for row in table.rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            print("  ".join(cells).rstrip())
