"""A crisis as its file says it, with facts, effects and horizon; and how files of both kinds are found and read."""
