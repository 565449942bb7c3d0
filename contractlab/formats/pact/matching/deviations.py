"""Where the Rust core and the specification's official cases give different verdicts: a short, named table."""

from __future__ import annotations

from contractlab.engine.dialect import Deviation

__all__ = ["DEVIATIONS"]

DEVIATIONS: dict[str, Deviation] = {
    deviation.name: deviation
    for deviation in (
        Deviation(
            "v1-query-order",
            "the Rust core lets query parameters of Pact V1 come in any order",
            "the specification compares names, values and their order",
            "v1/testcases/request/query: different param order, trailing amperand",
        ),
        Deviation(
            "null-body",
            "the Rust core takes an expected null for no body at all",
            "the specification also accepts JSON null",
            "v1.1 to v4/testcases/response/body: null body",
        ),
        Deviation(
            "several-replies",
            "the Rust core asks a provider for one reply, and an example with more always fails",
            "the specification lets an example have any number of replies",
            "V4: synchronous messages; pact_verifier, messages",
        ),
        Deviation(
            "implied-content-type",
            "the Rust core expects the content type of a V4 message's contents as contentType of the metadata, too",
            "the specification compares the metadata that the contract lists",
            "v4/testcases/message: contents with a contentType, metadata without",
        ),
        Deviation(
            "xml-regex-on-element",
            "the Rust core tests an element's name by a regex on its path",
            "the specification tests the element's text",
            "v2, v3/testcases/request/body: matches with regex xml",
        ),
        Deviation(
            "xml-index",
            "in the Rust core an index in an XML path matches nothing, so its rule is dead",
            "the specification leaves the index out",
            "v4/testcases/request/body: array with regular expression that does not match in element xml",
        ),
    )
}
