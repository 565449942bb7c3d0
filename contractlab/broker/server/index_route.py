"""The index: where clients begin, and what they find from there."""

from __future__ import annotations

from typing import Any

from contractlab.broker.server.call import Call, Reply

__all__ = ["ROUTES"]

_PROVIDER = "/pacts/provider/{provider}"
_PAIR = _PROVIDER + "/consumer/{consumer}"
_ONE = "/pacticipants/{pacticipant}"
_DEPLOY = "/can-i-deploy?pacticipant={pacticipant}&version={version}"
_LINKS = {
    "pb:publish-pact": (_PAIR + "/version/{consumerApplicationVersion}", "Publish a pact"),
    "pb:publish-contracts": ("/contracts/publish", "Publish contracts"),
    "pb:latest-pact-versions": ("/pacts/latest", "Latest pact versions"),
    "pb:tagged-pact-versions": (
        _PAIR + "/tag/{tag}",
        "All versions of a pact for a given consumer, provider and consumer version tag",
    ),
    "pb:branch-pact-versions": (
        _PAIR + "/branch/{branch}",
        "All versions of pacts for a provider, for a named consumers branch",
    ),
    "pb:latest-branch-pact-versions": (
        _PAIR + "/branch/{branch}/latest/versions",
        "Latest version of pact for a provider, for a named consumers branch",
    ),
    "pb:main-branch-pact-versions": (
        _PAIR + "/branch/versions",
        "All versions of pacts for a provider, for a named consumers main branch",
    ),
    "pb:latest-main-branch-pact-versions": (
        _PAIR + "/branch/latest/versions",
        "Latest version of pact for a provider, for a named consumers main branch",
    ),
    "pb:provider-pacts-with-main-branch": (
        _PROVIDER + "/branch",
        "All pacts for a provider, for any consumers main branch",
    ),
    "pb:provider-pacts-with-branch": (
        _PROVIDER + "/branch/{branch}",
        "All pacts for a provider, for any consumers named branch",
    ),
    "pb:latest-provider-pacts-with-main-branch": (
        _PROVIDER + "/branch/latest",
        "Latest pact for a provider, for any consumers main branch",
    ),
    "pb:latest-provider-pacts-with-branch": (
        _PROVIDER + "/branch/{branch}/latest",
        "Latest pacts for a provider, for any consumers named branch",
    ),
    "pb:pacticipants": ("/pacticipants", "Pacticipants"),
    "pb:pacticipant": (_ONE, "Fetch pacticipant by name"),
    "pb:latest-provider-pacts": (_PROVIDER + "/latest", "Latest pacts by provider"),
    "pb:latest-provider-pacts-with-tag": (
        _PROVIDER + "/latest/{tag}",
        "Latest pacts for provider with the specified tag",
    ),
    "pb:provider-pacts-with-tag": (
        _PROVIDER + "/tag/{tag}",
        "All pact versions for the provider with the specified consumer version tag",
    ),
    "pb:provider-pacts": (_PROVIDER, "All pact versions for the specified provider"),
    "pb:latest-version": (_ONE + "/latest-version", "Latest pacticipant version"),
    "pb:latest-tagged-version": (_ONE + "/latest-version/{tag}", "Latest pacticipant version with the specified tag"),
    "pb:webhooks": ("/webhooks", "Webhooks"),
    "pb:webhook": ("/webhooks/{uuid}", "Webhook"),
    "pb:integrations": ("/integrations", "Integrations"),
    "pb:pacticipant-version-tag": (
        _ONE + "/versions/{version}/tags/{tag}",
        "Get, create or delete a tag for a pacticipant version",
    ),
    "pb:pacticipant-branch": (_ONE + "/branches/{branch}", "Get or delete a pacticipant branch"),
    "pb:pacticipant-branch-version": (
        _ONE + "/branches/{branch}/versions/{version}",
        "Get or add/create a pacticipant version for a branch",
    ),
    "pb:pacticipant-version": (_ONE + "/versions/{version}", "Get, create or delete a pacticipant version"),
    "pb:metrics": ("/metrics", "Get Pact Broker metrics"),
    "pb:can-i-deploy-pacticipant-version-to-tag": (
        _DEPLOY + "&to={tag}",
        "Determine if an application version can be safely deployed to an environment identified by the given tag",
    ),
    "pb:can-i-deploy-pacticipant-version-to-environment": (
        _DEPLOY + "&environment={environment}",
        "Determine if an application version can be safely deployed to an environment",
    ),
    "pb:provider-pacts-for-verification": (
        _PROVIDER + "/for-verification",
        "Pact versions to be verified for the specified provider",
    ),
    "beta:provider-pacts-for-verification": (
        _PROVIDER + "/for-verification",
        "DEPRECATED - please use pb:provider-pacts-for-verification",
    ),
    "pb:environments": ("/environments", "Environments"),
    "pb:environment": ("/environments/{uuid}", "Environment"),
}
"""Relations in the order of the reference broker, with addresses and titles."""


def get_index(call: Call) -> Reply:
    links: dict[str, Any] = {"self": {"href": call.base, "title": "Index", "templated": False}}
    for relation, (path, title) in _LINKS.items():
        links[relation] = {"href": call.base + path, "title": title, "templated": "{" in path}
    # As recorded: one says that it is no template, one says nothing, one has a name.
    links["pb:tagged-pact-versions"]["templated"] = False
    del links["pb:metrics"]["templated"]
    links["beta:provider-pacts-for-verification"]["name"] = "beta"
    links["curies"] = [
        {"name": name, "href": f"{call.base}/doc/{{rel}}?context=index", "templated": True} for name in ("pb", "beta")
    ]
    return Reply({"_links": links})


ROUTES = {"": {"GET": get_index}}
