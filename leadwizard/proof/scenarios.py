"""Every scenario, in the order in which they are played."""

from leadwizard.proof import r01_kills
from leadwizard.proof.scenario import Scenario

SCENARIOS: tuple[Scenario, ...] = (r01_kills.SCENARIO,)
