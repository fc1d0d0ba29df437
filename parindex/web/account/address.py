"""From where a visitor comes."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

#: Where the server does not know (a socket without a peer's address): all such visitors count as one.
UNKNOWN = "0.0.0.0"  # noqa: S104 - nothing is bound


def visitor_address(request: HttpRequest) -> str:
    """The visitor's IP address as text.

    ``X-Forwarded-For`` is believed only as far as ``PARINDEX_PROXIES`` says: each trusted proxy appends the address it
    saw, so that the visitor's is that many from the right. What stands further left the visitor may have invented.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(seen) >= settings.PROXIES:
            address = seen[-settings.PROXIES]
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return UNKNOWN
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)


def device_of(request: HttpRequest) -> str:
    """What the browser says it is, cut to what is kept."""
    name: str = request.META.get("HTTP_USER_AGENT", "")
    return name[:200]
