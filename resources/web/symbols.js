/** How a class is painted: colours, hatches (canvas pattern and SVG pattern from one description), point shapes. */
(function (Y) {
  "use strict";

  const INK = "#1d2430";
  const SHAPES = ["circle", "square", "triangle", "diamond", "cross"];

  /** The style of a class: what the program decided, in colour or for black-and-white print. */
  Y.styleOf = function (view, code) {
    return dress(view, code, Y.page.styles[(Y.state.hatch ? view.prints : view.styles)[code]]);
  };

  /** The style of a row of the legend. */
  Y.styleOfEntry = (view, entry) => Y.styleOf(view, entry[0]);

  const dressed = new Map();

  function dress(view, code, style) {
    const place = view.rank.get(code);
    const ground = view.layer.context;
    const key = `${style}|${Y.state.hatch ? `${place}/${ground}` : ""}`;
    if (!dressed.has(key)) dressed.set(key, make(style, place, ground));
    return dressed.get(key);
  }

  function make([fill, stroke, width, radius, hatch, ink], place, ground) {
    const plain = { fill, stroke, width, radius, hatch, ink, shape: "circle" };
    if (!Y.state.hatch || place === undefined) return plain;
    if (ground) return {
      ...plain,
      fill: fill && "#f6f6f6",
      hatch: "",
      stroke: stroke && "#8a8f96",
      width: Math.min(width, 1),
    };
    return { ...plain, shape: SHAPES[place % SHAPES.length], solid: fill && (place % 2 ? "#ffffff" : INK) };
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
    if (!tiles.has(key)) tiles.set(key, drawTile(Y.page.patterns[hatch], ink, ratio));
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
    context.lineWidth = tile.width;
    if (tile.solid) context.fillRect(0, 0, tile.size, tile.size);
    for (const [x1, y1, x2, y2] of tile.lines) {
      context.beginPath();
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      context.stroke();
    }
    for (const [x, y, radius] of tile.dots) {
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.fill();
    }
    return canvas;
  }

  /** An SVG pattern element. */
  Y.svgPattern = function (id, hatch, ink) {
    const { size, lines, dots, width, solid } = Y.page.patterns[hatch];
    return Y.svg(
      "pattern",
      { id, width: size, height: size, patternUnits: "userSpaceOnUse" },
      solid ? Y.svg("rect", { width: size, height: size, fill: ink }) : null,
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
