"""The simulator: stands in for every provider over loopback HTTP, knows nothing of the product."""

from leadwizard.simulator.config import Config
from leadwizard.simulator.server import Simulator

__all__ = ["Config", "Simulator"]
