"""SM2 keys and signatures by libcrypto (OpenSSL 3 or a sibling), through its EVP functions.

Some distributions build OpenSSL without SM2. Then `libcrypto` raises `Sm2Unavailable`, which
says so, and nothing signs with SM2 there; verifying is `xianjie.credentials.sm2`, in Python.
Production keys belong in a certified cryptographic module: this is a second implementation of
the port `Signer`, not a replacement for one.
"""

from __future__ import annotations

import _hashlib
import ctypes
import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_char_p, c_int, c_long, c_size_t, c_ulong, c_void_p
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from xianjie.credentials import sm2
from xianjie.credentials.errors import InvalidKey, Sm2Unavailable
from xianjie.text import Text

# The example of GB/T 32918.5-2017, annex A.2: key, message and signature.
VECTOR_KEY = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
VECTOR_POINT = bytes.fromhex("0309F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020")
VECTOR_MESSAGE = b"message digest"
VECTOR_SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)

_OPENSSL_3 = 0x30000000
_PUBLIC_SIZE = 91  # bytes of SubjectPublicKeyInfo with a point of 65
_MAX_SIGNATURE = 80  # bytes of DER for two numbers of 32
# PKCS#8 with an ECPrivateKey (RFC 5915) that leaves the public half out: all but the scalar.
_PKCS8_START = bytes.fromhex(
    "3041020100301306072a8648ce3d020106082a811ccf5501822d042730250201010420"
)
_Prototype = tuple[Any, tuple[Any, ...]]
_PROTOTYPES: dict[str, _Prototype] = {
    "EVP_DigestSign": (c_int, (c_void_p, c_char_p, c_void_p, c_char_p, c_size_t)),
    "EVP_DigestSignInit": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "EVP_MD_CTX_free": (None, (c_void_p,)),
    "EVP_MD_CTX_new": (c_void_p, ()),
    "EVP_MD_CTX_set_pkey_ctx": (None, (c_void_p, c_void_p)),
    "EVP_PKEY2PKCS8": (c_void_p, (c_void_p,)),
    "EVP_PKEY_CTX_free": (None, (c_void_p,)),
    "EVP_PKEY_CTX_new": (c_void_p, (c_void_p, c_void_p)),
    "EVP_PKEY_CTX_set1_id": (c_int, (c_void_p, c_char_p, c_int)),
    "EVP_PKEY_Q_keygen": (c_void_p, (c_void_p, c_char_p, c_char_p)),
    "EVP_PKEY_free": (None, (c_void_p,)),
    "EVP_PKEY_is_a": (c_int, (c_void_p, c_char_p)),
    "EVP_sm3": (c_void_p, ()),
    "OpenSSL_version_num": (c_ulong, ()),
    "PKCS8_PRIV_KEY_INFO_free": (None, (c_void_p,)),
    "d2i_AutoPrivateKey": (c_void_p, (c_void_p, c_void_p, c_long)),
    "i2d_PKCS8_PRIV_KEY_INFO": (c_int, (c_void_p, c_void_p)),
    "i2d_PUBKEY": (c_int, (c_void_p, c_void_p)),
}


class Sm2Key:
    """A private key in libcrypto's memory; give one only to those who may sign."""

    def __init__(self, library: Libcrypto, handle: int) -> None:
        self._library = library
        self._handle = handle

    def __del__(self) -> None:
        self._library.call("EVP_PKEY_free", self._handle)

    @property
    def point(self) -> bytes:
        """The public key as a compressed point of 33 bytes."""
        encoded = self._library.encoded("i2d_PUBKEY", self._handle)
        return sm2.compress((int.from_bytes(encoded[-64:-32]), int.from_bytes(encoded[-32:])))

    @property
    def pkcs8(self) -> bytes:
        """The private key as PKCS#8 in DER."""
        with self._library.made("EVP_PKEY2PKCS8", "PKCS8_PRIV_KEY_INFO_free", self._handle) as info:
            return self._library.encoded("i2d_PKCS8_PRIV_KEY_INFO", info)

    def sign(self, message: bytes, identity: bytes = sm2.DEFAULT_ID) -> bytes:
        """r‖s, 64 bytes, over SM3 of the key's Z value and the message."""
        call, made = self._library.call, self._library.made
        with (
            made("EVP_PKEY_CTX_new", "EVP_PKEY_CTX_free", self._handle, None) as settings,
            made("EVP_MD_CTX_new", "EVP_MD_CTX_free") as state,
        ):
            call("EVP_PKEY_CTX_set1_id", settings, identity, len(identity))
            call("EVP_MD_CTX_set_pkey_ctx", state, settings)
            call("EVP_DigestSignInit", state, None, call("EVP_sm3"), None, self._handle)
            signature = ctypes.create_string_buffer(_MAX_SIGNATURE)
            length = c_size_t(_MAX_SIGNATURE)
            call("EVP_DigestSign", state, signature, byref(length), message, len(message))
        r, s = decode_dss_signature(signature.raw[: length.value])
        return r.to_bytes(32) + s.to_bytes(32)


class Libcrypto:
    """One loaded library; raises `Sm2Unavailable` where it fails the standard's example."""

    def __init__(self, name: str) -> None:
        try:
            library = ctypes.CDLL(name)
            self._functions = {
                function: _typed(library, function, prototype)
                for function, prototype in _PROTOTYPES.items()
            }
        except (AttributeError, OSError) as error:
            raise Sm2Unavailable(f"{name}: {error}") from error
        if self.call("OpenSSL_version_num") < _OPENSSL_3:
            raise Sm2Unavailable(f"{name}: OpenSSL < 3")
        self._test_itself(name)

    def generate(self) -> Sm2Key:
        """A new key from the library's own randomness."""
        return Sm2Key(self, self.call("EVP_PKEY_Q_keygen", None, None, b"SM2"))

    def load(self, pkcs8: bytes) -> Sm2Key:
        """The key of PKCS#8 bytes in DER; raises `InvalidKey`."""
        data = ctypes.create_string_buffer(pkcs8, len(pkcs8))
        at = ctypes.cast(data, c_void_p)
        try:
            key = Sm2Key(self, self.call("d2i_AutoPrivateKey", None, byref(at), len(pkcs8)))
            self.call("EVP_PKEY_is_a", key._handle, b"SM2")  # noqa: SLF001  # the same module
        except Sm2Unavailable as error:
            raise _no_key() from error
        if len(self.encoded("i2d_PUBKEY", key._handle)) != _PUBLIC_SIZE:  # noqa: SLF001
            raise _no_key()  # OpenSSL reads a scalar of 0, whose point is at infinity
        return key

    def call(self, name: str, *arguments: Any) -> Any:  # noqa: ANN401  # as in ctypes
        """The function's result; 0 and NULL are failures in every function named here."""
        function = self._functions[name]
        result = function(*arguments)
        if not result and function.restype is not None:
            raise Sm2Unavailable(f"{name} = {result}")
        return result

    @contextmanager
    def made(self, make: str, free: str, *arguments: Any) -> Iterator[int]:  # noqa: ANN401
        """A structure of the library for the length of a block."""
        structure: int = self.call(make, *arguments)
        try:
            yield structure
        finally:
            self.call(free, structure)

    def encoded(self, encode: str, structure: int) -> bytes:
        """The DER that one of the i2d functions writes."""
        data = ctypes.create_string_buffer(self.call(encode, structure, None))
        at = ctypes.cast(data, c_void_p)
        self.call(encode, structure, byref(at))
        return data.raw[: ctypes.cast(at, c_void_p).value - ctypes.addressof(data)]  # type: ignore[operator]  # the call moved it

    def _test_itself(self, name: str) -> None:
        """The example of the standard, read and verified, and a signature of our own."""
        try:
            key = self.load(_PKCS8_START + VECTOR_KEY)
        except InvalidKey as error:
            raise Sm2Unavailable(f"{name}: no SM2") from error
        changed = bytes([VECTOR_SIGNATURE[0] ^ 1]) + VECTOR_SIGNATURE[1:]
        held = (
            key.point == VECTOR_POINT
            and sm2.verify(VECTOR_POINT, VECTOR_MESSAGE, VECTOR_SIGNATURE)
            and not sm2.verify(VECTOR_POINT, VECTOR_MESSAGE, changed)
            and sm2.verify(VECTOR_POINT, VECTOR_MESSAGE, key.sign(VECTOR_MESSAGE))
        )
        if not held:
            raise Sm2Unavailable(f"{name}: GB/T 32918.5 A.2")


@cache
def libcrypto() -> Libcrypto:
    """The first library here that signs with SM2, found and tested once."""
    refused = []
    for name in _candidates():
        try:
            return Libcrypto(name)
        except Sm2Unavailable as error:
            refused.append(error.reason)
    raise Sm2Unavailable("; ".join(refused))


def _candidates() -> list[str]:
    """The library that this Python is linked to first: it is loaded already."""
    linked = getattr(_hashlib, "__file__", None)
    names = [linked, ctypes.util.find_library("crypto"), "libcrypto.so.3", "libcrypto.3.dylib"]
    return [name for name in names if name]


def _typed(library: ctypes.CDLL, name: str, prototype: _Prototype) -> Any:  # noqa: ANN401
    function = library[name]
    function.restype, function.argtypes = prototype
    return function


def _no_key() -> InvalidKey:
    return InvalidKey(
        Text(
            "不是 SM2 私钥；应为 PKCS#8 格式，曲线为 1.2.156.10197.1.301",
            "this is no SM2 private key; give PKCS#8 with the curve 1.2.156.10197.1.301",
        )
    )
