"""The command `nineteen`: it starts the system, feeds it and looks after it."""

import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import typer

from nineteen.standalone.cli import (
    demo,
    docs,
    doctor,
    importing,
    migrate,
    parked,
    rebuild,
    serve,
    up,
    verify,
)
from nineteen.standalone.cli.exits import BROKE_OFF, INTERRUPTED, MEANINGS, Ended
from nineteen.standalone.cli.screen import say

app = typer.Typer(
    help="Nineteen: nineteen minutes of advice, kept to the second.",
    epilog=MEANINGS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(up.up)
app.command()(serve.serve)
app.command()(migrate.migrate)
app.command()(migrate.topics)
app.command()(demo.demo)
app.add_typer(importing.app, name="import")
app.add_typer(parked.app, name="parked")
app.command()(rebuild.rebuild)
app.command()(verify.verify)
app.command()(doctor.doctor)
app.command()(docs.docs)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process; whatever stops it is said in one sentence."""
    try:
        app(args=arguments)
    except Ended as end:
        say(str(end))
        sys.exit(end.code)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception:  # noqa: BLE001  exit code 1 would say that it was done
        traceback.print_exc()
        say("This is a fault of Nineteen, and the lines above tell where. What was done is kept.")
        sys.exit(BROKE_OFF)
    sys.exit()
