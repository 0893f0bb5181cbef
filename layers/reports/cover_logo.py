"""The logo of the cover, read from a file of the user's: checked, made smaller where it is huge, and kept as PNG."""

from __future__ import annotations

import io
from pathlib import Path

from layers.reports.content import Logo
from spatial.errors import ExportError
from spatial.files import errors_of_reading
from spatial.text import Text

MOST_PX = 1200


def logo_of(path: Path) -> Logo:
    """Return the logo in a PNG or JPEG file.

    Raises
    ------
    ExportError
        It is no picture.
    SourceError
        It cannot be read.
    """
    from PIL import Image, UnidentifiedImageError

    with errors_of_reading(path):
        content = path.read_bytes()
    try:
        picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG")).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise ExportError(
            Text(f"徽标“{path.name}”不是 PNG 或 JPEG 图片。", f"The logo “{path.name}” is no PNG or JPEG picture."),
            Text("请另存为 PNG 后再试。", "Save it as PNG and try again."),
        ) from error
    picture.thumbnail((MOST_PX, MOST_PX))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return Logo(buffer.getvalue(), picture.size)
