"""What is fast, as ratios to a limit measured in the same run. `make bench` runs it all."""
