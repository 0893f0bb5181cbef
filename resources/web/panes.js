/**
 * Maps side by side: a pane is a map with a theme of its own. One pane is active: panel, legend, table and pop-ups are
 * about it, and `Y.theme()` and `Y.atlas` are its own. `Y.as(pane, act)` lets some code see another pane as the one.
 */
(function (Y) {
  "use strict";

  let parts = null;
  let following = false;

  /** Let `act` see this pane: its theme, its map, its scale. */
  Y.as = function (pane, act) {
    const was = Y.pane;
    Y.pane = pane;
    try {
      return act();
    } finally {
      Y.pane = was;
    }
  };

  /** Do something in each pane, in reading order. */
  Y.eachPane = (act) => Y.panes.forEach((pane) => Y.as(pane, () => act(pane)));

  /** The pair that is shown, null where one map is. */
  Y.pair = () => Y.maps[Y.state.map].pair || null;

  /** What is on the stage: the title of the theme, or those of all panes. */
  Y.shownTitle = () => (Y.pair() ? Y.pairTitle(Y.maps[Y.state.map]) : Y.text(Y.theme().title));

  /** The title of a pair in the list of themes. */
  Y.pairTitle = (entry) => Y.t("sideBySide", themesOf(entry).map(captionOf).join(" | "));

  /** What a pane shows: the indicator and year in force, or the title of its map. */
  function captionOf(theme) {
    const subject = theme.layers.find((layer) => layer.id === theme.subject);
    return Y.text(subject ? subject.view.legend.title : theme.title);
  }

  function themesOf(entry) {
    if (!entry.themes) {
      entry.themes = entry.pair.panes.map((pane) => {
        const theme = Y.makeTheme(Y.page.maps[pane.map]);
        theme.subject = pane.subject;
        if (pane.extent) theme.extent = pane.extent;
        for (const layer of theme.layers) layer.active = pane.looks[layer.id] ?? layer.active;
        return theme;
      });
      const [first, ...others] = entry.themes;
      entry.pair.together = others.every((theme) => theme.layers.every((layer, n) => {
        const known = theme.id === first.id && first.layers[n];
        return !known || known.view.indicator === layer.view.indicator;
      }));
    }
    return entry.themes;
  }

  /** Make the first pane of folium's map; `listen(pane)` wires the map of each new one. */
  Y.startPanes = function (map, views, listen) {
    parts = { views, listen };
    addPane(map, map.getContainer());
    Y.active = Y.pane = Y.panes[0];
    Y.on("look", share);
    Y.on("opacity", share);
    Y.on("tree", share);
  };

  function addPane(map, element) {
    const pane = { theme: null, scale: 0, map, atlas: new Y.AtlasLayer() };
    pane.caption = Y.el("p", { class: "caption", hidden: true });
    pane.places = Y.el("ul", { class: "places" });
    pane.cursor = Y.el("div", { class: "linked-cursor", hidden: true, "aria-hidden": "true" });
    pane.view = Y.el("div", { class: "view" }, element, pane.places, pane.caption, pane.cursor);
    element.tabIndex = 0;
    element.setAttribute("role", "application");
    element.addEventListener("focusin", () => Y.activate(pane));
    parts.views.append(pane.view);
    pane.map = map || L.map(element, { ...Y.panes[0].map.options, layers: [] });
    pane.atlas.pane = pane;
    L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(pane.map);
    pane.map.on("move zoomanim", (event) => follow(pane, event));
    pane.map.on("mousemove", (event) => point(pane, event.latlng));
    pane.map.on("mouseout", () => point(pane, null));
    Y.panes.push(pane);
    parts.listen(pane);
    return pane;
  }

  /** Bring the panes in step with what is chosen: one, or those of a pair. New ones are put on the stage. */
  Y.layOutPanes = function () {
    const entry = Y.maps[Y.state.map];
    const themes = entry.pair ? themesOf(entry) : [null];
    while (Y.panes.length > themes.length) {
      const gone = Y.panes.pop();
      gone.map.remove();
      gone.view.remove();
    }
    parts.views.className = `views${entry.pair ? ` paired ${entry.pair.arrangement}` : ""}`;
    parts.views.parentNode.classList.toggle("paired", Boolean(entry.pair));
    const main = Y.panes[0];
    while (Y.panes.length < themes.length) {
      const { options } = main.map;
      Object.assign(options, { center: main.map.getCenter(), zoom: main.map.getZoom() });
      addPane(null, Y.el("div", { class: "folium-map" }));
    }
    Y.panes.forEach((pane, place) => (pane.theme = themes[place]));
    Y.active = Y.pane = main;
    mark();
  };

  /** Let panel, legend, table and pop-ups be about another pane. */
  Y.activate = function (pane) {
    if (Y.active === pane || !Y.panes.includes(pane)) return;
    Y.as(Y.active, Y.closePopup);
    Y.active = Y.pane = pane;
    mark();
    Y.emit("pane");
  };

  function mark() {
    for (const pane of Y.panes) pane.view.classList.toggle("active", Y.panes.length > 1 && pane === Y.active);
  }

  /** Write the captions. */
  Y.captionPanes = () => Y.eachPane((pane) => {
    pane.caption.hidden = Y.panes.length < 2;
    Y.put(pane.caption, pane.caption.hidden ? "" : captionOf(pane.theme));
  });

  // --- what panes have in common -----------------------------------------------------------------------------------

  /** Let the other maps follow one: to its extent, or to its scale. */
  function follow(pane, event) {
    const link = Y.pair() ? Y.pair().link : "none";
    if (following || link === "none" || Y.panes.length < 2) return;
    following = true;
    const centre = event.center || pane.map.getCenter();
    const zoom = event.zoom ?? pane.map.getZoom();
    for (const other of Y.panes) {
      if (other === pane) continue;
      const at = link === "extent" ? centre : other.map.getCenter();
      if (link === "scale" && other.map.getZoom() === zoom) continue;
      other.map.setView(at, zoom, { animate: false, reset: true }); // to the last digit: a pan would round to pixels
    }
    following = false;
  }

  /** Mark the place under the pointer on the other maps. */
  function point(pane, latLng) {
    for (const other of Y.panes) {
      other.cursor.hidden = other === pane || !latLng || !Y.pair() || !Y.pair().cursor;
      if (other.cursor.hidden) continue;
      const { x, y } = other.map.latLngToContainerPoint(latLng);
      other.cursor.style.setProperty("left", `${x}px`);
      other.cursor.style.setProperty("top", `${y}px`);
    }
  }

  /** Layers of one map are switched together, whichever pane it was done in; looks that share classes as well. */
  function share(theme = Y.theme()) {
    if (!Y.pair()) return;
    for (const { theme: other } of Y.panes) {
      if (other === theme || other.id !== theme.id) continue;
      theme.layers.forEach((layer, n) => shareLayer(layer, other.layers[n]));
      theme.bases.forEach(({ visible, opacity }, n) => Object.assign(other.bases[n], { visible, opacity }));
      shareGroups(theme.tree, other.tree);
    }
  }

  function shareGroups(from, to) {
    from.forEach((part, n) => {
      if (!part.children) return;
      const { visible, opacity, collapsed } = part;
      Object.assign(to[n], { visible, opacity, collapsed });
      shareGroups(part.children, to[n].children);
    });
  }

  function shareLayer(layer, own) {
    own.visible = layer.visible;
    own.opacity = layer.opacity;
    const { indicator } = layer.view;
    if (Y.pair().locked && Y.pair().together && indicator !== own.view.indicator) {
      const offered = own.views.filter((view) => view.indicator === indicator);
      const same = offered.find((view) => String(view.yearLabel) === String(own.view.yearLabel));
      if (offered.length) own.active = own.views.indexOf(same || offered[0]);
    }
    if (Y.alike(layer.view, own.view)) own.view.off = new Set(layer.view.off);
  }

  /** Whether two looks have the same classes, so that one legend serves both. */
  Y.alike = function (one, other) {
    const classes = (view) => JSON.stringify([
      view.legend.entries.filter(([code]) => code >= 0).map(([code, label, , style]) => [code, label, style]),
      view.legend.sizes,
      view.legend.matrix,
    ]);
    return one === other || (Boolean(one.field) === Boolean(other.field) && classes(one) === classes(other));
  };

  /** The layer of the pane in hand that shows what a layer of another pane shows, null where there is none. */
  Y.twin = function (layer) {
    const { layers } = Y.theme();
    if (layers.includes(layer)) return layer;
    return layers.find((own) => own.id === layer.id) || layers.find(
      (own) => own.dataset === layer.dataset && own.ticked
    ) || null;
  };

  /** Groups of foreground layers that one legend serves, in reading order, each layer with its pane. */
  Y.legendGroups = function () {
    const groups = [];
    Y.eachPane((pane) => {
      for (const layer of Y.ticked().reverse()) {
        if (layer.context) continue;
        const known = groups.find(([first]) =>
          first.pane !== pane && first.layer.dataset === layer.dataset && Y.alike(first.layer.view, layer.view));
        if (known && !known.some((each) => each.pane === pane)) known.push({ pane, layer });
        else groups.push([{ pane, layer }]);
      }
    });
    return groups;
  };
})((window.Yuantu = window.Yuantu || {}));
