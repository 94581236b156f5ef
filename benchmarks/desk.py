"""Whether the desk holds: a hundred readers and ten editors at once, on either database, and how long each waits.

    .venv/bin/python benchmarks/desk.py [READERS [EDITORS]]

A real server is started over a new store (`stillpath serve --store`), once for SQLite and once for PostgreSQL; another
process asks it. Readers open a page every few seconds. Editors are signed in: authors begin drafts and save them,
reviewers open entries, comment and sign, each over the forms of the pages as they come. It ends by itself: after so
many seconds, and no editor does more than so many things. Nobody in it is a person, and the store is thrown away.

A request is an error if it gets no answer, a fault (5xx), or what a form of the page itself should never get (401, 403,
404, 405, 413). What somebody is told to look at again (409, 422, 429) is counted apart: that is the desk at work.
"""

import asyncio
import os
import random
import re
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import httpx2  # noqa: E402

from stillpath.store import Store, audit  # noqa: E402
from stillpath.store.accounts import sign_in  # noqa: E402
from stillpath.store.schema import Account, Person, RoleGrant  # noqa: E402
from tests.databases import KINDS, new_url, programs  # noqa: E402

READING = ("/", "/treatment", "/conflicts", "/knowledge", "/knowledge/drugs/anakinra", "/knowledge/criteria/mas-2016",
           "/about", "/search?q=ferritin", "/?question=What+is+the+dose+of+anakinra%3F", "/child/lea")  # fmt: skip
"""What readers open."""

EDIT = "/edit/{entry}"
"""Where an author begins a draft; it leads to the draft's own page."""

REVIEW = "/review/{entry}"
"""Where a reviewer opens an entry as it stands; it leads to the submission's own page."""

OPEN, SUBMISSIONS = "/open", "/review/submissions/"
"""What opens an entry on its page, and where the pages of submissions stand."""

STEPS = (("begin a review", "/begin"), ("comment", "/comment"), ("sign", "/sign"))
"""What is done on the page of a submission, and under which address."""

DESKS = ("/edit", "/review")
"""Where authors and reviewers begin."""

ENTRIES = ("drugs/anakinra", "drugs/ciclosporin", "drugs/tocilizumab", "drugs/emapalumab", "criteria/mas-2016",
           "facts/ferritin", "alerts/do-not-wait")  # fmt: skip
COMPETENCES = ["paediatric-rheumatology", "pharmacy", "paediatric-haematology", "intensive-care"]

PAGE, WRITE = 100.0, 500.0
"""Limits in ms: of what is read, of what is written (ours)."""

READERS, EDITORS = 100, 10
LASTS = 30.0
PAUSE = 4.0
MOST = 60
SEED = 20261122
WRONG = frozenset({401, 403, 404, 405, 413})
ASKED_AGAIN = frozenset({409, 422, 429})
COOKIE = "stillpath-session"
_SECURE = ssl.create_default_context()
START = "import sys; from stillpath.cli import main; sys.argv[0] = 'stillpath'; sys.exit(main())"


@dataclass
class Form:
    """One form of a page as a browser would send it, and its buttons."""

    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    buttons: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._text = ""
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes one element in."""
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(told.get("action", ""), told.get("method", "get").lower())
            self.found.append(self._open)
        if (form := self._open) is None:
            return
        name, value = told.get("name", ""), told.get("value", "")
        match tag:
            case "button":
                form.buttons.append((name, value))
            case "input" if told.get("type") in ("radio", "checkbox"):
                form.choices[name].append(value)
                if "checked" in told:
                    form.fields[name] = value
            case "input" if name:
                form.fields[name] = value
                if told.get("type", "text") == "text":
                    form.texts.append(name)
            case "textarea":
                self._text = name
                form.fields[name] = ""
                form.texts.append(name)
            case "select":
                self._select = name
                form.fields[name] = ""
            case "option" if self._select and "selected" in told:
                form.fields[self._select] = value

    def handle_data(self, data: str) -> None:
        """Takes the text of a field in."""
        if self._open is not None and self._text:
            self._open.fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        """Closes an element."""
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._text = ""
        elif tag == "select":
            self._select = ""


@dataclass
class Met:
    """What everybody met: the time of every answer in ms by kind of request, what went wrong, what was asked again."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    again: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Somebody:
    """A reader or an editor: a connection, an own order of things, and a watch."""

    def __init__(self, site: str, number: int, until: float, met: Met, token: str = "") -> None:
        self.chance = random.Random(SEED + number)
        self.until = until
        self.met = met
        self.client = httpx2.AsyncClient(base_url=site, timeout=60, verify=_SECURE)
        if token:
            self.client.cookies.set(COOKIE, token)

    @property
    def over(self) -> bool:
        """Whether its time is over."""
        return time.perf_counter() >= self.until

    async def rest(self) -> None:
        """Waits as long as somebody looks at a page, but not beyond the end."""
        await asyncio.sleep(max(0.0, min(PAUSE * (0.5 + self.chance.random()), self.until - time.perf_counter())))

    async def ask(self, kind: str, address: str, send: dict[str, str] | None = None) -> httpx2.Response | None:
        """The answer to one request, timed under its kind; None if it is an error."""
        began = time.perf_counter()
        try:
            answer = await (self.client.get(address) if send is None else self.client.post(address, data=send))
        except httpx2.HTTPError as problem:
            self.met.wrong[f"{kind}: {type(problem).__name__}"] += 1
            return None
        self.met.taken[kind].append((time.perf_counter() - began) * 1000)
        status = answer.status_code
        if status >= httpx2.codes.INTERNAL_SERVER_ERROR or status in WRONG:
            self.met.wrong[f"{kind}: {status} at {re.sub('[0-9]+', 'N', address.partition('?')[0])}"] += 1
            return None
        if status in ASKED_AGAIN:
            self.met.again[f"{kind}: {status}"] += 1
        return answer

    async def send(self, kind: str, form: Form, button: tuple[str, str] = ("", ""), **typed: str) -> str:
        """Sends a form; the address it leads to, empty if it leads nowhere."""
        fields = {**form.fields, **typed} | ({button[0]: button[1]} if button[0] else {})
        for name, values in form.choices.items():
            if name not in fields and len(values) > 1:  # one of several must be chosen; a single box stays open
                fields[name] = self.chance.choice(values)
        answer = await self.ask(kind, form.action, fields)
        return answer.headers.get("location", "") if answer is not None else ""


async def _read(one: Somebody) -> None:
    await asyncio.sleep(one.chance.random() * PAUSE)
    own = one.chance.sample(READING, len(READING))
    while not one.over:
        await one.ask("read a page", own[0])
        own.append(own.pop(0))
        await one.rest()


async def _write(one: Somebody) -> None:
    """An author: begins a draft of each entry and saves a change of it."""
    for turn in range(MOST):
        if one.over:
            return
        entry = ENTRIES[(turn + one.chance.randrange(len(ENTRIES))) % len(ENTRIES)]
        await one.ask("look at the desk", DESKS[0])
        draft = await _through(one, "begin a draft", EDIT.format(entry=entry))
        await one.rest()
        page = await one.ask("open a draft", draft) if draft else None
        form = _form(page, draft, "version") if page is not None else None
        if form is not None and (texts := [name for name in form.texts if form.fields[name].strip()]):
            chosen = one.chance.choice(texts)
            button = next((pair for pair in form.buttons if pair[1] == "save"), ("", ""))
            await one.send("save a draft", form, button, **{chosen: f"{form.fields[chosen]} {turn}"})
        await one.rest()


async def _review(one: Somebody) -> None:
    """A reviewer: opens an entry as it stands, begins, comments, signs."""
    for turn in range(MOST):
        if one.over:
            return
        entry = ENTRIES[(turn + one.chance.randrange(len(ENTRIES))) % len(ENTRIES)]
        await one.ask("look at the desk", DESKS[1])
        address = await _through(one, "open a review", REVIEW.format(entry=entry), OPEN, SUBMISSIONS)
        for kind, last in STEPS:
            page = await one.ask("open a submission", address) if address and not one.over else None
            form = _form(page, f"{address}{last}") if page is not None else None
            if form is not None:
                await one.send(kind, form, **dict.fromkeys(form.texts, f"Looked at, {turn}."))
            await one.rest()


async def _through(one: Somebody, kind: str, address: str, last: str = "", there: str = "") -> str:
    """Where a page leads: on by itself, by its form that is sent to the address and `last`, or by a link to `there`."""
    page = await one.ask(f"{kind}: its page", address)
    if page is None:
        return ""
    if page.headers.get("location"):
        return page.headers["location"]
    form = _form(page, f"{address}{last}")
    if form is None:
        linked = re.findall(rf'href="({there}[0-9]+)"', page.text) if there else []
        return linked[0] if linked else ""
    return await one.send(kind, form)


def _form(page: httpx2.Response, action: str, needs: str = "csrf") -> Form | None:
    """The first form of a page that is sent to an address, and holds a field."""
    forms = Forms(page.text).found
    return next((one for one in forms if (one.method, one.action) == ("post", action) and needs in one.fields), None)


def main() -> None:
    """Prints one table for each database."""
    readers, editors = (*map(int, sys.argv[1:3]), *(READERS, EDITORS)[len(sys.argv[1:3]) :])
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before; Python {sys.version.split()[0]}")
    for kind in KINDS:
        if kind == "postgresql" and programs() is None:
            print("\npostgresql: not on this machine, left out")
            continue
        with tempfile.TemporaryDirectory() as folder:
            url = new_url(kind, Path(folder))
            tokens = _people(url, editors)
            with _served(url) as site:
                met, seconds = asyncio.run(_all(site, readers, tokens))
            _tell(kind, met, seconds, readers, editors, url)


def _people(url: str, editors: int) -> list[str]:
    """Makes the editors, half of them authors; a session of each."""
    store, tokens = Store.open(url), []
    now = datetime.now(UTC)
    for number in range(editors):
        with store.change("command", "invite", f"editor-{number}") as session:
            login = f"editor-{number}"
            account = Account(login=login, name=f"Editor {number} (invented)", password=None, made_at=now)
            session.add(account)
            session.flush()
            role = "author" if number < editors // 2 else "reviewer" if number % 2 else "board"
            session.add(RoleGrant(account_id=account.id, role=role))
            session.add(
                Person(account_id=account.id, credential="", specialty="", competences=COMPETENCES, interests="none",
                       interests_on=date.today(), term_from=None, term_until=None, listed=False)  # noqa: DTZ011
            )  # fmt: skip
            tokens.append(sign_in(session, store, account.id))
    store.close()
    return tokens


@contextmanager
def _served(url: str) -> Iterator[str]:
    """The address of a server over a store, once it answers."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", START, "serve", "--port", "0", "--store", url]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        found = re.findall(r"http://[\d.]+:\d+", server.stdout.readline())
        if not found:
            raise SystemExit("the server did not start; its own words stand above")
        httpx2.get(found[0], timeout=120)
        time.sleep(10)  # it works pages out beforehand
        yield found[0]
    finally:
        server.terminate()
        server.wait(20)


async def _all(site: str, readers: int, tokens: list[str]) -> tuple[Met, float]:
    """Everybody at once; what they met, and the seconds it took."""
    met, began = Met(), time.perf_counter()
    until = began + LASTS
    people = [(_read, Somebody(site, number, until, met)) for number in range(readers)]
    for number, token in enumerate(tokens):
        work = _write if number < len(tokens) // 2 else _review
        people.append((work, Somebody(site, readers + number, until, met, token)))
    try:
        await asyncio.wait_for(asyncio.gather(*(work(one) for work, one in people)), LASTS + 120)
    finally:
        for _, one in people:
            await one.client.aclose()
    return met, time.perf_counter() - began


def _tell(kind: str, met: Met, seconds: float, readers: int, editors: int, url: str) -> None:
    errors = sum(met.wrong.values())
    print(f"\n{kind}: {readers} readers and {editors} editors, {seconds:.0f} s: {errors} errors")
    for what, count in sorted(met.wrong.items(), key=lambda pair: -pair[1])[:8]:
        print(f"  {count:>4} x {what}")
    print(f"  {'':<26} {'asked':>6} {'median':>8} {'95th':>8} {'worst':>8}  x limit")
    for what, taken in met.taken.items():
        limit = PAGE if what.startswith(("read", "look", "open a draft", "open a sub")) or "page" in what else WRITE
        most = statistics.quantiles(taken, n=20, method="inclusive")[18] if len(taken) > 1 else taken[0]
        line = f"  {what:<26} {len(taken):>6,} {statistics.median(taken):>8.1f} {most:>8.1f} {max(taken):>8.1f}"
        print(f"{line}  {most / limit:>5.2f} of {limit:g} ms (95th)")
    told = ", ".join(f"{what} {count} times" for what, count in sorted(met.again.items()))
    print(f"  told to look again: {told or 'nobody'}")
    store = Store.open(url)
    with store.read() as session:
        print(f"  the log verifies: {audit.verify(session).seq:,} rows")
    store.close()


if __name__ == "__main__":
    main()
