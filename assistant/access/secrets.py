"""Random values that are handed out once and kept as hashes only, so that who reads the access file cannot use them."""

import hashlib
import secrets

_BYTES = 32


def new_secret(prefix: str = "") -> str:
    """256 random bits, safe in a header, a cookie and an address."""
    return prefix + secrets.token_urlsafe(_BYTES)


def key_of(secret: str) -> str:
    """What is kept of it. A plain hash is enough: nobody can try 2^256 values, as they could words."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
