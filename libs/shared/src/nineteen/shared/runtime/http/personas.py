"""Who speaks: without sign-in (`NINETEEN_AUTH=dev`, loopback only) a header or a cookie says so."""

from typing import get_args

from starlette.requests import Request

from nineteen.shared.runtime.desk import A_TENANT, AN_ID, Persona
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.schema.recorded import Actor, Role

HEADER = "x-nineteen-persona"
COOKIE = "nineteen_persona"
DEFAULT = Persona("cascade", Actor("counselor", "00000000-0000-4000-8000-00000000c019"))
ROLES = frozenset(get_args(Role)) - {"policy"}


def persona_of(request: Request) -> Persona:
    """The persona of a request: `<agency>/<role>/<id>`; without one the demo's counselor."""
    text = request.headers.get(HEADER) or request.cookies.get(COOKIE)
    return persona_from(text) if text else DEFAULT


def persona_from(text: str) -> Persona:
    """Read `<agency>/<role>/<id>`; raises Problem."""
    try:
        tenant, role, who = text.split("/")
        if role not in ROLES or tenant == "commons":
            raise ValueError(role)
        actor = Actor(role, AN_ID.validate_python(who))  # type: ignore[arg-type]  # one of ROLES
        return Persona(A_TENANT.validate_python(tenant), actor)
    except ValueError:
        raise Problem(
            401,
            "unknown_persona",
            f"X-Nineteen-Persona must be <agency>/<role>/<id> with a role of {sorted(ROLES)}; "
            "nothing was changed.",
        ) from None
