"""Fixed texts that the platform and its clients agree on."""

from typing import Final

DATETIME_STRING_FORMAT: Final = "%Y-%m-%d %H:%M:%S"
"""The ``strftime`` pattern of the platform's SQL-style timestamps: whole seconds, no zone."""

ENCORD_CONTACT_SUPPORT_EMAIL: Final = "support@encord.com"
"""Where to ask for help when the service answers with something unknown."""
