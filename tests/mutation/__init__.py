"""Changes the packages, one small change at a time, and looks whether a test notices."""
