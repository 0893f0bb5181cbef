/** What lies under a point of the map. */
(function (Y) {
  "use strict";

  const REACH_PX = 5;

  /**
   * Everything at a pixel, foreground layers first, from top to bottom; within a layer the smaller first.
   * @returns {Array<{layer, feature?: number, marker?: {markers, m}, cluster?: number}>}
   */
  Y.hitsAt = function (map, point) {
    const viewport = Y.Viewport.ofMap(map);
    const layers = Y.visible().reverse();
    const order = [...layers.filter((layer) => !layer.context), ...layers.filter((layer) => layer.context)];
    return order.flatMap((layer) => hitsOf(layer, viewport, point.x, point.y));
  };

  function hitsOf(layer, viewport, x, y) {
    if (layer.view.aggregation) return markerHits(layer, viewport, x, y);
    const hits = featureHits(layer, viewport, x, y).map((feature) => ({ layer, feature }));
    return layer.view.clusters ? [...hits, ...clusterHits(layer, viewport, x, y)] : hits;
  }

  function featureHits(layer, viewport, x, y) {
    const { dataset, view } = layer;
    const { geometry } = dataset;
    const gridX = viewport.gridX(x), gridY = viewport.gridY(y);
    const reach = (view.radii ? 40 : 14) / viewport.scale;
    const near = dataset.index.query(gridX - reach, gridY - reach, gridX + reach, gridY + reach);
    const found = [];
    for (const f of near) {
      if (!layer.shows(f)) continue;
      const kind = geometry.kind[geometry.featureStart[f]];
      const radius = view.radius(f) ?? (kind === 2 ? Y.styleOf(view, view.codes[f]).radius : null);
      const [ax, ay] = radius === null ? [0, 0] : dataset.anchor(f);
      const distance = Math.hypot(viewport.x(ax) - x, viewport.y(ay) - y);
      if (radius !== null && distance <= Math.max(radius, REACH_PX) + 3) found.push([distance, f]);
      else if (kind === 0 && inside(geometry, f, gridX, gridY)) found.push([1e6 + geometry.area[f], f]);
      else if (kind === 1 && onLine(geometry, f, viewport, x, y)) found.push([100, f]);
    }
    return found.sort((one, other) => one[0] - other[0] || one[1] - other[1]).map(([, f]) => f);
  }

  /** Even-odd rule over all rings of a feature. */
  function inside({ xy, featureStart, vertexStart, bbox, kind }, f, x, y) {
    if (x < bbox[4 * f] || x > bbox[4 * f + 2] || y < bbox[4 * f + 1] || y > bbox[4 * f + 3]) return false;
    let odd = false;
    for (let p = featureStart[f]; p < featureStart[f + 1]; p++) {
      if (kind[p] !== 0) continue;
      for (let v = vertexStart[p], w = vertexStart[p + 1] - 1; v < vertexStart[p + 1]; w = v++) {
        const ay = xy[2 * v + 1], by = xy[2 * w + 1];
        if (ay > y !== by > y && x < ((xy[2 * w] - xy[2 * v]) * (y - ay)) / (by - ay) + xy[2 * v]) odd = !odd;
      }
    }
    return odd;
  }

  function onLine({ xy, featureStart, vertexStart }, f, viewport, x, y) {
    for (let p = featureStart[f]; p < featureStart[f + 1]; p++) {
      for (let v = vertexStart[p] + 1; v < vertexStart[p + 1]; v++) {
        const ax = viewport.x(xy[2 * v - 2]), ay = viewport.y(xy[2 * v - 1]);
        const dx = viewport.x(xy[2 * v]) - ax, dy = viewport.y(xy[2 * v + 1]) - ay;
        const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
        if (Math.hypot(ax + share * dx - x, ay + share * dy - y) <= REACH_PX) return true;
      }
    }
    return false;
  }

  function markerHits(layer, viewport, x, y) {
    const markers = Y.markersAt(layer, viewport.zoom);
    const hits = [];
    for (let m = 0; m < markers.count.length; m++) {
      const radius = markers.count[m] === 1 ? 8 : Y.markerRadius(markers.count[m]) + 2;
      const distance = Math.hypot(viewport.x(markers.x[m]) - x, viewport.y(markers.y[m]) - y);
      if (distance > radius) continue;
      if (markers.count[m] === 1) hits.push({ layer, feature: markers.features[markers.start[m]], distance });
      else hits.push({ layer, marker: { markers, m }, distance });
    }
    return hits.sort((one, other) => one.distance - other.distance).slice(0, 20);
  }

  function clusterHits(layer, viewport, x, y) {
    if (layer.view.off.has(-6)) return [];
    const { hulls, centres, n } = Y.clustersOf(layer);
    const found = [];
    for (let c = 0; c < n.length; c++) {
      const near = Math.hypot(viewport.x(centres[2 * c]) - x, viewport.y(centres[2 * c + 1]) - y) < 14;
      if (near) found.unshift({ layer, cluster: c });
      else if (inside(hulls, c, viewport.gridX(x), viewport.gridY(y))) found.push({ layer, cluster: c });
    }
    return found;
  }
})((window.Yuantu = window.Yuantu || {}));
