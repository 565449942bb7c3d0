"""A server that speaks as a Pact Broker does, over a store: what verifiers and the broker's command lines ask for."""
