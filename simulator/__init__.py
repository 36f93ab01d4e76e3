"""The simulated floor: a process of its own that writes rows and nothing else."""
