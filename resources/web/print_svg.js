/** The map as vector SVG, for print: the same layers, styles and names as on screen. */
(function (Y) {
  "use strict";

  const MOST_SHAPES = 40000;

  /** @returns {SVGElement} the map in this window; `name` tells its clip and its patterns from those of other maps */
  Y.mapSvg = function (viewport, name) {
    const definitions = Y.svg("defs");
    const clip = Y.svg("clipPath", { id: name }, Y.svg("rect", { width: viewport.width, height: viewport.height }));
    definitions.append(clip);
    const writer = { name, viewport, definitions, patterns: new Map() };
    const layers = Y.visible();
    return Y.svg(
      "svg",
      {
        viewBox: `0 0 ${viewport.width} ${viewport.height}`,
        role: "img",
        "aria-label": Y.text(Y.theme().title),
        class: "sheet-map",
      },
      definitions,
      Y.svg("rect", { width: viewport.width, height: viewport.height, class: "sheet-ground" }),
      Y.svg(
        "g",
        { "clip-path": `url(#${name})` },
        Y.visibleBases().map((base) => basePicture(base, viewport)),
        layers.map((layer) => layerGroup(writer, layer)),
        names(layers, viewport)
      )
    );
  };

  function layerGroup(writer, layer) {
    const group = Y.svg("g", { opacity: layer.strength });
    if (layer.view.aggregation) {
      markers(writer, layer, group);
      return group;
    }
    const { areas, points } = Y.featuresIn(layer, writer.viewport);
    const faint = Boolean(layer.view.radii);
    if (areas.length > MOST_SHAPES) asPicture(writer, layer, group);
    else drawAreas(writer, layer, group, areas, faint);
    if (layer.view.clusters && !layer.view.off.has(-6)) hulls(writer, layer, group);
    const symbols = faint ? Y.largestFirst(layer, [...areas, ...points]) : points;
    if (symbols.length <= MOST_SHAPES) symbols.forEach((f) => symbol(writer, layer, group, f));
    else asPicture(writer, layer, group);
    return group;
  }

  function drawAreas(writer, layer, group, areas, faint) {
    const { kind, featureStart } = layer.dataset.geometry;
    const isClear = (f) => kind[featureStart[f]] === 0 && Y.isClear(Y.styleOf(layer.view, layer.view.codes[f]));
    const order = faint ? areas : Y.clearFirst(layer, areas);
    const lines = faint ? null : Y.clearLines(layer, order.filter(isClear));
    order.forEach((f) => area(writer, layer, group, f, faint ? { faint } : { lines: lines && lines.get(f) }));
  }

  function paintOf(writer, style) {
    if (!style.hatch) return style.fill || "none";
    const key = `${style.hatch}|${style.ink}`;
    if (!writer.patterns.has(key)) {
      const id = `${writer.name}-hatch-${writer.patterns.size}`;
      writer.patterns.set(key, id);
      writer.definitions.append(Y.svgPattern(id, style.hatch, style.ink));
    }
    return `url(#${writer.patterns.get(key)})`;
  }

  function area(writer, layer, group, f, { faint = false, lines = null }) {
    const { geometry } = layer.dataset;
    const path = new Y.PathText();
    if (lines) Y.traceLines(path, lines, writer.viewport, 0.4);
    else Y.traceFeature(path, geometry, f, writer.viewport, 0.4);
    const style = Y.styleOf(layer.view, layer.view.codes[f]);
    const isLine = geometry.kind[geometry.featureStart[f]] === 1;
    const base = { d: path.text, "fill-rule": "evenodd", "stroke-linejoin": "round" };
    const shape = (look) => group.append(Y.svg("path", { ...base, fill: "none", ...look }));
    if (faint) shape({ fill: "#ffffff", "fill-opacity": 0.35 });
    else if (!isLine && style.fill) shape({ fill: style.fill });
    if (!faint && !isLine && style.hatch) shape({ fill: paintOf(writer, style) });
    const asLine = { ...style, stroke: style.fill || style.stroke, fill: "" };
    const line = faint ? { stroke: "#8a96a3", width: 0.8, fill: "" } : isLine ? asLine : style;
    if (!line.stroke) return;
    const dash = layer.dataset.isDashed(f) ? Y.dashOf(line, line.width) : null;
    if (dash && dash.casing) shape({ stroke: "#ffffff", "stroke-width": dash.casing });
    shape(
      {
        stroke: dash ? dash.colour : line.stroke,
        "stroke-width": dash ? dash.width : line.width,
        "stroke-dasharray": dash ? dash.dashes.join(" ") : null,
      }
    );
  }

  function symbol(writer, layer, group, f) {
    const { view, dataset } = layer;
    const style = Y.styleOf(view, view.codes[f]);
    const [gridX, gridY] = dataset.anchor(f);
    const radius = view.radius(f) ?? style.radius;
    if (!radius) return;
    const path = new Y.PathText();
    Y.traceShape(path, style.shape, writer.viewport.x(gridX), writer.viewport.y(gridY), radius);
    group.append(
      Y.svg(
        "path",
        {
          d: path.text,
          fill: style.solid || paintOf(writer, style),
          "fill-opacity": view.radii ? 0.78 : null,
          stroke: style.stroke || "none",
          "stroke-width": style.width,
        }
      )
    );
  }

  function markers(writer, layer, group) {
    const { viewport } = writer;
    const all = Y.markersAt(layer, viewport.zoom);
    for (let m = 0; m < all.count.length; m++) {
      const x = viewport.x(all.x[m]), y = viewport.y(all.y[m]);
      if (x < -40 || y < -40 || x > viewport.width + 40 || y > viewport.height + 40) continue;
      if (all.count[m] === 1) symbol(writer, layer, group, all.features[all.start[m]]);
      else group.append(marker(layer, all, m, x, y));
    }
  }

  function marker(layer, all, m, x, y) {
    const n = all.count[m];
    const radius = Y.markerRadius(n);
    const ring = radius - 2.2;
    const around = 2 * Math.PI * ring;
    let from = 0;
    const shares = Y.markerClasses(layer, all, m).map(([code, share]) => {
      const style = Y.styleOf(layer.view, code);
      const length = (share / n) * around;
      const arc = Y.svg("circle", {
        cx: x,
        cy: y,
        r: ring,
        fill: "none",
        stroke: style.solid || style.fill || style.stroke,
        "stroke-width": 4.4,
        "stroke-dasharray": `${length} ${around - length}`,
        "stroke-dashoffset": -from,
        transform: `rotate(-90 ${x} ${y})`,
      });
      from += length;
      return arc;
    });
    return Y.svg(
      "g",
      null,
      Y.svg("circle", { cx: x, cy: y, r: radius, fill: "#ffffff", stroke: Y.state.hatch ? "#1d2430" : "none" }),
      shares,
      centred(n, x, y, "#1d2430")
    );
  }

  const centred = (text, x, y, fill) => Y.svg(
    "text",
    { x, y: y + 4, "text-anchor": "middle", "font-size": 12, "font-weight": 600, fill },
    String(text)
  );

  function hulls(writer, layer, group) {
    const { hulls: shapes, centres, n } = Y.clustersOf(layer);
    const colour = Y.state.hatch ? "#1d2430" : Y.clusterStyle(layer.view).fill || "#1f4e79";
    for (let c = 0; c < n.length; c++) {
      const path = new Y.PathText();
      Y.traceFeature(path, shapes, c, writer.viewport, 0);
      const x = writer.viewport.x(centres[2 * c]), y = writer.viewport.y(centres[2 * c + 1]);
      const half = Math.max(10, 8 + 3.5 * String(n[c]).length);
      group.append(
        Y.svg(
          "path",
          {
            d: path.text,
            fill: colour,
            "fill-opacity": 0.13,
            stroke: colour,
            "stroke-width": 1.6,
            "stroke-linejoin": "round",
          }
        ),
        Y.svg("rect", { x: x - half, y: y - 10, width: 2 * half, height: 20, rx: 10, fill: colour, stroke: "#ffffff" }),
        centred(n[c], x, y, "#ffffff")
      );
    }
  }

  /** Tens of thousands of shapes would choke a printer: their picture goes in instead. */
  function asPicture(writer, layer, group) {
    group.replaceChildren(picture(writer.viewport, (context, sharp) => Y.drawLayer(context, layer, sharp)));
  }

  /** A base map: its tiles as one picture; a tile that is not decoded yet as the coarser one that covers it. */
  function basePicture(base, viewport) {
    const image = picture(viewport, (context, sharp) => Y.drawBase(context, base, sharp));
    image.setAttribute("opacity", base.opacity);
    return image;
  }

  function picture(viewport, draw) {
    const canvas = document.createElement("canvas");
    const sharp = new Y.Viewport(viewport.left, viewport.top, viewport.scale, viewport.width, viewport.height, 2);
    canvas.width = viewport.width * 2;
    canvas.height = viewport.height * 2;
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    for (const step of draw(context, sharp)) void step;
    return Y.svg("image", { href: canvas.toDataURL("image/png"), width: viewport.width, height: viewport.height });
  }

  function names(layers, viewport) {
    const measuring = document.createElement("canvas").getContext("2d");
    measuring.font = `500 12px ${Y.FONT}`;
    const labels = Y.placeLabels(layers, viewport, (text) => measuring.measureText(text).width);
    return labels.map(({ text, x, y, context }) =>
      Y.svg(
        "text",
        {
          x,
          y: y + 4,
          "text-anchor": "middle",
          "font-size": 12,
          fill: context ? "#647080" : "#1d2430",
          stroke: "#ffffff",
          "stroke-width": 3,
          "paint-order": "stroke",
          "stroke-linejoin": "round",
        },
        text
      )
    );
  }
})((window.Yuantu = window.Yuantu || {}));
