"""Words of the bedside and of the home: each family of wording is understood, whoever writes it and however."""

import pytest

from stillpath.answer import Answerer, Reader

MOST = 3
"""A claim that must be said first stands among so many."""

FIRST = (
    (
        Reader.CLINICIAN,
        "febrile child with Still's, platelets 90, ferritin 12000, what do I do now",
        "actions/call-rheumatology",
    ),
    (
        Reader.CLINICIAN,
        "on tocilizumab, plt 180 from 420, ferritin 900, CRP 3, no fever, what now",
        "statements/masked-by-tocilizumab",
    ),
    (Reader.CLINICIAN, "on tocilizumab day 9, T 37.4, plt 128, drowsy. Is this MAS?", "actions/call-team-critical"),
    (
        Reader.CLINICIAN,
        "on RoActemra, ferritin 1200, fib 1.6, plt 160, CRP <1, next step",
        "statements/masked-by-tocilizumab",
    ),
    (Reader.CLINICIAN, "MAS child BP 68/30, lactate 6, mottled - what do I give", "actions/call-team-critical"),
    (Reader.CLINICIAN, "sJIA with MAS, pupils unequal", "actions/call-team-critical"),
    (Reader.CLINICIAN, "convulsing 5 year old with MAS, what do I do", "actions/call-team-critical"),
    (Reader.CLINICIAN, "sats 84 on air, MAS, what now", "actions/call-team-critical"),
    (Reader.NURSE, "he had a fit 5 minutes ago, MAS day 2", "actions/call-team-critical"),
    (Reader.CLINICIAN, "bone pain, LDH high, urate 600, start methylpred?", "actions/no-steroid-before-malignancy"),
    (Reader.CLINICIAN, "big nodes and pancytopenia in ?Still's, steroids now?", "actions/no-steroid-before-malignancy"),
    (Reader.CLINICIAN, "bone marrow showed blasts, what now", "actions/no-steroid-before-malignancy"),
    (Reader.CLINICIAN, "positive blood culture, can I start the methylpred pulse", "statements/choose-by-infection"),
    (
        Reader.CLINICIAN,
        "blood culture just grew gram negative rods, do I still give the pulse?",
        "statements/choose-by-infection",
    ),
    (Reader.CLINICIAN, "cultures are pending, pulse now or wait", "statements/choose-by-infection"),
    (Reader.CLINICIAN, "drowsy, GCS 12, on ciclosporin", "actions/call-team-critical"),
    (Reader.CLINICIAN, "synsforstyrrelser etter ciklosporin", "alerts/pres-suspected"),
    (Reader.NURSE, "platelets 9 not bleeding", "actions/platelets-if-bleeding"),
    (Reader.PHARMACIST, "Should ciclosporin be stopped in hypertension?", "actions/no-ciclosporin"),
    (Reader.PHARMACIST, "ciclosporin with high blood pressure", "actions/no-ciclosporin"),
    (Reader.PHARMACIST, "bør ciklosporin stoppes ved hypertensjon?", "actions/no-ciclosporin"),
    (Reader.PHARMACIST, "Should anticonvulsants be stopped?", "actions/no-anticonvulsant-stop"),
    (Reader.PHARMACIST, "bør antiepileptika stoppes?", "actions/no-anticonvulsant-stop"),
    (Reader.PHARMACIST, "can bactrim be given with MTX", "statements/methotrexate-co-trimoxazole"),
    (Reader.PHARMACIST, "ciclosporin + voriconazole", "alerts/ciclosporin-azole"),
    (Reader.PARENT, "kommer barnet mitt til å dø", "statements/hard-question"),
    (Reader.PARENT, "will she die", "statements/hard-question"),
    (Reader.PARENT, "can you die of this", "statements/hard-question"),
    (Reader.PARENT, "jeg er så redd", "statements/hard-question"),
    (Reader.PARENT, "did i cause this when i was pregnant", "statements/nobodys-fault"),
    (Reader.PARENT, "was it something i did", "statements/nobodys-fault"),
    (Reader.PARENT, "she was near a boy with chikenpox", "statements/chickenpox-contact"),
    (Reader.PARENT, "vannkopper i barnehagen", "statements/chickenpox-contact"),
    (
        Reader.CLINICIAN,
        "13 kg girl with sJIA, T 40.2, ferritin 22000, plt 61, fibrinogen 1.1, what would you do now",
        "actions/call-rheumatology",
    ),
    (Reader.CLINICIAN, "5 yo on ilaris, plts dropping 400 -> 190, no fever, next?", "statements/masked-by-tocilizumab"),
    (Reader.NURSE, "spo2 86 on 2 litres, MAS", "actions/call-team-critical"),
    (Reader.CLINICIAN, "staph aureus in blood culture and MAS, steroids?", "statements/choose-by-infection"),
    (Reader.PHARMACIST, "septrin plus methotrexate", "alerts/methotrexate-co-trimoxazole"),
    (Reader.PARENT, "am i losing my child", "statements/hard-question"),
    (Reader.PARENT, "kid in class has chickenpocks", "statements/chickenpox-contact"),
    (
        Reader.CLINICIAN,
        "9 year old, sJIA, ferritin 18,500, platelets fell from 380 to 120, AST 300. What do I do and who do I ring?",
        "actions/call-rheumatology",
    ),
    (Reader.CLINICIAN, "metning 85, MAS, trenger oksygen", "actions/call-team-critical"),
    (Reader.CLINICIAN, "leg pains at night, LDH 1800 - methylpred?", "actions/no-steroid-before-malignancy"),
    (Reader.PARENT, "do kids die of this", "statements/hard-question"),
)
ASKED = (
    (Reader.NURSE, "Still's child ward 4, temp 40.1, ferritin 15000, platelets 88. what should we do", "bedside-now"),
    (Reader.CLINICIAN, "sJIA with falling platelets and ferritin 6000, help", "bedside-now"),
    (Reader.NURSE, "pump says BP up from 95 to 130 during methylpred, HR 155", "pulse-observations"),
    (Reader.NURSE, "heart rate 48 during methylpred infusion", "pulse-observations"),
    (Reader.CLINICIAN, "Kawasaki or MAS?", "kawasaki-or-mas"),
    (Reader.CLINICIAN, "rash and eosinophilia on anakinra continue?", "blocker-reaction"),
    (Reader.CLINICIAN, "anakinra while neutrophils are 0.4, hold?", "anakinra-neutropenia"),
    (Reader.NURSE, "do I stop the ibuprofen", "nsaid-hold"),
    (Reader.CLINICIAN, "creatinine doubled - change anakinra dose?", "anakinra-kidney"),
    (Reader.CLINICIAN, "anakinra ved nyresvikt", "anakinra-kidney"),
    (Reader.CLINICIAN, "eGFR 25, kineret dose?", "anakinra-kidney"),
    (Reader.PHARMACIST, "on canakinumab, can I give anakinra", "anakinra-on-blocker"),
    (Reader.CLINICIAN, "kan anakinra gis til barn på kanakinumab", "anakinra-on-blocker"),
    (Reader.CLINICIAN, "give dexamethasone and pulse together?", "two-steroids"),
    (Reader.CLINICIAN, "ferritin up again while tapering steroids", "relapse"),
    (Reader.CLINICIAN, "Hb 52 what do I do", "red-cells-when"),
    (Reader.CLINICIAN, "Na 122 in MAS", "low-sodium"),
    (Reader.NURSE, "blood sugar 21 on steroids", "high-glucose"),
    (Reader.CLINICIAN, "first pulse given at 22:00, when next", "pulse-why-and-how"),
    (Reader.CLINICIAN, "pulses done, what next", "after-pulses"),
    (Reader.CLINICIAN, "pulsene er ferdige, hva nå", "after-pulses"),
    (Reader.CLINICIAN, "how likely is MAS with ferritin 9800", "ferritin-thresholds"),
    (Reader.NURSE, "when should I call the doctor at night", "call-limits"),
    (Reader.CLINICIAN, "lymph nodes 3 cm", "malignancy-first"),
    (Reader.PHARMACIST, "max dose kineret per day", "drug-dose"),
    (Reader.PHARMACIST, "ciclosporin iv to po conversion", "drug-route"),
    (Reader.CLINICIAN, "Når skal behandlingen trappes opp?", "escalate-24-48h"),
    (Reader.CLINICIAN, "When should treatment be stepped up?", "escalate-24-48h"),
    (Reader.CLINICIAN, "Can anakinra be given with a serious infection?", "anakinra-infection"),
    (Reader.CLINICIAN, "What is the dose of methylprednisolone?", "drug-dose"),
    (Reader.CLINICIAN, "Could a low ferritin mean it is not MAS?", "normal-results"),
    (Reader.CLINICIAN, "What should we watch for at home?", "watch-at-home"),
    (Reader.CLINICIAN, "Hvordan behandles MAS ved systemisk JIA i starten?", "first-line-treatment"),
    (Reader.CLINICIAN, "Hva er dosen av metylprednisolon?", "drug-dose"),
    (Reader.CLINICIAN, "Hva er MAS?", "what-is-mas"),
    (Reader.CLINICIAN, "Hvor ofte skal det tas blodprøver?", "monitoring-schedule"),
    (Reader.CLINICIAN, "Hva skal vi se etter hjemme?", "watch-at-home"),
    (Reader.CLINICIAN, "Kan anakinra gis ved alvorlig infeksjon?", "anakinra-infection"),
    (Reader.PARENT, "can steroids cause yellow eyes", "drug-side-effects"),
    (Reader.PARENT, "what should we watch for at home, like fever or bruises", "watch-at-home"),
    (Reader.PARENT, "what shoud we watch for at home", "watch-at-home"),
    (Reader.PARENT, "hva skal vi se etter hjemme", "watch-at-home"),
    (Reader.PARENT, "her ferritin is 8000", "ferritin-thresholds"),
    (Reader.PARENT, "is anakinra safe for little kids", "drug-cautions"),
    (Reader.PARENT, "will her hair fall out", "treatment-side-effects"),
    (Reader.CLINICIAN, "kineret with low neutrophils?", "anakinra-neutropenia"),
    (Reader.NURSE, "K 2.6 on methylpred", "about-drug"),
    (Reader.CLINICIAN, "should the next pulse be 24 h later", "pulse-why-and-how"),
    (Reader.PARENT, "do steroids cause chest pain", "drug-side-effects"),
    (Reader.NURSE, "BP 145/95 while methylpred running", "pulse-observations"),
    (Reader.PHARMACIST, "highest anakinra dose per day", "drug-dose"),
    (Reader.CLINICIAN, "Hb 38", "red-cells-when"),
    (Reader.CLINICIAN, "MISC or MAS", "kawasaki-or-mas"),
    (Reader.PARENT, "wat should i look out for at home", "watch-at-home"),
    (Reader.PARENT, "why do they check her urine", "what-happens-in-hospital"),
    (Reader.PARENT, "do all children with Still's get fever and rash", "mechanism"),
    (Reader.PARENT, "is yellow skin a sign of MAS", "recognise-mas"),
    (Reader.PARENT, "can MAS affect the brain", "cns-disease-treatment"),
    (Reader.PARENT, "they took blood from his chest line", "about-term"),
    (Reader.PARENT, "hva betyr lave blodplater", "about-fact"),
    (Reader.PARENT, "kan hun gå på skolen", "school-and-daily-life"),
    (Reader.PARENT, "kan søsken få det", "inherited-or-contagious"),
    (Reader.PARENT, "her knee hurts, is that arthritis", "what-happens-in-hospital"),
    (Reader.PARENT, "what if she gets a fever at home", "about-fact"),
    (Reader.CLINICIAN, "how do steroids affect glucose", "high-glucose"),
    (Reader.CLINICIAN, "oxygen need in MAS criteria", "blocker-reaction"),
    (Reader.CLINICIAN, "leukaemia vs sJIA", "malignancy-first"),
    (Reader.CLINICIAN, "Is tocilizumab or anakinra better", "drug-compare"),
)
STOPPED = (
    (Reader.CLINICIAN, "irradiated blood products needed?", "not-held"),
    (Reader.CLINICIAN, "she is 15 and might be pregnant", "not-held"),
    (Reader.NURSE, "gave double dose anakinra by mistake", "medication-error"),
    (Reader.CLINICIAN, "G-CSF for neutropenia", "not-held"),
    (Reader.PARENT, "child with stills cant breath", "sick-child-at-home"),
    (Reader.PARENT, "kid having fits now", "sick-child-at-home"),
    (Reader.PARENT, "she is not breathing well", "sick-child-at-home"),
    (Reader.PARENT, "my kid wont wake", "sick-child-at-home"),
    (Reader.PARENT, "my son has black poo", "sick-child-at-home"),
    (Reader.PARENT, "the kid is vomitting blood", "sick-child-at-home"),
    (Reader.PARENT, "her skin is yellow", "sick-child-at-home"),
    (Reader.PARENT, "no pee all day", "sick-child-at-home"),
    (Reader.PARENT, "temp of 40", "sick-child-at-home"),
    (Reader.PARENT, "hot and shivering", "sick-child-at-home"),
    (Reader.PARENT, "swollen hard belly", "sick-child-at-home"),
    (Reader.PARENT, "blue lips", "sick-child-at-home"),
    (Reader.PARENT, "child uncontious", "sick-child-at-home"),
    (Reader.PARENT, "barnet får ikke puste", "sick-child-at-home"),
    (Reader.PARENT, "blod i avføringen", "sick-child-at-home"),
    (Reader.PARENT, "han er bevisstløs", "sick-child-at-home"),
    (Reader.PARENT, "sønnen min er gul", "sick-child-at-home"),
    (Reader.PARENT, "doctor says wait till monday but she has fever", "sick-child-at-home"),
    (Reader.STUDENT, "my 4 year old cant breathe properly", "sick-child-at-home"),
    (Reader.PARENT, "bruises all over her legs", "sick-child-at-home"),
    (Reader.PARENT, "can i wait till tomorrow to call", "sick-child-at-home"),
    (Reader.PARENT, "kan jeg vente til i morgen med å ringe", "sick-child-at-home"),
    (Reader.PARENT, "can we stop the prednisone suddenly", "unsafe"),
    (Reader.PARENT, "i stopped her steroids 3 days ago and she is tired and dizzy", "steroid-missed"),
    (Reader.PARENT, "she vomited her steroid pills", "steroid-missed"),
    (Reader.PARENT, "we ran out of prednisolone", "steroid-missed"),
    (Reader.PARENT, "forgot a dose", "steroid-missed"),
    (Reader.PARENT, "we missed two doses of predisolone", "steroid-missed"),
    (Reader.PARENT, "vi glemte kortisonen i går", "steroid-missed"),
    (Reader.PARENT, "i dont want to live anymore if she dies", "self-harm"),
    (Reader.PARENT, "I dont want to be here any more", "self-harm"),
    (Reader.PARENT, "orker ikke mer, vil ikke leve", "self-harm"),
    (Reader.PARENT, "he beats my daughter", "child-protection"),
    (Reader.PARENT, "mannen min slår henne når hun gråter", "child-protection"),
    (Reader.PARENT, "i feel like shaking her when she cries", "child-protection"),
    (Reader.PARENT, "can i cancel the appointment", "missing-slot"),
    (Reader.CLINICIAN, "CMV-negative platelets?", "not-held"),
    (Reader.PARENT, "her lips look blue", "sick-child-at-home"),
    (Reader.PARENT, "39.8 fever and rash", "sick-child-at-home"),
    (Reader.PARENT, "gutten har 40 i feber", "sick-child-at-home"),
    (Reader.PARENT, "he spat out his pred this morning", "steroid-missed"),
    (Reader.PARENT, "i cant do this any more i want it all to end", "self-harm"),
    (Reader.NURSE, "drew up 10 fold anakinra and gave it", "medication-error"),
    (Reader.PARENT, "not had a wet diaper since last night", "sick-child-at-home"),
    (Reader.PARENT, "barnet mitt puster ikke", "sick-child-at-home"),
    (Reader.PARENT, "legen sa vent til mandag men han har feber", "sick-child-at-home"),
    (Reader.PARENT, "no prednisolone since friday, pharmacy closed", "steroid-missed"),
    (Reader.PARENT, "my wife slaps our son", "child-protection"),
    (Reader.PARENT, "what do blue lips mean", "missing-slot"),
)


@pytest.mark.parametrize(("reader", "question", "claim"), FIRST)
def test_what_matters_most_is_said_first(answerer: Answerer, reader: Reader, question: str, claim: str) -> None:
    """A claim that this story needs stands among the first, and the question is answered after it where it can be."""
    assert claim in answerer.ask(question, reader).claims[:MOST]


@pytest.mark.parametrize(("reader", "question", "id"), ASKED)
def test_the_question_meant_is_answered(answerer: Answerer, reader: Reader, question: str, id: str) -> None:
    """Terse, misspelt, lay or Norwegian: the record that was meant answers."""
    answer = answerer.ask(question, reader)

    assert answer.status == "answered"
    assert answer.id.split("~")[0] == id


@pytest.mark.parametrize(("reader", "question", "because"), STOPPED)
def test_what_must_not_wait_or_be_answered_is_stopped(
    answerer: Answerer, reader: Reader, question: str, because: str
) -> None:
    """A child in danger, a person in danger, a medicine at home, a thing not held: told at once, and why."""
    answer = answerer.ask(question, reader)

    assert answer.status != "answered"
    assert answer.because == because
    assert answer.claims
