"""The follow-up service: keeping the promise, and the result."""

from nineteen.followup.api import router
from nineteen.followup.domain.lead import leads
from nineteen.followup.domain.outcome import outcomes
from nineteen.followup.domain.plan import plans
from nineteen.followup.domain.task import tasks
from nineteen.followup.domain.thank_you import thank_yous
from nineteen.followup.domain.tie import ties
from nineteen.followup.domain.work_search import work_search_weeks
from nineteen.followup.policies.after_the_talk import after_the_talk
from nineteen.followup.policies.attribution import attribution
from nineteen.followup.policies.coaching import coaching
from nineteen.followup.policies.courtesy import courtesy
from nineteen.followup.policies.intake import intake
from nineteen.followup.policies.referrals import referrals
from nineteen.followup.policies.staying_in_touch import staying_in_touch
from nineteen.followup.policies.time_finding import time_finding
from nineteen.followup.policies.work_search import work_search
from nineteen.shared.runtime.service import Service

service = Service(
    name="followup",
    title="Keeping the promise, and the result",
    deciders=(plans, thank_yous, ties, leads, outcomes, tasks, work_search_weeks),
    policies=(
        *(after_the_talk, referrals, attribution, coaching, time_finding, courtesy),
        *(staying_in_touch, work_search, intake),
    ),
    router=router,
)
