"""What a reader does in a browser, without a script: ask, follow, switch, open a source, print, type, tab."""

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.web.addresses import PAGES

pytestmark = pytest.mark.slow


def test_ask_follow_switch_and_clear(page: Page, site: str) -> None:
    """From the first page to an answer, on to a follow-up with its context, and to another reader."""
    page.goto(site)
    page.get_by_label("Your question").fill("methylprednisolone dose?")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is the dose of methylprednisolone?")
    expect(page.locator(".sp-lead")).to_contain_text("30 mg per kg")

    page.get_by_label("A follow-up question").fill("What should I monitor?")
    page.locator(".sp-follow").get_by_role("button", name="Ask").click()
    expect(page.locator(".sp-context")).to_contain_text("methylprednisolone")
    page.get_by_role("link", name="clear").click()
    expect(page.locator(".sp-context")).to_have_count(0)

    page.goto(f"{site}{PAGES['answer']}")
    page.get_by_role("link", name="Parent", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is the dose of methylprednisolone?")
    expect(page.locator(".sp-lead")).not_to_contain_text("mg")
    expect(page.get_by_role("link", name="Parent", exact=True)).to_have_attribute("aria-current", "true")


def test_a_next_question_is_one_click_away(page: Page, site: str) -> None:
    """What is offered next is answered."""
    page.goto(f"{site}{PAGES['answer']}")
    offered = page.locator(".sp-next a").first
    text = offered.inner_text()
    offered.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    expect(page.locator(".sp-lead__word")).to_have_text("Answer")


def test_a_citation_opens_its_source_and_the_source_its_page(page: Page, site: str) -> None:
    """Number, entry in the list, page of the source, and everything that cites it."""
    page.goto(f"{site}{PAGES['answer']}")
    page.locator(".sp-lead a[href^='#s-']").first.click()
    assert page.url.endswith("#s-1")
    entry = page.locator("#s-1")
    expect(entry).to_be_in_viewport()
    name = entry.locator("strong").inner_text()
    entry.locator(".sp-back").click()
    assert page.url.endswith("#c-1")
    page.locator("#s-1 .sp-sources__head a").first.click()
    expect(page).to_have_url(re.compile(r"/knowledge/sources/"))
    expect(page.get_by_role("heading", name="Cited by")).to_be_visible()
    assert name


def test_the_treatment_page_and_its_norwegian_twin_keep_the_place(page: Page, site: str) -> None:
    """From a heading to the same part in the other language."""
    page.goto(f"{site}/treatment")
    heading = page.locator("#part-3")
    heading.get_by_role("link", name="Norsk").click()
    assert page.url.endswith("/nb/behandling#part-3")
    expect(page.locator("html")).to_have_attribute("lang", "nb")
    expect(page.locator("#part-3")).to_be_in_viewport()


def test_the_paper_has_version_status_and_sources(page: Page, site: str) -> None:
    """In print: light, without forms and menus, with review status, version and the list of sources, on A4."""
    page.goto(f"{site}{PAGES['answer']}")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".sp-nav")).to_be_hidden()
    expect(page.locator(".sp-follow")).to_be_hidden()
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    assert "NOT REVIEWED by a clinical board" in text
    assert "Uncontrolled when printed" in text
    assert "Sources" in text
    assert re.search(r"knowledge \d{4}\.\d+\+", text)
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]


NARROW = any(Path("/usr/share/fonts/truetype").glob("liberation*"))
MOST_SHEETS = 16 if NARROW else 18
"""A machine without a font as narrow as Arial takes two sheets more."""


@pytest.mark.parametrize("name", ["treatment", "treatment in Norwegian"])
def test_the_treatment_page_prints_on_few_sheets(name: str, page: Page, site: str) -> None:
    """All of it on paper, sources included, with the critical doses."""
    page.goto(f"{site}{PAGES[name]}")
    page.emulate_media(media="print")
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    assert len(pdf.pages) <= MOST_SHEETS
    assert "doi.org/10.1136/annrheumdis-2015-208982" in text.replace(" ", "")


def test_folded_conflicts_are_open_on_paper(page: Page, site: str) -> None:
    """What a press opens on the screen is printed without one."""
    page.goto(f"{site}/ask?q=Where+do+the+sources+disagree+on+treatment%3F")
    folded = page.locator("details.sp-conflict--folded").last
    expect(folded.locator(".sp-side").first).to_be_hidden()
    last = folded.locator(".sp-side li").last.evaluate("side => side.firstChild.textContent")
    folded.locator("summary").click()
    expect(folded.locator(".sp-side").first).to_be_visible()
    folded.locator("summary").click()
    page.emulate_media(media="print")
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = "".join("".join(one.extract_text() for one in pdf.pages).split())
    assert last.strip()
    assert "".join(last.split()) in text


def test_on_a_phone_the_contents_stay_at_the_top_and_open(browser: Browser, site: str) -> None:
    """Far down the page the bar is there; it opens the list, a line leads to its part, a tap beside it closes it."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.goto(f"{site}{PAGES['answer']}")
    contents = page.locator("#contents")
    expect(contents).to_be_hidden()
    page.locator("#colophon").scroll_into_view_if_needed()
    bar = page.get_by_role("button", name="On this page")
    expect(bar).to_be_in_viewport()
    bar.click()
    expect(contents).to_be_visible()
    contents.get_by_role("link", name="Sources", exact=True).click()
    expect(page.locator("#sources")).to_be_in_viewport()
    page.mouse.click(4, 300)  # the margin, where no link is
    expect(contents).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(contents).to_be_visible()
    expect(bar).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_sticks_out_on_a_phone(width: int, browser: Browser, site: str) -> None:
    """No page scrolls sideways, down to 320 pixels."""
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    for name, address in PAGES.items():
        page.goto(f"{site}{address}", wait_until="domcontentloaded")
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name} at {width}"
    context.close()


def test_with_the_keyboard_alone(page: Page, site: str) -> None:
    """Skip link first, then to the question, the answer, a citation and back."""
    page.goto(site)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "q")
    page.keyboard.type("What is the dose of anakinra?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("anakinra")
    for _ in range(60):
        page.keyboard.press("Tab")
        if (page.locator(":focus").get_attribute("href") or "").startswith("#s-"):
            break
    expect(page.locator(":focus")).to_have_attribute("href", re.compile("^#s-"))
    page.keyboard.press("Enter")
    assert page.url.endswith("#s-1")
    page.go_back()
    assert "#" not in page.url


def test_the_look_is_kept(page: Page, site: str) -> None:
    """Dark, by a press, on the same page and on the next."""
    page.goto(f"{site}/conflicts")
    head = page.get_by_role("banner")
    head.get_by_role("button", name="Dark").click()
    assert page.url == f"{site}/conflicts"
    expect(page.locator("html")).to_have_class("theme-dark")
    page.get_by_role("link", name="About", exact=True).click()
    expect(head.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


def test_a_dose_is_worked_out_and_a_wrong_field_is_led_to(page: Page, site: str) -> None:
    """The form keeps what was typed; the summary leads to the field."""
    page.goto(f"{site}/calculate/dose")
    page.get_by_label("Medicine").select_option("methylprednisolone")
    page.get_by_label("Weight").fill("1,500")
    page.get_by_role("button", name="Work it out").click()
    page.get_by_role("link", name=re.compile("^Weight: ")).click()
    expect(page.get_by_label("Weight")).to_be_focused()
    page.get_by_label("Weight").fill("18,4")
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator(".sp-amount").first).to_have_text(re.compile(r"552\smg"))


def test_a_criterion_is_judged(page: Page, site: str) -> None:
    """Typed values, units chosen, a verdict with what would settle it."""
    page.goto(f"{site}/calculate/criteria/mas-2016")
    page.get_by_label("Ferritin", exact=True).fill("8420")
    page.get_by_label("Unit of ferritin").select_option(label="ng/mL")
    page.get_by_role("button", name="Judge it").click()
    expect(page.get_by_role("heading", name="UNKNOWN")).to_be_visible()
    expect(page.get_by_text("would settle it")).to_be_visible()
