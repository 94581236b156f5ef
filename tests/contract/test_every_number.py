"""Every number a person reads has an origin.

The test reads the printed page as its reader does. A number is accepted only if it is one of the child's own values, or
follows from a working that is printed and adds up, or stands in a record of the knowledge whose source is cited at that
place with a locator, a status other than unverified, and a tier. Clock times, dates, list numbers, counts, durations
that the clock gives, versions and names (2016 criteria, CD25, interleukin-1) are not figures.
"""

import json
import re
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from stillpath.model import Knowledge
from tests.golden.test_pages import EXAMPLES, ROOT, WIDTH, run

NUMBER = re.compile(r"(?<![\w.,/^-])\d[\d,]*(?:\.\d+)?(?![\w^]|[.,]\d)")
CITES = re.compile(r"\[([\d,]+)\]")
NOT_FIGURES = (
    r"\d{1,2}-[A-Z][a-z]{2}(?:-\d{4})?(?: \d{2}:\d{2})?",  # dates and times
    r"\d{2}:\d{2}",
    r"(?:OVERDUE|too old,|Within|in the last|since) \d+ (?:d|h|min)(?: \d+ (?:h|min))?(?:, by)?",
    r"\d+ of \d+ \(\d+ needed\), \d+ unknown",
    r"\d+ rules checked, \d+ could not be judged",
    r"For \d+ of \d+ results",
    r"\d+ more: stillpath",
    r"\d+ could not be used",
    r"\d+ entries could not be used",
    r"(?m)^(?:OVERDUE|       ) \d+ (?:d|h|min)(?: \d+ (?:h|min))?(?= {2})",  # how long overdue, on the sheet
    r"\d+ times by now",
    r"LAST \d+ H",
    r"and \d+ more;",
    r"\d+ y(?: \d+ m)?(?= ·)",  # the age in the head: from the birth date
    r"\d+ months(?= ·)",
    r"x10\^9/L|10\*9/L|10\^9/L",
    r"knowledge \d{4}\.\d+\+\w+",
    r"(?:2016|2004|2024|2013|1994) (?:criteria|laboratory)",
    r"HLH-\d+|interleukin-\d+|CD\d+\w?|CXCL\d|IL-\d+|T\d\b|HLA-\S+|PMID|MM\d",
    r"(?:mg|g|mL) per m2|/m2|\bm2\b|mL/min/1\.73 m2",
    r"\(\d{4}\)",
)
SOURCE_LINE = re.compile(
    r"^  \[(\d+)\] ([^,]+(?:, [^,]+)*?), (?:guideline|consensus|systematic-review|trial|cohort|case-report"
    r"|label|protocol|handbook|secondary-summary|machine-written)\.",
    re.M,
)


def figures(text: str) -> list[str]:
    """The figures of a text, without thousands marks."""
    for pattern in NOT_FIGURES:
        text = re.sub(pattern, " ", text)
    return [found.replace(",", "") for found in NUMBER.findall(text)]


@pytest.fixture(scope="module")
def by_source(knowledge: Knowledge) -> dict[str, set[str]]:
    """For each source, every figure of the records that cite it with more than *unverified*."""
    found: dict[str, set[str]] = {id: set() for id in knowledge.sources}
    for path in sorted((ROOT / "knowledge").glob("*/*.yaml")):
        if path.parent.name not in ("cases", "sources", "glossary"):
            _collect(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")), found, (), False)
    return found


def _collect(node: object, found: dict[str, set[str]], inherited: tuple[str, ...], doubted: bool) -> None:
    """Gives a record's figures to the sources it cites, or to those of the record around it."""
    if isinstance(node, list):
        for item in node:
            _collect(item, found, inherited, doubted)
    elif isinstance(node, dict):
        if "source" in node:
            cited = [node, *[item for item in node.get("sources", []) if isinstance(item, dict)]]
            inherited = tuple(str(item["source"]) for item in cited if item.get("status") != "unverified")
            assert all(item.get("locator") for item in cited if "status" in item), f"a claim without a locator: {node}"
        for key, value in node.items():
            if " " in str(key):  # a band of a score, such as `38.4 to 39.4 Cel: 33`
                _collect(str(key), found, inherited, doubted)
            if key not in ("source", "locator", "status", "tier", "sources", "id", "codes", "on", "address"):
                _collect(value, found, inherited, doubted)
            if key == "sources":
                _collect(value, found, inherited, doubted)
    else:
        for source in inherited:
            found.setdefault(source, set()).update(_normal(figure) for figure in figures(str(node)))


def _normal(figure: str) -> str:
    return str(Fraction(figure))


def _own_values(file: Path, printed: str) -> set[Fraction]:
    """The child's values, as given and times every factor of a unit, to the digits printed."""
    data = json.loads(file.read_text(encoding="utf-8"), parse_float=str, parse_int=str)
    values = set()
    for event in data["events"]:
        for key in ("value", "amount"):
            text = str(event.get(key, "")).lstrip("<>= ")
            if re.fullmatch(r"[\d.]+", text):
                values.add(Fraction(text))
    return values


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("call", (("assess", "--full"), ("watch",)), ids=lambda call: call[0])
def test_every_number_on_a_childs_page_has_an_origin(
    call: tuple[str, ...],
    file: Path,
    by_source: dict[str, set[str]],
    knowledge: Knowledge,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No figure of an example's page, or of its sheet by the clock, comes from nowhere."""
    command, *options = call
    printed = run([command, str(file.relative_to(ROOT)), *options, *WIDTH], monkeypatch)
    body, _, sources = printed.partition("\nSOURCES\n")
    ids = _source_ids(sources, knowledge)
    for source in knowledge.sources.values():
        body = body.replace(f"{source.short}:", ":").replace(f"{source.short} gives", "gives")
    own = _own_values(file, printed)
    factors = {factor for fact in knowledge.facts.values() for factor in fact.accepts.values()}
    homeless = []
    body, scores = _scores(body)
    for text, cites in (*_pieces(body), *scores):
        known = {_normal(one) for cite in cites for one in by_source[ids[cite]]}
        worked = _worked(text, known, own)
        for figure in figures(text):
            value = Fraction(figure)
            if _normal(figure) in known or value in worked or _is_own(value, figure, own, factors):
                continue
            homeless.append(f"{figure} in: {text.strip()[:160]} {sorted(cites)}")

    assert homeless == []


def _source_ids(sources: str, knowledge: Knowledge) -> dict[int, str]:
    shorts = {source.short: id for id, source in knowledge.sources.items()}
    text = re.sub(r"\n {6}", " ", "\n" + sources)
    found = {}
    for number, short in SOURCE_LINE.findall(text):
        assert short in shorts, f"the page names no source: {short}"
        found[int(number)] = shorts[short]
    for number in found:
        line = re.search(rf"^  \[{number}\] (.*)$", text, re.M)
        assert line is not None
        assert re.search(r"(verified|derived|proposal|unverified), (primary|record|secondary|machine): \S", line[1])
    return found


def _pieces(body: str) -> list[tuple[str, set[int]]]:
    """The page cut into entries (a head line with all that hangs under it), each with every source it cites."""
    entries: list[list[str]] = []
    for line in body.splitlines():
        starts = bool(re.match(r"(?:[A-Z?]{1,9} ?[A-Z]* +)?\s{0,8}(?:\d+ {2,}|[A-Z?]{1,8} {2}|Do not|\S)", line))
        if starts and not line.startswith(" " * 9):
            entries.append([])
        (entries[-1] if entries else entries.append([]) or entries[-1]).append(line)
    pieces = []
    section: set[int] = set()
    for entry in entries:
        text = " ".join(line.strip() for line in entry)
        cites = {int(number) for group in CITES.findall(text) for number in group.split(",")}
        if entry[0][:1].strip():
            section = set()
        section |= cites
        text = (
            re.sub(r"^(?:NOW|NEXT)?\s*\d+ {2,}", "", entry[0].strip())
            + " "
            + " ".join(line.strip() for line in entry[1:])
        )
        pieces.append((CITES.sub(" ", text), cites or section))
    return pieces


def _scores(body: str) -> tuple[str, list[tuple[str, set[int]]]]:
    """The page without its scores, and each score with all that hangs under it."""
    section = re.search(r"^SCORES  .*?(?=^[A-Z])", body, re.M | re.S)
    if section is None:
        return body, []
    scores: list[list[str]] = []
    for line in section[0].splitlines():
        if re.match(r"(?:SCORES  | {8})[A-Z][^(]*\(made in ", line):
            scores.append([])
        scores[-1].append(line.strip())
    told = [" ".join(lines) for lines in scores]
    cites = [{int(number) for group in CITES.findall(text) for number in group.split(",")} for text in told]
    return body.replace(section[0], ""), [
        (CITES.sub(" ", text), numbers) for text, numbers in zip(told, cites, strict=True)
    ]


def _worked(text: str, known: set[str], own: set[Fraction]) -> set[Fraction]:
    """What the printed workings of an entry give: products that add up, ceilings, divisions, roundings."""
    text = text.replace(",", "")
    found: set[Fraction] = set()
    for point, unit, size, product in re.findall(r"([\d.]+) (\S+) x ([\d.]+) (?:kg|m2) = ([\d.]+)", text):
        assert _normal(point) in known, f"{point} {unit} is no figure of a cited source"
        exact = Fraction(point) * Fraction(size)
        assert abs(exact - Fraction(product)) <= Fraction(1, 2), f"{point} x {size} is not {product}"
        found |= {Fraction(size), Fraction(product), Fraction(floor(exact))}
        steps = {Fraction(product), exact}
        steps |= {Fraction(most) for most in re.findall(r"reached so ([\d.]+)", text)}
        for start in list(steps):
            for parts in (1, 2, 3, 4):
                whole = Fraction(floor(start / parts))
                for dose in {start / parts, whole, whole + Fraction(floor((start / parts - whole) * 10), 10)}:
                    found |= {dose, dose * 2, dose * 3, dose * 4, dose * parts}
    for terms, total in re.findall(r"((?:[\d.]+ \+ )+[\d.]+) = ([\d.]+)", text):
        assert {_normal(term) for term in terms.split(" + ")} <= known, f"{terms}: not all of it is of a cited source"
        assert sum(Fraction(term) for term in terms.split(" + ")) == Fraction(total)
        found.add(Fraction(total))
    ranges = re.findall(r"gives ([\d.]+) to ([\d.]+) [^:]*?: ([\d.]+) to ([\d.]+) \S+ (?:before any|no) ceiling", text)
    sizes = {Fraction(size) for size in re.findall(r" x ([\d.]+) (?:kg|m2) = ", text)}
    for low, high, least, most in ranges:
        assert {_normal(low), _normal(high)} <= known, f"{low} to {high} is no range of a cited source"
        for end, shown in ((low, least), (high, most)):
            assert any(abs(Fraction(end) * size - Fraction(shown)) <= Fraction(1, 10) for size in sizes)
            found.add(Fraction(shown))
    found |= {Fraction(parts) for parts in re.findall(r"divided by (\d)", text)}
    found |= {Fraction(day) for day in re.findall(r"as prednisolone ([\d.]+) mg/kg a day", text)}
    found |= {Fraction(step) for step in re.findall(r"rounded down to ([\d.]+) \S+ steps", text)}
    found |= {Fraction(per_kg) for per_kg in re.findall(r"here ([\d.]+) \S+/kg", text)}
    found |= {Fraction(times) for times in re.findall(r"([\d.]+) times the limit", text)}
    for ratio in re.findall(r"that is ([\d.]+) \S+ per (?:dose|day)", text):
        found.add(Fraction(ratio))
    found |= _added_up(text, known)
    found |= {Fraction(hours) for hours in re.findall(r"every (\d+) hours", text) if hours in ("6", "8", "12", "24")}
    return found | _steroid(text, known, own)


def _steroid(text: str, known: set[str], own: set[Fraction]) -> set[Fraction]:
    """The steroid of a day: each dose by its printed conversion, the sums of them, and those per kg of a weight."""
    found: set[Fraction] = set()
    sums = {Fraction(0)}
    dose = r"([\d.]+) mg \S+ = ([\d.]+) mg prednisolone \(([\d.]+) mg count as ([\d.]+) mg\)"
    for amount, equals, of, count in re.findall(dose, text):
        assert {_normal(of), _normal(count)} <= known, f"{of} as {count} is no conversion of a cited source"
        assert abs(Fraction(amount) / Fraction(of) * Fraction(count) - Fraction(equals)) <= Fraction(1, 10)
        sums |= {one + Fraction(equals) for one in sums}
        found |= {Fraction(amount), Fraction(equals)}
    for total, per_kg in re.findall(r"([\d.]+) mg prednisolone-equivalent \(([\d.]+) mg/kg\)", text):
        assert any(abs(one - Fraction(total)) <= Fraction(1, 5) for one in sums), f"{total} mg is no sum of its doses"
        assert any(one and abs(Fraction(total) / one - Fraction(per_kg)) <= Fraction(1, 10) for one in own)
        found |= {Fraction(total), Fraction(per_kg)}
    if found:
        found.add(Fraction(24))  # the hours that the line counts
    return found


_SPAN = r"(-?[\d.]*\d)(?: to (-?[\d.]*\d))?"
_SCORE = re.compile(rf" \(made in [^)]*\): {_SPAN}[.,] ")
_ITEM = re.compile(rf"[A-Za-z)]: {_SPAN}(?=[ ,;]|$)")
_TABLE = re.compile(r"in the adults of the source: <?([\d.]+)(?: to [<>]?([\d.]+))? %")


def _added_up(text: str, known: set[str]) -> set[Fraction]:
    """The figure of a score, which the items printed under it add up to, and the points of those."""
    head = _SCORE.search(text)
    if head is None:
        return set()
    found = {Fraction(one) for one in head.groups() if one}
    rest = text[head.end() :]
    for table in _TABLE.findall(rest):  # between two rows of the source's table, to one decimal
        rows = sorted(Fraction(one) for one in known)
        assert all(rows[0] <= Fraction(one) <= rows[-1] for one in table if one)
        found |= {Fraction(one) for one in table if one}
    items = _ITEM.findall(_TABLE.sub("", rest))
    if items:
        sums = [sum(Fraction(one[end] or one[0]) for one in items) for end in (0, 1)]
        shown = [Fraction(one or head[1]) for one in head.groups()]
        assert all(abs(total - one) <= Fraction(1, 50) for total, one in zip(sums, shown, strict=True)), text
        found |= {abs(Fraction(one)) for item in items for one in item if one}
    return found | {abs(one) for one in found}


def _is_own(value: Fraction, figure: str, own: set[Fraction], factors: set[Fraction]) -> bool:
    places = len(figure.partition(".")[2])
    half = Fraction(1, 2 * 10**places)
    return any(value == one or any(abs(one * factor - value) <= half for factor in factors) for one in own)


@pytest.mark.parametrize("planted", ["999", "31.7"])
def test_a_planted_number_is_found(planted: str, by_source: dict[str, set[str]]) -> None:
    """The walk is not blind: a figure that no source gives is homeless."""
    assert planted in figures(f"Give {planted} mg now.")
    assert all(_normal(planted) not in known for known in by_source.values())


def test_no_default_dose_rests_on_a_weak_tier(knowledge: Knowledge) -> None:
    """A default that computes rests on a primary or record tier, and each was tried once at its primary source."""
    for drug in knowledge.drugs.values():
        for slot in drug.slots:
            for record in drug.doses:
                if record.slot == slot.id and record.id == slot.default and record.computes:
                    evidence = record.evidence[0]

                    assert evidence.tier.value in ("primary", "record")
                    assert evidence.status.value in ("verified", "derived", "proposal")
                    assert record.id in {tried.record for tried in drug.tried}
