"""Writes the ContractCase contracts of the tour, and what was recorded for them. Run it from the project's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import contractlab as cl
from contractlab.formats.contractcase.writing import write_document

M = "_case:matcher:"
DATA = Path(__file__).resolve().parent.parent
PROVIDER_ANSWERS = {
    "write": {"type": "_case:MockHttpServer", "stateVariables": "default", "triggers": "provided"},
    "read": {"type": "_case:MockHttpClient", "stateVariables": "state", "triggers": "generated"},
}
PROVIDER_CALLS = {
    "write": {"type": "_case:MockHttpClient", "stateVariables": "state", "triggers": "generated"},
    "read": {"type": "_case:MockHttpServer", "stateVariables": "default", "triggers": "provided"},
}


def matcher(kind: str, **fields: Any) -> dict[str, Any]:
    return {f"{M}type": f"_case:{kind}", **{f"{M}{name}": value for name, value in fields.items()}}


def shaped(child: Any) -> dict[str, Any]:
    return {**matcher("CascadingContext", child=child), "_case:context:matchBy": "type"}


def named(name: str, child: Any) -> dict[str, Any]:
    return matcher("Lookup", uniqueName=name, child=child)


def state(name: str, **variables: Any) -> dict[str, Any]:
    if not variables:
        return {"_case:state:type": "_case:NamedState", "stateName": name}
    return {"_case:state:type": "_case:StateWithVariables", "stateName": name, "variables": variables}


def example(setup: Any, asked: Any, answered: Any, *states: Any) -> dict[str, Any]:
    mock = {"_case:mock:type": setup["write"]["type"], "_case:run:context:setup": setup}
    return {"states": list(states), "mock": {"request": asked, "response": answered, **mock}, "result": "VERIFIED"}


def contract(consumer: str, provider: str, *examples: Any) -> dict[str, Any]:
    lookup: dict[str, Any] = {}
    for index, one in enumerate(examples):
        for declared in one["states"]:
            for name, value in declared.get("variables", {}).items():
                lookup[f"variable:default:{name}::test[{index}]"] = shaped(value)
        for part in ("request", "response"):
            lookup["matcher:" + one["mock"][part][f"{M}uniqueName"]] = one["mock"][part][f"{M}child"]
    return {
        "contractType": "case::contract",
        "description": {"consumerName": consumer, "providerName": provider},
        "metadata": {"_case": {"version": "0.30.1", "hash": ""}},
        "matcherLookup": lookup,
        "examples": list(examples),
    }


def loans() -> dict[str, Any]:
    """A web page asks a library for loans; which loan there is, the state says."""
    number = matcher("ContextVariable", variableName="loanId")
    path = matcher("StringPrefix", prefix="/loans/", suffix=number)
    asked = named("ask for a loan", {"method": "GET", "path": path, f"{M}type": "_case:HttpRequestMatcher"})
    days = matcher("Integer", example=14)
    body = {"id": number, "title": shaped("Frankenstein"), "daysLeft": days, "status": "open"}
    found = named("the loan", {"status": 200, "body": body, f"{M}type": "_case:HttpResponseMatcher"})
    gone = named("no such loan", {"status": 404, f"{M}type": "_case:HttpResponseMatcher"})
    return contract(
        "reading page",
        "library",
        example(
            PROVIDER_ANSWERS, asked, found, state("the library is open"), state("a loan exists", loanId=shaped("L-1"))
        ),
        example(PROVIDER_ANSWERS, asked, gone, state("no loan exists", loanId=shaped("L-0"))),
    )


def returns() -> dict[str, Any]:
    """The library says what it takes from a returns desk: here the server is the consumer of the contract."""
    body = {"loan": shaped("L-1"), "condition": "good"}
    asked = {"method": "POST", "path": "/returns", "headers": {"content-type": "application/json"}, "body": body}
    taken = {"status": 201, f"{M}type": "_case:HttpResponseMatcher"}
    asked[f"{M}type"] = "_case:HttpRequestMatcher"
    return contract(
        "library", "returns desk", example(PROVIDER_CALLS, named("bring a book back", asked), named("taken", taken))
    )


def loan(number: str, **fields: Any) -> cl.Capture:
    body = {"id": number, "title": "Dracula", "daysLeft": 3, "status": "open", **fields}
    states = (("the library is open", {}), ("a loan exists", {"loanId": number}))
    return cl.Capture(cl.HttpRequest("GET", f"/loans/{number}"), cl.HttpResponse(200, json=body), states=states)


def bring(**fields: Any) -> cl.Capture:
    return cl.Capture(cl.HttpRequest("POST", "/returns", json={"loan": "L-7", "condition": "good", **fields}), None)


def main() -> None:
    folder = DATA / "case"
    folder.mkdir(exist_ok=True)
    for document in (loans(), returns()):
        cl.load(write_document(document)).save(folder)
    missing = cl.Capture(
        cl.HttpRequest("GET", "/loans/L-99"), cl.HttpResponse(404), states=(("no loan exists", {"loanId": "L-99"}),)
    )
    cl.Captures([loan("L-7"), missing]).save(folder / "library-1.0.0.har")
    cl.Captures([loan("L-8", id="8", daysLeft=2.5), missing]).save(folder / "library-1.1.0.har")
    cl.Captures([bring(), bring(condition="worn")]).save(folder / "returns-desk.har")


if __name__ == "__main__":
    main()
