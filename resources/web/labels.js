/** Names of features on the map: with a halo, large features first, none over another. */
(function (Y) {
  "use strict";

  Y.FONT =
    '"PingFang SC", "Microsoft YaHei", "Hiragino Sans GB", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", ' +
    "sans-serif";

  const SIZE = 12;
  const MOST = 400;
  const SMALLEST_FILLED = 9; // pixels: smaller areas have no name beside them
  const BESIDE = 3; // pixels between an area and a name beside it
  const MOST_BESIDE = 200; // areas in the window: of more of them only those that hold their names are named

  /**
   * Where names go: [{text, x, y, context}] for a window.
   * @param {(text: string) => number} measure width of a text in pixels
   */
  Y.placeLabels = function (layers, viewport, measure) {
    const taken = layers.flatMap((layer) => badges(layer, viewport));
    const placed = [];
    for (const layer of [...layers].reverse()) {
      if (!layer.labels || layer.view.aggregation) continue;
      const named = candidates(layer, viewport);
      const boxes = named.length <= MOST_BESIDE ? named.map((f) => boxOf(layer, f, viewport)) : [];
      for (const [place, f] of named.entries()) {
        const text = layer.dataset.table.name(f);
        const width = measure(text);
        const spot = places(layer, f, width, viewport, boxes, place).find((at) => free(at, width));
        if (spot) placed.push({ text, x: spot[0], y: spot[1], context: layer.context });
      }
    }
    return placed;

    /** Take the room of a name if it is in the window and nothing is there. */
    function free([x, y], width) {
      const room = roomOf(x, y, width);
      if (room[2] < 0 || room[0] > viewport.width || room[3] < 0 || room[1] > viewport.height) return false;
      if (taken.some((box) => overlap(box, room))) return false;
      taken.push(room);
      return true;
    }
  };

  const roomOf = (x, y, width) => [x - width / 2 - 3, y - SIZE * 0.75, x + width / 2 + 3, y + SIZE * 0.75];

  /** Boxes that names keep clear of: markers and the badges of clusters. */
  function badges(layer, viewport) {
    const box = (x, y, radius) => [x - radius, y - radius, x + radius, y + radius];
    if (layer.view.aggregation) {
      const markers = Y.markersAt(layer, viewport.zoom);
      if (markers.count.length > 5000) return [];
      return [...markers.count].map(
        (n, m) => box(viewport.x(markers.x[m]), viewport.y(markers.y[m]), n > 1 ? Y.markerRadius(n) : 6)
      );
    }
    if (!layer.view.clusters || layer.view.off.has(-6)) return [];
    const { centres, n } = Y.clustersOf(layer);
    return n.map((_, c) => box(viewport.x(centres[2 * c]), viewport.y(centres[2 * c + 1]), 14));
  }

  function candidates(layer, viewport) {
    const { dataset } = layer;
    const found = [];
    for (const f of dataset.index.query(...viewport.window(0))) {
      if (layer.shows(f)) found.push(f);
      if (found.length > 20 * MOST) break;
    }
    const { area } = dataset.geometry;
    return found.sort((one, other) => area[other] - area[one] || one - other).slice(0, MOST);
  }

  /**
   * Where the middle of a name may go: above a point or symbol, in an area, beside a small one with a fill.
   * @param {number[][]} boxes boxes of the areas that are named, in pixels; empty where there are too many
   * @param {number} place which of them is that of the feature
   */
  function places(layer, f, width, viewport, boxes, place) {
    const { bbox, kind, featureStart } = layer.dataset.geometry;
    const isPoint = kind[featureStart[f]] === 2;
    const style = Y.styleOf(layer.view, layer.view.codes[f]);
    const radius = layer.view.radius(f) || (isPoint ? style.radius : 0);
    const [gridX, gridY] = layer.dataset.anchor(f);
    const [x, y] = [viewport.x(gridX), viewport.y(gridY)];
    if (isPoint) return [[x, y - radius - SIZE * 0.8]];
    const across = (bbox[4 * f + 2] - bbox[4 * f]) * viewport.scale;
    const within = across < width * 0.55 ? [] : [[x, y - (radius > 8 ? radius + SIZE * 0.7 : 0)]];
    const filled = boxes.length > 0 && !layer.context && !radius && style.fill;
    return filled ? [...beside(boxes, place, width), ...within] : within;
  }

  /** Places right, left, below and above of an area that a name would cover, on none of the others. */
  function beside(boxes, place, width) {
    const own = boxes[place];
    const [left, top, right, bottom] = own;
    const [across, high] = [right - left, bottom - top];
    const fits = width <= 0.95 * across && SIZE * 1.5 <= 0.9 * high;
    if (fits || Math.max(across, high) < SMALLEST_FILLED) return [];
    const [centre, middle] = [(left + right) / 2, (top + bottom) / 2];
    const around = (box) => box[0] <= own[0] && box[1] <= own[1] && box[2] >= own[2] && box[3] >= own[3];
    const others = boxes.filter((box) => box !== own && !around(box));
    return [
      [right + BESIDE + width / 2 + 3, middle],
      [left - BESIDE - width / 2 - 3, middle],
      [centre, bottom + BESIDE + SIZE * 0.75],
      [centre, top - BESIDE - SIZE * 0.75],
    ].filter(([x, y]) => others.every((box) => !overlap(box, roomOf(x, y, width))));
  }

  /** The box of a feature in pixels. */
  function boxOf(layer, f, viewport) {
    const { bbox } = layer.dataset.geometry;
    const ys = [viewport.y(bbox[4 * f + 1]), viewport.y(bbox[4 * f + 3])];
    return [viewport.x(bbox[4 * f]), Math.min(...ys), viewport.x(bbox[4 * f + 2]), Math.max(...ys)];
  }

  const overlap = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

  /** Draw the names of these layers on a canvas. */
  Y.drawLabels = function (context, layers, viewport) {
    context.font = `500 ${SIZE}px ${Y.FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const label of Y.placeLabels(layers, viewport, (text) => context.measureText(text).width)) {
      context.strokeStyle = "rgba(255,255,255,0.92)";
      context.lineWidth = 3.5;
      context.strokeText(label.text, label.x, label.y);
      context.fillStyle = label.context ? "#647080" : "#1d2430";
      context.fillText(label.text, label.x, label.y);
    }
  };
})((window.Yuantu = window.Yuantu || {}));
