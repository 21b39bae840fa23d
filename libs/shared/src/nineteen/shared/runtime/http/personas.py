"""Who speaks: without sign-in (`NINETEEN_AUTH=dev`, loopback only) a header or a cookie says so."""

from functools import lru_cache
from typing import Annotated, get_args

from pydantic import AfterValidator, TypeAdapter
from starlette.requests import Request

from nineteen.shared.runtime.desk import AN_ID, Persona
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.schema.ids import COMMONS, Tenant
from nineteen.shared.schema.recorded import Actor, Role

HEADER = "x-nineteen-persona"
COOKIE = "nineteen_persona"
DEFAULT = Persona("cascade", Actor("counselor", "00000000-0000-4000-8000-00000000c019"))
ROLES = frozenset(get_args(Role)) - {"policy"}


def of_a_person(role: Role) -> Role:
    """Policies act from inside only; raises ValueError."""
    if role not in ROLES:
        raise ValueError("is no role of a person")
    return role


def of_an_agency(tenant: str) -> str:
    """The commons belong to nobody; raises ValueError."""
    if tenant == COMMONS:
        raise ValueError("is no agency")
    return tenant


A_ROLE: TypeAdapter[Role] = TypeAdapter(Annotated[Role, AfterValidator(of_a_person)])
AN_AGENCY: TypeAdapter[str] = TypeAdapter(Annotated[Tenant, AfterValidator(of_an_agency)])


def persona_of(request: Request) -> Persona:
    """The persona of a request: `<agency>/<role>/<id>`; without one the demo's counselor."""
    text = request.headers.get(HEADER) or request.cookies.get(COOKIE)
    return persona_from(text) if text else DEFAULT


@lru_cache(maxsize=1024)
def persona_from(text: str) -> Persona:
    """Read `<agency>/<role>/<id>`; raises Problem."""
    try:
        tenant, role, who = text.split("/")
        actor = Actor(A_ROLE.validate_python(role), AN_ID.validate_python(who))
        return Persona(AN_AGENCY.validate_python(tenant), actor)
    except ValueError:
        raise Problem(
            401,
            "unknown_persona",
            f"X-Nineteen-Persona must be <agency>/<role>/<id> with a role of {sorted(ROLES)}; "
            "nothing was changed.",
        ) from None
