"""The public names of the HTTP client; `converters.client.http` has them."""

from converters.client.http.queriers import AsyncHttpQuerier, HttpQuerier

__all__ = ["AsyncHttpQuerier", "HttpQuerier"]
