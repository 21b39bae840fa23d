"""What the streams of employers and contacts tell; the persons' names stand in `people` alone."""

from nineteen.dashboard.views.strands.telling import Telling, Told, known
from nineteen.shared.schema.contact.host import (
    ChannelBounced,
    ConcernRaised,
    ConcernSettled,
    ContactAdded,
    ContactOptedOut,
    ContactProvenanceAttached,
    EmployerEnriched,
    EmployerRegistered,
    HostLimitStated,
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
        "feeds": feeds(it),
        "registered_at": it.at,
    }


Sourced = EmployerRegistered | EmployerEnriched | ContactAdded | ContactProvenanceAttached


def feeds(it: Told[Sourced]) -> list[str]:
    """The partner feeds that have told of it so far."""
    named = it.event.provenance.feed
    return sorted({*it.before.get("feeds", []), *([named] if named else [])})


def enriched(it: Told[EmployerEnriched]) -> Part:
    return {"feeds": feeds(it)} | known(
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
        "feeds": feeds(it),
        "ledger": it.event.ledger,
        "added_at": it.at,
    }


def attached(it: Told[ContactProvenanceAttached]) -> Part:
    sources = {*it.before.get("sources", []), it.event.provenance.source}
    return {"sources": sorted(sources), "feeds": feeds(it)}


def bounced(it: Told[ChannelBounced]) -> Part:
    return {"bounced": sorted({*it.before.get("bounced", []), it.event.channel})}


def opted_out(it: Told[ContactOptedOut]) -> Part:
    return {"opted_out_at": it.at, "opt_out_scope": it.event.scope}


def concern_raised(it: Told[ConcernRaised]) -> Part:
    still = sorted({*it.before.get("concerns", []), it.event.concern})
    return {"employer": it.event.employer, "concerns": still, "last_concern_at": it.at}


def concern_settled(it: Told[ConcernSettled]) -> Part:
    return {"concerns": [e for e in it.before.get("concerns", []) if e != it.event.concern]}


def limited(it: Told[HostLimitStated]) -> Part:
    most = it.event.interviews
    return {"host_limit": {"interviews": most, "days": it.event.days} if most else None}


CONTACT: Telling = {
    ConcernRaised: concern_raised,
    ConcernSettled: concern_settled,
    HostLimitStated: limited,
    ContactAdded: added,
    ContactProvenanceAttached: attached,
    ChannelBounced: bounced,
    ContactOptedOut: opted_out,
}
