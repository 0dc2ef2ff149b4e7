"""The models in the signatures of web frameworks: one module for each."""
