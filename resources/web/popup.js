/** What is said about a feature: name, value with unit, attributes, source and accuracy; several hits are paged. */
(function (Y) {
  "use strict";

  let popup = null;
  let returnTo = null;

  const MARGIN = 16;

  /** Open a pop-up on these hits (`Y.hitsAt`) at a place; a marker of many points is zoomed into instead. */
  Y.openPopup = function (hits, latLng, opener = null) {
    if (hits.length && hits[0].marker && zoomInto(hits[0])) return;
    const pages = hits.flatMap(pagesOf);
    if (!pages.length) return;
    Y.closePopup();
    returnTo = opener;
    // A click must not reach the map: it would close the pop-up whose button it was meant for.
    const content = Y.el(
      "div",
      { class: "card", role: "dialog", "aria-modal": "false", onclick: (event) => event.stopPropagation() }
    );
    popup = L.popup(
      { closeButton: false, minWidth: 290, maxWidth: 360, autoPan: false, className: "atlas-popup" }
    );
    popup.setLatLng(latLng).setContent(content);
    popup.pages = pages;
    popup.card = content;
    popup.on("remove", forget);
    turnTo(0);
    popup.openOn(Y.atlas.map);
    bringIntoSight();
    if (opener) content.querySelector(".card-close").focus();
  };

  /** Close the pop-up; returns whether one was open. */
  Y.closePopup = function () {
    if (!popup) return false;
    const opener = returnTo;
    Y.atlas.map.closePopup(popup);
    // The places of features are made anew whenever the map has moved: their key leads back to them.
    if (opener && opener.isConnected) opener.focus();
    else if (opener && opener.dataset.place) Y.focusPlace(opener.dataset.place);
    return true;
  };

  /** Write the open pop-up again (another language, another look). */
  Y.refreshPopup = () => popup && turnTo(popup.page);

  function forget() {
    popup = null;
    Y.select(null);
  }

  function zoomInto(hit) {
    const { markers, m } = hit.marker;
    const { bbox } = hit.layer.dataset.geometry;
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = markers.start[m]; i < markers.start[m + 1]; i++) {
      const f = markers.features[i];
      for (const side of [0, 1]) box[side] = Math.min(box[side], bbox[4 * f + side]);
      for (const side of [2, 3]) box[side] = Math.max(box[side], bbox[4 * f + side]);
    }
    const { map } = Y.atlas;
    if (Math.max(box[2] - box[0], box[3] - box[1]) * Y.page.grid.step < 2) return false;
    const bounds = Y.latLngBounds(...box);
    const zoom = Math.min(
      Math.max(map.getBoundsZoom(bounds, false, L.point(80, 80)), map.getZoom() + 1),
      map.getMaxZoom()
    );
    if (zoom <= map.getZoom()) return false;
    map.setView(bounds.getCenter(), zoom, { animate: !Y.calm() });
    return true;
  }

  function pagesOf(hit) {
    if (!hit.marker) return [hit];
    const { markers, m } = hit.marker;
    return [...markers.features.subarray(markers.start[m], markers.start[m + 1])].map(
      (feature) => ({ layer: hit.layer, feature })
    );
  }

  /** Show another hit; `word` names the button that was pressed, which keeps the focus. */
  function turnTo(page, word = "") {
    const { pages, card } = popup;
    popup.page = page;
    const hit = pages[page];
    const [title, body] = hit.cluster === undefined ? featureCard(hit) : clusterCard(hit);
    card.setAttribute("aria-label", title);
    Y.put(card, cardHead(title, hit.layer), pager(page, pages.length), body);
    Y.select(hit);
    if (!popup.isOpen()) return;
    popup.update();
    bringIntoSight();
    if (word) card.querySelector(`.card-pager [aria-label="${word}"]`).focus({ preventScroll: true });
  }

  /**
   * Move the map so that the whole card is seen, clear of the legend that lies over the map. At once: a card that
   * glides away under the pointer loses the click that was meant for it.
   */
  function bringIntoSight() {
    const { map } = Y.atlas;
    const card = popup.getElement().getBoundingClientRect();
    const stage = map.getContainer().getBoundingClientRect();
    const legend = document.getElementById("legend").getBoundingClientRect();
    const beside = legend.left - stage.left > card.width + 2 * MARGIN;
    const right = beside ? Math.min(legend.left, stage.right) : stage.right;
    const shift = (low, high, from, to) => (high > to ? Math.min(high - to, low - from) : Math.min(low - from, 0));
    const x = shift(card.left, card.right, stage.left + MARGIN, right - MARGIN);
    const y = shift(card.top, card.bottom, stage.top + MARGIN, stage.bottom - MARGIN);
    if (x || y) map.panBy([Math.round(x), Math.round(y)], { animate: false });
  }

  function cardHead(title, layer) {
    const close = Y.el(
      "button",
      { class: "card-close quiet", type: "button", "aria-label": Y.t("close"), onclick: Y.closePopup },
      Y.icon("M5 5 15 15M15 5 5 15")
    );
    return Y.el(
      "header",
      { class: "card-head" },
      Y.el("div", null, Y.el("h3", null, title), Y.el("p", { class: "muted" }, layer.title)),
      close
    );
  }

  function pager(page, total) {
    if (total < 2) return null;
    const turn = (step, label, path) =>
      Y.el(
        "button",
        {
          class: "quiet",
          type: "button",
          "aria-label": Y.t(label),
          onclick: () => turnTo((page + step + total) % total, Y.t(label)),
        },
        Y.icon(path)
      );
    const where = Y.el("span", { "aria-live": "polite" }, Y.t("moreAt", page + 1, total));
    return Y.el(
      "div",
      { class: "card-pager" },
      turn(-1, "previous", "M12 4 6 10 12 16"),
      where,
      turn(1, "next", "M8 4 14 10 8 16")
    );
  }

  function featureCard({ layer, feature }) {
    const { table } = layer.dataset;
    const { view } = layer;
    const rows = [];
    const provenance = [];
    for (const column of table.columns) {
      if (column.name === view.field || (view.second && column.name === view.second.field)) continue;
      if (column.role === "provenance") provenance.push([Y.text(column.label), Y.linked(column.said(feature))]);
      else if (column.role === "block") rows.push([Y.text(column.label), blockName(table, feature)]);
      else if (column.show(feature) !== "" || column.year || table.columns.length < 14) rows.push(
        [Y.text(column.title), Y.linked(saidWithoutUnit(column, feature))]
      );
    }
    const others = Y.page.aliases[table.ids[feature]];
    if (others) rows.push([Y.t("otherNames"), others.join("、")]);
    const cluster = view.clusters ? Y.clustersOf(layer).labels[feature] : null;
    if (cluster !== null) rows.unshift(
      [Y.t("clusterPlace"), cluster < 0 ? Y.t("clusterNoise") : Y.t("clusterOf", cluster + 1)]
    );
    const body = [headline(layer, feature), list(rows), source(provenance)];
    return [table.name(feature), Y.el("div", { class: "card-body" }, body)];
  }

  /** The unit stands in the title of the column already. */
  function saidWithoutUnit(column, feature) {
    const said = column.said(feature);
    const unit = Y.unit(column.unit);
    return unit && column.name !== "accuracy_m" ? said.replace(` ${unit}`, "") : said;
  }

  function blockName(table, feature) {
    const code = table.blockCodes[feature];
    return code ? Y.text(table.blocks.labels[code - 1]) : Y.t("noData");
  }

  /** The value that the map shows, with its class. */
  function headline(layer, feature) {
    const { view } = layer;
    if (!view.field) return null;
    if (view.second) return twoValues(layer, feature);
    const code = view.codes[feature];
    const entry = view.legend.entries.find((row) => row[0] === code);
    const label = view.labelOf(code);
    const value = view.said(feature);
    const swatch = entry ? Y.swatch(Y.styleOfEntry(view, entry), isPoint(layer, feature)) : null;
    const words = value === label || label.startsWith(value) ? label : value || label;
    return Y.el(
      "div",
      { class: "card-value" },
      Y.el("span", { class: "muted" }, Y.text(view.legend.title)),
      Y.el("strong", null, swatch, words),
      words === label ? null : Y.el("span", { class: "muted" }, label)
    );
  }

  /** Both values of a map of two variables, each with its class. */
  function twoValues(layer, feature) {
    const { view } = layer;
    const code = view.codes[feature];
    const lines = view.pair(feature).flatMap((side, place) => [
      Y.el("span", { class: "muted" }, side.title),
      Y.el("strong", null, place ? null : Y.swatch(Y.styleOf(view, code), isPoint(layer, feature)), side.said),
      side.label ? Y.el("span", { class: "muted" }, side.label) : null,
    ]);
    return Y.el("div", { class: "card-value" }, lines, code < 0 ? Y.el("span", { class: "muted" }, view.labelOf(code)) : null);
  }

  function isPoint(layer, feature) {
    const { kind, featureStart } = layer.dataset.geometry;
    return kind[featureStart[feature]] === 2 || Boolean(layer.view.radii);
  }

  function clusterCard({ layer, cluster }) {
    const { n, area, density, centres } = Y.clustersOf(layer);
    const centre = Y.latLng(centres[2 * cluster], centres[2 * cluster + 1]);
    const km2 = area[cluster] / 1e6;
    const rows = [
      [Y.t("clusterSize"), Y.number(n[cluster])],
      [Y.t("clusterArea"), km2 > 0 ? `${Y.number(km2, km2 < 1 ? 3 : 2)} km²` : Y.t("noArea")],
      [Y.t("clusterDensity"), density[cluster] === null ? Y.t("noArea") : Y.t("perKm2", Y.number(density[cluster], 2))],
      [Y.t("clusterCentre"), `${centre.lng.toFixed(5)}, ${centre.lat.toFixed(5)}`],
      [Y.t("method"), Y.text(layer.view.legend.method)],
    ];
    return [Y.t("clusterOf", cluster + 1), Y.el("div", { class: "card-body" }, list(rows))];
  }

  function list(rows) {
    if (!rows.length) return null;
    return Y.el(
      "dl",
      null,
      rows.map(([term, said]) => Y.el("div", null, Y.el("dt", null, term), Y.el("dd", null, said)))
    );
  }

  function source(rows) {
    if (!rows.length) return null;
    return Y.el("details", { class: "card-source" }, Y.el("summary", null, Y.t("provenance")), list(rows));
  }

  /** Whether the reader asked for less motion. */
  Y.calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
})((window.Yuantu = window.Yuantu || {}));
