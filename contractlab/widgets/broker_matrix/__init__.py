"""The live matrix of a broker, on the modules of the desk."""
