"""SM2 and SM3: the standards' examples, and a second and third implementation both ways."""

import hashlib
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from hypothesis import given
from hypothesis import strategies as st

from xianjie.credentials import libcrypto as provider
from xianjie.credentials import sm2, sm3
from xianjie.credentials.errors import InvalidKey, Sm2Unavailable
from xianjie.credentials.libcrypto import (
    VECTOR_KEY,
    VECTOR_MESSAGE,
    VECTOR_POINT,
    VECTOR_SIGNATURE,
    Libcrypto,
    libcrypto,
)

with warnings.catch_warnings():  # gmssl's own docstrings
    warnings.simplefilter("ignore")
    from gmssl import sm2 as gmssl

PKCS8 = bytes.fromhex("3041020100301306072a8648ce3d020106082a811ccf5501822d042730250201010420")


def test_sm3_as_in_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """GB/T 32905-2016, annex A, by either library."""
    examples = {
        b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    }
    assert {data: sm3.sm3(data).hex() for data in examples} == examples

    def without(name: str) -> None:
        raise ValueError(name)

    monkeypatch.setattr(hashlib, "new", without)
    for data, digest in examples.items():
        state = sm3.hasher()
        state.update(data[:2])
        again = state.copy()
        again.update(data[2:])
        assert again.digest().hex() == digest


def test_the_standards_example_holds_and_nothing_else() -> None:
    """GB/T 32918.5-2017, annex A.2."""
    assert sm2.digest(VECTOR_POINT, VECTOR_MESSAGE).hex() == (
        "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"
    )
    assert sm2.verify(VECTOR_POINT, VECTOR_MESSAGE, VECTOR_SIGNATURE)
    assert not sm2.verify(VECTOR_POINT, VECTOR_MESSAGE, VECTOR_SIGNATURE, b"another")
    for at in range(8 * len(VECTOR_SIGNATURE)):
        changed = bytearray(VECTOR_SIGNATURE)
        changed[at // 8] ^= 1 << at % 8
        assert not sm2.verify(VECTOR_POINT, VECTOR_MESSAGE, bytes(changed))


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        VECTOR_SIGNATURE[:-1],
        VECTOR_SIGNATURE + b"\0",
        bytes(64),
        VECTOR_SIGNATURE[:32] + bytes(32),
        bytes(32) + VECTOR_SIGNATURE[32:],
        (1).to_bytes(32) + (sm2.N - 1).to_bytes(32),  # r + s = n
        sm2.N.to_bytes(32) + (1).to_bytes(32),
        (1).to_bytes(32) + sm2.N.to_bytes(32),
    ],
)
def test_numbers_out_of_range_are_no_signature(signature: bytes) -> None:
    assert not sm2.verify(VECTOR_POINT, VECTOR_MESSAGE, signature)


def test_a_sum_at_infinity_is_no_signature() -> None:
    """With P = G and s = -t the sum sG + tP is infinity; with s = t it doubles a point."""
    generator = sm2.compress(sm2.G)
    r, s = sm2.N - 2, 1  # t = -1
    assert not sm2.verify(generator, b"", r.to_bytes(32) + s.to_bytes(32))
    t_is_s = (sm2.N - 0).to_bytes(32)
    assert not sm2.verify(generator, b"", t_is_s + s.to_bytes(32))


@pytest.mark.parametrize("scalar", [1, 2, 3, 63, 64, 65, 2**255, sm2.N - 1])
def test_multiples_by_table_are_those_by_adding(scalar: int) -> None:
    left = sm2._add_multiples(sm2._multiples(sm2.G), scalar, (1, 1, 0))
    right: tuple[int, int, int] = (1, 1, 0)
    for bit in f"{scalar:b}":
        right = sm2._double(right) if right[2] else right
        if bit == "1":
            right = sm2._add(right, sm2.G)
    assert sm2._affine([left]) == sm2._affine([right])


def test_adding_a_point_to_itself_doubles_and_to_its_opposite_ends() -> None:
    x, y = sm2.G
    assert sm2._affine([sm2._add((x, y, 1), sm2.G)]) == sm2._affine([sm2._double((x, y, 1))])
    assert sm2._add((x, y, 1), (x, sm2.P - y))[2] == 0


@pytest.mark.parametrize(
    "point",
    [
        b"",
        b"\4" + VECTOR_POINT[1:],
        VECTOR_POINT[:-1],
        b"\2" + bytes(31) + b"\5",  # no point has this x
        b"\2" + sm2.P.to_bytes(32),
        b"\2" + (sm2.P + sm2.G[0] % 2).to_bytes(32),
    ],
)
def test_a_point_off_the_curve_is_refused(point: bytes) -> None:
    with pytest.raises(InvalidKey, match="SM2"):
        sm2.decompress(point)


@given(message=st.binary(max_size=200), identity=st.binary(min_size=1, max_size=40))
def test_what_libcrypto_signs_holds_in_python(message: bytes, identity: bytes) -> None:
    key = libcrypto().generate()
    assert sm2.verify(key.point, message, key.sign(message, identity), identity)
    assert not sm2.verify(key.point, message + b"!", key.sign(message, identity), identity)


def test_a_private_key_is_read_back_as_it_was_written() -> None:
    key = libcrypto().generate()
    again = libcrypto().load(key.pkcs8)
    assert (again.point, again.pkcs8) == (key.point, key.pkcs8)
    assert libcrypto().load(PKCS8 + VECTOR_KEY).point == VECTOR_POINT


@pytest.mark.parametrize("data", [b"", b"\x30", PKCS8, PKCS8 + bytes(32)])
def test_what_is_no_private_key_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidKey):
        libcrypto().load(data)


@pytest.mark.parametrize("name", ["libnothing.so.9", "libc.so.6"])
def test_a_library_that_is_none_says_so(name: str) -> None:
    with pytest.raises(Sm2Unavailable) as refusal:
        Libcrypto(name)
    assert name in refusal.value.message.zh
    assert name in refusal.value.message.en


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"OpenSSL_version_num": 0x10101000}, "OpenSSL < 3"),
        ({"EVP_PKEY_is_a": 0}, "no SM2"),
        ({"EVP_DigestSignInit": 0}, "EVP_DigestSignInit"),
    ],
)
def test_a_library_that_fails_its_test_never_signs(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, int], said: str
) -> None:
    typed = provider._typed

    def broken(library: Any, name: str, prototype: Any) -> Any:  # noqa: ANN401  # as in ctypes
        function = typed(library, name, prototype)
        if name not in wrong:
            return function

        def answer(*_: object) -> int:
            return wrong[name]

        answer.restype = int  # type: ignore[attr-defined]
        return answer

    monkeypatch.setattr(provider, "_typed", broken)
    with pytest.raises(Sm2Unavailable, match=said):
        libcrypto.__wrapped__()


def test_a_library_whose_signatures_do_not_hold_never_signs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(provider, "VECTOR_MESSAGE", b"another message")
    with pytest.raises(Sm2Unavailable, match=r"GB/T 32918\.5 A\.2"):
        libcrypto.__wrapped__()


def test_openssl_verifies_what_we_sign_and_we_what_it_signs(tmp_path: Path) -> None:
    key = libcrypto().generate()
    message = "职业技能等级证书".encode()
    private, text, signature = (tmp_path / name for name in ("key.der", "text", "signature"))
    private.write_bytes(key.pkcs8)
    text.write_bytes(message)
    command = ["openssl", "pkeyutl", "-rawin", "-digest", "sm3", "-inkey", str(private)]
    options = ["-keyform", "DER", "-pkeyopt", "distid:1234567812345678", "-in", str(text)]
    subprocess.run([*command, *options, "-sign", "-out", str(signature)], check=True)
    r, s = decode_dss_signature(signature.read_bytes())
    assert sm2.verify(key.point, message, r.to_bytes(32) + s.to_bytes(32))

    ours = key.sign(message)
    signature.write_bytes(
        encode_dss_signature(int.from_bytes(ours[:32]), int.from_bytes(ours[32:]))
    )
    verify = [*command, *options, "-verify", "-sigfile", str(signature)]
    assert subprocess.run(verify, check=False, capture_output=True).returncode == 0
    text.write_bytes(message + b"!")
    assert subprocess.run(verify, check=False, capture_output=True).returncode == 1


def test_gmssl_verifies_what_we_sign_and_we_what_it_signs() -> None:
    key = libcrypto().load(PKCS8 + VECTOR_KEY)
    x, y = sm2.decompress(key.point)
    peer = gmssl.CryptSM2(VECTOR_KEY.hex(), f"{x:064x}{y:064x}")
    message = b"both ways"
    theirs = bytes.fromhex(peer.sign_with_sm3(message))
    assert sm2.verify(key.point, message, theirs)
    assert peer.verify_with_sm3(key.sign(message).hex(), message)
    assert not peer.verify_with_sm3(key.sign(message).hex(), message + b"!")
