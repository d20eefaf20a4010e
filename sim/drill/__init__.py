"""The live drill: people take the decisions, the model answers, the journal is the drill."""
