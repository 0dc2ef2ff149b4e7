"""A run of hostile inputs: ``python -m fuzz`` in the folder of the tests."""
