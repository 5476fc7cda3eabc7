"""Which profiles a file claims or has the shape of, so that it can be judged where nobody names one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.conformance.adm.atmos import ATMOS_1_0, ATMOS_1_1, BIT_DEPTH
from validator.conformance.adm.bs2076 import BS2076
from validator.conformance.adm.bs2088 import BS2088
from validator.containers.adm.build_profile import PROGRAMME_NAME

if TYPE_CHECKING:
    from validator.conformance.adm.model import AdmProfile
    from validator.containers.adm.file import AdmFile


def shown_profiles(file: AdmFile) -> tuple[AdmProfile, ...]:
    """Return the profiles that a file is to keep by what it shows, the widest first.

    | the file                                                      | profiles                       |
    |---------------------------------------------------------------|--------------------------------|
    | has any chunk of the ADM                                      | bs2088, bs2076                 |
    | and a programme named Atmos_Master, or dbmd of a master       | and atmos-1.1                  |
    | and a track that is not of 24 bits, which 1.1 does not permit | and atmos-1.0 in place of 1.1  |

    Source: MediaInfoLib 26.05 takes a file for a master by the name of its programme; the segments 9 and 10 of dbmd are
    those of a master.
    """
    if not file.has_adm:
        return ()
    if not _is_master(file):
        return (BS2088, BS2076)
    depths = set() if file.document is None else {uid.bit_depth for uid in file.document.track_uids} - {None}
    return (BS2088, BS2076, ATMOS_1_1 if depths <= {BIT_DEPTH} else ATMOS_1_0)


def _is_master(file: AdmFile) -> bool:
    if file.dbmd is not None and (file.dbmd.atmos is not None or file.dbmd.supplement is not None):
        return True
    return file.document is not None and any(one.name == PROGRAMME_NAME for one in file.document.programmes)
