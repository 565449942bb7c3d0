"""``python -m contractlab.cli``: the command line from a checkout."""

from contractlab.cli.group import main

main()
