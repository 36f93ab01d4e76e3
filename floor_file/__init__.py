"""The floor file, floor.toml: its format, and what can be wrong with one."""
