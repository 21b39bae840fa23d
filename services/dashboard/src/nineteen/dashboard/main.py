"""The dashboard: reads, and decides nothing."""

from nineteen.dashboard.api import router
from nineteen.dashboard.api.pages.dress import Dress
from nineteen.dashboard.views.agency import agency
from nineteen.dashboard.views.cadence import cadence
from nineteen.dashboard.views.calendar import calendar
from nineteen.dashboard.views.campaign_board import campaign_board
from nineteen.dashboard.views.campaign_metrics import campaign_metrics
from nineteen.dashboard.views.contact_fatigue import contact_fatigue, ledgers
from nineteen.dashboard.views.directory import contacts, employers
from nineteen.dashboard.views.employer_360 import employer_360
from nineteen.dashboard.views.employer_hosting import employer_hosting
from nineteen.dashboard.views.feed_quality import feed_quality
from nineteen.dashboard.views.funnel import funnel
from nineteen.dashboard.views.outcome_trace import outcome_trace
from nineteen.dashboard.views.people import people
from nineteen.dashboard.views.referral_tree import referral_tree
from nineteen.dashboard.views.tasks import tasks
from nineteen.dashboard.views.thank_you_queue import thank_you_queue
from nineteen.dashboard.views.time_integrity import time_integrity
from nineteen.dashboard.views.timeline import timeline
from nineteen.dashboard.views.work_search_log import work_search_log
from nineteen.shared.runtime.service import Service

service = Service(
    name="dashboard",
    title="What the agency sees",
    views=(
        *(campaign_board, funnel, calendar, time_integrity, thank_you_queue),
        *(referral_tree, outcome_trace, people, contacts, employers),
        *(employer_360, feed_quality, tasks, contact_fatigue, ledgers),
        *(campaign_metrics, employer_hosting, agency, timeline, work_search_log, cadence),
    ),
    router=router,
    dress=Dress,
)
