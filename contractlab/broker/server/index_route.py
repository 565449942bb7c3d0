"""The index: where clients begin, and what they find from there."""

from __future__ import annotations

from typing import Any

from contractlab.broker.server.call import Call, Reply

__all__ = ["ROUTES"]

_PACT = "/pacts/provider/{provider}/consumer/{consumer}"
_ONE = "/pacticipants/{pacticipant}"
_DEPLOY = "/can-i-deploy?pacticipant={pacticipant}&version={version}"
_LINKS = {
    "pb:publish-contracts": ("/contracts/publish", "Publish contracts"),
    "pb:pacticipants": ("/pacticipants", "Pacticipants"),
    "pb:pacticipant": (_ONE, "Fetch pacticipant by name"),
    "pb:latest-version": (f"{_ONE}/latest-version", "Latest pacticipant version"),
    "pb:latest-tagged-version": (
        f"{_ONE}/latest-version/{{tag}}",
        "Latest pacticipant version with the specified tag",
    ),
    "pb:pacticipant-version-tag": (
        f"{_ONE}/versions/{{version}}/tags/{{tag}}",
        "Get, create or delete a tag for a pacticipant version",
    ),
    "pb:pacticipant-branch": (f"{_ONE}/branches/{{branch}}", "Get or delete a pacticipant branch"),
    "pb:pacticipant-branch-version": (
        f"{_ONE}/branches/{{branch}}/versions/{{version}}",
        "Get or add/create a pacticipant version for a branch",
    ),
    "pb:pacticipant-version": (f"{_ONE}/versions/{{version}}", "Get, create or delete a pacticipant version"),
    "pb:can-i-deploy-pacticipant-version-to-tag": (
        f"{_DEPLOY}&to={{tag}}",
        "Determine if an application version can be safely deployed to an environment identified by the given tag",
    ),
    "pb:can-i-deploy-pacticipant-version-to-environment": (
        f"{_DEPLOY}&environment={{environment}}",
        "Determine if an application version can be safely deployed to an environment",
    ),
    "pb:provider-pacts-for-verification": (
        "/pacts/provider/{provider}/for-verification",
        "Pact versions to be verified for the specified provider",
    ),
    "beta:provider-pacts-for-verification": (
        "/pacts/provider/{provider}/for-verification",
        "DEPRECATED - please use pb:provider-pacts-for-verification",
    ),
    "pb:latest-pact-versions": ("/pacts/latest", "Latest pact versions"),
    "pb:provider-pacts-with-main-branch": ("/pacts/provider/{provider}/branch", "Pacts of the main branches"),
    "pb:provider-pacts-with-branch": ("/pacts/provider/{provider}/branch/{branch}", "Pacts of a branch"),
    "pb:latest-provider-pacts-with-main-branch": (
        "/pacts/provider/{provider}/branch/latest",
        "Latest pacts of the main branches",
    ),
    "pb:latest-provider-pacts-with-branch": (
        "/pacts/provider/{provider}/branch/{branch}/latest",
        "Latest pacts of a branch",
    ),
    "pb:environments": ("/environments", "Environments"),
    "pb:environment": ("/environments/{uuid}", "Environment"),
}


def get_index(call: Call) -> Reply:
    links: dict[str, Any] = {"self": {"href": call.base, "title": "Index", "templated": False}}
    for relation, (path, title) in _LINKS.items():
        links[relation] = {"href": call.base + path, "title": title, "templated": "{" in path}
    links["curies"] = [
        {"name": name, "href": f"{call.base}/doc/{{rel}}?context=index", "templated": True} for name in ("pb", "beta")
    ]
    return Reply({"_links": links})


ROUTES = {"": {"GET": get_index}}
