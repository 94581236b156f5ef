"""What in a text that a reader types would plainly tell who a patient is: numbers, dates and addresses.

It finds the obvious. A name is not found, so the warning above the field stands all the same.
"""

import re

__all__ = ["identifying"]

_DATE = "a full date, which may be a birth date"

_SIGNS = (
    ("an e-mail address", re.compile(r"[\w.+-]+@[\w-]+\.\w+")),
    (
        "a number of an identity document",
        re.compile(r"(?<!\d)\d{6}[ -]?\d{4,5}(?!\d)|(?<!\d)\d{3}[ -]\d{2}[ -]\d{4}(?!\d)"),
    ),
    (
        _DATE,
        re.compile(
            r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2})(?![\d/])"
            r"|(?<!\d)\d{1,2}\.? (?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cs])\w* (?:19|20)\d{2}",
            re.IGNORECASE,
        ),
    ),
    ("a telephone number", re.compile(r"\+\d[\d ()-]{7,}\d|(?<!\d)\d{2,3}(?:[ -]\d{2,3}){3,}(?!\d)")),
    (
        "a record number",
        re.compile(
            r"\b(?:mrn|nhs|patient (?:id|no|number)|pasient-?id|fødselsnummer|f\.?nr)\b\W{0,3}\d", re.IGNORECASE
        ),
    ),
)


def identifying(text: str, dates: bool = True) -> str:
    """What kind of thing in a text tells who a patient is, or nothing; never the thing itself.

    Without `dates` a full date may stand in it.

    >>> identifying("The ceiling is 1000 mg per dose in the label, not 500 mg.")
    ''
    >>> identifying("Seen on 03.02.2019: the ceiling was passed.")
    'a full date, which may be a birth date'
    """
    return next((what for what, sign in _SIGNS if (dates or what != _DATE) and sign.search(text)), "")
