"""How Python names turn into the camelCase keys of the v2 API."""


def snake_to_camel(name: str) -> str:
    """Turn a snake_case name into camelCase.

    An underscore goes only when it stands between two ASCII letters or digits, so leading,
    trailing and doubled underscores stay. Capitals already in the name do not survive:
    ``URL_path`` becomes ``urlPath``, ``camelCase`` becomes ``camelcase``.

    Args:
        name: The name in snake_case, in any mix of upper and lower case.

    Returns:
        The camelCase name.

    Examples:
        >>> snake_to_camel("page_token")
        'pageToken'
        >>> snake_to_camel("DATA_UNIT")
        'dataUnit'
        >>> snake_to_camel("_a__b")
        '_a__B'
    """
    titled = name.title()
    neighbours = zip(" " + titled[:-1], titled, titled[1:] + " ", strict=True) if titled else ()
    camel = "".join(
        char
        for before, char, after in neighbours
        if char != "_" or not (_is_ascii_alnum(before) and _is_ascii_alnum(after))
    )
    body = camel.lstrip("_")
    if body[:1].isascii():
        body = body[:1].lower() + body[1:]
    return "_" * (len(camel) - len(camel.lstrip("_"))) + body


def _is_ascii_alnum(char: str) -> bool:
    return char.isascii() and char.isalnum()
