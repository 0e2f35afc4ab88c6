"""Calls of a model at any OpenAI-compatible endpoint: bounded, priced, logged, and believed only in the asked form."""

from automation.ai.asking import Answer, ask, keeping, permitted
from automation.ai.endpoints import Endpoint
from automation.ai.outcomes import NoAnswerError
from automation.ai.reading import StrictAnswer
from automation.enums import ModelOutcome

__all__ = ["Answer", "Endpoint", "ModelOutcome", "NoAnswerError", "StrictAnswer", "ask", "keeping", "permitted"]
