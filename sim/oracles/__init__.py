"""Theory's closed forms as scenarios and organisations that the product runs: what `tocsin verify` checks."""
