"""What stands under the name of a field: what it holds, in a few words. docs/knowledge.md has the whole."""

__all__ = ["HINTS"]

HINTS = {
    "id": "small letters, digits and hyphens; of the record it is the name of its file",
    "title": "as printed in a sentence",
    "source": "the id of an entry of sources, or this-project for a proposal of ours",
    "locator": "where in the source",
    "status": "verified: you read it there. derived: worked out. proposal: ours. unverified never computes",
    "tier": "only where this reading is weaker than its source's own",
    "says": "in your own words; every number and unit as in the rule",
    "when": "one line of the language of rules",
    "because": "one sentence: why this is the default",
    "give": "an amount with its unit, and per dose or per day",
    "usual": "the amount that is computed, where a range is printed",
    "every": "a length of time with its unit",
    "at most": "the ceiling, with its unit, per dose or per day",
    "computes": "whether a dose is worked out from it",
    "value": "with its unit",
    "may be": "a range with its unit, or a list, of what a hospital may choose",
    "unit": "one unit, as in the other records",
    "expected": "an amount or a verdict",
    "then": "met, not met or unknown; points of a score",
}
"""By the label of the field."""
