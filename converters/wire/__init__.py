"""What a value looks like on the wire: names, encodings, dates."""
