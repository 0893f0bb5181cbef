/** The legend: bound to the layers that are visible; classes can be switched off and pointed at. */
(function (Y) {
  "use strict";

  /** Write the legend of the theme. */
  Y.renderLegend = function (panel) {
    const behind = Y.ticked().reverse().filter((layer) => layer.context);
    Y.put(
      panel,
      Y.el("h2", { class: "panel-title" }, Y.t("legend")),
      Y.legendGroups().map(layerLegend),
      behind.length ? contextLegend(behind) : null,
      hasDashes(Y.visible()) ? Y.el("p", { class: "legend-note" }, dashSample(), Y.t("dashedNote")) : null
    );
    Y.fadeLegend(panel);
  };

  /** Show the swatches as opaque as the layers are drawn. */
  Y.fadeLegend = function (panel) {
    const layers = new Map(Y.ticked().map((layer) => [layer.id, layer]));
    for (const part of panel.querySelectorAll("[data-layer]")) {
      const layer = layers.get(part.dataset.layer);
      if (layer) part.style.setProperty("--strength", layer.strength);
    }
  };

  const hasDashes = (layers) => layers.some(
    (layer) => layer.dataset.geometry && layer.dataset._dashed.some((dash) => dash === 1)
  );

  function dashSample() {
    const line = Y.svg(
      "line",
      { x1: 1, y1: 6, x2: 27, y2: 6, stroke: "#4a5560", "stroke-width": 1.6, "stroke-dasharray": "5 3" }
    );
    return Y.svg("svg", { width: 28, height: 12, "aria-hidden": "true", class: "swatch" }, line);
  }

  const contextLegend = (layers) =>
    Y.el(
      "section",
      { class: "legend-layer muted-legend" },
      Y.el("h3", null, Y.t("background")),
      layers.map(contextRow)
    );

  function contextRow(layer) {
    const entry = layer.view.legend.entries[0];
    return Y.el(
      "p",
      {
        class: layer.inScale ? "legend-plain" : "legend-plain out-of-scale",
        title: layer.inScale ? null : Y.whyHidden(layer.scales),
        "data-layer": layer.id,
      },
      entry ? Y.swatch(Y.styleOfEntry(layer.view, entry), Y.drawsPoints(layer)) : null,
      layer.title
    );
  }

  /** Whether a layer is drawn with point symbols. */
  Y.drawsPoints = function (layer) {
    const { kind } = layer.dataset.geometry;
    return Boolean(layer.view.radii) || (kind.length > 0 && kind[0] === 2);
  };

  /** A layer that is switched on and not drawn at this scale: its heading in grey, why, and a way to see it. */
  function hiddenLegend(layer) {
    return Y.el(
      "section",
      { class: "legend-layer out-of-scale", "data-layer": layer.id },
      Y.el("h3", null, Y.text(layer.view.legend.title)),
      Y.el("p", { class: "legend-note" }, Y.whyHidden(layer.scales)),
      Y.el(
        "button",
        { type: "button", class: "button small", onclick: () => Y.zoomInto(layer.scales) },
        Y.t("zoomThere")
      )
    );
  }

  /** The legend of a layer, or of the layers of several panes that share their classes. */
  function layerLegend(group) {
    const [{ pane, layer }] = group;
    if (!Y.as(pane, () => layer.inScale)) return hiddenLegend(layer);
    const { legend } = layer.view;
    const title = [...new Set(group.map((each) => Y.text(each.layer.view.legend.title)))].join(" | ");
    const single = legend.entries.length === 1;
    const entries = new Map();
    for (const { layer: each } of group) for (const entry of each.view.legend.entries) {
      if (!entries.has(entry[0])) entries.set(entry[0], entry);
    }
    return Y.el(
      "section",
      { class: "legend-layer", "data-layer": layer.id },
      group.map(({ layer: each }, place) => switches(each, place, group.length > 1)),
      Y.el("h3", null, title),
      title === layer.title || single ? null : Y.el("p", { class: "muted legend-of" }, layer.title),
      legend.sizes.length ? sizeKey(layer) : null,
      legend.matrix ? Y.matrixKey(layer) : null,
      Y.el(
        "ul",
        { class: "legend-rows", role: "group", "aria-label": title },
        [...entries.values()].filter((entry) => !legend.matrix || entry[0] < 0).map((entry) => classRow(group, entry))
      ),
      notes(layer)
    );
  }

  /** Indicator, year or look to choose from; the years of a second pane below those of the first. */
  function switches(layer, place, several) {
    if (layer.views.length < 2) return null;
    const keys = [...new Set(layer.views.map((view) => view.indicator || Y.text(view.legend.title)))];
    const key = (view) => view.indicator || Y.text(view.legend.title);
    const now = key(layer.view);
    const which = several ? Y.el("p", { class: "muted" }, Y.t("mapNumber", place + 1)) : null;
    const box = Y.el("div", { class: "switches" }, which);
    if (keys.length > 1 && (!place || !Y.pair().locked)) box.append(indicatorSwitch(layer, keys, now, key));
    const years = layer.views.map((view, number) => [view, number]).filter(([view]) => key(view) === now);
    if (years.length > 1 || years[0][0].year) box.append(yearSwitch(layer, years));
    return box;
  }

  function indicatorSwitch(layer, keys, now, key) {
    const choose = (event) => {
      const year = layer.view.yearLabel && String(layer.view.yearLabel);
      const offered = layer.views.map((view, number) => [view, number]).filter(
        ([view]) => key(view) === event.target.value
      );
      const same = offered.find(([view]) => String(view.yearLabel) === year);
      Y.showView(layer, (same || offered[offered.length - 1])[1]);
    };
    const options = keys.map((each) => {
      const view = layer.views.find((one) => key(one) === each);
      return Y.el(
        "option",
        { value: each, selected: each === now },
        Y.text(view.field ? view.label : view.legend.title)
      );
    });
    return Y.el(
      "label",
      { class: "field" },
      Y.el("span", null, Y.t("indicator")),
      Y.el("select", { onchange: choose, "data-role": "indicator" }, options)
    );
  }

  function yearSwitch(layer, years) {
    const button = ([view, number]) =>
      Y.el(
        "button",
        { type: "button", "aria-pressed": String(number === layer.active), onclick: () => Y.showView(layer, number) },
        Y.text(view.yearLabel) || Y.text(view.legend.title)
      );
    return Y.el(
      "div",
      { class: "segments", role: "group", "aria-label": Y.t("year"), "data-role": "year" },
      years.map(button)
    );
  }

  function classRow(group, entry) {
    const [{ layer }] = group;
    const [code, label] = entry;
    const counts = group.map(({ layer: each }) => countOf(each.view, code));
    const empty = counts.every((count) => !count);
    const { view } = layer;
    const points = code === -6 ? false : Y.drawsPoints(layer);
    const style = Y.styleOfEntry(view, entry);
    const button = Y.el(
      "button",
      {
        type: "button",
        class: "legend-row",
        "aria-pressed": String(!view.off.has(code)),
        "data-code": code,
        "data-count": counts.join(" | "),
        onclick: () => Y.toggleClass(layer, code),
        onmouseenter: () => Y.pointAtClass(layer, code),
        onmouseleave: () => Y.pointAtClass(null),
        onfocus: () => Y.pointAtClass(layer, code),
        onblur: () => Y.pointAtClass(null),
      },
      Y.swatch(
        code === -6 ? { ...style, fill: `${style.fill}26`, stroke: style.fill, width: 1.5 } : style,
        points,
        anyDashed(layer, code)
      ),
      Y.el("span", { class: "legend-label" }, Y.text(label)),
      Y.el(
        "span",
        { class: "legend-count" },
        group.map(({ layer: each }, place) => shownCount(each, code, counts[place])).join(" | ")
      )
    );
    return Y.el("li", { class: empty ? "empty" : null }, button);
  }

  function countOf(view, code) {
    const entry = view.legend.entries.find((row) => row[0] === code);
    return entry ? entry[2] : 0;
  }

  const anyDashed = (layer, code) => code >= 0 && !Y.drawsPoints(layer) && layer.dataset._dashed.some(
    (dash, f) => dash && layer.view.codes[f] === code
  );

  /** The count, or with a block chosen "of that block / of all". */
  function shownCount(layer, code, count) {
    const block = Y.state.block && layer.dataset.blocks ? layer.dataset.table.blockCode(Y.state.block) : 0;
    if (!block || code === -6) return Y.number(count);
    const blocks = layer.dataset.table.blockCodes;
    const n = layer.view.codes.reduce((sum, each, f) => sum + (each === code && blocks[f] === block ? 1 : 0), 0);
    return Y.t("ofFeatures", n, count);
  }

  /** Nested circles for proportional symbols. */
  function sizeKey(layer) {
    const { sizes } = layer.view.legend;
    const largest = sizes[0][1];
    const height = 2 * largest + 8;
    const key = Y.svg(
      "svg",
      {
        width: 2 * largest + 90,
        height,
        class: "size-key",
        role: "img",
        "aria-label": `${Y.t("symbolSize")}: ${sizes.map(([value]) => value).join(", ")}`,
      }
    );
    for (const [value, radius] of sizes) {
      const top = height - 2 * radius - 2;
      key.append(Y.svg("circle", { cx: largest + 2, cy: top + radius, r: radius, fill: "none", stroke: "#4a5560" }));
      key.append(
        Y.svg(
          "line",
          { x1: largest + 2, y1: top, x2: 2 * largest + 14, y2: top, stroke: "#9aa5b1", "stroke-width": 0.8 }
        )
      );
      key.append(Y.svg("text", { x: 2 * largest + 18, y: top + 4, "font-size": 11, fill: "#3b4754" }, Y.number(value)));
    }
    return key;
  }

  function notes(layer) {
    const { method, notes: more } = layer.view.legend;
    const words = [Y.text(method), ...more.map(Y.text)].filter(Boolean);
    return words.map((text) => Y.el("p", { class: "legend-note" }, Y.linked(text)));
  }
})((window.Yuantu = window.Yuantu || {}));
