"""How long a password must be, said in words that our catalogue translates: Django's has none in Vietnamese."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """At least ``min_length`` characters."""

    def get_error_message(self) -> str:
        return _("This password is too short: at least %(count)d characters are needed.") % {"count": self.min_length}

    def get_help_text(self) -> str:
        return _("At least %(count)d characters; several words in a row are easy to remember.") % {
            "count": self.min_length
        }
