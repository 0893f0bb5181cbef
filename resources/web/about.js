/** Notes and sources: what the map is, where its data come from, how it was made; and the foot line of the page. */
(function (Y) {
  "use strict";

  /** The data sets of the theme, each once. */
  const datasets = () => [...new Set(Y.theme().layers.map((layer) => layer.dataset))];

  /** One line per data set. */
  Y.sourceLines = () =>
    datasets().map((dataset) =>
      [
        Y.text(dataset.name),
        Y.t("features", Y.number(dataset.n)),
        Y.text(dataset.attribution),
        dataset.licence,
        dataset.sha256 && `${dataset.file} (SHA-256 ${dataset.sha256}…)`,
        dataset.datum && Y.t("originalDatum", Y.text(dataset.datum)),
        ...dataset.joins.flatMap(([table, matched, unmatched, details]) => [
          Y.t("joined", table, matched, unmatched),
          ...details.map(Y.text),
        ]),
      ]
        .filter(Boolean)
        .join(" · ")
    );

  /** Attributions that licences ask for, each once. */
  Y.attributions = () => {
    const texts = [...datasets().map((dataset) => Y.text(dataset.attribution)), ...Y.baseCredits()];
    const credits = texts.flatMap((text) => text.split(/[；;]\s*/));
    return [...new Set(credits.filter(Boolean))];
  };

  /** Everything that must stand beside the map wherever it goes: [[heading, [line…]]…]. */
  Y.colophon = () =>
    [
      ["", [Y.text(Y.theme().description), ...Y.theme().notes.map(Y.text)]],
      [Y.t("sources"), [...Y.sourceLines(), ...Y.baseCredits()]],
      [Y.t("coordinates"), [Y.t("coordinatesText", Y.number(Y.page.grid.error, 3))]],
      [Y.t("areas"), [Y.text(Y.page.areaMethod)]],
      [Y.t("version"), [`Yuantu 园图 ${Y.page.version}`]],
      [Y.t("projectHash"), [Y.page.hash]],
    ].map(([heading, lines]) => [heading, lines.filter(Boolean)]);

  /** The button that closes the drawer. */
  Y.closeButton = () =>
    Y.el(
      "button",
      { type: "button", class: "quiet", "aria-label": Y.t("close"), onclick: () => Y.showDrawer(null) },
      Y.icon("M5 5 15 15M15 5 5 15")
    );

  /** Write the notes into a panel. */
  Y.renderAbout = function (panel) {
    const parts = Y.colophon().filter(([, lines]) => lines.length);
    Y.put(
      panel,
      Y.el(
        "header",
        { class: "drawer-head" },
        Y.el("h2", null, Y.t("about")),
        Y.closeButton()
      ),
      Y.el(
        "div",
        { class: "about", tabindex: 0 },
        Y.el("p", { class: "status" }, Y.text(Y.page.status)),
        parts.map(
          ([heading, lines]) => [
            heading ? Y.el("h3", null, heading) : null,
            lines.map((line) => Y.el("p", null, Y.linked(line)))
          ]
        )
      )
    );
  };

  /** Write the foot line. */
  Y.renderFooter = function (footer) {
    Y.put(
      footer,
      Y.el("span", { class: "status" }, Y.text(Y.page.status)),
      Y.el("span", { class: "credits" }, Y.linked(Y.attributions().join(" · "))),
      Y.el("span", { class: "mark" }, `园图 Yuantu ${Y.page.version} · ${Y.page.hash.slice(0, 12)}`)
    );
  };
})((window.Yuantu = window.Yuantu || {}));
