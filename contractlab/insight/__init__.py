"""What nobody asks a contract, and what would mend it: checked by the engine, ending in edits; writes nothing."""
