"""Credentials in texts that others read: log lines, error lines, manifests, settings."""

from __future__ import annotations

import re
from typing import Any

MASK = "***"
#: Names that say that what follows is a credential, also within others (``AWS_SECRET_ACCESS_KEY``).
_NAME = (
    r"(?:password|passwd|passphrase|_pass|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
    r"|credential|signature)"
)
#: ``user:password@`` or ``token@`` after the ``//`` of a URL, also of one taken for a path. What
#: stands behind a colon and is no port is a password also where it is not escaped: ``me:pa/ss@``.
_IN_URL = re.compile(
    r"(?:(?<=//)|(?<=\w:/))"
    r"(?:[^/\s\"?#]*@|[^/\s\"?#:@\[]{0,40}:(?![0-9]{1,5}[/?#'])[^\s\"@]{1,100}+@)"
)
#: A header whose whole value is a credential: ``Authorization: Bearer …``.
_HEADER = re.compile(
    r"""((?:authorization|\bcookie)["']?\s*[=:]\s*+\[?+\s*+(?:b?["'])?)"""
    r"""[^\s"'\[\]][^"'\r\n]*""",
    re.IGNORECASE,
)
#: ``api_key=…``, ``"password": "…"`` and the like.
_NAMED = re.compile(
    rf"""({_NAME}[\w-]{{0,40}}["']?\s*[=:]\s*+\[?+\s*+(?:b?["'])?)[^\s"',;&\[\]]+""",
    re.IGNORECASE,
)
#: Forms that only a key has: of AWS, Slack, GitHub, JSON Web Tokens, Telegram's bots.
_FORM = re.compile(
    r"\b(?:A(?:KIA|SIA)[0-9A-Z]{16}\b|xox[a-z]-[\w-]{10,}|gh[a-z]_\w{20,}"
    r"|eyJ(?:[\w-]{10,300}|(?<![\w-]eyJ)[\w-]{10,})\.[\w-]+|\d{8,10}:[\w-]{30,})"
)
_IS_NAME = re.compile(_NAME, re.IGNORECASE)


def masked(text: str) -> str:
    """Return *text* with MASK in place of what looks like a password or key."""
    if "@" in text:
        text = _IN_URL.sub(f"{MASK}@", text)
    if "=" in text or ":" in text:  # most keys and values of a manifest have neither
        text = _HEADER.sub(rf"\g<1>{MASK}", text)
        text = _NAMED.sub(rf"\g<1>{MASK}", text)
    return _FORM.sub(MASK, text)


def masked_address(value: str) -> str:
    """Return *value*, which should be the address of a host, without what stands before its ``@``.

    Unlike `masked` it asks for no form: in what is no such address any part may be a password.
    """
    _, at, host = value.rpartition("@")
    return f"{MASK}@{host}" if at else value


def is_credential(name: str, value: object) -> bool:
    """Whether a setting or argument looks like a credential, by its *name* or its *value*."""
    text = str(value)
    return bool(text) and (_IS_NAME.search(name) is not None or masked(text) != text)


def masked_values(value: Any) -> Any:
    """Return *value* (of what JSON knows) with every text masked, and every named credential."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {
            masked(str(name)): MASK
            if isinstance(one, str) and one and _IS_NAME.search(str(name))
            else masked_values(one)
            for name, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [masked_values(one) for one in value]
    return value
