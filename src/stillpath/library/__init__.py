"""Reads and checks knowledge/: YAML in, one frozen `Knowledge` out."""

from stillpath.library.folder import CHECKED, digest_of, read_folder, stage_rule
from stillpath.library.snapshot import default_folder, load

__all__ = ["CHECKED", "default_folder", "digest_of", "load", "read_folder", "stage_rule"]
