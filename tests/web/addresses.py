"""One address of every kind of page there is."""

PAGES = {
    "home": "/",
    "home in Norwegian": "/?language=nb",
    "answer": "/ask?q=What+is+the+dose+of+methylprednisolone%3F",
    "answer for a parent": "/ask?q=What+is+the+dose+of+methylprednisolone%3F&as=parent",
    "answer in Norwegian": "/ask?q=Hva+er+dosen+av+metylprednisolon%3F",
    "refused": "/ask?q=How+do+I+bake+bread%3F",
    "asked back": "/ask?q=",
    "treatment": "/treatment",
    "treatment in Norwegian": "/nb/behandling",
    "knowledge": "/knowledge",
    "kind": "/knowledge/criteria",
    "criterion": "/knowledge/criteria/mas-2016",
    "drug": "/knowledge/drugs/anakinra",
    "alert": "/knowledge/alerts/masked-mas",
    "case": "/knowledge/cases/mas-2016-edges",
    "patient": "/knowledge/cases/lea",
    "source": "/knowledge/sources/halyabar-2019",
    "term": "/knowledge/glossary/mas",
    "conflicts": "/conflicts",
    "sources": "/sources",
    "search": "/search?q=ferritin",
    "calculators": "/calculate",
    "dose form": "/calculate/dose",
    "dose": "/calculate/dose?drug=methylprednisolone&weight=17+to+19&height=112&age=6&age-unit=y",
    "dose form in Norwegian": "/calculate/dose?language=nb",
    "dose in Norwegian": "/calculate/dose?language=nb&drug=methylprednisolone&weight=18,4&age=6&age-unit=y",
    "calculators in Norwegian": "/calculate?language=nb",
    "dose with problems": "/calculate/dose?drug=methylprednisolone&weight=1,500&age=6",
    "criterion form": "/calculate/criteria/mas-2016",
    "judged": (
        "/calculate/criteria/mas-2016?ferritin=8420&ferritin-unit=ng%2FmL&platelets=142&platelets-unit=10*9%2FL"
        "&sjia=yes&temperature=39,4&temperature-unit=Cel&ast=%3C30&ast-unit=U%2FL"
    ),
    "handover": "/child/lea/handover",
    "about": "/about",
    "editorial policy": "/policy",
    "version of the policy": "/policy/2026-11",
    "entry of the policy": "/knowledge/editorial/2026-11",
    "release notes": "/releases",
    "board": "/board",
    "corrections": "/corrections",
}
"""Pages that answer with 200."""

LOST = "/no-such-page"

CHILDREN = {
    "open a child": "/child",
    "lea": "/child/lea",
    "sara": "/child/sara",
    "nils": "/child/nils",
    "amira": "/child/amira",
    "tomas": "/child/tomas",
    "replayed": "/child/lea?n=2",
    "unanswered": "/child/lea?unanswered=yes",
    "sheet": "/child/lea/sheet",
    "sheet of a replay": "/child/sara/sheet?n=2",
    "add": "/child/lea/add",
    "what if": "/child/lea/what-if",
    "alerts": "/child/lea/alerts",
    "type in": "/child/new",
}
"""Pages of the shipped children, which answer with 200."""

GONE = "/child/nobody-has-this-name"
"""A child that is not open, which answers with 410."""
