"""The command `stillpath`: the same verbs at a prompt. Sub-commands import what they need when they run."""

from stillpath.cli.main import main

__all__ = ["main"]
