"""The page of a hospital's policy: whose it is, each choice beside what stillpath takes, and whom to call."""

from stillpath.model import Choice, Knowledge
from stillpath.prose.document import Item, Page, Section, banner_of
from stillpath.prose.local import plain_value
from stillpath.prose.reviewed import status_line, whole

__all__ = ["LOCAL_PAGE", "call_items", "local_page"]

LOCAL_PAGE = "local-policy"
"""The name of the page of a hospital's policy."""

_KIND = {
    "parameter": "values of policy",
    "current_for": "how long a value counts",
    "slot": "whose dose is the default",
    "not_available": "medicines that are not available",
}
_FOLDER = {"parameter": "policy", "current_for": "facts", "slot": "drugs", "not_available": "drugs"}
_NOT_TOUCHED = "No amount, ceiling, alert severity or evidence status is changed: a policy cannot name one."


def local_page(knowledge: Knowledge) -> Page | None:
    """The page of the policy that applies: whose, since when, each choice beside what stillpath takes; None: none."""
    local = knowledge.local
    if local is None:
        return None
    sections = [Section("", (Item(_NOT_TOUCHED),))]
    for kind, title in _KIND.items():
        items = tuple(_choice(one, knowledge) for one in local.choices if one.kind == kind)
        sections.append(Section(title.upper(), items))
    sections.append(Section("CALL, IN THE HOSPITAL'S OWN WORDS", call_items(knowledge)))
    return Page(
        title=f"{LOCAL_PAGE}: {local.title}",
        sections=tuple(section for section in sections if section.items),
        sources=(),
        banner=banner_of(knowledge),
        foot=f"{status_line(knowledge, whole(knowledge))} · knowledge {knowledge.version}",
    )


def call_items(knowledge: Knowledge) -> tuple[Item, ...]:
    """Whom to call, each line as the hospital wrote it; nothing without a policy."""
    local = knowledge.local
    return tuple(Item(one.line, one.who, exact=True) for one in local.phones) if local is not None else ()


def _choice(one: Choice, knowledge: Knowledge) -> Item:
    of = f"{_FOLDER[one.kind]}/{one.id.partition('/')[0]}"
    shown = _named(one, knowledge)
    text = f"{one.id}: {shown}" if one.changes else f"{one.id}: {shown}, which is what stillpath takes"
    known = one.kind != "current_for" or one.id in knowledge.facts
    return Item(text, "local", details=(Item(one.because, "why"),), of=of if known else "")


def _named(one: Choice, knowledge: Knowledge) -> str:
    """What was chosen, and what stillpath takes, in words."""
    if one.kind == "not_available":
        return f"not available. {one.instead}".strip()
    value, shipped = one.value, one.shipped
    if one.kind == "slot":
        records = {record.id: record for record in knowledge.drugs[one.id.partition("/")[0]].doses}
        value, shipped = (knowledge.sources[records[id].evidence[0].source].short for id in (value, shipped))
    else:
        value, shipped = plain_value(value), plain_value(shipped)
    return f"{value}; stillpath {shipped}" if one.changes else value
