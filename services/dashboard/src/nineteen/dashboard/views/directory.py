"""Internal look-ups for pages: contacts and employers by id; no personal data in either."""

from collections.abc import Mapping

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.strands import only
from nineteen.shared.view import Document, Part, View


class Contact(Columns):
    """A contact: where the person works, by what they can be reached, whether they may be."""

    employer: str
    person: str = Field(description="subject id; `people` has the name")
    channels: tuple[str, ...] = Field(description="open channels; closed ones are in `bounced`")
    bounced: tuple[str, ...]
    opted_out: bool
    opted_out_at: str | None
    opt_out_scope: str | None = Field(description="anyone, this_agency or this_jobseeker")
    lead: str | None = Field(description="the lead that made the contact")
    root_session: str | None
    sources: tuple[str, ...] = Field(description="feed, staff, jobseeker, referral")
    added_at: str


class Employer(Columns):
    """An establishment as it was registered and enriched."""

    name: str
    county: str = Field(description="FIPS")
    street: str | None
    city: str | None
    postal_code: str | None
    zone: str | None
    naics: str | None = Field(description="NAICS 2022")
    size_class: str
    ownership: str
    source: str
    registered_at: str


def render_contact(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    contact = only("contact", parts)
    if "added_at" not in contact:
        return None
    bounced = contact.get("bounced", [])
    return {
        "id": doc_id,
        **{name: contact[name] for name in ("employer", "person", "sources", "added_at")},
        **{name: contact.get(name) for name in ("lead", "root_session", "opt_out_scope")},
        "channels": [each for each in contact["channels"] if each not in bounced],
        "bounced": bounced,
        "opted_out": "opted_out_at" in contact,
        "opted_out_at": contact.get("opted_out_at"),
    }


def render_employer(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    employer = only("employer", parts)
    if "registered_at" not in employer:
        return None
    return {
        "id": doc_id,
        **{name: employer[name] for name in Employer.model_fields if name != "id"},
    }


contacts = View(
    name="contacts",
    version=1,
    document=Contact,
    key=strands.keyed("contact", strands.types("contact")),
    fold=strands.fold,
    render=render_contact,
    filters=("employer", "person", "opted_out", "lead"),
    sort=("added_at", "id"),
)
employers = View(
    name="employers",
    version=1,
    document=Employer,
    key=strands.keyed("employer", strands.types("employer")),
    fold=strands.fold,
    render=render_employer,
    filters=("county", "naics", "size_class", "ownership"),
    sort=("name", "registered_at", "id"),
)
