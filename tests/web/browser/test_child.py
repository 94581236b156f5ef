"""What a doctor does with a child's page, without a script: see what is first, answer, take back, look back, print."""

import io
import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PageObject, PdfReader

from tests.web.addresses import CHILDREN, GONE

pytestmark = pytest.mark.slow

EARLY = 1.3
"""Screens down at which the first step must begin."""
ORDER = ["Now", "Do not", "Call now", "Questions only you can answer", "Due", "Why", "Next"]
SHEETS = 8
"""The most sheets of paper that Lea's page may take."""
LINES_OF_A_WORD = """word => {
  const found = [], walk = document.createTreeWalker(document.querySelector(".sp-two"), NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const text = walk.currentNode, from = text.data.indexOf(word)
    if (from < 0 || !text.parentElement.checkVisibility() || text.parentElement.closest(".sp-hidden")) continue
    const range = document.createRange()
    range.setStart(text, from), range.setEnd(text, from + word.length)
    found.push(new Set([...range.getClientRects()].map(it => Math.round(it.top))).size)
  }
  return found
}"""
"""On how many lines each seen place of a word stands."""
REACHED = 44
"""The least side in pixels of what a thumb must hit."""


def test_every_example_opens_and_says_first_what_to_do(page: Page, site: str) -> None:
    """From the list; the stage is the headline, and the first thing to do stands on the first screen."""
    page.goto(f"{site}/child")
    addresses = [link.get_attribute("href") for link in page.locator("#examples + ul a").all()]
    assert len(addresses) > 1
    for address in addresses:
        page.locator(f'#examples + ul a[href="{address}"]').click()
        assert page.url == f"{site}{address}"
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
        if page.locator("#now").count():
            expect(page.locator("#now")).to_be_in_viewport()
            expect(page.locator(".sp-panel--now .sp-do__head").first).to_be_in_viewport()
        page.go_back(wait_until="commit")


def test_an_answer_makes_a_copy_changes_the_steps_and_is_taken_back(page: Page, site: str) -> None:
    """Infection: yes, then taken back, then no. Each says who answered and when; the example stays as it was."""
    page.goto(f"{site}/child/lea")
    before = page.locator("#now + ol").inner_text()
    shown = {}
    for answer in ("Yes", "No"):
        page.get_by_role("group", name="Is a serious infection possible?").get_by_label(answer, exact=True).check()
        page.get_by_label("Answered by").fill("Dr Night")
        page.get_by_role("button", name="Save", exact=True).click()
        assert re.fullmatch(rf"{re.escape(site)}/child/[\w-]{{16,}}#questions", page.url)
        said = page.locator(".sp-said li", has_text="serious infection")
        expect(said).to_contain_text(f"possible? {answer.lower()}")
        expect(said).to_contain_text("by Dr Night")
        expect(said).to_contain_text(re.compile(r"\d\d:\d\d"))
        shown[answer] = page.locator("#now + ol").inner_text()
        said.get_by_role("button", name=re.compile("^Take it back")).click()
        expect(page.locator(".sp-said li", has_text="serious infection")).to_have_count(0)
        assert page.locator("#now + ol").inner_text() == before
    assert "antibiotics" in shown["Yes"]
    assert "antibiotics" not in shown["No"]
    page.goto(f"{site}/child/lea")
    assert page.locator("#now + ol").inner_text() == before


def test_nothing_is_saved_without_an_answer_and_a_forgotten_child_is_gone(page: Page, site: str) -> None:
    """A name alone saves nothing and says so; a copy that is closed cannot be opened again."""
    page.goto(f"{site}/child/lea")
    page.get_by_label("Answered by").fill("Dr Night")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Nothing was saved")).to_be_visible()
    assert "/child/lea?" in page.url
    page.get_by_role("group", name="Is a serious infection possible?").get_by_label("No", exact=True).check()
    page.get_by_label("Answered by").fill("Dr Night")
    page.get_by_role("button", name="Save", exact=True).click()
    copy = page.url.partition("#")[0]
    page.get_by_role("button", name="Close and forget").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open a child")
    page.goto(copy)
    expect(page.get_by_role("heading", level=1)).to_have_text("This child is not open here")


def test_one_result_earlier_is_unmistakably_a_replay(page: Page, site: str) -> None:
    """The bar says so, nothing can be answered or added, and one press leads back; the slide leads to any moment."""
    page.goto(f"{site}/child/lea")
    expect(page.get_by_text("REPLAY, not now")).to_have_count(0)
    page.get_by_role("link", name="one result earlier").click()
    expect(page.get_by_text("REPLAY, not now").first).to_be_in_viewport()
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("^Add a result"))).to_have_count(0)
    page.get_by_role("link", name="to the newest").click()
    assert page.url == f"{site}/child/lea"

    place = page.get_by_role("slider")
    last = int(place.get_attribute("max") or 0)
    assert last > 2
    place.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    place.locator("xpath=ancestor::form").get_by_role("button").click()
    assert page.url.endswith("n=2")
    expect(page.get_by_text("REPLAY, not now").first).to_be_visible()
    expect(page.get_by_role("slider")).to_have_value("2")


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_sticks_out_on_a_phone(width: int, browser: Browser, site: str) -> None:
    """No page of a child scrolls sideways or is shown smaller than it is; the bar stands at the thumb."""
    context = browser.new_context(viewport={"width": width, "height": 780}, is_mobile=True, device_scale_factor=2)
    page = context.new_page()
    for name, address in {**CHILDREN, "gone": GONE}.items():
        page.goto(f"{site}{address}")
        assert page.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [width, width], name
        if page.locator(".sp-thumb").count():
            expect(page.locator(".sp-thumb")).to_be_in_viewport()
    context.close()


@pytest.mark.parametrize("name", ["lea", "sara", "amira"])
def test_on_a_phone_the_first_step_comes_early_and_the_rest_in_the_order_of_the_page(
    name: str, browser: Browser, site: str
) -> None:
    """Within 1.3 screens, whatever is alarming; read aloud or seen, the order is one."""
    context = browser.new_context(viewport={"width": 360, "height": 780}, is_mobile=True, device_scale_factor=2)
    page = context.new_page()
    page.goto(f"{site}{CHILDREN[name]}")
    first = page.locator(".sp-panel--now .sp-do__head").first.bounding_box()
    assert first is not None
    assert first["y"] <= EARLY * 780
    parts = page.locator("main h2[id], main h1, .sp-acts").evaluate_all(
        "all => all.map(it => it.getBoundingClientRect().top)"
    )
    assert parts == sorted(parts)
    titles = page.locator(".sp-two h2").all_inner_texts()
    assert [one for one in titles if one in ORDER] == [one for one in ORDER if one in titles]
    context.close()


def test_at_a_desk_every_alert_is_whole(page: Page, site: str) -> None:
    """Nothing of an alert waits for a press, but why it fires."""
    page.goto(f"{site}/child/amira")
    ways = page.locator(".sp-alerts .sp-alert__way")
    assert ways.count() > 1
    for one in ways.all():
        expect(one).to_be_visible()


def test_a_source_number_stands_apart_from_a_dose_when_it_is_copied(page: Page, site: str) -> None:
    """As text without a style, too: "3 days [3] [11]"."""
    page.goto(f"{site}/child/lea")
    text = page.locator("main").evaluate("it => it.textContent")
    assert re.search(r"3\sdays \[\d+\]", text)
    assert not re.search(r"[^\s(]\[\d+\]", text)


def test_the_bar_at_the_thumb_leads_everywhere(browser: Browser, site: str) -> None:
    """Now, due and why come to the top of the screen; every target of the bar and every answer is 44 pixels high."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/child/lea")
    bar = page.locator(".sp-thumb")
    for name, place in (("Why", "#why"), ("Due", "#due"), ("Now", "#now")):
        link = bar.get_by_role("link", name=name, exact=True)
        expect(link).to_be_in_viewport()
        link.click()
        expect(page.locator(place)).to_be_in_viewport()
    expect(bar.get_by_role("link", name="Sheet", exact=True)).to_have_attribute("href", re.compile("/child/lea/sheet"))
    targets = [*bar.get_by_role("link").all(), *page.locator(".sp-acts a, .sp-yesno label, .sp-question button").all()]
    for target in targets:
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= REACHED, target.inner_text()
    context.close()


def test_with_the_keyboard_alone(page: Page, site: str) -> None:
    """Skip link first; a working opens with Enter; an answer is chosen, signed and saved."""
    page.goto(f"{site}/child/lea")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    focused = page.locator(":focus")

    def tab_to(css: str) -> None:
        for _ in range(150):
            page.keyboard.press("Tab")
            if focused.count() and focused.evaluate(f"it => it.matches({css!r})"):
                return
        raise AssertionError(f"never reached {css}")

    tab_to(".sp-panel--now details summary")
    working = focused.locator("xpath=..").locator("p").first
    expect(working).to_be_hidden()
    page.keyboard.press("Enter")
    expect(working).to_be_visible()
    tab_to('input[name="answer-infection-possible"]')
    page.keyboard.press("Space")
    tab_to('input[name="by"]')
    page.keyboard.type("Dr Night")
    page.keyboard.press("Tab")
    expect(focused).to_have_text("Save")
    page.keyboard.press("Enter")
    expect(page.locator(".sp-said")).to_contain_text("possible? yes by Dr Night")


def test_text_of_twice_the_size_loses_nothing(browser: Browser, site: str) -> None:
    """At 640 pixels, which is 1280 at 200 per cent, nothing sticks out and the first step is still the first."""
    context = browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = context.new_page()
    for name in ("lea", "sara", "replayed"):
        page.goto(f"{site}{CHILDREN[name]}")
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, name
        cut = page.evaluate(
            "[...document.querySelectorAll('main h1, main h2, main .sp-do__head, main button, main td')]"
            ".filter(it => it.checkVisibility() && it.scrollWidth > it.clientWidth + 1"
            " && getComputedStyle(it).overflowX !== 'visible').map(it => it.textContent)"
        )
        assert cut == [], name
    context.close()


def _packed(sheet: PageObject) -> str:
    return "".join(sheet.extract_text().split())


def test_the_paper_holds_every_working(page: Page, site: str) -> None:
    """What a press opens on the screen is printed without one; so are version, status and what it was shown as at."""
    page.goto(f"{site}/child/lea")
    workings = page.locator(".sp-give details p").evaluate_all("all => all.map(it => it.textContent)")
    assert len(workings) > 1
    page.emulate_media(media="print", color_scheme="dark")
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = " ".join(one.extract_text() for one in pdf.pages)
    packed = "".join(text.split())
    for working in workings:
        assert "".join(working.split()) in packed
    assert "NOTREVIEWEDbyaclinicalboard" in packed
    assert "02-Mar-202606:10" in packed
    assert "EXAMPLE" in packed
    assert all("18.4kg" in one and "02-Mar-202606:10" in one for one in map(_packed, pdf.pages))
    assert len(pdf.pages) <= SHEETS
    for control in ("Save", "Take it back", "Close and forget", "Bedside sheet"):
        assert "".join(control.split()) not in packed


def test_letters_of_twice_the_size_break_no_name_of_a_drug(browser: Browser, site: str) -> None:
    """On a phone whose reader asks for letters twice as large, nothing sticks out, and drugs stay whole words."""
    context = browser.new_context(viewport={"width": 360, "height": 780}, is_mobile=True)
    page = context.new_page()
    driver = context.new_cdp_session(page)
    driver.send("Page.enable")
    driver.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.goto(f"{site}/child/lea")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [360, 360]
    for name in ("methylprednisolone", "immunoglobulin"):
        lines = page.evaluate(LINES_OF_A_WORD, name)
        assert lines
        assert set(lines) == {1}, name
    context.close()
