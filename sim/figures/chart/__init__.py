"""The organisation chart: what is said (people, routes, rules), how it is laid out (blocks, page) and drawn (sheet)."""
