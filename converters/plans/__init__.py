"""What is to be done for a class on a converter: values, made from tables, types and hooks."""
