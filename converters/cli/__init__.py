"""The `orm-attrs` command."""
