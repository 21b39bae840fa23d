"""What the streams of employers and contacts tell; the persons' names stand in `people` alone."""

from nineteen.dashboard.views.strands.telling import Telling, Told, known
from nineteen.shared.schema.contact.host import (
    ChannelBounced,
    ContactAdded,
    ContactOptedOut,
    ContactProvenanceAttached,
    EmployerEnriched,
    EmployerRegistered,
)
from nineteen.shared.view import Part


def registered(it: Told[EmployerRegistered]) -> Part:
    return {
        "employer": it.event.employer,
        "name": it.event.name,
        "county": it.event.county,
        "street": it.event.street,
        "city": it.event.city,
        "postal_code": it.event.postal_code,
        "zone": it.event.zone,
        "naics": it.event.naics,
        "size_class": it.event.size_class,
        "ownership": it.event.ownership,
        "source": it.event.provenance.source,
        "registered_at": it.at,
    }


def enriched(it: Told[EmployerEnriched]) -> Part:
    return known(
        naics=it.event.naics,
        size_class=it.event.size_class,
        ownership=it.event.ownership,
        street=it.event.street,
        city=it.event.city,
        postal_code=it.event.postal_code,
    )


EMPLOYER: Telling = {EmployerRegistered: registered, EmployerEnriched: enriched}


def added(it: Told[ContactAdded]) -> Part:
    return {
        "contact": it.event.contact,
        "person": it.event.person,
        "employer": it.event.employer,
        "channels": sorted(it.event.channels),
        "lead": it.event.lead,
        "root_session": it.event.root_session,
        "sources": [it.event.provenance.source],
        "added_at": it.at,
    }


def attached(it: Told[ContactProvenanceAttached]) -> Part:
    sources = {*it.before.get("sources", []), it.event.provenance.source}
    return {"sources": sorted(sources)}


def bounced(it: Told[ChannelBounced]) -> Part:
    return {"bounced": sorted({*it.before.get("bounced", []), it.event.channel})}


def opted_out(it: Told[ContactOptedOut]) -> Part:
    return {"opted_out_at": it.at, "opt_out_scope": it.event.scope}


CONTACT: Telling = {
    ContactAdded: added,
    ContactProvenanceAttached: attached,
    ChannelBounced: bounced,
    ContactOptedOut: opted_out,
}
