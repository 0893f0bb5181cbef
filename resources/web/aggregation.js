/** Zoom-dependent markers: which points share a marker was decided by the program; here they are added up. */
(function (Y) {
  "use strict";

  /** Levels of a look, decoded: [{zoom, members}] from the finest to the coarsest. */
  function levelsOf(view) {
    if (view._levels) return view._levels;
    let finer = null;
    view._levels = view.aggregation.levels.map((level) => {
      const numbers = unpackMembers(level.members || level.parents);
      const members = level.members ? numbers : finer.map((marker) => (marker < 0 ? -1 : numbers[marker]));
      finer = members;
      return { zoom: level.zoom, members };
    });
    return view._levels;
  }

  function unpackMembers(packed) {
    const codes = Y.unpack(packed);
    const out = new Int32Array(codes.length);
    let newest = -1;
    for (let i = 0; i < codes.length; i++) {
      if (codes[i] === 0) out[i] = -1;
      else out[i] = codes[i] === 1 ? ++newest : newest + 2 - codes[i];
    }
    return out;
  }

  function membersAt(view, zoom) {
    const levels = levelsOf(view);
    if (!levels.length || zoom >= levels[0].zoom + 1) return null;
    const wanted = Math.floor(zoom + 1e-6);
    return (levels.find((level) => level.zoom <= wanted) || levels[levels.length - 1]).members;
  }

  /**
   * The markers of a layer at a zoom, of the points that are shown.
   * @returns {{x, y, count, features, start}} the features of marker m are those at start[m] … start[m + 1] - 1
   */
  Y.markersAt = function (layer, zoom) {
    const members = membersAt(layer.view, zoom);
    const level = members ? levelsOf(layer.view).findIndex((one) => one.members === members) : "all";
    const key = `${layer.drawKey}|${level}`;
    if (layer._markersKey !== key) {
      layer._markersKey = key;
      layer._markers = gather(layer, members);
    }
    return layer._markers;
  };

  function gather(layer, members) {
    const { dataset, mask } = layer;
    const marker = new Int32Array(dataset.n).fill(-1);
    const number = new Map();
    for (let f = 0; f < dataset.n; f++) {
      if ((mask && !mask[f]) || !dataset.hasGeometry(f)) continue;
      const label = members ? members[f] : f;
      if (label < 0) continue;
      if (!number.has(label)) number.set(label, number.size);
      marker[f] = number.get(label);
    }
    return sum(dataset, marker, number.size);
  }

  function sum(dataset, marker, size) {
    const count = new Uint32Array(size);
    const x = new Float64Array(size);
    const y = new Float64Array(size);
    for (let f = 0; f < dataset.n; f++) {
      if (marker[f] < 0) continue;
      const [gridX, gridY] = dataset.anchor(f);
      count[marker[f]]++;
      x[marker[f]] += gridX;
      y[marker[f]] += gridY;
    }
    const start = Y.starts(count);
    const next = start.slice();
    const features = new Uint32Array(start[size]);
    for (let f = 0; f < dataset.n; f++) if (marker[f] >= 0) features[next[marker[f]]++] = f;
    for (let m = 0; m < size; m++) {
      x[m] /= count[m];
      y[m] /= count[m];
    }
    return { x, y, count, features, start };
  }

  /** Radius of a marker of n points, pixels: grows with the logarithm. */
  Y.markerRadius = (n) => Math.min(30, 11 + 4.2 * Math.log10(n) + (n > 9 ? 1 : 0));

  /** Number of points per class of a marker: [[code, n], …] in the order of the legend. */
  Y.markerClasses = function (layer, markers, m) {
    const { codes } = layer.view;
    const counts = new Map();
    for (let i = markers.start[m]; i < markers.start[m + 1]; i++) {
      const code = codes[markers.features[i]];
      counts.set(code, (counts.get(code) || 0) + 1);
    }
    return layer.view.legend.entries.filter(([code]) => counts.has(code)).map(([code]) => [code, counts.get(code)]);
  };
})((window.Yuantu = window.Yuantu || {}));
