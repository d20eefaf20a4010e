"""The command line: parse, one call, print. What is called is in `sim/commands`; `cli.py` is the way in."""
