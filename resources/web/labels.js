/** Names of features on the map: with a halo, large features first, none over another. */
(function (Y) {
  "use strict";

  Y.FONT =
    '"PingFang SC", "Microsoft YaHei", "Hiragino Sans GB", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", ' +
    "sans-serif";

  const SIZE = 12;
  const MOST = 400;

  /**
   * Where names go: [{text, x, y, context}] for a window.
   * @param {(text: string) => number} measure width of a text in pixels
   */
  Y.placeLabels = function (layers, viewport, measure) {
    const taken = layers.flatMap((layer) => badges(layer, viewport));
    const placed = [];
    for (const layer of [...layers].reverse()) {
      if (!layer.labels || layer.view.aggregation) continue;
      for (const f of candidates(layer, viewport)) {
        const text = layer.dataset.table.name(f);
        const label = fit(layer, f, text, measure(text), viewport);
        if (!label || taken.some((box) => overlap(box, label.box))) continue;
        taken.push(label.box);
        placed.push(label);
      }
    }
    return placed;
  };

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

  /** A label in (or, for points and symbols, above) its feature; null where the feature is too small for it. */
  function fit(layer, f, text, width, viewport) {
    const { bbox, kind, featureStart } = layer.dataset.geometry;
    const isPoint = kind[featureStart[f]] === 2;
    const across = (bbox[4 * f + 2] - bbox[4 * f]) * viewport.scale;
    const radius = layer.view.radius(f) || (isPoint ? Y.styleOf(layer.view, layer.view.codes[f]).radius : 0);
    if (!isPoint && across < width * 0.55) return null;
    const [gridX, gridY] = layer.dataset.anchor(f);
    const x = viewport.x(gridX);
    const y = viewport.y(gridY) - (isPoint ? radius + SIZE * 0.8 : radius > 8 ? radius + SIZE * 0.7 : 0);
    const box = [x - width / 2 - 3, y - SIZE * 0.75, x + width / 2 + 3, y + SIZE * 0.75];
    if (box[2] < 0 || box[0] > viewport.width || box[3] < 0 || box[1] > viewport.height) return null;
    return { text, x, y, box, context: layer.context };
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
