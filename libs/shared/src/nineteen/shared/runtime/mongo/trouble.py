"""What a driver says, in words. Its own messages may quote documents: they are never shown."""

from collections.abc import Iterator
from contextlib import contextmanager

from nineteen.shared.runtime.mongo.driver import (
    AutoReconnect,
    ConfigurationError,
    ConnectionFailure,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WriteConcernError,
    WTimeoutError,
)
from nineteen.shared.runtime.ports import Unavailable

UNAUTHORIZED, AUTHENTICATION_FAILED, DISK_FULL = 13, 18, 14031
TRANSIENT, UNKNOWN_COMMIT = "TransientTransactionError", "UnknownTransactionCommitResult"
KEPT_OR_NOT = (AutoReconnect, WTimeoutError, WriteConcernError)
"""After one of these a write may be kept or not: only a repetition tells."""


class CannotStart(Exception):
    """MongoDB or a topic is not as a service needs it; the sentence says what to do."""


def unavailable(error: PyMongoError) -> Unavailable:
    """The same trouble in words."""
    code = error.code if isinstance(error, OperationFailure) else None
    if code == DISK_FULL:
        return Unavailable(
            "The disk of MongoDB is full: nothing was kept. Free space and try again.", full=True
        )
    if code in {UNAUTHORIZED, AUTHENTICATION_FAILED}:
        return Unavailable(
            "MongoDB refuses this service's user: nothing was kept. Give it the role readWrite."
        )
    return Unavailable("MongoDB does not take or give data now: nothing was kept. Try again.")


def unanswered() -> Unavailable:
    """A write whose answer never came."""
    return Unavailable(
        "MongoDB did not answer: this was kept whole or not at all. Send it again as it is."
    )


def is_unsent(error: Exception) -> bool:
    """Whether nothing can have reached a server."""
    return isinstance(error, ServerSelectionTimeoutError)


@contextmanager
def in_words() -> Iterator[None]:
    """Raises Unavailable where the driver raises its own."""
    try:
        yield
    except PyMongoError as error:
        raise unavailable(error) from error


@contextmanager
def starting(hosts: str, doing: str) -> Iterator[None]:
    """Raises CannotStart, in words, for what goes wrong while `doing` (a verb and its object)."""
    try:
        yield
    except PyMongoError as error:
        raise CannotStart(reason(error, hosts, doing)) from error


def reason(error: PyMongoError, hosts: str, doing: str) -> str:
    """Why a service cannot start, and what to do."""
    match error:
        case ConfigurationError():
            return "The MongoDB address has an option that does not exist or does not fit."
        case ConnectionFailure():
            return (
                f"No MongoDB answers at {hosts}. Is it running, is the address right, and is the "
                "replica set of the address the one it has?"
            )
        case OperationFailure(code=code) if code == AUTHENTICATION_FAILED:
            return f"MongoDB at {hosts} refuses the user name or the password."
        case OperationFailure(code=code) if code == UNAUTHORIZED:
            return (
                f"The MongoDB user may not {doing}. Give it the role readWrite on the databases "
                "of the services and of the keys."
            )
        case OperationFailure(code=code):
            return f"MongoDB at {hosts} could not {doing} (code {code})."
        case _:
            return f"MongoDB at {hosts} could not {doing} ({type(error).__name__})."
