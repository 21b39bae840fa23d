"""`nineteen up`: everything in one process, at one address."""

import errno
import socket
from typing import Annotated

import typer

from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.environment import DataFolder, settings_with
from nineteen.standalone.cli.exits import Refused
from nineteen.standalone.cli.screen import tell

Port = Annotated[
    int | None,
    typer.Option(min=0, max=65535, help="Port; else NINETEEN_PORT, else 8019. 0: a free one."),
]
Demo = Annotated[
    bool,
    typer.Option(
        "--demo/--no-demo",
        envvar="DEMO",
        help="Load the demo agency when the data folder is empty.",
    ),
]


def up(port: Port = None, data: DataFolder = None, *, demo: Demo = True) -> None:
    """Start Nineteen on this machine and keep it running until Ctrl-C."""
    settings = settings_with(data, port=port)
    refuse_two_servers(settings)
    refuse_taken_port(settings)
    tell(f"Nineteen starts on {settings.data}. Stop it with Ctrl-C; everything is kept.")
    serve(settings, demo=demo)
    tell("Stopped. Everything is kept; start again with `nineteen up`.")


def serve(settings: Settings, *, demo: bool) -> None:
    """Serve until told to stop; raises Refused."""
    from nineteen.standalone import server  # noqa: PLC0415  a refusal needs none of it

    try:
        server.serve(settings, demo=demo)
    except (server.NotOnLoopback, server.NotStarted, ValueError) as no:
        raise Refused(str(no)) from None
    except KeyboardInterrupt:
        return


def refuse_two_servers(settings: Settings) -> None:
    """One process per data folder."""
    from nineteen.shared.runtime.sqlite.embedded import running_server  # noqa: PLC0415

    server = running_server(settings.data)
    if server is None:
        return
    if "address" in server:
        raise Refused(
            f"Nineteen already runs on {settings.data}, at {server['address']}. Open that, or stop "
            "it first, or choose another folder with --data."
        )
    raise Refused(
        f"Another command works on {settings.data}. Wait for its end, or choose another folder "
        "with --data."
    )


def refuse_taken_port(settings: Settings) -> None:
    """Say it before anything is opened."""
    if trouble := port_trouble(settings):
        raise Refused(trouble)


def port_trouble(settings: Settings) -> str | None:
    """Why nobody can listen there, and what to do; None when one can."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {settings.port} is taken by another program. Choose another with --port, "
                "or --port 0 for any free one."
            )
        return (
            f"Nineteen cannot listen at {settings.host}, port {settings.port} ({error.strerror}). "
            "Choose another with --port or NINETEEN_HOST."
        )
    return None
