"""Make the font that comes with the product: Noto Sans SC Regular, cut to the GBK repertoire.

A bare Debian or Ubuntu shows boxes instead of Chinese; Qt and matplotlib both take this file. GB2312 would be too
small: it lacks 蕰 (蕰藻浜), 镕, 喆 and ㎡. The font comes from the npm package named below (SIL Open Font License 1.1,
`OFL.txt`). Needs npm; run it only to renew the committed file:

    .venv/bin/python resources/fonts/make_font.py
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset

PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
MEMBER = "package/400Regular/NotoSansSC_400Regular.ttf"
TARGET = Path(__file__).parent / "NotoSansSC-Regular.ttf"
EXTRA = "㎡㎢㎞㎥℃①②③④⑤⑥⑦⑧⑨⑩←↑→↓↔▲▼◆●○■□★☆✓✗×÷±≤≥≈≠∞√∑Δσμ°′″‰·…—–“”‘’«»€£¥©®™²³¹½¼"


def repertoire() -> set[int]:
    """Return the code points to keep: what GBK can write, Latin with accents, the symbols of maps and tables."""
    wide = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    text = "".join(pair.decode("gbk", errors="ignore") for pair in wide)
    return {ord(character) for character in text + EXTRA} | set(range(0x20, 0x180)) | set(range(0x2000, 0x2070))


def make_font(target: Path = TARGET) -> None:
    """Fetch the package with npm, cut the font and write `target`."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True, text=True
        ).stdout.strip()
        with tarfile.open(Path(folder) / packed) as archive:
            archive.extract(MEMBER, folder, filter="data")
        options = subset.Options(name_IDs=["*"], notdef_outline=True, layout_features=["kern", "mark", "mkmk", "locl"])
        font = subset.load_font(str(Path(folder) / MEMBER), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=repertoire())
        cutter.subset(font)
        subset.save_font(font, str(target), options)


if __name__ == "__main__":
    make_font()
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1e6:.1f} MB")
