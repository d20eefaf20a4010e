"""The tables that a study leaves behind: their schema, their frame, their folder."""
