"""Arguments in, one page or one clear sentence out, and an exit code that docs/command.md lists."""

import gc
import os
import signal
import sys
import traceback
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillpath import __version__
from stillpath.cli import accounts, audit, review, store
from stillpath.cli.stores import STORE, KeyFile, StoreAt, opened
from stillpath.errors import Interrupted, SomeRefusedError, StillpathError, StoreError

if TYPE_CHECKING:
    from stillpath.library import Chosen

__all__ = ["Format", "WatchFormat", "app", "main"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A child's results into the next safe step, for MAS in systemic JIA. Every page says how far it is reviewed.",
)
app.add_typer(accounts.app, name="accounts")
app.add_typer(review.app, name="review")


class Format(StrEnum):
    """How an answer is written: for people, or for programs."""

    TEXT = "text"
    JSON = "json"


class WatchFormat(StrEnum):
    """How a schedule is written: for people, for programs, for a calendar."""

    TEXT = "text"
    JSON = "json"
    ICAL = "ical"


_File = Annotated[Path, typer.Argument(help="Timeline JSON or CSV, or a FHIR R4 Bundle; - reads standard input.")]
_At = Annotated[str, typer.Option("--at", help="Replay: decide as at this time (2026-03-02T06:10+01:00).")]
_Patient = Annotated[str, typer.Option("--patient", help="Which patient, if the file holds several.")]
_Zone = Annotated[str, typer.Option("--zone", help="The zone of times that carry none, such as Europe/Oslo or +01:00.")]
_Format = Annotated[Format, typer.Option("--format", help="text for people, json for programs.")]
_Strict = Annotated[bool, typer.Option("--strict", help="Exit with 4 if some input was refused.")]
_Width = Annotated[int, typer.Option("--width", min=0, help="Columns of the text; 0 takes the terminal's.")]
_Ascii = Annotated[bool, typer.Option("--ascii", help="Plain ASCII only.")]
_Knowledge = Annotated[
    Path | None,
    typer.Option("--knowledge", help="Another knowledge folder than the shipped one.", envvar="STILLPATH_KNOWLEDGE"),
]


_POLICY_AT = "STILLPATH_POLICY"
"""The variable that names the policy, wherever `--policy` does not."""

_Policy = Annotated[
    Path | None,
    typer.Option("--policy", help="A hospital's policy over the knowledge (docs/policy.md).", envvar=_POLICY_AT),
]


@app.command()
def demo(width: _Width = 0, ascii: _Ascii = False, knowledge: _Knowledge = None, policy: _Policy = None) -> None:
    """Run the main job on a shipped, invented child, and say what to try next."""
    from stillpath.cli import assess as job

    _leave_out_a_store_that_is_gone()
    job.demo(_chosen(knowledge, policy), width, ascii)


@app.command()
def assess(
    file: _File,
    at: _At = "",
    patient: _Patient = "",
    zone: _Zone = "",
    format: _Format = Format.TEXT,
    strict: _Strict = False,
    width: _Width = 0,
    ascii: _Ascii = False,
    full: Annotated[bool, typer.Option("--full", help="Every reason and conflict, not only those for now.")] = False,
    knowledge: _Knowledge = None,
    policy: _Policy = None,
) -> None:
    """What is going on with this child, what now, what next, what not."""
    from stillpath.cli import assess as job

    refused = job.assess(
        file, at, patient, zone, format.value == "json", width, ascii, _chosen(knowledge, policy), full
    )
    if strict and refused:
        raise SomeRefusedError(f"{refused} entries of the input were refused; the page above lists them")


@app.command()
def watch(
    file: _File,
    at: _At = "",
    hours: Annotated[int, typer.Option("--hours", help="How many hours to look ahead.")] = 48,
    patient: _Patient = "",
    zone: _Zone = "",
    format: Annotated[
        WatchFormat, typer.Option("--format", help="text for people, json for programs, ical for a calendar.")
    ] = WatchFormat.TEXT,
    calendar_name: Annotated[
        str, typer.Option("--calendar-name", help="The name of the calendar; it is written as given, so no patient's.")
    ] = "",
    strict: _Strict = False,
    width: _Width = 0,
    ascii: _Ascii = False,
    knowledge: _Knowledge = None,
    policy: _Policy = None,
) -> None:
    """What is due when, by the clock: checks, doses, what is overdue, when to call."""
    from stillpath.cli import watch as job

    refused = job.watch(
        file, at, hours, patient, zone, format.value, calendar_name, width, ascii, _chosen(knowledge, policy)
    )
    if strict and refused:
        raise SomeRefusedError(f"{refused} entries of the input were refused; stillpath assess lists them")


@app.command()
def handover(
    file: _File,
    at: _At = "",
    patient: _Patient = "",
    zone: _Zone = "",
    strict: _Strict = False,
    ascii: _Ascii = False,
    knowledge: _Knowledge = None,
    policy: _Policy = None,
) -> None:
    """The child told for a transfer or a change of shift: plain text to paste into any record."""
    from stillpath.cli import handover as job

    refused = job.handover(file, at, patient, zone, ascii, _chosen(knowledge, policy))
    if strict and refused:
        raise SomeRefusedError(f"{refused} entries of the input were refused; stillpath assess lists them")


@app.command()
def dose(
    drug: Annotated[str, typer.Argument(help="The drug, for example anakinra.")],
    file: Annotated[Path | None, typer.Argument(help="The child's file; or give --weight and the rest.")] = None,
    weight: Annotated[str, typer.Option("--weight", help="kg, if there is no file.")] = "",
    height: Annotated[str, typer.Option("--height", help="cm, if there is no file.")] = "",
    age: Annotated[str, typer.Option("--age", help="For example '6 y' or '8 mo', if there is no file.")] = "",
    sex: Annotated[str, typer.Option("--sex", help="female or male, if there is no file.")] = "",
    at: _At = "",
    patient: _Patient = "",
    zone: _Zone = "",
    width: _Width = 0,
    ascii: _Ascii = False,
    knowledge: _Knowledge = None,
    policy: _Policy = None,
) -> None:
    """Every source's dose of a drug for this child, with the working shown."""
    from stillpath.cli import dose as job

    job.dose(
        drug,
        file,
        {"weight": weight, "height": height, "age": age, "sex": sex},
        at,
        patient,
        zone,
        width,
        ascii,
        _chosen(knowledge, policy),
    )


@app.command()
def schedule(
    name: Annotated[str, typer.Argument(help="The schedule, for example hlh-2004; 'list' lists them.")],
    file: Annotated[Path | None, typer.Argument(help="The child's file; or give --weight and the rest.")] = None,
    weight: Annotated[str, typer.Option("--weight", help="kg, if there is no file.")] = "",
    height: Annotated[str, typer.Option("--height", help="cm, if there is no file.")] = "",
    age: Annotated[str, typer.Option("--age", help="For example '6 y' or '8 mo', if there is no file.")] = "",
    sex: Annotated[str, typer.Option("--sex", help="female or male, if there is no file.")] = "",
    start: Annotated[str, typer.Option("--from", help="The date of day 1 (2026-03-02); without it no dates.")] = "",
    at: _At = "",
    patient: _Patient = "",
    zone: _Zone = "",
    format: _Format = Format.TEXT,
    width: _Width = 0,
    ascii: _Ascii = False,
    knowledge: _Knowledge = None,
    policy: _Policy = None,
) -> None:
    """A treatment laid out by days or weeks (HLH-94, pulses …), with this child's doses and dates."""
    from stillpath.cli import schedule as job

    given = {"weight": weight, "height": height, "age": age, "sex": sex}
    job.schedule(
        name, file, given, start, at, patient, zone, format.value == "json", width, ascii, _chosen(knowledge, policy)
    )


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in English or Norwegian, in quotes.")],
    reader: Annotated[
        str, typer.Option("--as", help="Who reads: clinician, nurse, pharmacist, student or parent.")
    ] = "clinician",
    file: Annotated[
        Path | None, typer.Option("--patient", help="A patient's file: the answer is worked out for this child too.")
    ] = None,
    follow: Annotated[str, typer.Option("--follow", help="The id printed under the answer before.")] = "",
    language: Annotated[str, typer.Option("--language", help="en or nb; without it, that of the question.")] = "",
    documents: Annotated[
        Path | None, typer.Option("--documents", help="A folder of your own documents (Markdown, PDF), quoted beside.")
    ] = None,
    at: _At = "",
    zone: _Zone = "",
    format: _Format = Format.TEXT,
    width: _Width = 0,
    ascii: _Ascii = False,
    knowledge: _Knowledge = None,
    policy: _Policy = None,
) -> None:
    """Answer a question from the knowledge: the answer first, every statement with its source."""
    from stillpath.cli import ask as job

    job.ask(
        question,
        reader,
        file,
        follow,
        language,
        documents,
        at,
        zone,
        format.value == "json",
        width,
        ascii,
        _chosen(knowledge, policy),
    )


@app.command()
def page(
    name: Annotated[str, typer.Argument(help="An id, or treatment-and-follow-up; 'list' lists the names.")],
    language: Annotated[
        str, typer.Option("--language", help="en, or nb for treatment-and-follow-up in Norwegian.")
    ] = "en",
    width: _Width = 0,
    ascii: _Ascii = False,
    knowledge: _Knowledge = None,
    policy: _Policy = None,
) -> None:
    """A page of the knowledge: a criterion, drug, stage … or the whole pathway without a patient."""
    from stillpath.cli import pages as job

    job.page(name, language, width, ascii, _chosen(knowledge, policy))


@app.command()
def conflicts(
    name: Annotated[str, typer.Argument(help="One conflict; without it, all.")] = "",
    width: _Width = 0,
    ascii: _Ascii = False,
    knowledge: _Knowledge = None,
    policy: _Policy = None,
) -> None:
    """Where the sources disagree, side by side, and what is taken and why."""
    from stillpath.cli import pages as job

    job.conflicts(name, width, ascii, _chosen(knowledge, policy))


@app.command()
def check(
    record: Annotated[
        bool, typer.Option("--record", help="If all is well, write down that this version was checked.")
    ] = False,
    knowledge: _Knowledge = None,
    policy: _Policy = None,
) -> None:
    """Check the knowledge: form, names, numbers against words, evidence, and every worked case."""
    from stillpath.cli import check as job

    job.check(record, knowledge, policy)


@app.command()
def follow(
    resource: Annotated[
        str, typer.Argument(help="The id of an event or resource in the file, for example Observation/o-7.")
    ],
    file: _File,
    at: _At = "",
    patient: _Patient = "",
    zone: _Zone = "",
    knowledge: _Knowledge = None,
    policy: _Policy = None,
) -> None:
    """One value at every hop on its way to the page: read, place, decide, word, show."""
    from stillpath.cli import follow as job

    job.follow(resource, file, at, patient, zone, _chosen(knowledge, policy))


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="The port to listen at; 0 takes a free one.")] = 8000,
    documents: Annotated[
        Path | None, typer.Option("--documents", help="A folder of your own documents (Markdown, PDF), quoted beside.")
    ] = None,
    zone: _Zone = "",
    store: StoreAt = "",
    key_file: KeyFile = None,
    knowledge: _Knowledge = None,
    policy: _Policy = None,
) -> None:
    """Serve the pages in a browser, and the HTTP API, from this machine; with a store people can sign in."""
    from stillpath.cli import serve as job

    job.serve(host, port, documents, _chosen(knowledge, policy), zone, store, key_file)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A knowledge folder, a hospital's policy, or 'shipped'.")],
    after: Annotated[str, typer.Argument(help="The other one.")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="Children's files; without any, every worked patient.")
    ] = None,
    zone: _Zone = "",
    format: _Format = Format.TEXT,
    width: _Width = 0,
    ascii: _Ascii = False,
    knowledge: _Knowledge = None,
) -> None:
    """What changes from one knowledge or policy to another: which records, and whose stage, doses and alerts."""
    from stillpath.cli import diff as job

    job.diff(before, after, files or [], zone, format.value == "json", width, ascii, knowledge)


app.add_typer(store.app, name="store")
app.add_typer(audit.app, name="audit")


@app.command(hidden=True)
def examples(knowledge: _Knowledge = None) -> None:
    """Write examples/ anew from the worked patients of the knowledge."""
    from stillpath.cli import examples as job

    job.write_examples(knowledge)


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the versions of software and knowledge.")] = False,
    policy: _Policy = None,
    store: Annotated[
        str, typer.Option("--store", help="Reviews and published texts, for every command.", envvar=STORE)
    ] = "",
) -> None:
    if store:
        os.environ[STORE] = store
    if policy is not None:
        os.environ[_POLICY_AT] = str(policy)
    if version:
        from stillpath.cli.reading import knowledge_of
        from stillpath.prose.reviewed import everything, status_line

        _leave_out_a_store_that_is_gone()
        knowledge = knowledge_of(_chosen(None, policy))
        status = status_line(knowledge, everything(knowledge))
        typer.echo(f"stillpath {__version__}, knowledge {knowledge.version}; {status}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit


def _leave_out_a_store_that_is_gone() -> None:
    """For what must work without a store: one that is named and cannot be opened is told on standard error."""
    if not os.environ.get(STORE):
        return
    try:
        with opened(os.environ[STORE]):
            pass
    except StoreError as problem:
        sys.stderr.write(f"stillpath: {problem}; read without it, from the files alone\n")
        del os.environ[STORE]


def _chosen(knowledge: Path | None, policy: Path | None) -> "Chosen":
    from stillpath.library import Chosen

    return Chosen(knowledge, policy)


def main() -> None:
    """Runs the command and ends the process with its exit code; never a traceback for anything foreseen."""
    gc.disable()  # a short life: looking for cycles among frozen records costs a third of it and finds none
    signal.signal(signal.SIGTERM, _terminated)
    signal.signal(signal.SIGINT, _terminated)
    try:
        app(standalone_mode=True)
    except StillpathError as problem:
        sys.stdout.flush()
        sys.stderr.write(f"stillpath: {problem}\n")
        sys.exit(problem.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as fault:
        if "STILLPATH_TRACEBACK" in os.environ:
            raise
        sys.stderr.write(f"stillpath: {_fault_text(fault)}\n")
        sys.exit(StillpathError.exit_code)
    finally:
        gc.enable()


def _fault_text(fault: Exception) -> str:
    """Where our own fault lies. Its message is kept back: it might hold a patient's value."""
    place = traceback.extract_tb(fault.__traceback__)[-1]
    where = f"{Path(place.filename).parent.name}/{Path(place.filename).name}:{place.lineno}"
    return f"a fault of ours at {where} ({type(fault).__name__}); nothing was lost; please report this line"


def _terminated(number: int, frame: object) -> None:
    raise Interrupted("stopped from outside")
