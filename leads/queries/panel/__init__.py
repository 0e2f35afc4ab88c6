"""One lead: its relay, what the model said, its thread, its timeline."""

from leads.queries.panel.context import panel_context
from leads.queries.panel.relay import public_steps

__all__ = ["panel_context", "public_steps"]
