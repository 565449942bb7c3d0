"""``python -m contractlab``: the command line where scripts are not on the path."""

from contractlab.cli import main

main(prog_name="contractlab")
