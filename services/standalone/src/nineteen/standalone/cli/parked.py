"""`nineteen parked`: what a policy or a view could not take, and trying it again."""

from typing import Annotated, Any

import typer

from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.environment import DataFolder, must_hold_data, settings_with
from nineteen.standalone.cli.exits import ATTENTION
from nineteen.standalone.cli.screen import output, table, tell

Group = Annotated[str | None, typer.Option(help="Only of this consumer group.")]
Stream = Annotated[str | None, typer.Option(help="Only of this stream.")]
app = typer.Typer(
    help="Show parked events, or try them again. Exit code 1: some are parked.",
    invoke_without_command=True,
)
NEXT = (
    "Each waits with what follows it in its stream; all else goes on. When the cause is mended, "
    "try again with `nineteen parked redrive`."
)


@app.callback()
def parked(context: typer.Context, data: DataFolder = None) -> None:
    """List parked events, unless told to redrive them."""
    context.obj = data
    if context.invoked_subcommand is None:
        show(listed(folder_of(data)))


@app.command("list")
def list_parked(context: typer.Context, data: DataFolder = None) -> None:
    """List parked events: where, which, why and since when."""
    show(listed(folder_of(data or context.obj)))


@app.command()
def redrive(
    context: typer.Context, group: Group = None, stream: Stream = None, data: DataFolder = None
) -> None:
    """Try parked events again, in their order."""
    from nineteen.standalone.cli.operations import redriven  # noqa: PLC0415  slow to load

    chosen = {"group": group, "stream": stream}
    wanted = {name: each for name, each in chosen.items() if each is not None}
    found = redriven(folder_of(data or context.obj), wanted)
    if not found["tried"]:
        tell("Nothing is parked there.")
    else:
        tell(f"Tried {found['tried']}: {found['went_through']} went through.")
    if found["still_parked"]:
        tell(f"{found['still_parked']} are still parked. `nineteen parked` says why.")
        raise typer.Exit(ATTENTION)


def folder_of(data: Any) -> Settings:  # noqa: ANN401  what the context carried
    """Settings for a folder that holds something; raises Refused."""
    settings = settings_with(data)
    must_hold_data(settings)
    return settings


def listed(settings: Settings) -> list[dict[str, Any]]:
    """The parked events."""
    from nineteen.standalone.cli.operations import parked_rows  # noqa: PLC0415  slow to load

    return parked_rows(settings)


def show(rows: list[dict[str, Any]]) -> None:
    """Print them; exits with 1 when there are any."""
    if not rows:
        tell("Nothing is parked: every policy and view has taken everything.")
        return
    found = table(
        "policy or view", "event", "stream", "version", "why", "since", right=("version",)
    )
    for row in rows:
        why = f"{row['reason']} {row['error'] or ''}".strip()
        kind = row["type"].rpartition(".")[2]
        found.add_row(row["fold"], kind, row["stream"], str(row["version"]), why, row["at"][:19])
    output().print(found)
    tell()
    tell(NEXT)
    raise typer.Exit(ATTENTION)
