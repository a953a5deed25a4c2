"""What kind of file system a folder lies on, by what Linux tells of its mounts; elsewhere nothing is known."""

from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORK: Final = frozenset(
    {"9p", "afs", "autofs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4",
     "ocfs2", "orangefs", "pvfs2", "smb3", "smbfs"}
)  # fmt: skip
"""Kinds on which other computers change the same files, or where a server between does: a lock of SQLite's holds on one of them alone."""
_NETWORK_PROGRAMS: Final = frozenset(
    {
        "ceph",
        "ceph-fuse",
        "cephfs",
        "curlftpfs",
        "davfs2",
        "gcsfuse",
        "glusterfs",
        "goofys",
        "juicefs",
        "rclone",
        "s3fs",
        "smbnetfs",
        "sshfs",
    }
)
"""Programs that give out a network file system as one in user space (kind "fuse.NAME")."""
_ESCAPES: Final = (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\"))


def network_file_system(folder: Path, mounts: Path = MOUNTS) -> str | None:
    """The kind ("nfs4", "fuse.sshfs") of the network file system that `folder`, or what there is of its path, lies on; None elsewhere.

    `mounts` is of the form of /proc/self/mountinfo (proc(5)); where it cannot be read nothing is known, and None is given.
    """
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    where, kind, length = folder.expanduser().resolve(), "", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, said = before.split(" "), after.split(" ")
        if len(fields) > 4 and said[0]:
            point = Path(_plain(fields[4]))
            if where.is_relative_to(point) and len(point.parts) >= length:  # a later mount covers an earlier one of the same place
                kind, length = said[0], len(point.parts)
    program = kind.removeprefix("fuse.") if kind.startswith("fuse.") else ""
    return kind if kind in _NETWORK or program in _NETWORK_PROGRAMS else None


def _plain(escaped: str) -> str:
    for escape, character in _ESCAPES:
        escaped = escaped.replace(escape, character)
    return escaped
