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
    "hscore: temperature | highest temperature within 24 h >= 38.4 Cel, denied only by a reading within 12 h"
    " | denied within +10 %": (
        "The upper limit has the same window from the same line of the file: while it leaves the highest points open, "
        "the lowest are open too, and the interval is the same."
    ),
    "isth-dic: readings | limit -10 %": "The points are whole numbers: 4.5 or more is 5 or more.",
    "methotrexate-in-mas: order of methotrexate | left out": (
        "An order also counts as methotrexate that runs; the line is there so that an order asks its prescriber for a "
        "reason, which a statement never does."
    ),
    "primary-hlh-signal: age <= 1.6 y | <": (
        "Ages are counted in whole days of the calendar, and 1.6 y is 19 months and a part of a day: no child is "
        "exactly 1.6 y old on any day."
    ),
    "suspect: masked-suspicion | left out": (
        "suspect-mas names masked-suspicion too, for the same children; the line stands in the stage for the reader."
    ),
}
