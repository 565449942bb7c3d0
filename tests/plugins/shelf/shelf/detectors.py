"""Numbers of library cards are nobody's business: ``LC-2024-00017``."""

import re

_CARD = re.compile(r"\bLC-\d{4}-\d{5}\b")


def library_cards(text):
    return [match.span() for match in _CARD.finditer(text)]
