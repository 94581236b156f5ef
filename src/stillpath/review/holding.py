"""In which file an entry stands."""

from collections.abc import Mapping
from pathlib import Path

from stillpath.review.closing import entries_in
from stillpath.review.folder import file_of, text_of

__all__ = ["file_holding"]


def file_holding(folder: Path, entry: str, texts: Mapping[str, str]) -> str:
    """The file in which an entry stands, as `kind/name`: its own, or for a parameter its page of policy; "" for none.

    `texts` are the published ones, by `kind/name`: they stand in for files of the folder, or are new ones.
    """
    try:
        if file_of(folder, entry).is_file() or entry in texts:
            return entry
    except ValueError:
        return ""
    kind = entry.partition("/")[0]
    if kind != "policy":
        return ""
    pages = {f"{kind}/{path.stem}" for path in (folder / kind).glob("*.yaml")}
    pages |= {file for file in texts if file.startswith(f"{kind}/")}
    return next((one for one in sorted(pages) if entry in entries_in(one, texts.get(one) or text_of(folder, one))), "")
