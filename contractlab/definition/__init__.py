"""Defining contracts: examples are built, proved against a mock or by a trigger, and written."""

from contractlab.contracts.defined import FormPart
from contractlab.definition.beginning import define
from contractlab.definition.built_contract import DefinedExample
from contractlab.definition.definition import Definition
from contractlab.definition.example_chain import ExampleBeingDefined
from contractlab.definition.message_proofs import MessageChannel, MessageProof
from contractlab.definition.proving import Proof

__all__ = [
    "DefinedExample",
    "Definition",
    "ExampleBeingDefined",
    "FormPart",
    "MessageChannel",
    "MessageProof",
    "Proof",
    "define",
]
