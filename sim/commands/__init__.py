"""What each long command does, from names to files, without a word of click: the last step before `sim/terminal`."""
