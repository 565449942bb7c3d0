"""The formats of contracts, a folder each, and the loader that tells them apart."""
