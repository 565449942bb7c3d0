"""Floor 2: what "matches" means to ContractCase. Pure functions, no input, no output.

Matchers compile to nodes that speak the node protocol of `contractlab.matching.nodes`, so that the same engine
checks, explains and lists what was not checked, whatever the format.

* `World`: what matchers refer to. ``World(lookups, variables, function_name=, test=, locate=, dialect=)``
* `compile_matcher`: ``compile_matcher(document, pointer, world) -> CaseNode``; the node has ``check`` (the core's own
  errors), ``ok``, ``expand``, ``example``, ``describe``.
* `check`: ``check(node, actual, part="body") -> list of Mismatch``.
* `Plan`: one side of an example, compiled: ``Plan(document, pointer, world, subject)`` with ``subject`` one of
  ``"request"``, ``"response"``, ``"arguments"``, ``"result"``; ``plan.check(actual, example) -> MatchResult``, where
  `actual` is an `HttpRequest`, an `HttpResponse`, a list of arguments, or an envelope of a function's result.
* `judge_matcher`: everything the real core does with a matcher and a value, as values.
"""
