"""The bare application: FastAPI with pydantic in and out, nothing of ours behind it or loaded."""

import gc
from datetime import date, datetime
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Note(BaseModel):
    """The body that goes in and out."""

    campaign: str
    employer: str
    contact: str
    name: str
    status: str
    region: str
    route: str
    channel: str
    office: str
    segment: str
    naics: str
    size_class: str
    happened_at: datetime
    due_on: date
    number: int
    text: str
    labels: tuple[str, ...]


class Told(uvicorn.Server):
    """Says on standard output where it listens."""

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Start, then say it."""
        await super().startup(sockets)
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)


def bare() -> FastAPI:
    """The denominator of whatever is served."""
    app = FastAPI()

    @app.post("/notes")
    async def note(said: Note) -> Note:
        return said

    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    return app


def serve(app: Any) -> None:  # noqa: ANN401  any application
    """On a free port, until stopped."""
    Told(uvicorn.Config(app, port=0, access_log=False, log_level="warning")).run()


if __name__ == "__main__":
    serve(bare())
