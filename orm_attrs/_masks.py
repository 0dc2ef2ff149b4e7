"""What ``repr`` shows of a secret."""


def masked(value: object) -> str:
    """Stand in for the ``repr`` of a key or of a link that needs no login; None is shown."""
    return "None" if value is None else "'***'"
