"""Who comes in: the gate every request passes, and the ways to prove who one is."""
