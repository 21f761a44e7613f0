"""What is wrong with a key, a credential or a proof.

XianjieError
└── CredentialError
    ├── InvalidEncoding     multibase, base45, DER: not the one spelling of any bytes
    ├── InvalidKey          a key that is unreadable, unknown, or not usable at that moment
    ├── Sm2Unavailable      no libcrypto here can sign with SM2
    ├── InvalidDocument     JSON, JSON-LD or the data model; ``rule`` names what is broken
    ├── InvalidProof        a proof that cannot be read
    └── InvalidStatus       a status list, or an index in it
"""

from xianjie.errors import XianjieError
from xianjie.text import Text


class CredentialError(XianjieError, ValueError):
    """The root of this package's errors."""


class InvalidEncoding(CredentialError):
    """Text that is not the one spelling of any bytes."""


class InvalidKey(CredentialError):
    """A key that is unreadable, unknown, or not usable at that moment."""


class Sm2Unavailable(CredentialError):
    """No libcrypto here can sign with SM2, for that reason; verifying needs none."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            Text(
                f"本机的 libcrypto 不能用 SM2 签名（{reason}）；请安装带 SM2 的 OpenSSL 3，"
                "或改用密码机；验证不受影响",
                f"no libcrypto here signs with SM2 ({reason}); install OpenSSL 3 with SM2 or use "
                "a cryptographic module; verifying works without",
            )
        )
        self.reason = reason


class InvalidDocument(CredentialError):
    """A document that is no JSON, no safe JSON-LD or no credential; ``rule`` is what it breaks."""

    def __init__(self, rule: str, message: Text) -> None:
        super().__init__(message)
        self.rule = rule


class InvalidProof(CredentialError):
    """A proof that cannot be read, or a presentation without the challenge it was asked for."""


class InvalidStatus(CredentialError):
    """A status list that cannot be read, or an index outside it."""
