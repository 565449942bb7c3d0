"""The vocabulary of generators: values that are made anew at run time.

>>> from contractlab import generate, match
>>> match.integer(7, generator=generate.integer(min=1, max=9))

Names are those of pact-python. A generator stands in a matcher, whose example stays what the contract shows.
"""

from __future__ import annotations

from contractlab.contracts.generate_words import (
    boolean,
    date,
    datetime,
    decimal,
    generator,
    hexadecimal,
    integer,
    mock_server_url,
    provider_state,
    regex,
    string,
    time,
    uuid,
)
from contractlab.contracts.generator import Generator

__all__ = [
    "Generator",
    "bool",
    "boolean",
    "date",
    "datetime",
    "decimal",
    "float",
    "generator",
    "hex",
    "hexadecimal",
    "int",
    "integer",
    "mock_server_url",
    "provider_state",
    "regex",
    "str",
    "string",
    "time",
    "timestamp",
    "uuid",
]

bool = boolean
float = decimal
hex = hexadecimal
int = integer
str = string
timestamp = datetime
