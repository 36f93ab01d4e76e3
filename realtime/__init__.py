"""The change feed: one relay reads PostgreSQL, one hub tells every browser.

relay  → state → hub → sockets
LISTEN    rows    one frame per subscription
"""
