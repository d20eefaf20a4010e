"""The crisis that nobody answers yet: channels, marks, kernels, time warp, cascades, traces and their closed forms."""
