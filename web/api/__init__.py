"""The API for programs, one module a resource; operations.py lists it, openapi.py describes it."""
