"""Defining contracts: examples are built, proved against a mock or by a trigger, and written."""

from contractlab.contracts.defined import FormPart
from contractlab.definition.definition import DefinedExample, Definition, define
from contractlab.definition.example_chain import ExampleBeingDefined
from contractlab.definition.proving import Proof

__all__ = ["DefinedExample", "Definition", "ExampleBeingDefined", "FormPart", "Proof", "define"]
