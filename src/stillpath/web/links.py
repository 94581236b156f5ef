"""Addresses: where the page of an entry stands, and how a question is asked by a link."""

from urllib.parse import quote, urlencode

from fastapi import Request

from stillpath.model import Knowledge, Source
from stillpath.prose.catalogue import entries_of, is_entry

__all__ = [
    "ask_address",
    "entry_address",
    "entry_title",
    "fragment_of",
    "local_path",
    "other_language",
    "source_addresses",
]


def entry_address(of: str, knowledge: Knowledge) -> str:
    """The address of what an item says or names ("drugs/anakinra/moderate/x"); empty if no page has it."""
    kind, _, rest = of.partition("/")
    id, _, inner = rest.partition("/")
    if not id or not is_entry(kind, id, knowledge):
        return ""
    return f"/knowledge/{quote(kind)}/{quote(id)}" + (f"#{fragment_of(inner)}" if inner else "")


def entry_title(of: str, knowledge: Knowledge) -> str:
    """What the entry is called that an item names ("drugs/anakinra/moderate/x"); its name where it has no title."""
    kind, _, rest = of.partition("/")
    id = rest.partition("/")[0]
    title = entries_of(kind, knowledge).get(id, "") if id and is_entry(kind, id, knowledge) else ""
    return title or id or of


def fragment_of(inner: str) -> str:
    """The mark inside a drug's page of one of its doses or claims.

    >>> fragment_of("moderate/boston-moderate")
    'moderate-boston-moderate'
    """
    return "-".join(part for part in inner.split("/") if part)


def ask_address(question: str, **more: str) -> str:
    """The address that asks a question; empty parameters are left out.

    >>> ask_address("What is MAS?", follow="", reader="parent")
    '/ask?q=What+is+MAS%3F&as=parent'
    """
    names = {"reader": "as"}
    given = {"q": question} | {names.get(name, name): text for name, text in more.items() if text}
    return f"/ask?{urlencode(given)}"


def other_language(request: Request, language: str) -> str:
    """The address of this page in the other language, with what was typed."""
    kept = [(name, text) for name, text in request.query_params.items() if name != "language"]
    query = urlencode(kept if language == "nb" else [*kept, ("language", "nb")])
    return request.url.path + (f"?{query}" if query else "")


def local_path(text: str) -> str:
    """The path if it leads to a page of this server, else the first page.

    >>> local_path("/ask?q=x"), local_path("//elsewhere"), local_path("https://elsewhere")
    ('/ask?q=x', '/', '/')
    """
    safe = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if safe and "\\" not in text else "/"


def source_addresses(source: Source) -> tuple[tuple[str, str], ...]:
    """The links of a source, each with its name: DOI, PubMed, or the publisher's own address."""
    found = []
    if source.doi:
        found.append((f"doi {source.doi}", f"https://doi.org/{quote(source.doi, safe='/:;().')}"))
    if source.pmid:
        found.append((f"PMID {source.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{quote(source.pmid)}/"))
    if source.address.startswith(("https://", "http://")):
        found.append(("publisher's page", source.address))
    return tuple(found)
