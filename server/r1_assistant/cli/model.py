"""`r1-model`: the models on this machine."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant import __version__
from r1_assistant.cli import errors

if TYPE_CHECKING:
    from r1_assistant.models.build import NpuImport
    from r1_assistant.models.store import InstalledModel

EPILOG = """\
exit codes:
  0    done
  1    doctor: nothing can run on this machine
  2    wrong usage, or a failure; one sentence says what to do
  130  interrupted; the next install continues

The models are in the user's data folder, or below R1_HOME. R1_MODEL names the
model to use. Packages come from where pip is configured to look; HF_ENDPOINT
and HF_TOKEN say where, and as whom, the model hub is asked, R1_HUB_MIRRORS who
is asked after it (addresses with commas between them), HTTP_PROXY, HTTPS_PROXY
and NO_PROXY by which way. With R1_OFFLINE=1 nobody is asked, with
HF_HUB_OFFLINE=1 the hub is not.
"""


PRIVACY = "show what could ever be contacted and why, and what is kept on the disk"


def main() -> int:
    """Run the program on the command line's arguments."""
    return errors.run(lambda: run(sys.argv[1:]), "r1-model")


def run(arguments: list[str]) -> int:
    """Run one command and return the exit code; raises R1Error."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int | None] = options.command
    return command(options) or errors.OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="r1-model",
        description="Install, import, choose and remove the models of R1 Assistant.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(
        name: str, help_text: str, command: Callable[..., int | None]
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_text, description=help_text)
        sub.set_defaults(command=command)
        return sub

    add("list", "Show the installed models and those that could be.", _list)
    _install_options(add("install", "Download and install a model of the catalogue.", _install))
    _import_options(
        add("import", "Install a GGUF file, or a folder with genai_config.json.", _import)
    )
    build = "Build and install a Hugging Face folder of the Qwen2 or Llama family."
    _build_options(add("build", build, _build))
    sub = add("remove", "Remove an installed model.", _remove)
    sub.add_argument("id", metavar="ID")
    sub = add("use", "Make a model the one that is used: installed, or found here.", _use)
    sub.add_argument("id", metavar="ID")
    sub = add("info", "Show what is known of a model.", _info)
    sub.add_argument("id", metavar="ID")
    sub.add_argument("--verify", action="store_true", help="check the SHA-256 of its files")
    sub = add("doctor", "Show what this machine can run, and what is missing.", _doctor)
    sub.add_argument("--json", action="store_true", help="print one JSON object")
    sub.add_argument("--privacy", action="store_true", help=PRIVACY)
    return parser


def _install_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("id", metavar="ID", nargs="?", help="the model (default: the starter)")
    sub.add_argument(
        "--device",
        choices=("auto", "npu", "gpu", "cpu"),
        default="auto",
        help="of several builds, the one for it (default: the best that works, else cpu)",
    )
    sub.add_argument("--again", action="store_true", help="replace the installed one")
    sub.add_argument("--offline", action="store_true", help="fail rather than ask the network")


def _import_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("path", metavar="FILE_OR_DIR", type=Path)
    sub.add_argument("--id", default="", help="what to call it (default: made from its name)")
    sub.add_argument("--link", action="store_true", help="use the folder where it lies")
    sub.add_argument(
        "--device",
        choices=("cpu", "npu-qnn"),
        default="cpu",
        help="what a GGUF is made for: npu-qnn is Qualcomm's NPU (default: cpu)",
    )
    sub.add_argument(
        "--context",
        metavar="TOKENS",
        type=int,
        default=0,
        help="what an NPU's cache holds (default: 1024)",
    )


def _build_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("folder", metavar="FOLDER", type=Path)
    sub.add_argument("--device", choices=("cpu", "gpu"), default="cpu", help="default: cpu")
    sub.add_argument("--provider", choices=("cuda", "dml", "webgpu"), default="", help="for a GPU")
    sub.add_argument("--id", default="", help="what to call it (default: made from its name)")


def _list(_: argparse.Namespace) -> None:
    from r1_assistant.cli.model_list import print_models

    print_models()


def _install(options: argparse.Namespace) -> None:
    from r1_assistant.cli.progress import install_progress
    from r1_assistant.models.builds import choose_build
    from r1_assistant.models.catalog import load_catalog
    from r1_assistant.models.install import install
    from r1_assistant.models.store import find_installed

    catalog = load_catalog()
    model_id = choose_build(catalog, options.id or catalog.starter, options.device).id
    if not options.again and find_installed(model_id):
        print(f"{model_id} is installed already.")
        return
    with install_progress() as progress:
        model = install(model_id, progress, again=options.again, offline=options.offline)
    print(f"Installed {model.id} in {model.folder}.")


def _import(options: argparse.Namespace) -> None:
    from r1_assistant.cli.progress import install_progress
    from r1_assistant.models.importing import import_model

    npu = _npu_import(options)
    with install_progress() as progress:
        model = import_model(options.path, options.id, progress, link=options.link, npu=npu)
    print(f"Imported {model.id}. To use it: r1-model use {model.id}")
    if npu:
        _print_preparation(model.folder)


def _print_preparation(folder: Path) -> None:
    from r1_assistant.models.npu.prepare import is_prepared

    if not is_prepared(folder):
        print(
            "Its graphs are not compiled for the NPU yet, so each start does that anew.\n"
            "To have it done once: pip install onnxruntime-qnn, and import it again."
        )


def _npu_import(options: argparse.Namespace) -> "NpuImport | None":
    from r1_assistant.domain.errors import UsageError
    from r1_assistant.models.build import NpuImport

    if options.device == "cpu":
        if options.context:
            raise UsageError("--context needs --device npu-qnn.")
        return None
    return NpuImport(options.context)


def _build(options: argparse.Namespace) -> None:
    from r1_assistant.cli.progress import install_progress
    from r1_assistant.models.hf.build_hf import build_model
    from r1_assistant.models.hf.options import recipe

    chosen = recipe(options.device, options.provider)
    with install_progress() as progress:
        model, verdict = build_model(options.folder, chosen, options.id, progress)
    print(f"Built {model.id} for {chosen.provider}; {verdict}.")
    print(f"To use it: r1-model use {model.id}")


def _remove(options: argparse.Namespace) -> None:
    from r1_assistant.models.files import human_size
    from r1_assistant.models.store import remove_model

    model = remove_model(options.id)
    freed = "its files stay" if model.folder != model.home else f"{human_size(model.size)} freed"
    print(f"Removed {model.id} ({freed}).")


def _use(options: argparse.Namespace) -> None:
    from r1_assistant.config.edit import write_user_model
    from r1_assistant.models.named import installed_named
    from r1_assistant.models.store import resolve_model

    there = installed_named(options.id)
    model = resolve_model(there[0].id) if there else _link(options.id)
    file = write_user_model(model.id)
    print(f"{model.id} is used from now on (written to {file}).")


def _link(name: str) -> "InstalledModel":
    """Take up a model of another program where it lies; raises ModelNotInstalled."""
    from r1_assistant.cli.progress import install_progress
    from r1_assistant.models.linking import link_found

    with install_progress() as progress:
        model = link_found(name, progress)
    print(f"{model.id} stays in {model.folder}; nothing is written there.")
    return model


def _info(options: argparse.Namespace) -> None:
    from r1_assistant.cli.model_info import print_info

    print_info(options.id, verify=options.verify)


def _doctor(options: argparse.Namespace) -> int:
    from r1_assistant.cli.doctor import doctor

    return doctor(as_object=options.json, privacy=options.privacy)


if __name__ == "__main__":
    sys.exit(main())
