"""Floor 13: contractlab inside other programs, pytest and IPython; thin, as the command line is."""
