"""Options that say what a review may be made with."""

import argparse


def add(parser: argparse._ArgumentGroup) -> None:
    """Add them."""
    parser.add_argument("--model", metavar="ID", help="the model to use (see r1-model list)")
    parser.add_argument(
        "--device",
        choices=("auto", "npu", "gpu", "cpu"),
        help="what the model is to run on; where that fails, the next one (default: auto)",
    )
    parser.add_argument(
        "--effort",
        choices=("quick", "normal", "high"),
        help="quick: no model words the findings; high: it is asked several times",
    )
    parser.add_argument(
        "--no-model", action="store_true", help="rules alone decide; no model is started"
    )
    parser.add_argument(
        "--seed",
        metavar="N",
        type=int,
        default=0,
        help="seed of models that draw their words (default: 0)",
    )
