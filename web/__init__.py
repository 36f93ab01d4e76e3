"""What the server answers: one small module a page or resource; routes.py lists every URL."""
