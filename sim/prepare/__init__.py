"""A drill made before people come: proposed, from an event list and into one, written, rehearsed by robots."""
