"""SM2 signatures (GB/T 32918.2 on the curve of GB/T 32918.5): verifying, in pure Python.

Nothing here touches a private key, so nothing here must run in constant time. Signing is
libcrypto's. A key's first check builds a table of its multiples; later ones only add.
"""

from __future__ import annotations

from functools import cache, lru_cache

from xianjie.credentials.errors import InvalidKey
from xianjie.credentials.sm3 import sm3
from xianjie.text import Text

# The user's identity that GB/T 35276 and every profile take by default.
DEFAULT_ID = b"1234567812345678"

# The recommended curve, GB/T 32918.5-2017: y² = x³ - 3x + b over the field of p.
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)

_SIZE = 32  # bytes of a coordinate or a scalar
_WINDOW = 6  # bits: a table of 2,709 points, made in 20 ms
_MASK = (1 << _WINDOW) - 1
_WINDOWS = -(-256 // _WINDOW)

Point = tuple[int, int]
_Jacobian = tuple[int, int, int]  # (X, Y, Z) is (X/Z², Y/Z³); Z = 0 is infinity


def verify(point: bytes, message: bytes, signature: bytes, identity: bytes = DEFAULT_ID) -> bool:
    """Whether r‖s (64 bytes) is the key's signature; ``point`` is compressed, 33 bytes."""
    return verify_digest(point, digest(point, message, identity), signature)


def verify_digest(point: bytes, e: bytes, signature: bytes) -> bool:
    """The same with the digest e at hand (section 7.1 of part 2, steps B1 to B7)."""
    if len(signature) != 2 * _SIZE:
        return False
    r, s = int.from_bytes(signature[:_SIZE]), int.from_bytes(signature[_SIZE:])
    if not (0 < r < N and 0 < s < N):
        return False
    t = (r + s) % N
    if t == 0:
        return False
    x, _, z = _add_multiples(_multiples(G), s, _add_multiples(_multiples_of(point), t, (1, 1, 0)))
    if z == 0:
        return False
    x1 = x * pow(z * z, -1, P) % P
    return (int.from_bytes(e) + x1) % N == r


def digest(point: bytes, message: bytes, identity: bytes = DEFAULT_ID) -> bytes:
    """The digest e of Z ‖ M, Z binding the identity, the curve and the key (section 5.5)."""
    return sm3(_identity_digest(point, identity) + message)


def decompress(point: bytes) -> Point:
    """The coordinates of a compressed point of 33 bytes; raises `InvalidKey`."""
    if len(point) == _SIZE + 1 and point[0] in (2, 3):
        x = int.from_bytes(point[1:])
        square = (x * x * x + A * x + B) % P
        y = pow(square, (P + 1) // 4, P)  # P is 3 modulo 4
        if x < P and y * y % P == square:
            return x, y if y & 1 == point[0] & 1 else P - y
    raise InvalidKey(
        Text(
            "SM2 公钥不是曲线上的压缩点；请核对公钥（33 字节，以 02 或 03 开头）",
            "the SM2 public key is no compressed point of the curve; it has 33 bytes, "
            "the first 02 or 03",
        )
    )


def compress(point: Point) -> bytes:
    x, y = point
    return bytes([2 + (y & 1)]) + x.to_bytes(_SIZE)


@lru_cache(maxsize=1024)
def _identity_digest(point: bytes, identity: bytes) -> bytes:
    numbers = (A, B, *G, *decompress(point))
    return sm3(
        (8 * len(identity)).to_bytes(2)
        + identity
        + b"".join(number.to_bytes(_SIZE) for number in numbers)
    )


@lru_cache(maxsize=64)
def _multiples_of(point: bytes) -> list[list[Point]]:
    return _multiples(decompress(point))


@cache
def _multiples(point: Point) -> list[list[Point]]:
    """For each window of a scalar, the point's multiples by 1 to 63 times 2**(6 × window)."""
    doublings = [(point[0], point[1], 1)]
    for _ in range(_WINDOW * (_WINDOWS - 1)):
        doublings.append(_double(doublings[-1]))  # each from the one before
    bases = _affine(doublings[::_WINDOW])
    rows: list[list[_Jacobian]] = [[(x, y, 1)] for x, y in bases]
    for row, base in zip(rows, bases, strict=True):
        for _ in range(_MASK - 1):
            row.append(_add(row[-1], base))
    flat = iter(_affine([point for row in rows for point in row]))
    return [[next(flat) for _ in range(_MASK)] for _ in rows]


def _add_multiples(rows: list[list[Point]], scalar: int, total: _Jacobian) -> _Jacobian:
    for row in rows:
        if digit := scalar & _MASK:
            total = _add(total, row[digit - 1])
        scalar >>= _WINDOW
    return total


def _add(left: _Jacobian, right: Point) -> _Jacobian:
    """A sum with an affine point (madd-2007-bl without its last savings)."""
    x1, y1, z1 = left
    x2, y2 = right
    if z1 == 0:
        return x2, y2, 1
    zz = z1 * z1 % P
    h = (x2 * zz - x1) % P
    r = (y2 * zz * z1 - y1) % P
    if h == 0:
        return _double(left) if r == 0 else (1, 1, 0)
    hh = h * h % P
    hhh = h * hh % P
    v = x1 * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - y1 * hhh) % P, z1 * h % P


def _double(point: _Jacobian) -> _Jacobian:
    """dbl-2001-b, for a = -3; no point of this curve has y = 0."""
    x, y, z = point
    delta, gamma = z * z % P, y * y % P
    beta = x * gamma % P
    alpha = 3 * (x - delta) * (x + delta) % P
    x3 = (alpha * alpha - 8 * beta) % P
    return x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % P, 2 * y * z % P


def _affine(points: list[_Jacobian]) -> list[Point]:
    """All of them with one inversion (Montgomery's trick); none may be infinity."""
    products = [1]
    for _, _, z in points:
        products.append(products[-1] * z % P)  # each from the one before
    inverse = pow(products[-1], -1, P)
    found = []
    for (x, y, z), before in zip(reversed(points), reversed(products[:-1]), strict=True):
        own = inverse * before % P
        inverse = inverse * z % P
        square = own * own % P
        found.append((x * square % P, y * square * own % P))
    return found[::-1]
