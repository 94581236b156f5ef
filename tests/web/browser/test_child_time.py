"""Through time and into a supposition without any script."""

from playwright.sync_api import Page, expect


def test_a_tick_of_the_strip_leads_to_its_moment(page: Page, site: str) -> None:
    """The last but one of the closer strip is Lea at 05:50."""
    page.goto(f"{site}/child/lea")
    page.locator(".sp-strip svg").last.locator('a:has(title:text-matches("^05:50"))').click()
    expect(page.get_by_text("REPLAY, not now").first).to_be_visible()
    expect(page.locator(".sp-who strong").last).to_have_text("02-Mar-2026 05:50")


def test_a_time_is_typed_and_shown(page: Page, site: str) -> None:
    """The hour alone is that of the newest day."""
    page.goto(f"{site}/child/lea")
    page.get_by_label("Or at the time").fill("05:00")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.locator(".sp-who strong").last).to_have_text("02-Mar-2026 05:00")


def test_a_dose_is_supposed_and_taken_away(page: Page, site: str) -> None:
    """The offered dose is one link; the page says that it is hypothetical, and one link takes it back."""
    page.goto(f"{site}/child/lea/what-if")
    page.get_by_role("link", name="given now").first.click()
    expect(page.get_by_text("HYPOTHETICAL").first).to_be_visible()
    expect(page.locator(".sp-pair__stage").last).to_contain_text("FIRST TREATMENT GIVEN")
    page.get_by_label("A result, a sign, a dose or an order").fill("ferritin 240 ng/mL")
    page.get_by_role("button", name="Suppose it").click()
    expect(page.locator(".sp-hypo__list li")).to_have_count(2)
    page.get_by_role("link", name="take away").first.click()
    expect(page.locator(".sp-hypo__list li")).to_have_count(1)
