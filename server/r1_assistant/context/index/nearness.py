"""Which files are near to a path: itself, then those that share most of its folders."""

from collections.abc import Callable
from functools import cache


def nearness(near: str) -> Callable[[str, str], int]:
    """Give a function of a file's path and folder that is smaller the nearer it is to `near`."""
    mine = near.split("/")[:-1]

    @cache
    def of_folder(folder: str) -> int:
        shared = 0
        for one, other in zip(mine, folder.split("/"), strict=False):
            if one != other:
                break
            shared += 1
        return -shared

    return lambda path, folder: -len(mine) - 1 if path == near else of_folder(folder)
