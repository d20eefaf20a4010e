"""The facilitator's console: a drill on a terminal, line by line or full screen, as a projection of its journal."""
