/** Points, proportional symbols, aggregated markers and DBSCAN clusters on a canvas; and a whole layer. */
(function (Y) {
  "use strict";

  const SLICE = 1500;
  const CROWD = 20000;

  /** Draw a layer: the same steps for every look, each only where the look asks for it. A generator. */
  Y.drawLayer = function* (context, layer, viewport) {
    if (layer.view.aggregation) {
      yield* drawMarkers(context, layer, viewport);
      return;
    }
    const { areas, points } = Y.featuresIn(layer, viewport);
    const sized = Boolean(layer.view.radii);
    yield* Y.drawAreas(context, layer, viewport, areas, sized);
    if (layer.view.clusters) drawHulls(context, layer, viewport);
    yield* drawSymbols(context, layer, viewport, sized ? Y.largestFirst(layer, [...areas, ...points]) : points);
    if (layer.view.clusters) drawCentres(context, layer, viewport);
  };

  /** Features with the largest symbol first, so that small ones lie on top. */
  Y.largestFirst = function (layer, features) {
    const { view } = layer;
    return features.sort((one, other) => view.radius(other) - view.radius(one) || one - other);
  };

  /** Draw a symbol per feature; in a crowd, one per class and pixel. */
  function* drawSymbols(context, layer, viewport, features) {
    const { view, dataset } = layer;
    const sprites = new Map();
    const taken = features.length > CROWD ? new Set() : null;
    for (let i = 0; i < features.length; i++) {
      if (i % SLICE === SLICE - 1) yield;
      const f = features[i];
      const [gridX, gridY] = dataset.anchor(f);
      const x = viewport.x(gridX), y = viewport.y(gridY);
      const code = view.codes[f];
      if (taken) {
        const cell = (Math.round(y) * 32768 + Math.round(x)) * 64 + code + 16;
        if (taken.has(cell)) continue;
        taken.add(cell);
      }
      const radius = view.radius(f);
      if (radius === null) stamp(context, sprites, code, Y.styleOf(view, code), x, y, viewport.ratio);
      else if (radius > 0) Y.paintSymbol(context, Y.styleOf(view, code), x, y, radius, 0.78);
    }
  }

  /** One symbol of a given radius. */
  Y.paintSymbol = function (context, style, x, y, radius, alpha = 1) {
    context.beginPath();
    Y.traceShape(context, style.shape, x, y, radius);
    if (style.solid || style.fill) {
      context.globalAlpha = alpha;
      context.fillStyle = style.solid || style.fill;
      context.fill();
      context.globalAlpha = 1;
    }
    if (style.hatch && !style.solid) {
      context.fillStyle = Y.canvasPattern(context, style.hatch, style.ink, window.devicePixelRatio || 1);
      context.fill();
    }
    if (style.stroke) {
      context.strokeStyle = style.stroke;
      context.lineWidth = style.width;
      context.stroke();
    }
  };

  /** Draw a symbol from a picture of it that is made once per class. */
  function stamp(context, sprites, code, style, x, y, ratio) {
    let sprite = sprites.get(code);
    if (!sprite) {
      const half = style.radius * 1.3 + style.width + 1;
      sprite = { half, canvas: document.createElement("canvas") };
      sprite.canvas.width = sprite.canvas.height = Math.ceil(2 * half * ratio);
      sprite.size = sprite.canvas.width / ratio;
      const own = sprite.canvas.getContext("2d");
      own.scale(ratio, ratio);
      Y.paintSymbol(own, style, half, half, style.radius);
      sprites.set(code, sprite);
    }
    context.drawImage(sprite.canvas, x - sprite.half, y - sprite.half, sprite.size, sprite.size);
  }

  function* drawMarkers(context, layer, viewport) {
    const markers = Y.markersAt(layer, viewport.zoom);
    const [west, south, east, north] = viewport.window(40);
    const singles = [];
    for (let m = 0; m < markers.count.length; m++) {
      const x = markers.x[m], y = markers.y[m];
      if (x < west || x > east || y < south || y > north) continue;
      if (markers.count[m] === 1) singles.push(markers.features[markers.start[m]]);
    }
    yield* drawSymbols(context, layer, viewport, singles);
    for (let m = 0; m < markers.count.length; m++) {
      if (m % SLICE === SLICE - 1) yield;
      const x = markers.x[m], y = markers.y[m];
      if (markers.count[m] === 1 || x < west || x > east || y < south || y > north) continue;
      drawMarker(context, layer, markers, m, viewport.x(x), viewport.y(y));
    }
  }

  /** A white disc with the exact count, in a ring of the classes' shares. */
  function drawMarker(context, layer, markers, m, x, y) {
    const n = markers.count[m];
    const radius = Y.markerRadius(n);
    let from = -Math.PI / 2;
    for (const [code, share] of Y.markerClasses(layer, markers, m)) {
      const to = from + (share / n) * 2 * Math.PI;
      const style = Y.styleOf(layer.view, code);
      context.beginPath();
      context.moveTo(x, y);
      context.arc(x, y, radius, from, to);
      context.fillStyle = style.solid || style.fill || style.stroke || "#888888";
      context.fill();
      from = to;
    }
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.strokeStyle = Y.state.hatch ? "#1d2430" : "#ffffff";
    context.lineWidth = 1.2;
    context.stroke();
    context.beginPath();
    context.arc(x, y, radius - 4.5, 0, 7);
    context.fillStyle = "#ffffff";
    context.fill();
    context.fillStyle = "#1d2430";
    context.font = `600 ${n > 9999 ? 10 : 12}px ${Y.FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(String(n), x, y + 0.5);
  }

  /** DBSCAN clusters of a look, decoded, with the points of each that are shown. */
  Y.clustersOf = function (layer) {
    const { view } = layer;
    if (!view._clusters) {
      const { clusters } = view;
      const hulls = Y.unpackPaths(clusters.hulls);
      view._clusters = {
        ...clusters,
        hulls,
        labels: Y.unpackSigned(clusters.labels),
        centres: Y.unpackPoints(clusters.centres, hulls.n),
      };
    }
    return view._clusters;
  };

  /** The style of hulls: class -6 of the program's portrayal. */
  Y.clusterStyle = (view) => (view.styles["-6"] === undefined ? { fill: "#1f4e79" } : Y.styleOf(view, -6));

  function drawHulls(context, layer, viewport) {
    if (layer.view.off.has(-6)) return;
    const { hulls } = Y.clustersOf(layer);
    const colour = Y.clusterStyle(layer.view).fill || "#1f4e79";
    for (let c = 0; c < hulls.n; c++) {
      context.beginPath();
      Y.traceFeature(context, hulls, c, viewport, 0);
      context.globalAlpha = 0.13;
      context.fillStyle = Y.state.hatch ? "#9aa5b1" : colour;
      context.fill();
      context.globalAlpha = 1;
      context.strokeStyle = Y.state.hatch ? "#1d2430" : colour;
      context.lineWidth = 1.6;
      context.lineJoin = "round";
      context.stroke();
    }
  }

  function drawCentres(context, layer, viewport) {
    if (layer.view.off.has(-6)) return;
    const { centres, n } = Y.clustersOf(layer);
    const colour = Y.state.hatch ? "#1d2430" : Y.clusterStyle(layer.view).fill || "#1f4e79";
    context.font = `600 12px ${Y.FONT}`;
    context.textBaseline = "middle";
    context.textAlign = "center";
    for (let c = 0; c < n.length; c++) {
      const x = viewport.x(centres[2 * c]), y = viewport.y(centres[2 * c + 1]);
      const half = Math.max(10, 8 + 3.5 * String(n[c]).length);
      context.beginPath();
      context.arc(x - half + 10, y, 10, Math.PI / 2, 1.5 * Math.PI);
      context.arc(x + half - 10, y, 10, 1.5 * Math.PI, 0.5 * Math.PI);
      context.closePath();
      context.fillStyle = colour;
      context.fill();
      context.strokeStyle = "#ffffff";
      context.lineWidth = 1.5;
      context.stroke();
      context.fillStyle = "#ffffff";
      context.fillText(String(n[c]), x, y + 0.5);
    }
  }
})((window.Yuantu = window.Yuantu || {}));
