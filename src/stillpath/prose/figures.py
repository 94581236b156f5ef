"""The numbers of a text, so that the same claim in other words takes its numbers from it and from nowhere else."""

import re

__all__ = ["figures", "holds_amount", "with_figures"]

_FIGURE = re.compile(r"(?<![\w.,^*/-])(?!(?<=[\"“«])[\d.,]+[\"”»])\d(?:[\d,]*\d)?(?:\.\d+)?(?![\w*^])")
_SLOT = re.compile(r"\{(\d+)\}")
_AMOUNT = re.compile(
    r"\d\s?(?:to\s\d[\d,.]*\s?)?(?:mg|g|mcg|microgram|mL|units?)\b(?!/(?:d?L|mL)\b)"
    r"|\b(?:mg|mL|units) per (?:kg|m2)|\bmg/(?:kg|m2)|mg a day|mL/kg"
)
_NO_BREAK = "\u00a0"


def figures(text: str) -> tuple[str, ...]:
    """The numbers of a text in order; one in a name (HLH-94, CD25), a power (10^9/L) or quotation marks is none.

    >>> figures("Of 362 children with HLH-94, 10 to 12.5 % had platelets below 181 x10^9/L")
    ('362', '10', '12.5', '181')
    """
    return tuple(_FIGURE.findall(text))


def holds_amount(text: str) -> bool:
    """Whether a text names an amount of a medicine; a concentration is none.

    >>> holds_amount("30 mg/kg, at most 1 g"), holds_amount("ferritin above 684 ng/mL, fibrinogen 1.5 g/L")
    (True, False)
    """
    return bool(_AMOUNT.search(text.replace(_NO_BREAK, " ")))


def with_figures(template: str, numbers: tuple[str, ...], decimal_comma: bool = False) -> str:
    r"""The template with `{1}` for the first number; IndexError if it names one that is not there.

    >>> with_figures("{2} prosent av {1} barn", ("1,362", "10.5"), decimal_comma=True)
    '10,5 prosent av 1\xa0362 barn'
    """
    written = tuple(_with_comma(number) for number in numbers) if decimal_comma else numbers
    return _SLOT.sub(lambda found: written[int(found[1]) - 1], template)


def _with_comma(number: str) -> str:
    return number.replace(",", _NO_BREAK).replace(".", ",")
