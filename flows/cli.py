"""The `kehoach` command line. Imports nothing heavy at module level: `kehoach --help` must answer at once."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from flows import ingest_command, research_commands, schedule_command, status_command
from flows.failures import Failure, told_in_one_line
from flows.options import AsJson, Warehouse
from flows.settings import default_warehouse

app = typer.Typer(
    name="kehoach",
    help="Turns Vietnamese policy plans (kế hoạch, chương trình hành động, nghị quyết) into data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # plain help answers in a third of the time
    context_settings={"help_option_names": ["-h", "--help"]},
)
server_app = typer.Typer(
    help="The local Prefect server that `kehoach ingest` starts on demand.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(server_app, name="server")
ingest_command.register(app)


class Format(StrEnum):
    """How `kehoach query` writes its rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


@app.command()
def query(
    question: Annotated[
        str | None,
        typer.Argument(metavar="[NAME|SQL]", help="A saved query, or SQL that only reads.", show_default=False),
    ] = None,
    warehouse: Warehouse = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to write the rows.")] = Format.TABLE,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write to a file.", show_default=False)
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter of the query; may be repeated."),
    ] = None,
) -> None:
    """Run a saved query by name, or any read-only SQL. Without an argument: list the saved queries."""
    from flows.screen import print_result, print_saved_queries
    from warehouse import export_query, run_query, saved_queries

    if question is None:
        print_saved_queries(saved_queries())
        return
    target = warehouse or default_warehouse()
    given = _parameters(param or [])
    with told_in_one_line():
        if format is Format.TABLE:
            with _standard_output(out):
                print_result(lambda limit: run_query(target, question, given, limit), saved=" " not in question.strip())
            return
        if format is Format.PARQUET and out is None:
            raise Failure("Parquet is written to a file: name it with --out FILE.", 2)
        rows = export_query(target, question, given, format.value, out if out is not None else sys.stdout)
    if out is not None:
        print(f"{rows} rows written to {out}", file=sys.stderr)


def _parameters(given: list[str]) -> dict[str, str]:
    parameters = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise Failure(f"--param takes NAME=VALUE, not {pair!r}.", 2)
        parameters[name.strip()] = value
    return parameters


@contextlib.contextmanager
def _standard_output(out: Path | None) -> Iterator[None]:
    if out is None:
        yield
        return
    from warehouse.formats import replaced_file

    with replaced_file(out) as file, contextlib.redirect_stdout(file):
        yield


@app.command()
def show(
    document: Annotated[
        str,
        typer.Argument(metavar="DOCUMENT", help="Its id, number or file name, or words of title, issuer or province."),
    ],
    warehouse: Warehouse = None,
    page: Annotated[
        int | None,
        typer.Option("--page", min=1, metavar="N", help="The page that --image draws.", show_default=False),
    ] = None,
    image: Annotated[
        Path | None,
        typer.Option(
            "--image",
            metavar="FILE",
            help="Draw the page with its rows boxed, as a PNG file, instead of printing them.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Print a document's metadata, outline and extracted rows, or draw a page of it with the rows boxed."""
    if (page is None) != (image is None):
        raise Failure("--page N and --image FILE go together: the page to draw, and the PNG file to write.", 2)
    if page is not None and image is not None:
        from flows.show_page import show_page

        with told_in_one_line():
            print(show_page(warehouse or default_warehouse(), document, page, image))
        return
    from flows.screen import print_document
    from warehouse import document_overview

    with told_in_one_line():
        print_document(document_overview(warehouse or default_warehouse(), document))


@app.command()
def evaluate(
    gold_dir: Annotated[
        Path,
        typer.Argument(metavar="GOLD_DIR", exists=True, file_okay=False, help="Folder of NAME.gold.json files."),
    ],
    warehouse: Warehouse = None,
    errors: Annotated[bool, typer.Option("--errors", help="List every item that was missed or is wrong.")] = False,
    as_json: AsJson = False,
) -> None:
    """Score the warehouse against gold files: precision, recall and F1 a layer. Exit code 1 if a plan is missing."""
    from flows.evaluate import GoldError, score
    from flows.screen import print_scores

    with told_in_one_line():
        try:
            scores = score(warehouse or default_warehouse(), gold_dir)
        except GoldError as error:
            raise Failure(str(error)) from error
    print_scores(scores, as_json, errors)
    if scores.missing:
        raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """Say what is installed and what is missing, and how to get it. Exit code 1 if something needed is missing."""
    from flows.doctor import findings
    from flows.screen import print_findings

    found = findings()
    print_findings(found)
    if any(finding.needed and not finding.present for finding in found):
        raise typer.Exit(1)


research_commands.register(app)
schedule_command.register(app)
status_command.register(app)


@server_app.command("status")
def server_status() -> None:
    """Say whether the local server runs, where its pages are, and when it will end."""
    from flows import server, warm

    running = server.running()
    if running is None:
        print("not running; `kehoach ingest` starts it on demand")
    else:
        idle, rest = running.idle_seconds / 60, (running.ends_after - running.idle_seconds) / 60
        print(f"running at {running.url} (process {running.pid})")
        print(f"idle for {idle:.0f} min, ends after {rest:.0f} min more without a request")
    for process in warm.running():
        print(f"models loaded in process {process.pid}, commands running there: {process.commands}")


@server_app.command("stop")
def server_stop() -> None:
    """End the local server and the process that keeps the models loaded; flow runs and their logs are kept."""
    from flows import server, warm

    with told_in_one_line():
        ended = warm.running("end")
        print("stopped" if server.stop() or ended else "not running")


def main() -> Any:
    """Run the command line; the console script `kehoach`."""
    try:
        app()
    except Failure as failure:
        print(f"kehoach: {failure}", file=sys.stderr)
        sys.exit(failure.code)
    except SystemExit as end:
        # Typer ends an interrupted command without a word.
        if end.code == 128 + signal.SIGINT:
            print("kehoach: interrupted; plans that were loaded are kept, run it again for the others", file=sys.stderr)
        raise
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has enough; what is still buffered must not fail at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
