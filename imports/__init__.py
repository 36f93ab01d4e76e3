"""Files people bring: recordings and tables become rows like any other."""
