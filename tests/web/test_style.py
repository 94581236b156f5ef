"""One stylesheet: small, our own, nothing from elsewhere, and readable in both looks."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "src" / "stillpath" / "web"
SHEETS = {path.name: path.read_text(encoding="utf-8") for path in sorted((WEB / "static").glob("*.css"))}
CSS = SHEETS["stillpath.css"]
ALL = "".join(SHEETS.values())
TEMPLATES = {path.name: path.read_text(encoding="utf-8") for path in sorted((WEB / "templates").glob("*.html"))}
BUDGETS = {"stillpath.css": 40_000, "child.css": 32_000, "child-sheet.css": 10_000, "desk.css": 12_000}
LETTER_SIZES = 5
PLAIN = {"sp-alert--info"}  # looks as every alert does that is neither critical nor a warning

TEXT_ON = (
    ("ink", "ground", 7.0),
    ("ink", "paper", 7.0),
    ("ink", "status", 7.0),
    ("soft", "ground", 4.5),
    ("soft", "paper", 4.5),
    ("soft", "sunk", 4.5),
    ("link", "ground", 4.5),
    ("link", "paper", 4.5),
    ("link", "accent-wash", 4.5),
    ("accent-ink", "accent", 4.5),
    ("accent", "paper", 4.5),
    ("critical-ink", "critical", 4.5),
    ("critical-text", "paper", 4.5),
    ("critical-text", "ground", 4.5),
    ("warning-ink", "warning", 4.5),
    ("edge", "paper", 3.0),
    ("edge", "ground", 3.0),
    ("warning-edge", "ground", 3.0),
)


def tokens(selector: str) -> dict[str, str]:
    (block,) = re.findall(rf"^{re.escape(selector)} \{{(.*?)^\}}", CSS, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


def light(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(letter * 2 for letter in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", SHEETS)
def test_a_stylesheet_stays_small(name: str) -> None:
    """Less than forty kilobytes for every page, thirty-two more for a child's, twelve for whoever can sign in."""
    assert len(SHEETS[name].encode()) < BUDGETS[name]


def test_a_class_of_a_childs_page_is_styled_in_one_place() -> None:
    """Outside of media queries no class has rules of its own in two places, which would quarrel."""
    told = re.sub(r"/\*.*?\*/|@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", SHEETS["child.css"], flags=re.DOTALL)
    places: dict[str, list[int]] = {}
    for place, selectors in enumerate(re.findall(r"([^{}]+)\{[^{}]*\}", told)):
        for one in re.sub(r"\([^()]*\)", "", selectors).split(","):
            places.setdefault(one.strip(), []).append(place)
    apart = {one: found for one, found in places.items() if one[0] == "." and found[-1] - found[0] >= len(found)}
    assert apart == {}


def test_letters_of_a_childs_page_have_five_sizes() -> None:
    """And no more; those inside a chart and on paper have their own."""
    assert len(set(re.findall(r"font-size: ([\d.]+rem)", SHEETS["child.css"]))) <= LETTER_SIZES


@pytest.mark.parametrize("name", SHEETS)
def test_a_stylesheet_takes_nothing_from_elsewhere(name: str) -> None:
    """No import, no font file, no picture, no address."""
    assert not re.search(r"@import|@font-face|url\(|https?:", SHEETS[name])


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_uses_only_what_is_styled_and_nothing_inline(name: str) -> None:
    """Classes begin with sp- and stand in the stylesheet; there is no style and no script in a template."""
    text = TEMPLATES[name]
    assert not re.search(r"\sstyle=|<script|<style|\|\s*safe", text)
    classes = {word for value in re.findall(r'class="([^"{]*)"', text) for word in value.split()}
    assert {word for word in classes - PLAIN if f".{word}" not in ALL} == set()
    assert {word for word in classes if not word.startswith("sp-")} == set()


@pytest.mark.parametrize("selector", [":root", ".theme-dark"])
@pytest.mark.parametrize(("text", "ground", "least"), TEXT_ON)
def test_contrast(selector: str, text: str, ground: str, least: float) -> None:
    """Text keeps 4.5 to 1 on what it stands on, marks and borders 3 to 1, by day and by night."""
    colours = tokens(":root") | tokens(selector)
    assert contrast(colours[text], colours[ground]) >= least


def test_both_ways_into_the_dark_are_the_same() -> None:
    """Asked for by the reader or by the machine, the night has the same colours."""
    (automatic,) = re.findall(r"prefers-color-scheme: dark\) \{\s*\.theme-auto \{(.*?)\}", CSS, re.DOTALL)
    (chosen,) = re.findall(r"^\.theme-dark \{(.*?)^\}", CSS, re.MULTILINE | re.DOTALL)
    assert automatic.split() == chosen.split()
