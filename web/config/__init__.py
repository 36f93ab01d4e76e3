"""Pages on which a floor is set up: connections, layout, shifts, cycles, reasons."""
