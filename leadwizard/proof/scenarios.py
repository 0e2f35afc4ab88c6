"""Every scenario, in the order in which they are played."""

from leadwizard.proof import (
    fairness,
    r01_kills,
    r02_crash_points,
    r03_pauses,
    r04_database,
    r05_broker,
    r07_hostile,
    r08_provider_storm,
    r10_any_order,
    webhook_storm,
)
from leadwizard.proof.scenario import Scenario

SCENARIOS: tuple[Scenario, ...] = (
    r01_kills.SCENARIO,
    r02_crash_points.SCENARIO,
    r03_pauses.SCENARIO,
    r04_database.SCENARIO,
    r05_broker.SCENARIO,
    r08_provider_storm.SCENARIO,
    r10_any_order.SCENARIO,
    fairness.SCENARIO,
    webhook_storm.SCENARIO,
    r07_hostile.SCENARIO,
)
