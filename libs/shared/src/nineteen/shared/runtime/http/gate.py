"""The gate: while the demo loads, reads work and commands from outside wait."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from nineteen.shared.runtime.http.problems import problem

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass
class Loading:
    """How far the demo has loaded; `done` is None when there is none to load."""

    done: float | None = None
    failed: str | None = None

    @property
    def under_way(self) -> bool:
        """Whether commands from outside must wait."""
        return self.done is not None and self.done < 1

    def status(self) -> dict[str, Any] | None:
        """For pages and probes."""
        return None if self.done is None else {"done": round(self.done, 3), "failed": self.failed}


class Gate:
    """Answers 503 `demo_loading` to commands while the demo loads."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through or refuse."""
        if scope["type"] == "http" and scope["method"] not in SAFE:
            demo: Loading = scope["app"].state.demo
            if demo.under_way:
                await refusal(demo)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def refusal(demo: Loading) -> Response:
    """Why a command must wait."""
    if demo.failed:
        return problem(
            503,
            "demo_failed",
            "The demo agency could not be loaded; nothing was changed. Stop Nineteen and start it "
            "again: it begins anew.",
        )
    return problem(
        503,
        "demo_loading",
        "The demo agency is still loading; nothing was changed. Try again in a moment.",
        retry_after=5,
    )
