/** How a class is painted: colours, hatches (canvas pattern and SVG pattern from one description), point shapes. */
(function (Y) {
  "use strict";

  // Tiles of `size` pixels: lines [x1, y1, x2, y2] and dots [x, y, radius].
  const DIAGONAL = (size) => [
    [0, size, size, 0],
    [-1, 1, 1, -1],
    [size - 1, size + 1, size + 1, size - 1],
  ];
  const BACK = (size) => DIAGONAL(size).map(([x1, y1, x2, y2]) => [size - x1, y1, size - x2, y2]);
  const TILES = {
    diagonal: { size: 7, lines: DIAGONAL(7), width: 1 },
    dots: { size: 6, dots: [[3, 3, 0.9]] },
    ink0: { size: 8 },
    ink1: { size: 8, dots: [[2, 2, 0.9], [6, 6, 0.9]] },
    ink2: { size: 9, lines: DIAGONAL(9), width: 0.8 },
    ink3: { size: 5, lines: DIAGONAL(5), width: 1 },
    ink4: { size: 8, lines: [...DIAGONAL(8), ...BACK(8)], width: 0.9 },
    ink5: { size: 5, lines: [...DIAGONAL(5), ...BACK(5)], width: 1.1 },
    ink6: { size: 5, lines: DIAGONAL(5), width: 2.6 },
    ink7: { size: 4, lines: [...DIAGONAL(4), ...BACK(4)], width: 2 },
    ink8: { size: 4, lines: [[0, 2, 4, 2]], width: 4 },
  };
  const INK = "#1d2430";
  const LAST_INK = 8;
  const SHAPES = ["circle", "square", "triangle", "diamond", "cross"];

  /** The style of a class: what the program decided, or its black-and-white stand-in. */
  Y.styleOf = function (view, code) {
    return dress(view, code, Y.page.styles[view.styles[code]]);
  };

  /** The style of a row of the legend. */
  Y.styleOfEntry = (view, entry) => dress(view, entry[0], Y.page.styles[entry[3]]);

  const dressed = new Map();

  function dress(view, code, style) {
    const place = view.rank.get(code);
    const ground = view.layer.context;
    const key = `${style}|${Y.state.hatch ? `${place}/${view.rank.size}/${ground}` : ""}`;
    if (!dressed.has(key)) dressed.set(key, make(style, place, view.rank.size, ground));
    return dressed.get(key);
  }

  function make([fill, stroke, width, radius, hatch], place, classes, ground) {
    const plain = { fill, stroke, width, radius, hatch, ink: fill ? darker(fill, 1.28) : "#9aa0a6", shape: "circle" };
    if (!Y.state.hatch) return plain;
    if (place === undefined) return { ...plain, fill: fill && "#ffffff", stroke: "#6b7280", ink: "#6b7280" };
    if (ground) return { ...plain, fill: fill && "#f6f6f6", stroke: stroke && "#8a8f96", width: Math.min(width, 1) };
    const step = classes > 1 ? 1 + Math.round((place * (LAST_INK - 2)) / (classes - 1)) : 2;
    const shape = SHAPES[place % SHAPES.length];
    const solid = place % 2 ? "#ffffff" : INK;
    if (!fill) return { ...plain, stroke: INK, width: 1 + (4 * (place + 1)) / classes, ink: INK };
    return { ...plain, fill: "#ffffff", stroke: INK, hatch: `ink${Math.min(step, LAST_INK)}`, ink: INK, shape, solid };
  }

  const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

  const hex = (channel) => Math.round(channel).toString(16).padStart(2, "0");

  const darker = (colour, times) => `#${channels(colour).map((c) => hex(c / times)).join("")}`;

  /** How a boundary that is not approved is drawn: dark dashes on a white casing (none where the inside is clear). */
  Y.dashOf = function (style, width) {
    const stroke = channels(style.stroke);
    const light = (Math.max(...stroke) + Math.min(...stroke)) / 510;
    const colour = light < 0.75 ? style.stroke : style.fill ? darker(style.fill, 1.9) : "#5a6570";
    const thick = Math.max(width, Math.min(1.2, 6 * width));
    return {
      colour,
      width: thick,
      casing: style.fill ? thick + 0.8 : 0,
      dashes: thick < 2.5 ? [5, 3] : [2.5 * thick, 1.5 * thick],
    };
  };

  const tiles = new Map();

  /** A canvas pattern. */
  Y.canvasPattern = function (context, hatch, ink, ratio) {
    const key = `${hatch}|${ink}|${ratio}`;
    if (!tiles.has(key)) tiles.set(key, drawTile(TILES[hatch], ink, ratio));
    const pattern = context.createPattern(tiles.get(key), "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / ratio));
    return pattern;
  };

  function drawTile(tile, ink, ratio) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.round(tile.size * ratio);
    const context = canvas.getContext("2d");
    context.scale(canvas.width / tile.size, canvas.width / tile.size);
    context.strokeStyle = context.fillStyle = ink;
    context.lineWidth = tile.width || 1;
    for (const [x1, y1, x2, y2] of tile.lines || []) {
      context.beginPath();
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      context.stroke();
    }
    for (const [x, y, radius] of tile.dots || []) {
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.fill();
    }
    return canvas;
  }

  /** An SVG pattern element. */
  Y.svgPattern = function (id, hatch, ink) {
    const { size, lines = [], dots = [], width = 1 } = TILES[hatch];
    return Y.svg(
      "pattern",
      { id, width: size, height: size, patternUnits: "userSpaceOnUse" },
      lines.map(([x1, y1, x2, y2]) => Y.svg("line", { x1, y1, x2, y2, stroke: ink, "stroke-width": width })),
      dots.map(([cx, cy, r]) => Y.svg("circle", { cx, cy, r, fill: ink }))
    );
  };

  /** Put the outline of a point symbol into a path-like sink (canvas context or `Y.PathText`). */
  Y.traceShape = function (sink, shape, x, y, r) {
    if (shape === "circle") {
      sink.moveTo(x + r, y);
      sink.arc(x, y, r, 0, 2 * Math.PI);
      return;
    }
    const corners = {
      square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
      triangle: [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]],
      diamond: [[0, -1.25], [1.1, 0], [0, 1.25], [-1.1, 0]],
      cross: [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4], [0.4, 1.1], [-0.4, 1.1],
        [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]],
    }[shape];
    corners.forEach(([dx, dy], i) => (i ? sink.lineTo(x + dx * r, y + dy * r) : sink.moveTo(x + dx * r, y + dy * r)));
    sink.closePath();
  };

  let swatches = 0;

  /** The swatch of a class for a legend; `points` draws a symbol instead of an area. */
  Y.swatch = function (style, points, dashed) {
    const box = Y.svg("svg", { width: 26, height: 16, viewBox: "0 0 26 16", class: "swatch", "aria-hidden": "true" });
    const dash = dashed && style.stroke ? Y.dashOf(style, style.width) : null;
    const stroke = {
      stroke: dash ? dash.colour : style.stroke || "none",
      "stroke-width": Math.min(dash ? dash.width : style.width, 3),
      "stroke-dasharray": dash ? "4 2" : null,
    };
    if (points) {
      const path = new Y.PathText();
      Y.traceShape(path, style.shape, 13, 8, Math.min(Math.max(style.radius, 4), 6.5));
      box.append(Y.svg("path", { d: path.text, fill: style.solid || style.fill || "none", ...stroke }));
      return box;
    }
    if (style.fill) box.append(Y.svg("rect", { x: 1, y: 1, width: 24, height: 14, rx: 2, fill: style.fill }));
    if (style.hatch) {
      const id = `swatch-${++swatches}`;
      box.append(Y.svg("defs", null, Y.svgPattern(id, style.hatch, style.ink)));
      box.append(Y.svg("rect", { x: 1, y: 1, width: 24, height: 14, rx: 2, fill: `url(#${id})` }));
    }
    // A white border of the map would vanish on white paper: the swatch then has a thin grey one.
    const pale = !dash && (!style.stroke || style.stroke.toLowerCase() === "#ffffff");
    const edge = pale ? { stroke: "#9aa5b1", "stroke-width": 0.7 } : stroke;
    box.append(Y.svg("rect", { x: 1.5, y: 1.5, width: 23, height: 13, rx: 2, fill: "none", ...edge }));
    return box;
  };

  /** Collects canvas calls as the text of an SVG path. */
  class PathText {
    constructor() {
      this.text = "";
    }
    moveTo(x, y) {
      this.text += `M${x.toFixed(1)} ${y.toFixed(1)}`;
    }
    lineTo(x, y) {
      this.text += `L${x.toFixed(1)} ${y.toFixed(1)}`;
    }
    closePath() {
      this.text += "Z";
    }
    arc(x, y, r) {
      const [left, right, top, size] = [x - r, x + r, y.toFixed(1), r.toFixed(2)];
      this.text += `A${size} ${size} 0 1 1 ${left.toFixed(1)} ${top}A${size} ${size} 0 1 1 ${right.toFixed(1)} ${top}Z`;
    }
  }
  Y.PathText = PathText;
})((window.Yuantu = window.Yuantu || {}));
