"""Mutants that no case can tell from the rule, each looked at by a person and with its reason.

A mutant stands here only if no record whatever could bring it and the rule apart. One that a case could kill does not
belong here: write the case.
"""

__all__ = ["EQUIVALENT"]

EQUIVALENT = {
    "cns-sign: recorded lethargy | silence is unknown": (
        "If nobody answers for the brain, the line cns-disease leaves the rule unknown anyway; if it is answered no, "
        "lethargy no longer counts; if yes, the rule is met."
    ),
    "primary-hlh-signal: age <= 1.6 y | <": (
        "Ages are counted in whole days of the calendar, and 1.6 y is 19 months and a part of a day: no child is "
        "exactly 1.6 y old on any day."
    ),
    "suspect: masked-suspicion | left out": (
        "suspect-mas names masked-suspicion too, for the same children; the line stands in the stage for the reader."
    ),
}
