"""Stands in for pandas in tests under node: its metadata are enough, because nothing but a frame needs it."""


def __getattr__(name):
    raise ImportError(f"pandas.{name} is asked for, and this is only a stand-in")
