"""The HTML document: folium's map, elements of our own, everything inlined, scripts hashed in the CSP.

folium brings the skeleton (`folium.Map` writes the map's element and the call that makes it); its links to content
networks are left out by a subclass with empty link lists, so folium's own lists stay as they are. branca's random
element ids are replaced by fixed ones: the same project gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from pathlib import Path

import folium
import orjson
from branca.element import Element, Figure
from folium.template import Template
from xstatic.pkg import leaflet

from layers.version import VERSION

WEB = Path(__file__).resolve().parents[2] / "resources" / "web"
SCRIPTS = (
    "strings",
    "dom",
    "decode",
    "grid_index",
    "scales",
    "look",
    "model",
    "tiles",
    "attributes",
    "symbols",
    "viewport",
    "aggregation",
    "outlines",
    "draw_areas",
    "draw_points",
    "labels",
    "canvas_layer",
    "panes",
    "hit",
    "highlight",
    "tip",
    "popup",
    "matrix",
    "legend",
    "layer_tree",
    "panels",
    "story",
    "about",
    "search",
    "table",
    "table_export",
    "print_svg",
    "print",
    "keyboard",
    "tools",
    "main",
)
STYLES = ("page", "panes", "panels", "story", "overlays", "table", "narrow", "print")
LANG = {"zh": "zh-CN", "en": "en"}

_POLICY = (
    "default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_POLICY_MARK = "@content-security-policy@"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_ESCAPES = (
    (b"&", b"\\u0026"),
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
    (b"\xe2\x80\xa8", b"\\u2028"),
    (b"\xe2\x80\xa9", b"\\u2029"),
)


class AtlasFigure(Figure):
    """The document around the map: language, policy, styles, map, data, scripts, in this order."""

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.lang }}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{{ this.policy_mark }}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="{{ this.generator }}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        "<title>{{ this.title }}</title>\n"
        '<link rel="icon" href="data:,">\n'
        "{{ this.header.render(**kwargs) }}</head>\n<body>\n"
        "{{ this.html.render(**kwargs) }}\n"
        "<script>{{ this.script.render(**kwargs) }}</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, lang: str, generator: str) -> None:
        super().__init__(title=html.escape(title))
        self.lang, self.generator, self.policy_mark = lang, html.escape(generator), _POLICY_MARK
        for part, name in ((self, "figure"), (self.header, "header"), (self.html, "body"), (self.script, "script")):
            part._id = name
            part._children.clear()


class AtlasMap(folium.Map):
    """`folium.Map` without tiles, without links to other hosts, handed to our script when it is made."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own way to declare them
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        "{% macro header(this, kwargs) %}{% endmacro %}"
        '{% macro html(this, kwargs) %}<div class="folium-map" id={{ this.get_name()|tojson }}></div>{% endmacro %}'
        "{% macro script(this, kwargs) %}Yuantu.start(L.map({{ this.get_name()|tojson }}, "
        "{center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }} }));"
        "{% endmacro %}"
    )

    def __init__(self, centre: tuple[float, float]) -> None:
        super().__init__(
            location=centre,
            tiles=None,
            zoom_start=10,
            zoom_control=False,
            attribution_control=False,
            fade_animation=False,
            zoom_snap=0.25,
            wheel_px_per_zoom_level=120,
            max_zoom=20,
            bounce_at_zoom_limits=False,
        )
        self._id = "atlas"


class _Markup(Element):
    _template = Template("{{ this.markup }}")

    def __init__(self, name: str, markup: str) -> None:
        super().__init__()
        self._id, self.markup = name, markup


def _fixed(markup: str, name: str) -> Element:
    """Return an element with markup of ours that is not a template (jinja would read `{{` in the data)."""
    return _Markup(name, markup)


def build_page(
    title: str, language: str, blocks: Mapping[str, bytes], static: str, centre: tuple[float, float]
) -> bytes:
    """Return the whole document as UTF-8.

    Parameters
    ----------
    title
        Shown by the browser.
    language
        The language it opens in.
    blocks
        Escaped JSON by element id (`json_block`).
    static
        HTML for readers without scripts.
    centre
        (lat, lon) degrees that the map is made with; the script moves it to the extent of the map shown.
    """
    figure = AtlasFigure(title, LANG[language], f"Yuantu {VERSION}")
    figure.header.add_child(_fixed(f"<style>{leaflet_css()}</style>\n", "leaflet_css"))
    figure.header.add_child(_fixed(f"<style>{_joined(STYLES, 'css')}</style>\n", "atlas_css"))
    figure.html.add_child(_fixed('<div id="app">', "app_start"))
    figure.add_child(AtlasMap(centre), name="map")
    page = figure.html
    figure.render()  # folium writes the parts of the map into the figure while it renders
    page.add_child(_fixed("</div>\n", "app_end"))
    page.add_child(_fixed(f"<noscript>{static}</noscript>\n", "noscript"))
    for name, text in blocks.items():
        markup = f'<script type="application/json" id="{name}">{text.decode("utf-8")}</script>\n'
        page.add_child(_fixed(markup, f"data_{name}"))
    page.add_child(_fixed(f"<script>{leaflet_js()}</script>\n", "leaflet_js"))
    page.add_child(_fixed(f"<script>{_joined(SCRIPTS, 'js')}</script>\n", "atlas_js"))
    document: str = figure.render()
    return document.replace(_POLICY_MARK, html.escape(policy_of(document), quote=True), 1).encode("utf-8", "replace")


def policy_of(document: str) -> str:
    """Return the Content-Security-Policy that lets exactly the scripts of this document run."""
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
        for code in dict.fromkeys(_SCRIPT.findall(document))
    ]
    return _POLICY.format(hashes=" ".join(hashes))


def json_block(content: Mapping[str, object]) -> bytes:
    """Return JSON that can stand inside a script element: no ``<``, ``>``, ``&``, U+2028 or U+2029 in it."""
    try:
        text = orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)
    except TypeError:  # a lone surrogate in some text: the standard library writes it as an escape
        text = json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()
    for mark, escape in _ESCAPES:
        text = text.replace(mark, escape)
    return text


def leaflet_js() -> str:
    """Return Leaflet's script without its source map and without a link to its home page."""
    code = (Path(leaflet.BASE_DIR) / "leaflet.js").read_text("utf-8").replace("\r\n", "\n")
    code = re.sub(r"//# sourceMappingURL=\S+", "", code)
    return code.replace("https://leafletjs.com", "leafletjs.com")


def leaflet_css() -> str:
    """Return Leaflet's style sheet without comments and without the declarations that load images."""
    code = (Path(leaflet.BASE_DIR) / "leaflet.css").read_text("utf-8").replace("\r\n", "\n")
    code = re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL)
    return re.sub(r"[\w-]+:\s*url\([^)]*\)[^;}]*;?", "", code)


def _joined(names: tuple[str, ...], suffix: str) -> str:
    """Return our scripts or style sheets one after the other, without block comments and indentation."""
    code = "\n".join((WEB / f"{name}.{suffix}").read_text("utf-8") for name in names)
    code = re.sub(r"^[ \t]*/\*.*?\*/[ \t]*\n", "", code, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"^[ \t]+|\n(?=\n)", "", code, flags=re.MULTILINE)
