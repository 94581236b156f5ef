"""How one source's dose stands to the one that is taken: the default, one that agrees with it, or one not used."""

from stillpath.model import Conflict, DoseRecord, Drug, Knowledge, Side
from stillpath.prose.doses import give_text, often_text
from stillpath.prose.phrases import rule_text
from stillpath.prose.words import amount_text

__all__ = ["ABOVE", "AGREES", "DEFAULT", "NOT_USED", "above_ceiling", "above_of_side", "side_standing", "standing"]

DEFAULT = "default"
AGREES = "agrees"
NOT_USED = "not used"
ABOVE = "ABOVE THE CEILING of the default's source: not a dose to give"
"""Of a figure that is worked out only to be compared."""


def standing(drug: Drug, record: DoseRecord, knowledge: Knowledge) -> str:
    """DEFAULT, AGREES or NOT_USED, one word for every page and answer.

    A record agrees if it gives what the default of its slot gives: as much, as often, up to the same ceiling, to the
    same children. The source of the default may speak of other children in a record of its own: that is taken too.
    """
    taken = next((slot.default for slot in drug.slots if slot.id == record.slot), "")
    default = next((one for one in drug.doses if one.slot == record.slot and one.id == taken), None)
    if default is None:
        return NOT_USED
    if record.id == default.id:
        return DEFAULT
    if record.evidence[0].source == default.evidence[0].source and record.who is not None and record.computes:
        return DEFAULT
    return AGREES if _given(record, knowledge) == _given(default, knowledge) else NOT_USED


def side_standing(conflict: Conflict, side: Side, knowledge: Knowledge) -> str:
    """The same of one side of a conflict: it agrees if the dose that its source gives in the slot does."""
    if side.evidence.source == conflict.default:
        return DEFAULT
    drug_id, _, slot = conflict.slot.partition("/")
    drug = knowledge.drugs.get(drug_id)
    records = [one for one in drug.doses if one.slot == slot and _meant(one, side)] if drug is not None else []
    agree = bool(records) and drug is not None and all(standing(drug, one, knowledge) == AGREES for one in records)
    return AGREES if agree else NOT_USED


def above_ceiling(drug: Drug, record: DoseRecord) -> str:
    """ABOVE, of a record without a ceiling that gives more than the default of its slot may; of a flat amount with the
    weight below which it is so. Empty for any other, and where the two are counted by different sizes.
    """
    taken = next((slot.default for slot in drug.slots if slot.id == record.slot), "")
    default = next((one for one in drug.doses if one.slot == record.slot and one.id == taken), None)
    if default is None or default.at_most is None or record.at_most is not None or not record.computes or record.adult:
        return ""
    if record.give.unit != default.give.unit or record.give.per is not default.give.per:
        return ""
    if record.give.basis == default.give.basis:
        return ABOVE if record.give.high > default.give.high else ""
    if record.give.basis or default.give.basis != "kg":
        return ""
    return f"Below {amount_text(record.give.high / default.give.high, 1)} kg {ABOVE}"


def above_of_side(conflict: Conflict, side: Side, knowledge: Knowledge) -> str:
    """The same of one side of a conflict, by the record that it names."""
    drug_id, _, slot = conflict.slot.partition("/")
    drug = knowledge.drugs.get(drug_id)
    records = [one for one in drug.doses if one.slot == slot and one.id == side.record] if drug is not None else []
    return above_ceiling(drug, records[0]) if drug is not None and records else ""


def _meant(record: DoseRecord, side: Side) -> bool:
    """Whether a side speaks of a record: by its name, else by its source."""
    return record.id == side.record if side.record else record.evidence[0].source == side.evidence.source


def _given(record: DoseRecord, knowledge: Knowledge) -> tuple[object, ...]:
    who = rule_text(record.who, knowledge) if record.who is not None else ""
    ceiling = give_text(record.at_most) if record.at_most is not None else ""
    return give_text(record.give), often_text(record), ceiling, who, record.adult, record.computes
