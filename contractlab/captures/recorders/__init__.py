"""What records exchanges as they happen: hooks of a client, middleware of an application, a file that grows.

Not called ``recording``: that is the function which `contractlab.captures` exports.
"""
