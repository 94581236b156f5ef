"""Reads and checks knowledge/: YAML in, one frozen `Knowledge` out."""

from stillpath.library.digest import CHECKED, digest_of
from stillpath.library.releases import changes_folder, read_releases
from stillpath.library.snapshot import Chosen, Where, default_folder, examples_folder, load

__all__ = [
    "CHECKED",
    "Chosen",
    "Where",
    "changes_folder",
    "default_folder",
    "digest_of",
    "examples_folder",
    "load",
    "read_releases",
]
