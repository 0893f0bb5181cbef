/** The panel of maps and layers: themes, the switches of layers (`Y.layerTree`), the block filter. */
(function (Y) {
  "use strict";

  /** Write the panel. */
  Y.renderPanel = function (panel) {
    Y.put(
      panel,
      Y.storySection(),
      Y.maps.length > 1 ? themes() : null,
      words(),
      blockFilter(),
      Y.el("section", { "aria-label": Y.t("layers") }, Y.el("h2", { class: "panel-title" }, Y.t("layers")), Y.layerTree())
    );
  };

  function themes() {
    const button = (theme, number) =>
      Y.el(
        "button",
        {
          type: "button",
          class: "theme",
          "aria-current": number === Y.state.map ? "true" : null,
          onclick: () => Y.showMap(number),
        },
        theme.pair ? Y.pairTitle(theme) : Y.text(theme.title)
      );
    return Y.el(
      "nav",
      { "aria-label": Y.t("themes") },
      Y.el("h2", { class: "panel-title" }, Y.t("themes")),
      Y.el("ul", { class: "themes" }, Y.maps.map((theme, number) => Y.el("li", null, button(theme, number))))
    );
  }

  /** What the map shows, and what it must not be taken for. */
  function words() {
    const { description, notes } = Y.theme();
    const lines = [description, ...notes].map(Y.text).filter(Boolean);
    if (!lines.length) return null;
    return Y.el("section", { class: "words" }, lines.map((line) => Y.el("p", null, Y.linked(line))));
  }

  function blockFilter() {
    const choices = new Map();
    for (const layer of Y.theme().layers) {
      if (!layer.dataset.blocks) continue;
      const { keys, labels } = layer.dataset.table.blocks;
      keys.forEach((key, number) => choices.set(key, labels[number]));
    }
    if (choices.size < 2) return null;
    const button = (key, label) =>
      Y.el(
        "button",
        { type: "button", "aria-pressed": String(Y.state.block === key), onclick: () => choose(key) },
        label
      );
    return Y.el(
      "section",
      null,
      Y.el("h2", { class: "panel-title" }, Y.t("block")),
      Y.el(
        "div",
        { class: "segments", role: "group", "aria-label": Y.t("block"), "data-role": "block" },
        button(null, Y.t("allBlocks")),
        [...choices].map(([key, label]) => button(key, Y.text(label)))
      )
    );
  }

  function choose(key) {
    Y.state.block = key;
    Y.emit("look");
  }
})((window.Yuantu = window.Yuantu || {}));
