/**
 * Areas and lines on a canvas, by their size on screen: below 1.2 px their area and colour go into the four nearest
 * pixels, up to 4 px they are rectangles of equal area, above that paths. Generators: they yield, to be sliced.
 */
(function (Y) {
  "use strict";

  const TINY_PX = 1.2;
  const SMALL_PX = 4;
  const SLICE = 400;
  const FEW = 3000;
  const FAINT = { stroke: "#8a96a3", width: 0.8, fill: "" };

  /** Trace the rings and lines of a feature into a sink; vertices closer than `least` pixels are passed over. */
  Y.traceFeature = function (sink, geometry, feature, viewport, least) {
    const { xy, featureStart, vertexStart, kind } = geometry;
    const { left, top, scale } = viewport;
    for (let p = featureStart[feature]; p < featureStart[feature + 1]; p++) {
      if (kind[p] === 2) continue;
      const end = vertexStart[p + 1];
      let lastX = NaN, lastY = NaN;
      for (let v = vertexStart[p]; v < end; v++) {
        const x = (xy[2 * v] - left) * scale;
        const y = (top - xy[2 * v + 1]) * scale;
        if (v === vertexStart[p]) sink.moveTo(x, y);
        else if (Math.abs(x - lastX) + Math.abs(y - lastY) >= least || v === end - 1) sink.lineTo(x, y);
        else continue;
        lastX = x;
        lastY = y;
      }
      if (kind[p] === 0) sink.closePath();
    }
  };

  /** What a layer shows in a window, sorted into areas (large first, so that nested ones stay on top) and points. */
  Y.featuresIn = function (layer, viewport) {
    const { dataset, mask } = layer;
    const { geometry } = dataset;
    const areas = [];
    const points = [];
    for (const f of dataset.index.query(...viewport.window(40))) {
      if (mask && !mask[f]) continue;
      (geometry.kind[geometry.featureStart[f]] === 2 ? points : areas).push(f);
    }
    if (areas.length <= FEW) areas.sort((one, other) => geometry.area[other] - geometry.area[one] || one - other);
    return { areas, points };
  };

  /** Draw the areas and lines of a layer. `faint` draws outlines only: the ground under proportional symbols. */
  Y.drawAreas = function* (context, layer, viewport, areas, faint) {
    const { geometry } = layer.dataset;
    const sizes = bySize(geometry, areas, viewport);
    if (!faint && sizes.tiny.length) yield* drawTiny(context, layer, viewport, sizes.tiny);
    if (!faint) yield* drawSmall(context, layer, viewport, sizes.small);
    const brush = new Brush(context, layer, viewport);
    const large = faint ? sizes.large : Y.clearFirst(layer, sizes.large);
    const { kind, featureStart } = geometry;
    const isClear = (f) => kind[featureStart[f]] === 0 && Y.isClear(Y.styleOf(layer.view, layer.view.codes[f]));
    const lines = faint ? null : Y.clearLines(layer, large.filter(isClear));
    for (let i = 0; i < large.length; i++) {
      if (i % SLICE === SLICE - 1) yield;
      if (faint) brush.outline(large[i]);
      else brush.paint(large[i], lines && lines.get(large[i]));
    }
  };

  function bySize({ bbox }, areas, viewport) {
    const sizes = { tiny: [], small: [], large: [] };
    for (const f of areas) {
      const extent = Math.max(bbox[4 * f + 2] - bbox[4 * f], bbox[4 * f + 3] - bbox[4 * f + 1]) * viewport.scale;
      (extent < TINY_PX ? sizes.tiny : extent < SMALL_PX ? sizes.small : sizes.large).push(f);
    }
    return sizes;
  }

  /** Add area and colour of tiny features into pixels (cloud-in-cell), then put them down as one image. */
  function* drawTiny(context, layer, viewport, tiny) {
    const { ratio } = viewport;
    const width = Math.ceil(viewport.width * ratio);
    const height = Math.ceil(viewport.height * ratio);
    const sums = new Float32Array(4 * width * height);
    const { bbox, area } = layer.dataset.geometry;
    const { codes } = layer.view;
    const colours = new Map();
    for (let i = 0; i < tiny.length; i++) {
      if (i % (SLICE * 20) === SLICE * 20 - 1) yield;
      const f = tiny[i];
      if (!colours.has(codes[f])) colours.set(codes[f], rgb(Y.styleOf(layer.view, codes[f])));
      const colour = colours.get(codes[f]);
      const x = viewport.x((bbox[4 * f] + bbox[4 * f + 2]) / 2) * ratio - 0.5;
      const y = viewport.y((bbox[4 * f + 1] + bbox[4 * f + 3]) / 2) * ratio - 0.5;
      const cover = Math.max(area[f] * (viewport.scale * ratio) ** 2, 0.02);
      splat(sums, width, height, x, y, colour, cover);
    }
    context.putImageData(image(context, sums, width, height), 0, 0);
  }

  function splat(sums, width, height, x, y, [r, g, b], cover) {
    const column = Math.floor(x), row = Math.floor(y);
    if (column < 0 || row < 0 || column >= width - 1 || row >= height - 1) return;
    const dx = x - column, dy = y - row;
    for (let corner = 0; corner < 4; corner++) {
      const right = corner & 1, down = corner >> 1;
      const weight = cover * (right ? dx : 1 - dx) * (down ? dy : 1 - dy);
      const at = 4 * ((row + down) * width + column + right);
      sums[at] += r * weight;
      sums[at + 1] += g * weight;
      sums[at + 2] += b * weight;
      sums[at + 3] += weight;
    }
  }

  function image(context, sums, width, height) {
    const picture = context.createImageData(width, height);
    for (let at = 0; at < sums.length; at += 4) {
      const weight = sums[at + 3];
      if (weight === 0) continue;
      picture.data[at] = sums[at] / weight;
      picture.data[at + 1] = sums[at + 1] / weight;
      picture.data[at + 2] = sums[at + 2] / weight;
      picture.data[at + 3] = Math.min(255, 255 * weight);
    }
    return picture;
  }

  function rgb(style) {
    const hex = parseInt((style.fill || style.stroke || "#888888").slice(1, 7), 16);
    return [hex >> 16, (hex >> 8) & 255, hex & 255];
  }

  /** Rectangles of equal area, class by class. */
  function* drawSmall(context, layer, viewport, small) {
    const { bbox, area } = layer.dataset.geometry;
    const { codes } = layer.view;
    const byClass = new Map();
    for (const f of small) {
      if (!byClass.has(codes[f])) byClass.set(codes[f], []);
      byClass.get(codes[f]).push(f);
    }
    for (const [code, features] of byClass) {
      const style = Y.styleOf(layer.view, code);
      context.fillStyle = style.fill || style.stroke || "#888888";
      for (let i = 0; i < features.length; i++) {
        if (i % (SLICE * 5) === SLICE * 5 - 1) yield;
        const f = features[i];
        const width = bbox[4 * f + 2] - bbox[4 * f], height = bbox[4 * f + 3] - bbox[4 * f + 1];
        const shrink = Math.sqrt(Math.max(area[f], 1) / Math.max(width * height, 1));
        const w = Math.max(width * shrink * viewport.scale, 0.5), h = Math.max(height * shrink * viewport.scale, 0.5);
        const x = viewport.x(bbox[4 * f] + width / 2), y = viewport.y(bbox[4 * f + 1] + height / 2);
        context.fillRect(x - w / 2, y - h / 2, w, h);
      }
    }
  }

  class Brush {
    constructor(context, layer, viewport) {
      Object.assign(this, { context, layer, viewport });
      this.geometry = layer.dataset.geometry;
      this.patterns = new Map();
      context.lineJoin = "round";
    }

    extent(f) {
      const { bbox } = this.geometry;
      return Math.max(bbox[4 * f + 2] - bbox[4 * f], bbox[4 * f + 3] - bbox[4 * f + 1]) * this.viewport.scale;
    }

    paint(f, lines = null) {
      const { context, layer } = this;
      const style = Y.styleOf(layer.view, layer.view.codes[f]);
      const isLine = this.geometry.kind[this.geometry.featureStart[f]] === 1;
      context.beginPath();
      if (lines) Y.traceLines(context, lines, this.viewport, 0.6);
      else Y.traceFeature(context, this.geometry, f, this.viewport, 0.6);
      if (style.fill && !isLine) {
        context.fillStyle = style.fill;
        context.fill("evenodd");
      }
      if (style.hatch && !isLine) {
        context.fillStyle = this.pattern(style);
        context.fill("evenodd");
      }
      this.stroke(f, isLine ? { ...style, stroke: style.fill || style.stroke, fill: "" } : style);
    }

    outline(f) {
      this.context.beginPath();
      Y.traceFeature(this.context, this.geometry, f, this.viewport, 0.6);
      this.context.fillStyle = "rgba(255,255,255,0.35)";
      this.context.fill("evenodd");
      this.stroke(f, FAINT);
    }

    stroke(f, style) {
      const { context } = this;
      // Thin borders of small shapes would hide them: the border narrows with the shape.
      const width = Math.min(style.width, this.extent(f) / 10);
      if (!style.stroke || width < 0.12) return;
      if (!this.layer.dataset.isDashed(f)) {
        this.line(style.stroke, width);
        return;
      }
      const dash = Y.dashOf(style, width);
      const small = this.extent(f) < 24;
      if (dash.casing && !small) this.line("#ffffff", dash.casing);
      context.setLineDash(small ? [2.5, 1.5] : dash.dashes);
      this.line(dash.colour, dash.width);
      context.setLineDash([]);
    }

    line(colour, width) {
      this.context.strokeStyle = colour;
      this.context.lineWidth = width;
      this.context.stroke();
    }

    pattern(style) {
      const key = `${style.hatch}|${style.ink}`;
      if (!this.patterns.has(key)) {
        this.patterns.set(key, Y.canvasPattern(this.context, style.hatch, style.ink, this.viewport.ratio));
      }
      return this.patterns.get(key);
    }
  }
})((window.Yuantu = window.Yuantu || {}));
