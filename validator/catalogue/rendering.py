"""What is said of a programme with moving objects, which is rendered to be measured."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "rendering.is-an-estimate": (
        "The moving objects were rendered to {layout} by {renderer}: loudness is an estimate, good to "
        "{loudness_lu:g} LU, and peaks to {peak_db:g} dB. It is no measurement of the renderer of a publisher."
    ),
    "rendering.other-layout": "Rendered to {layout}: {loudness:.2f} LKFS, true peak {peak:.2f} dBTP.",
    "rendering.loudest-object": (
        "The moving object with the highest true peak is {name} on channel {channel}: {peak:.2f} dBTP on its own."
    ),
    "rendering.silent-objects": "{count:plural|moving object is|moving objects are} digital silence: {names}.",
    "rendering.not-rendered": "Not rendered: {what}, of {count:plural|moving object|moving objects}.",
    "rendering.has-no-layout": "The programme has moving objects; {layout} is the layout of its render.",
    "rendering.decides-no-fault": (
        "The render shows it, and it may come from the rendering: channels of a render are no channels of the file."
    ),
    "rendering.too-near-the-limit": (
        "{reason:clause}; the reading is of a render and good to {guard:g} {unit}, so that it does not decide."
    ),
    "rendering.decided-by": "a measurement of the render that the publisher asks for",
}
