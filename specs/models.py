"""The one way models are configured at a file boundary: frozen, closed, and free of NaN and infinity."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """A value that came from a file or goes into one."""

    # Validators are built at first use: a command needs a few of the models, and pays for no others.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)
