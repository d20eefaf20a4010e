"""A drill played without its people: by robots, by nobody, under another organisation, by the model alone."""
