"""Links of hosts, who have no sign-in: one address per ask, which nobody can guess (S20, C11).

The seal is a keyed hash of the ask under the agency's key, so it is stored nowhere and stands in
no event. Opening a link changes nothing: mail programs open links to look for harm.
"""

import hmac
import re
from dataclasses import dataclass

from nineteen.shared.runtime.desk import Persona
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.outbox import Known
from nineteen.shared.schema.ids import COMMONS, UUID
from nineteen.shared.schema.recorded import Actor

PURPOSE = "host-page"
NO_SUCH = "There is no such page. Look at the whole link in the message that you got."


@dataclass(frozen=True, slots=True)
class Link:
    """The parts of a link's path: whose ask, which one, and the seal that nobody can guess."""

    tenant: str
    ask: str
    seal: str

    @property
    def path(self) -> str:
        """Where the host of the ask answers."""
        return f"/contact/host/{self.tenant}/{self.ask}/{self.seal}"


async def link_to(node: Node | Known, tenant: str, ask: str) -> Link:
    """The link for the host of an ask."""
    return Link(tenant, ask, await node.sealed(tenant, PURPOSE, ask))


async def host_of(link: Link, node: Node) -> Persona:
    """Who opened a link, acting under the ask's id; raises Problem unless it is whole."""
    if link.tenant == COMMONS or not re.match(UUID, link.ask):
        raise Problem(404, "no_such_page", NO_SUCH)
    if not (await node.settings_of(link.tenant)).known:  # else keys would be made for anybody
        raise Problem(404, "no_such_page", NO_SUCH)
    whole = await link_to(node, link.tenant, link.ask)
    if not hmac.compare_digest(whole.seal.encode(), link.seal.encode()):
        raise Problem(404, "no_such_page", NO_SUCH)
    return Persona(link.tenant, Actor("host", link.ask))
