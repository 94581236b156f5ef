"""Puts an answer together from claims: each once, in the reader's words, its sources numbered as they are cited."""

from dataclasses import dataclass, field

from stillpath.answer.asked import Asked
from stillpath.model import Knowledge, Reader, Status
from stillpath.prose import Item, Section
from stillpath.prose.claims import Said, bare_limit, dose_line
from stillpath.prose.document import Citations
from stillpath.prose.readings import PLAIN, Worded, Wording
from stillpath.prose.standing import DEFAULT, above_ceiling, above_of_side, side_standing, standing

__all__ = ["Composer"]

_DEFAULT = "DEFAULT"


@dataclass
class Composer:
    """One answer being put together.

    `said` are the claims as this reader reads them, `wanted` those that any reader would: the same for all.
    `worked_out`: something in it was worked out for a child; `quotes_others`: it quotes a hospital's own documents.
    """

    knowledge: Knowledge
    claims: dict[str, Said]
    asked: Asked
    wording: Wording
    citations: Citations
    said: dict[str, None] = field(default_factory=dict)
    wanted: dict[str, None] = field(default_factory=dict)
    conflicts: dict[str, None] = field(default_factory=dict)
    worked_out: bool = False
    quotes_others: bool = False

    def section(self, title: str, ids: list[str]) -> Section:
        """A titled section of those claims that have not been said; conflicts among them are kept for the end."""
        items: list[Item] = []
        for id in ids:
            if id.startswith("conflicts/"):
                self.conflicts[id] = None
            else:
                items += self.say(id)
        return Section(title, tuple(items))

    def say(self, id: str) -> tuple[Item, ...]:
        """The item of one claim; nothing if it was said before. A parent reads one fixed text for all dosing claims."""
        claim = self.claims[id]
        self.wanted[id] = None
        self.join(id)
        if claim.dosing and self.asked.reader is Reader.PARENT:
            claim = self.claims[PLAIN]
        if claim.id in self.said:
            return ()
        self.said[claim.id] = None
        worded = self._dose(claim) or self.wording.text(claim)
        text = self._led(claim, worded.text)
        unsure = bool(claim.evidence) and claim.evidence[0].status is Status.UNVERIFIED
        return (
            Item(
                text,
                "UNVERIFIED" if unsure else self.label(claim),
                self.citations.cite(claim.evidence),
                "quiet" if unsure else "",
                self.details(claim),
                of=claim.id,
                language=self.marked(worded.language),
            ),
        )

    def _led(self, claim: Said, text: str) -> str:
        """An action with the condition it stands under, which a page without a patient cannot judge."""
        if claim.kind != "actions" or self.asked.reader is Reader.PARENT:
            return text
        lead = self.knowledge.actions[claim.id.partition("/")[2]].lead_if_unknown
        return f"{self.wording.words(lead)}: {text[0].lower()}{text[1:]}" if lead else text

    def _dose(self, claim: Said) -> Worded | None:
        """A source's dose put together from its parts in the language of the answer; None for anything else."""
        if self.asked.language == "en" or claim.dose is None:
            return None
        return Worded(dose_line(*claim.dose, self.knowledge, self.wording.words), self.asked.language)

    def label(self, claim: Said) -> str:
        """The short word before a source's dose: default, agrees with it, or not used; nothing before other claims."""
        if claim.dose is None:
            return ""
        told = standing(*claim.dose, self.knowledge)
        return self.wording.words(_DEFAULT if told == DEFAULT else told)

    def details(self, claim: Said) -> tuple[Item, ...]:
        """What stands under a claim: its further parts, and of whom it is true where that is narrow.

        A parent is not told the points of a score.
        """
        found = []
        if claim.dose is not None and (above := above_ceiling(*claim.dose)):
            found.append(Item(self.wording.words(above), tone="critical"))
        hidden = claim.kind == "scores" and self.asked.reader is Reader.PARENT
        for part in claim.texts if not hidden else ():
            if part and part not in ("when", "left") and claim.kind != "conflicts":
                worded = self.wording.text(claim, part)
                if claim.kind == "differentials" and self.asked.reader is Reader.PARENT and not worded.plain:
                    continue  # what a test tells is for those who order it
                text = bare_limit(worded.text) if part.startswith("limit") and not worded.plain else worded.text
                found.append(Item(text, language=self.marked(worded.language)))
        population = claim.population or self._readers_of(claim)
        if population:
            people = self.wording.words(population)
            found.append(Item(people, self.wording.words("population"), tone="quiet"))
        return tuple(found)

    def _readers_of(self, claim: Said) -> str:
        """Of whom a paper to read tells; empty for anything else."""
        statement = self.knowledge.statements.get(claim.id.partition("/")[2]) if claim.kind == "statements" else None
        if statement is None or statement.topic != "literature":
            return ""
        return self.knowledge.sources[statement.evidence[0].source].population

    def join(self, id: str) -> None:
        """Keeps every conflict that stands on the same slot as a claim."""
        dose = self.claims[id].dose
        if dose is not None:
            slot = f"{dose[0].id}/{dose[1].slot}"
            self.conflicts.update(
                {f"conflicts/{one.id}": None for one in self.knowledge.conflicts.values() if one.slot == slot}
            )
        if id.startswith("actions/"):
            action = self.knowledge.actions[id.partition("/")[2]]
            self.conflicts.update({f"conflicts/{name}": None for name in action.conflicts})

    def conflict_section(self, title: str) -> Section:
        """Every conflict kept, side by side, with the default and the reason."""
        items: list[Item] = []
        for id in self.conflicts:
            claim = self.claims[id]
            self.wanted[id] = None
            if claim.dosing and self.asked.reader is Reader.PARENT:
                items += self.say(PLAIN)
                continue
            self.said[id] = None
            items.append(self._conflict(claim))
        return Section(title, tuple(items))

    def _conflict(self, claim: Said) -> Item:
        conflict = self.knowledge.conflicts[claim.id.partition("/")[2]]
        details = []
        for number, side in enumerate(conflict.sides, 1):
            worded = self.wording.text(claim, f"side{number}")
            source = self.knowledge.sources[side.evidence.source]
            above = above_of_side(conflict, side, self.knowledge)
            year = f", {source.year}" if source.year and source.year not in source.short else ""
            details.append(
                Item(
                    f"{source.short}{year}: {worded.text}",
                    self.wording.words(side_standing(conflict, side, self.knowledge)),
                    self.citations.cite((side.evidence,)),
                    details=(Item(self.wording.words(above), tone="critical"),) if above else (),
                    of=f"sources/{source.id}",
                    language=self.marked(worded.language),
                )
            )
        why = self.wording.text(claim, "because")
        details.append(Item(why.text, self.wording.words("why"), language=self.marked(why.language)))
        if "local" in claim.texts:
            details.append(Item(claim.texts["local"]))
        title = self.wording.text(claim)
        return Item(title.text, details=tuple(details), of=claim.id, language=self.marked(title.language))

    def marked(self, language: str) -> str:
        """The language of a text, if it is not that of the page."""
        return "" if language == self.asked.language else language
