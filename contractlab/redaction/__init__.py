"""Floor 2: what is a secret, by its name, its place or its looks, and how it is taken out of texts, bodies and headers.

Knows requests, responses, messages and JSON; nothing of contracts and captures.
"""

from contractlab.redaction.detectors import SecretDetector, add_detector, remove_detector
from contractlab.redaction.policy import Redactable, Redaction
from contractlab.redaction.secret_texts import REDACTED
from contractlab.redaction.sweep import Sweep

__all__ = [
    "REDACTED",
    "Redactable",
    "Redaction",
    "SecretDetector",
    "Sweep",
    "add_detector",
    "remove_detector",
]
