"""The Run panel: a provider that is asked now, example by example."""
