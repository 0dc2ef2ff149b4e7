"""An example: a small web service around the models, which keeps them in SQLite."""
