"""The broker: rules over a book of publications and results, a store, a client, a server that speaks as brokers do."""
