"""What the page `treatment-and-follow-up` holds, in its order: claims by name. Their words stand in knowledge/."""

from dataclasses import dataclass

__all__ = ["OUTLINE", "SAID_OTHERWISE", "Part"]


@dataclass(frozen=True, slots=True)
class Part:
    """A headed part of the page: groups of claims, each group with the short word that stands before its claims.

    A line is a claim's id, or one of: `topic NAME` (its statements that no part names), `stage ID` (what of its do-list
    no part names), `do-not ID` (of its do-not-list), `branch CRITERION STATEMENT` (the statement, and in short
    what the part that names the criterion asks for), `doses`, `conflicts`, `availability`, `literature ID`, `no-dose`,
    `left-out`. The label `#` numbers the claims. `doses_again`: the doses stand here though another part gave them.
    """

    title: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    doses_again: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """Every line of every group."""
        return tuple(line for _, lines in self.groups for line in lines)


def _part(title: str, *lines: str, **groups: tuple[str, ...]) -> Part:
    labelled = tuple((label.replace("_", " "), claims) for label, claims in groups.items())
    return Part(title, (("", lines), *labelled) if lines else labelled)


_STAGES = ("treat-now", "first-line", "second-line", "refractory", "recovering", "maintenance", "suspect")

OUTLINE = (
    _part(
        "1 LEVEL OF CARE",
        "statements/level-of-care",
        "actions/admit-intensive-care-available",
        "statements/when-to-call-intensive-care",
        "statements/who-leads",
        "statements/transfer-handover",
        "topic level-of-care",
    ),
    _part(
        "2 WHEN TO TREAT",
        treat_if=("criteria/treat-now-needed",),
        criteria=("criteria/mas-2016", "statements/limits-in-other-units"),
        reasons=("criteria/treat-now-cns", "criteria/treat-now-shock", "criteria/treat-now-masked"),
        seed_B=("statements/cluster-cns", "statements/cluster-shock"),
        differ=("conflicts/ferritin-trigger",),
        beware=("statements/criteria-miss-onset",),
        possible=(
            "actions/suspect-senior-1h",
            "actions/suspect-tests",
            "actions/repeat-suspect-tests",
        ),
    ),
    Part(
        "3 DO FIRST",
        (
            ("If critical", ("branch critical critical-in-one-line",)),
            ("", ("pathway/treat-now",)),
            (
                "#",
                (
                    "actions/call-rheumatology",
                    "actions/take-before-first-dose",
                    "actions/ask-infection-malignancy-hlh",
                    "actions/give-pulse",
                    "actions/give-anakinra",
                    "actions/control-underlying-disease",
                ),
            ),
            ("or", ("actions/give-pulse-low-option", "actions/raise-running-anakinra")),
            ("why", ("statements/begin-now", "statements/begin-with-pulses")),
        ),
    ),
    _part("4 DO NOT", *(f"do-not {stage}" for stage in _STAGES)),
    _part(
        "5 THEN: THE FIRST DAY",
        "actions/reassess-12h",
        "actions/continue-pulse",
        "actions/complete-missing-tests",
        "actions/screen-tb-hbv",
        "actions/ring-sending-hospital",
        "stage treat-now",
        "stage first-line",
    ),
    Part(
        "5 THEN: IS IT WORKING?",
        (
            (
                "",
                (
                    "actions/check-response-24h",
                    "actions/check-response-48h",
                    "statements/expected-speed",
                    "statements/false-success",
                ),
            ),
            ("better", ("criteria/responding", "actions/step-down-steroid")),
            (
                "not better",
                (
                    "actions/call-second-line-team",
                    "actions/ask-why-no-response",
                    "actions/raise-anakinra",
                    "actions/add-ciclosporin",
                    "actions/request-emapalumab",
                    "stage response-check",
                    "stage second-line",
                ),
            ),
        ),
    ),
    _part(
        "5 THEN: REFRACTORY",
        "pathway/refractory",
        "actions/give-emapalumab",
        "actions/consider-etoposide",
        "actions/consider-plasma-exchange",
        "actions/name-cyclophosphamide",
        "stage refractory",
    ),
    _part(
        "6 IF THE BRAIN IS INVOLVED",
        "actions/cns-care",
        "actions/switch-to-dexamethasone",
        "actions/defer-lumbar-puncture",
    ),
    Part(
        "6 IF IN SHOCK OR CRITICAL",
        (
            (
                "",
                (
                    "criteria/critical",
                    "actions/call-team-critical",
                    "actions/start-antibiotics-shock",
                    "actions/give-pulse-critical",
                    "actions/give-anakinra-critical",
                ),
            ),
        ),
        doses_again=True,
    ),
    _part(
        "6 IF INFECTION IS POSSIBLE",
        "statements/choose-by-infection",
        "actions/start-antibiotics",
        "actions/give-immunoglobulin",
        "actions/review-antibiotics-48h",
    ),
    _part(
        "6 IF MALIGNANCY OR PRIMARY HLH IS POSSIBLE",
        "statements/choose-malignancy-first",
        "actions/malignancy-work-up",
        "actions/hold-steroid-joint-decision",
        "actions/give-anakinra-on-hold",
        "actions/primary-hlh-tests",
    ),
    _part(
        "6 IF BLEEDING, OR CLOTTING FAILS",
        "statements/bleeding-and-dic",
        "actions/support-bleeding",
        "actions/platelets-if-bleeding",
        "actions/support-fibrinogen",
        "actions/fibrinogen-if-bleeding",
        "actions/support-red-cells",
    ),
    _part(
        "6 IF ON TOCILIZUMAB, CANAKINUMAB OR ANAKINRA",
        "actions/read-masked",
        "actions/keep-il1-il6-blocker",
        "statements/optimise-canakinumab",
        "statements/optimise-tocilizumab",
        "actions/stop-blocker-reaction",
    ),
    _part("7 DOSES: WHAT EACH SOURCE GIVES", "doses"),
    _part(
        "8 FOLLOW-UP: WHAT TO CHECK, HOW OFTEN, WHEN TO CALL",
        "monitoring/reassess",
        "monitoring/reassess-critical",
        "monitoring/daily-bloods",
        "monitoring/daily-signs",
        "monitoring/paired-bloods",
        "monitoring/paired-bloods-critical",
        "monitoring/hourly-neurology",
        "monitoring/pulse-pressure",
        "monitoring/pulse-glucose",
        "monitoring/ciclosporin-level",
        "monitoring/day-7",
        "monitoring/weekly-bloods",
        "monitoring/taper-signs",
        "monitoring/later-targets",
    ),
    _part(
        "8 FOLLOW-UP: RECOVERY, TAPER AND MAINTENANCE",
        "actions/taper-steroid",
        "statements/taper-steps",
        "actions/keep-anakinra-running",
        "statements/adrenal",
        "actions/plan-pneumocystis-prophylaxis",
        "actions/restart-methotrexate",
        "stage recovering",
        "stage maintenance",
    ),
    _part(
        "8 FOLLOW-UP: AFTER DISCHARGE",
        "statements/before-discharge",
        "actions/teach-family",
        "statements/parents",
        "statements/who-to-call",
        "statements/after-discharge-bloods",
        "statements/long-steroid-checks",
        "statements/vaccines-inactivated",
        "statements/live-vaccines-after-products",
    ),
    _part(
        "8 FOLLOW-UP: IF IT COMES BACK",
        "statements/relapse",
        "actions/check-steroid-and-blocker",
        "stage relapse-suspected",
        "stage relapse-treat-now",
    ),
    _part(
        "9 MEDICINES ALREADY RUNNING",
        "actions/review-running-medicines",
        "actions/hold-methotrexate",
        "actions/hold-csdmard-nsaid",
        "statements/suspend-means-antirheumatic",
        "statements/suspend-and-blockers",
        "statements/anticonvulsant-choice",
    ),
    _part("10 SUPPORTIVE CARE", "statements/intensive-supportive-care", "topic supportive"),
    _part("11 WHERE ELSE THE SOURCES DISAGREE", "conflicts"),
    _part(
        "12 PROGNOSIS",
        "statements/deaths-in-sjia",
        "statements/deaths-in-claims",
        "statements/deaths-in-any-hlh",
        "statements/deaths-in-adults",
        "statements/severe-course",
        "statements/early-start",
        "statements/shock-and-platelets-adults",
        "statements/recurrence",
    ),
    _part("13 AVAILABILITY", "availability"),
    _part(
        "14 RECOMMENDED LITERATURE",
        "literature lit-shakoory-2023",
        "literature lit-onel-2022",
        "literature lit-fautrel-2024",
        "literature lit-halyabar-2019",
        "literature lit-ravelli-2016",
        "literature lit-minoia-2014",
        "literature lit-de-benedetti-2023",
        "literature lit-gamifant-label-2025",
        "literature lit-bergsten-2017",
        "literature lit-la-rosee-2019",
    ),
    _part(
        "15 WHAT THIS PAGE DOES NOT KNOW",
        "statements/evidence-overall",
        "statements/acr-2021-left-open",
        "statements/no-early-definition",
        "no-dose",
        "left-out",
    ),
)
"""The parts of the page, as a doctor reads it at night: what to do first stands first."""

SAID_OTHERWISE = (
    "statements/critical-in-one-line",
    "actions/add-anakinra",
    "actions/add-pulse",
    "actions/ask-malignancy-hlh",
    "actions/give-anakinra-again",
    "actions/give-immunoglobulin-low-igg",
)
"""What stays out of lists: it heads a branch, or says for one child's record what another on the page says for all."""
