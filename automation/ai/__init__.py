"""Calls of a model at any OpenAI-compatible endpoint: bounded, priced, logged, and believed only in the asked form."""

from automation.ai.asking import Answer, ask
from automation.ai.outcomes import NoAnswerError
from automation.ai.reading import StrictAnswer
from automation.enums import ModelOutcome

__all__ = ["Answer", "ModelOutcome", "NoAnswerError", "StrictAnswer", "ask"]
