"""The page of a form: what is asked, part by part, what at once and what only when it is unfolded."""

from stillpath.model import EntryForm, FormPart, Knowledge, PartKind
from stillpath.prose.document import Citations, Item, Section

__all__ = ["form_sections"]


def form_sections(entry: EntryForm, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A form: what it is for, then each part with its facts or medicines in the order in which they are asked."""
    head = Item(entry.says, "", citations.cite(entry.evidence), of=f"forms/{entry.id}")
    return [Section("FORM", (head,)), *(_part(part, knowledge) for part in entry.parts)]


def _part(part: FormPart, knowledge: Knowledge) -> Section:
    medicines = part.kind is PartKind.MEDICINES
    kind = "drugs" if medicines else "facts"
    records = knowledge.drugs if medicines else knowledge.facts
    own = (Item("age or birth date, sex, a short label"),) if part.kind is PartKind.CHILD else ()
    hint = (Item(part.hint),) if part.hint else ()
    asked = tuple(Item(records[id].title, of=f"{kind}/{id}") for id in part.asked)
    more = tuple(Item(records[id].title, "folded", of=f"{kind}/{id}") for id in part.more)
    return Section(part.title.upper(), (*hint, *own, *asked, *more))
