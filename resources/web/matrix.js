/** The legend of a map of two variables: a table of colours, straight or on its corner; each cell is a switch. */
(function (Y) {
  "use strict";

  const CELL = 34;
  const INK = "#3b4754";
  let drawn = 0; // ids of this legend: the one on screen and the one on the printed sheet must not share them

  /** The matrix of a layer, with axis names, arrows, class edges and counts. */
  Y.matrixKey = function (layer) {
    const { matrix, entries } = layer.view.legend;
    drawn += 1;
    const { x, y, turned } = matrix;
    const [columns, rows] = [x.labels.length, y.labels.length];
    const place = layout(columns, rows, turned);
    const picture = Y.svg(
      "svg",
      {
        class: "matrix-key",
        width: place.width,
        height: place.height,
        viewBox: `0 0 ${place.width} ${place.height}`,
        role: "group",
        "aria-label": Y.text(layer.view.legend.title),
      },
      Y.svg("defs", null, arrowHead())
    );
    for (const entry of entries) {
      if (entry[0] >= 0) picture.append(cell(layer, entry, place.corners(entry[0] % columns, Math.floor(entry[0] / columns))));
    }
    picture.append(arrow(place.acrossArrow), arrow(place.upArrow));
    const names = [["x", "→", "↗"], ["y", "↑", "↖"]].map(([side, straight, leaning]) => axis(matrix[side], turned ? leaning : straight));
    return Y.el("div", { class: "matrix" }, picture, Y.el("dl", { class: "matrix-axes" }, names));
  };

  /** Where the cells and arrows go: (column, row) from the low corner to four corners on the picture. */
  function layout(columns, rows, turned) {
    if (!turned) {
      const left = 14, top = 3, bottom = top + rows * CELL;
      const corners = (column, row) => [
        [left + column * CELL, bottom - row * CELL],
        [left + (column + 1) * CELL, bottom - row * CELL],
        [left + (column + 1) * CELL, bottom - (row + 1) * CELL],
        [left + column * CELL, bottom - (row + 1) * CELL],
      ];
      return {
        corners,
        width: left + columns * CELL + 4,
        height: bottom + 14,
        acrossArrow: [left, bottom + 8, left + columns * CELL, bottom + 8],
        upArrow: [left - 8, bottom, left - 8, top],
      };
    }
    const half = CELL / Math.SQRT2;
    const foot = [rows * half + 12, (columns + rows) * half + 4];
    const at = (column, row) => [foot[0] + (column - row) * half, foot[1] - (column + row) * half];
    const corners = (column, row) => [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)];
    const beside = ([x, y], by) => [x + by, y + 7];
    return {
      corners,
      width: (columns + rows) * half + 24,
      height: (columns + rows) * half + 14,
      acrossArrow: [...beside(at(0, 0), 7), ...beside(at(columns, 0), 7)],
      upArrow: [...beside(at(0, 0), -7), ...beside(at(0, rows), -7)],
    };
  }

  function cell(layer, entry, corners) {
    const [code, label, count] = entry;
    const { view } = layer;
    const style = Y.styleOf(view, code);
    const points = corners.map((corner) => corner.map((at) => at.toFixed(1)).join(",")).join(" ");
    const middle = [0, 1].map((side) => (corners[0][side] + corners[2][side]) / 2);
    const id = `cell-${drawn}-${code}`;
    const toggle = () => Y.toggleClass(layer, code);
    const group = Y.svg(
      "g",
      {
        class: "legend-cell",
        role: "button",
        tabindex: 0,
        "aria-pressed": String(!view.off.has(code)),
        "aria-label": `${Y.text(label)}: ${count}`,
        "data-code": code,
        "data-count": count,
      },
      Y.svg("title", null, `${Y.text(label)}: ${count}`),
      style.hatch ? Y.svg("defs", null, Y.svgPattern(id, style.hatch, style.ink)) : null,
      Y.svg("polygon", { points, fill: style.fill, stroke: "#ffffff", "stroke-width": 1 }),
      style.hatch ? Y.svg("polygon", { points, fill: `url(#${id})`, stroke: INK, "stroke-width": 0.6 }) : null,
      style.hatch ? Y.svg("circle", { cx: middle[0], cy: middle[1], r: 9, fill: "#ffffff" }) : null,
      Y.svg(
        "text",
        { x: middle[0], y: middle[1] + 4, "text-anchor": "middle", "font-size": 11, fill: inkOn(style) },
        String(count)
      )
    );
    group.addEventListener("click", toggle);
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      toggle();
    });
    for (const [start, end] of [["mouseenter", "mouseleave"], ["focus", "blur"]]) {
      group.addEventListener(start, () => Y.pointAtClass(layer, code));
      group.addEventListener(end, () => Y.pointAtClass(null));
    }
    return group;
  }

  /** Dark words on light colours, light ones on dark. */
  function inkOn(style) {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(style.fill.slice(at, at + 2), 16));
    return style.hatch || 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#1d2430" : "#ffffff";
  }

  const arrowHead = () => Y.svg(
    "marker",
    { id: `arrow-${drawn}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto" },
    Y.svg("path", { d: "M0 0 8 4 0 8Z", fill: INK })
  );

  const arrow = ([x1, y1, x2, y2]) => Y.svg(
    "line",
    { x1, y1, x2, y2, stroke: INK, "stroke-width": 1.2, "marker-end": `url(#arrow-${drawn})` }
  );

  const axis = ({ title, labels }, mark) => Y.el(
    "div",
    null,
    Y.el("dt", null, `${mark} ${Y.text(title)}`),
    Y.el("dd", null, labels.map(Y.text).join("  "))
  );
})((window.Yuantu = window.Yuantu || {}));
