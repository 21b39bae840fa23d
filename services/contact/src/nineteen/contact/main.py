"""The contact service: who, and the ask."""

from nineteen.contact.api import router
from nineteen.contact.api.courier import courier
from nineteen.contact.api.partner_events import EventsFromTopics
from nineteen.contact.domain.agency import agencies
from nineteen.contact.domain.batch import batches
from nineteen.contact.domain.campaign import campaigns
from nineteen.contact.domain.contact import contacts
from nineteen.contact.domain.dossier import dossiers
from nineteen.contact.domain.employer import employers
from nineteen.contact.domain.feed import feeds
from nineteen.contact.domain.jobseeker import jobseekers
from nineteen.contact.domain.pace import agency_ledgers, pace_ledgers
from nineteen.contact.domain.request import requests
from nineteen.contact.domain.slots import contact_ledgers, employer_ledgers
from nineteen.contact.domain.source_record import source_records
from nineteen.contact.domain.staff import staff_members
from nineteen.contact.policies.answers import answers
from nineteen.contact.policies.asks_by_hand import asks_by_hand
from nineteen.contact.policies.enrolment import enrolment
from nineteen.contact.policies.fatigue_gate import fatigue_gate
from nineteen.contact.policies.goal import goal
from nineteen.contact.policies.host_limits import host_limits
from nineteen.contact.policies.intake import intake
from nineteen.contact.policies.no_reply_ladder import no_reply_ladder
from nineteen.contact.policies.opt_outs import opt_outs
from nineteen.contact.policies.referrals import referrals
from nineteen.contact.policies.reliability import reliability
from nineteen.contact.policies.siblings import siblings
from nineteen.contact.views.addressees import addressees
from nineteen.contact.views.host_meetings import host_meetings
from nineteen.shared.runtime.service import Service

service = Service(
    name="contact",
    title="Who, and the ask",
    deciders=(
        *(agencies, staff_members, jobseekers, campaigns, employers, contacts, dossiers, requests),
        *(contact_ledgers, employer_ledgers, pace_ledgers, agency_ledgers),
        *(feeds, batches, source_records),
    ),
    views=(addressees, host_meetings),
    courier=courier,
    taker=EventsFromTopics,
    router=router,
    policies=(
        *(enrolment, fatigue_gate, no_reply_ladder, goal, intake, referrals),
        *(answers, opt_outs, host_limits, siblings, asks_by_hand, reliability),
    ),
)
