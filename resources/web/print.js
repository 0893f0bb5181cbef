/** The printed sheet, A4 landscape, made before each print: title, vector map, scale bar, north, legend, sources. */
(function (Y) {
  "use strict";

  const WIDTH = 760;
  const HEIGHT = 600;
  const BAR_PX = 130;
  const PAPER_PIXEL_M = 0.196 / WIDTH; // the map is 196 mm wide (print.css)
  const GAP = 12;
  const CAPTION = 24;
  const ROOM = 27; // lines of a legend that stand beside the map; a longer one is set smaller

  /** Make the sheet of what the window shows: each map at its scale on paper, with what is drawn at that scale. */
  Y.renderSheet = function (sheet) {
    const [width, height] = sizeOfMaps();
    const screen = Y.panes.map((pane) => pane.scale);
    const windows = Y.panes.map((pane) => Y.Viewport.ofMap(pane.map).fitted(width, height));
    Y.panes.forEach((pane, n) => (pane.scale = windows[n].metresPerPixel / PAPER_PIXEL_M));
    try {
      write(sheet, windows);
    } finally {
      Y.panes.forEach((pane, n) => (pane.scale = screen[n]));
    }
  };

  /** Width and height of each map in pixels of the sheet. */
  function sizeOfMaps() {
    const number = Y.panes.length;
    if (number === 1) return [WIDTH, HEIGHT];
    const columns = { row: number, column: 1, grid: 2 }[Y.pair().arrangement];
    const rows = Math.ceil(number / columns);
    return [(WIDTH - GAP * (columns - 1)) / columns, (HEIGHT - GAP * (rows - 1)) / rows - CAPTION];
  }

  function write(sheet, windows) {
    const legend = Y.el("div", { class: "sheet-legend" });
    Y.renderLegend(legend);
    const lines = legend.querySelectorAll("li, h3").length + 1.4 * legend.querySelectorAll("p").length;
    legend.style.setProperty("zoom", String(Math.max(0.55, Math.min(1, ROOM / lines))));
    Y.put(
      sheet,
      Y.el("header", null, Y.el("p", null, Y.text(Y.page.title)), Y.el("h1", null, Y.shownTitle())),
      Y.el(
        "div",
        { class: "sheet-body" },
        Y.el("div", { class: `sheet-maps ${Y.pair() ? Y.pair().arrangement : ""}` }, windows.map(figure)),
        legend
      ),
      Y.el(
        "footer",
        null,
        Y.el("p", { class: "status" }, Y.text(Y.page.status)),
        Y.colophon()
          .filter(([, lines]) => lines.length)
          .map(
            ([heading, lines]) => Y.el(
              "p",
              null,
              heading ? Y.el("b", null, `${heading} `) : null,
              lines.join(heading ? "；" : " ")
            )
          )
      )
    );
  }

  function figure(viewport, place) {
    const pane = Y.panes[place];
    const map = Y.as(pane, () => Y.mapSvg(viewport, `sheet-${place}`));
    map.append(scaleBar(viewport), northArrow(viewport));
    return Y.el("figure", null, Y.pair() ? Y.el("figcaption", null, pane.caption.textContent) : null, map);
  }

  /** The longest of 1, 2, 5 · 10ⁿ metres that fits. */
  Y.niceLength = function (metres) {
    const power = Math.pow(10, Math.floor(Math.log10(metres)));
    return [5, 2, 1].map((step) => step * power).find((length) => length <= metres);
  };

  function scaleBar(viewport) {
    const length = Y.niceLength(BAR_PX * viewport.metresPerPixel);
    const width = length / viewport.metresPerPixel;
    const label = length >= 1000 ? `${length / 1000} km` : `${length} m`;
    return Y.svg(
      "g",
      { transform: `translate(16 ${viewport.height - 20})` },
      Y.svg("rect", { x: -8, y: -20, width: width + 60, height: 32, fill: "#ffffff", "fill-opacity": 0.85, rx: 3 }),
      Y.svg("path", { d: `M0 -5V2H${width}V-5`, fill: "none", stroke: "#1d2430", "stroke-width": 1.4 }),
      Y.svg("text", { x: width + 6, y: 3, "font-size": 12, fill: "#1d2430" }, label)
    );
  }

  function northArrow(viewport) {
    return Y.svg(
      "g",
      { transform: `translate(${viewport.width - 28} 18)` },
      Y.svg("circle", { cy: 14, r: 20, fill: "#ffffff", "fill-opacity": 0.85 }),
      Y.svg("path", { d: "M0 0 7 20 0 15 -7 20Z", fill: "#1d2430" }),
      Y.svg("text", { y: 32, "text-anchor": "middle", "font-size": 11, fill: "#1d2430" }, Y.t("north"))
    );
  }
})((window.Yuantu = window.Yuantu || {}));
