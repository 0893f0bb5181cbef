"""Archives of raster tiles: read right, refused clearly, and painted where they belong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from spatial.datums import convert_datum
from spatial.errors import SourceError
from spatial.formats.tile_archives import open_tiles, plain_words
from spatial.tile_mosaic import TileCache, TileSource, Window, bounds_in, covered, paint
from tests.tile_files import (
    SHANGHAI,
    around,
    blue_of,
    encoded,
    extent_of,
    tile_of,
    tile_pixels,
    write_mbtiles,
    write_pmtiles,
)

PLACES = around(SHANGHAI, (10, 11, 12, 13))
WRITERS = {"mbtiles": write_mbtiles, "pmtiles": write_pmtiles}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_both_kinds_of_archives_say_what_they_hold(tmp_path: Path, kind: str, form: str) -> None:
    archive = open_tiles(WRITERS[kind](tmp_path / f"a.{kind}", PLACES, form))
    info = archive.info
    assert (info.name, info.attribution, info.min_zoom, info.max_zoom) == ("Numbered", "© Testers", 10, 13)
    assert info.tile_format == {"jpeg": "jpg"}.get(form, form)
    np.testing.assert_allclose(info.bounds, extent_of(PLACES), atol=2e-7)
    for place in PLACES[::17]:
        assert archive.tile(*place) == encoded(place, form)
    assert archive.tile(10, 0, 0) is None
    assert archive.tile(3, 99, 99) is None
    archive.close()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("text.mbtiles", b"nothing", "neither MBTiles nor PMTiles"),
        ("empty.pmtiles", b"", "neither MBTiles nor PMTiles"),
        ("old.pmtiles", b"PMTiles\x02" + bytes(200), "version 2"),
        ("cut.pmtiles", b"PMTiles\x03" + bytes(30), "damaged"),
        ("cut.mbtiles", b"SQLite format 3\0" + bytes(80), "damaged"),
    ],
)
def test_what_is_no_archive_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=said):
        open_tiles(path)


def test_vector_tiles_are_refused_in_words_of_their_own(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="vector tiles"):
        open_tiles(write_pmtiles(tmp_path / "v.pmtiles", PLACES[:3], "mvt"))
    path = write_mbtiles(tmp_path / "v.mbtiles", [])
    import sqlite3

    with sqlite3.connect(path) as base:
        base.execute("UPDATE metadata SET value='pbf' WHERE name='format'")
        base.execute("INSERT INTO tiles VALUES (0, 0, 0, ?)", (b"\x1f\x8b\x08",))
    with pytest.raises(SourceError, match="vector tiles"):
        open_tiles(path)


def test_an_archive_without_a_tile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no tile"):
        open_tiles(write_mbtiles(tmp_path / "e.mbtiles", []))


def test_zooms_come_from_the_tiles_and_bounds_from_the_metadata(tmp_path: Path) -> None:
    archive = open_tiles(write_mbtiles(tmp_path / "a.mbtiles", PLACES, bounds="121,31,122,32"))
    assert archive.info.bounds == (121, 31, 122, 32)
    assert (archive.info.min_zoom, archive.info.max_zoom) == (10, 13)


def expected(lon: float, lat: float, zoom: int) -> tuple[float, float, int]:
    """Return column and row within the tile in 256ths, and the blue of the tile, at a place of the tiles' datum."""
    column, row = tile_of(lon, lat, zoom)
    place = zoom, int(column), int(row)
    return 256 * (column % 1), 256 * (row % 1), blue_of(place)


def mismatches(picture: np.ndarray, window: Window, datum: str, zoom: int) -> list[float]:
    """Return by how many tile pixels the painted places are off, at 400 random pixels away from edges of tiles."""
    rng, off = np.random.default_rng(7), []
    west, south, east, north = window.bounds
    to_degrees = Transformer.from_crs(window.crs, "EPSG:4326", always_xy=True)
    for i, j in rng.integers(0, (window.width, window.height), (400, 2)):
        x = west + (i + 0.5) * (east - west) / window.width
        y = north - (j + 0.5) * (north - south) / window.height
        lonlat = convert_datum(np.array([to_degrees.transform(x, y)]), "wgs84", datum)[0]
        column, row, blue = expected(*lonlat, zoom)
        if not (6 < column < 250 and 6 < row < 250):
            continue
        red, green, found, alpha = (int(each) for each in picture[j, i])
        assert (found, alpha) == (blue, 255)
        off.append(float(np.hypot(red + 0.5 - column, green + 0.5 - row)))
    assert len(off) > 300
    return off


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:4549", "EPSG:4326"])
@pytest.mark.parametrize("datum", ["wgs84", "cgcs2000", "gcj02", "bd09"])
def test_every_tile_is_at_its_place_within_a_pixel(tmp_path: Path, crs: str, datum: str) -> None:
    source = TileSource(open_tiles(write_mbtiles(tmp_path / "a.mbtiles", PLACES)), datum)
    from_degrees = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = from_degrees.transform(*SHANGHAI)
    unit = 1.0 if crs != "EPSG:4326" else 1 / 111_320
    half = 256 * 2**-13 * 2 * np.pi * 6378137 / 256 * unit * (0.86 if crs != "EPSG:3857" else 1.0)
    window = Window(crs, (x - half, y - half * 0.75, x + half, y + half * 0.75), 512, 384)
    picture = paint(source, window)
    assert picture is not None
    assert picture.shape == (384, 512, 4)
    off = mismatches(picture, window, datum, 13)
    assert max(off) < 1.5, "in 256ths of a tile, drawn about one to one; half of it is rounding"
    assert np.mean(off) < 0.8


def test_a_declared_datum_moves_the_tiles_by_the_shift_of_that_place(tmp_path: Path) -> None:
    """In Shanghai GCJ-02 displaces by 470 to 490 m: at zoom 13 (19.1 m a pixel, 16.4 m on the ground) by 28 to 30."""
    archive = open_tiles(write_mbtiles(tmp_path / "a.mbtiles", PLACES))
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform(*SHANGHAI)
    half = 19.109257 * 32
    window = Window("EPSG:3857", (x - half, y - half, x + half, y + half), 64, 64)
    plain, moved = (paint(TileSource(archive, datum), window) for datum in ("wgs84", "gcj02"))
    assert plain is not None
    assert moved is not None
    (red, green), (red_moved, green_moved) = plain[32, 32, :2].astype(int), moved[32, 32, :2].astype(int)
    assert 26 < np.hypot((red_moved - red) % 256, (green - green_moved + 128) % 256 - 128) < 32


def test_missing_tiles_show_the_coarser_one_and_beyond_is_clear(tmp_path: Path) -> None:
    places = [place for place in PLACES if place[0] < 13]
    tiles = write_mbtiles(tmp_path / "a.mbtiles", [*places, *around((121.0, 31.0), (13,), 0)])
    source = TileSource(open_tiles(tiles))
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform(*SHANGHAI)
    window = Window("EPSG:3857", (x - 900, y - 900, x + 900, y + 900), 96, 96)
    wide = TileSource(open_tiles(write_mbtiles(tmp_path / "b.mbtiles", places, bounds="-180,-85,180,85")))
    assert paint(source, window) is None, "beside its own extent an archive shows nothing"
    picture = paint(wide, window)
    assert picture is not None
    assert (picture[..., 3] == 255).all()
    far = Window("EPSG:3857", (x + 1e6, y, x + 1e6 + 900, y + 900), 96, 96)
    assert paint(wide, far) is None


def test_a_part_beside_the_archive_stays_clear(tmp_path: Path) -> None:
    places = around(SHANGHAI, (12,), 0)
    source = TileSource(open_tiles(write_mbtiles(tmp_path / "a.mbtiles", places)))
    west, south, east, north = bounds_in(source, "EPSG:3857")
    wide = east - west
    picture = paint(source, Window("EPSG:3857", (west - wide, south, east, north), 400, 200))
    assert picture is not None
    assert not picture[:, :198, 3].any()
    assert (picture[:, 202:, 3] == 255).all()


def test_tiles_of_512_pixels_are_read_a_zoom_lower(tmp_path: Path) -> None:
    places = around(SHANGHAI, (11, 12))
    source = TileSource(open_tiles(write_mbtiles(tmp_path / "a.mbtiles", places, size=512)))
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform(*SHANGHAI)
    half = 19.109257 * 128
    picture = paint(source, Window("EPSG:3857", (x - half, y - half, x + half, y + half), 256, 256))
    assert picture is not None
    column, row, blue = expected(*SHANGHAI, 12)
    assert picture[128, 128].tolist() == pytest.approx([column, row, blue, 255], abs=1.5)


def test_no_window_reads_tiles_without_bound(tmp_path: Path) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", around(SHANGHAI, (16,)), bounds="100,20,130,40")
    whole = Window("EPSG:3857", (-2e7, -2e7, 2e7, 2e7), 800, 800)
    assert covered(TileSource(open_tiles(path)), whole) == 0
    assert paint(TileSource(open_tiles(path)), whole) is None


def test_the_cache_keeps_to_its_size_and_drops_what_was_used_longest_ago() -> None:
    cache, tile = TileCache(3 * 256 * 256 * 3), tile_pixels((1, 0, 0))
    for number in range(3):
        cache.put((0, 0, number, 0), tile.copy())
    assert cache.get((0, 0, 0, 0))[0]
    cache.put((0, 0, 3, 0), tile.copy())
    assert [cache.get((0, 0, number, 0))[0] for number in range(4)] == [True, False, True, True]
    assert cache.bytes == 3 * tile.nbytes
    cache.limit(2 * tile.nbytes)
    assert cache.bytes == 2 * tile.nbytes and cache.get((0, 0, 3, 0))[0]


def test_a_broken_tile_leaves_a_hole_and_no_error(tmp_path: Path) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", around(SHANGHAI, (12,), 1))
    import sqlite3

    column, row = (int(each) for each in tile_of(*SHANGHAI, 12))
    with sqlite3.connect(path) as base:
        base.execute(
            "UPDATE tiles SET tile_data=? WHERE tile_column=? AND tile_row=?", (b"\x89PNGx", column, 4095 - row)
        )
    source = TileSource(open_tiles(path))
    picture = paint(source, Window("EPSG:3857", bounds_in(source, "EPSG:3857"), 384, 384))
    assert picture is not None
    assert not picture[140:240, 140:240, 3].any()
    assert (picture[:120, :, 3] == 255).all()


def test_attributions_lose_their_markup() -> None:
    assert (
        plain_words('&copy; <a href="https://x">OpenStreetMap</a> <b>contributors</b>')
        == "© OpenStreetMap contributors"
    )


@pytest.mark.parametrize(("crs", "datum"), [("EPSG:3857", "wgs84"), ("EPSG:3857", "gcj02"), ("EPSG:4547", "wgs84")])
def test_strips_join_without_a_seam(crs: str, datum: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    from spatial import tile_mosaic

    archive = open_tiles(write_mbtiles(tmp_path / "t.mbtiles", around(SHANGHAI, (13, 14), 4)))
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(*SHANGHAI)
    window = Window(crs, (x - 3100.0, y - 2300.0, x + 3100.0, y + 2300.0), 610, 453)
    pictures = []
    for area in (10**9, 5 * 610, 610):
        monkeypatch.setattr(tile_mosaic, "_STRIP_AREA_PX", area)
        pictures.append(paint(TileSource(archive, datum), window))
    assert pictures[0] is not None
    assert (pictures[0][..., 3] > 0).mean() > 0.9
    for other in pictures[1:]:
        assert np.abs(pictures[0].astype(int) - other).max() <= 1
