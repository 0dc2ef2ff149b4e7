"""Side-by-side measurements of `converters` and its peers; see README.md in this folder."""
