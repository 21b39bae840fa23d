"""One process, one application: `create_app` composes any number of services."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.desk import Desk
from nineteen.shared.runtime.http import commands, operations, operator, reads, views
from nineteen.shared.runtime.http.gate import Gate, Loading
from nineteen.shared.runtime.http.openapi import document
from nineteen.shared.runtime.http.problems import PROBLEMS
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.settings import Settings

Started = Callable[[], AbstractAsyncContextManager[App]]


def create_app(services: Sequence[Service], started: Started, settings: Settings) -> FastAPI:
    """An application over these services; `started` opens what they run on."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with started() as running:
            app.state.app = running
            app.state.desk = Desk(running)
            yield

    app = FastAPI(openapi_url=None, lifespan=lifespan, exception_handlers=PROBLEMS)
    app.state.stopping = asyncio.Event()
    app.state.demo = Loading()
    app.state.settings = settings
    app.add_middleware(Gate)
    app.router.routes.extend([*operations.routes(), *operator.routes()])
    for service in services:
        app.router.routes.extend(commands.routes(service, settings.body_limit))
        app.router.routes.extend(reads.routes(service))
        app.router.routes.extend(views.routes(service))
        app.router.routes.append(described(service))
        if service.router:
            app.include_router(service.router)
        if service.dress:
            app.add_middleware(service.dress)
    return app


def described(service: Service) -> Route:
    """The route of a service's OpenAPI document."""
    made: dict[str, Any] = {}

    async def openapi(_: Request) -> Response:
        if not made:
            made.update(document(service))
        return JSONResponse(made)

    return Route(f"/{service.name}/openapi.json", openapi, name=f"{service.name}_openapi")
