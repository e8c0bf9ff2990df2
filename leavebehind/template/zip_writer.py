"""A zip file put together from members that lie ready, compressed, for as many files as want them.

The layout is that of PKWARE's APPNOTE, 4.3; `zipfile` spends more time on a member than a document
takes to fill.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _DEFLATED, _UTF_8, _1980 = 20, 8, 0x800, 0x21
"""Every member is dated 1 January 1980, so that equal members are equal bytes."""


_THOROUGH, QUICK = 6, 1
"""How hard zlib tries; what differs between documents packs a tenth worse, in half the time."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a zip as it lies in it: its header and its compressed content."""

    name: bytes
    sizes: tuple[int, int, int]
    """Checksum, compressed size and size."""
    data: bytes

    @classmethod
    def of(cls, name: str, content: bytes, *, level: int = _THOROUGH) -> Member:
        # A window no wider than the content packs as well, and is set up in a quarter of the time.
        window = min(max(len(content).bit_length(), 10), zlib.MAX_WBITS)
        packer = zlib.compressobj(level, zlib.DEFLATED, -window, min(window - 6, 8))
        packed = packer.compress(content) + packer.flush()
        encoded, sizes = name.encode(), (zlib.crc32(content), len(packed), len(content))
        header = _LOCAL.pack(b"PK\3\4", _VERSION, *_KIND, *sizes, len(encoded), 0)
        return cls(encoded, sizes, header + encoded + packed)

    def entry(self, offset: int) -> bytes:
        """Its line in the zip's directory."""
        rest = (len(self.name), 0, 0, 0, 0, 0, offset)
        return _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *_KIND, *self.sizes, *rest) + self.name


_KIND = (_UTF_8, _DEFLATED, 0, _1980)


def members(parts: Mapping[str, bytes]) -> dict[str, Member]:
    """Each part as a member."""
    return {name: Member.of(name, content) for name, content in parts.items()}


def zipped(members: Iterable[Member]) -> bytes:
    """The zip file of these members, in their order."""
    files: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in members:
        files.append(member.data)
        directory.append(member.entry(offset))
        offset += len(member.data)
    # No document comes near the 65,535 members or 4 GB from which on a zip is written otherwise.
    size, count = sum(map(len, directory)), len(directory)
    return b"".join([*files, *directory, _END.pack(b"PK\5\6", 0, 0, count, count, size, offset, 0)])
