"""Queries over HTTP, for threads and for asyncio."""
