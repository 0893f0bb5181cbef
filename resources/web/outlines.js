/**
 * Borders of clear areas: a border between two of them is drawn once, by the one with a value, as in the window. A grey
 * border of "no data" upon the coloured border of a neighbour would hide it, and dashes of both would close the gaps.
 */
(function (Y) {
  "use strict";

  const MOST = 200000;

  /** Whether a class is drawn as an outline only. */
  Y.isClear = (style) => !style.fill && !style.hatch;

  /**
   * The lines of each clear area of a layer, grid coordinates, without what an area before it in the order has drawn:
   * those with a value first. Null where there are too many vertices: then every area draws all of its border.
   * @returns {Map<number, Array<Array<number>>> | null}
   */
  Y.clearLines = function (layer, areas) {
    const { geometry } = layer.dataset;
    const { vertexStart, featureStart } = geometry;
    const length = (f) => vertexStart[featureStart[f + 1]] - vertexStart[featureStart[f]];
    if (areas.reduce((sum, f) => sum + length(f), 0) > MOST) return null;
    const { codes } = layer.view;
    const order = [...areas].sort((one, other) => (codes[one] < 0) - (codes[other] < 0) || one - other);
    const taken = new Set();
    return new Map(order.map((f) => [f, linesOf(geometry, f, taken)]));
  };

  function linesOf({ xy, featureStart, vertexStart, kind }, f, taken) {
    const lines = [];
    for (let p = featureStart[f]; p < featureStart[f + 1]; p++) {
      if (kind[p] !== 0) continue;
      const first = vertexStart[p], end = vertexStart[p + 1];
      let line = null;
      for (let v = first; v < end; v++) {
        const w = v + 1 < end ? v + 1 : first;
        const one = `${xy[2 * v]},${xy[2 * v + 1]}`, other = `${xy[2 * w]},${xy[2 * w + 1]}`;
        const key = one < other ? `${one};${other}` : `${other};${one}`;
        if (one === other) continue;
        if (taken.has(key)) {
          line = null;
          continue;
        }
        taken.add(key);
        if (!line) lines.push((line = [xy[2 * v], xy[2 * v + 1]]));
        line.push(xy[2 * w], xy[2 * w + 1]);
      }
    }
    return lines;
  }

  /** Trace lines into a sink; vertices closer than `least` pixels are passed over. */
  Y.traceLines = function (sink, lines, viewport, least) {
    for (const line of lines) {
      let lastX = NaN, lastY = NaN;
      for (let at = 0; at < line.length; at += 2) {
        const x = viewport.x(line[at]), y = viewport.y(line[at + 1]);
        if (at === 0) sink.moveTo(x, y);
        else if (Math.abs(x - lastX) + Math.abs(y - lastY) >= least || at === line.length - 2) sink.lineTo(x, y);
        else continue;
        lastX = x;
        lastY = y;
      }
    }
  };

  /** The areas in the order of drawing: outlines without a value below those with one. */
  Y.clearFirst = function (layer, areas) {
    const { view } = layer;
    const below = (f) => view.codes[f] < 0 && Y.isClear(Y.styleOf(view, view.codes[f]));
    return [...areas.filter(below), ...areas.filter((f) => !below(f))];
  };
})((window.Yuantu = window.Yuantu || {}));
