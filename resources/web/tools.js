/** The tools at the head of the page. */
(function (Y) {
  "use strict";

  /**
   * Write the tools.
   * @param {string|null} drawer  what the drawer shows
   * @param {{fold, again}} acts  open or close a panel of a narrow screen; write the tools again
   */
  Y.renderTools = function (panel, drawer, { fold, again }) {
    const tool = (word, path, onclick, more = {}) =>
      Y.el(
        "button",
        { type: "button", class: "tool", onclick, "data-tool": word, ...more },
        path ? Y.icon(path) : null,
        Y.el("span", null, Y.t(word))
      );
    const hatch = () => { Y.state.hatch = !Y.state.hatch; again(); Y.emit("look"); };
    const language = () => { Y.language = Y.language === "zh" ? "en" : "zh"; Y.emit("language"); };
    Y.put(
      panel,
      narrowTools(tool, fold),
      tool(
        "table",
        "M3 4h14v12H3zM3 8h14M3 12h14M8 8v8",
        (event) => Y.showDrawer(drawer === "table" ? null : "table", event.currentTarget),
        { "aria-expanded": String(drawer === "table"), "aria-controls": "drawer" }
      ),
      tool(
        "about",
        "M10 9v5M10 6.2v.1M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Z",
        (event) => Y.showDrawer(drawer === "about" ? null : "about", event.currentTarget),
        { "aria-expanded": String(drawer === "about"), "aria-controls": "drawer" }
      ),
      tool(
        "hatch",
        "M3 4h14v12H3zM3 10 9 4M3 16 15 4M9 16 17 8",
        hatch,
        { "aria-pressed": String(Y.state.hatch), title: Y.t("hatchHint") }
      ),
      tool("print", "M5 8V3h10v5M5 14H3V8h14v6h-2M5 12h10v5H5z", () => window.print()),
      tool("language", null, language, { title: Y.t("languageHint"), lang: Y.language === "zh" ? "en" : "zh-CN" })
    );
  };

  /** On narrow screens the panels come as sheets, opened from here. */
  function narrowTools(tool, fold) {
    return [
      tool(
        Y.hasStory() ? "result" : "themes",
        "M3 5l7-3 7 3-7 3zM3 10l7 3 7-3M3 14l7 3 7-3",
        () => fold("panel"),
        { class: "tool narrow-only" }
      ),
      tool(
        "legend",
        "M3 4h4v3H3zM3 9h4v3H3zM3 14h4v3H3zM10 5.5h7M10 10.5h7M10 15.5h7",
        () => fold("legend"),
        { class: "tool narrow-only" }
      ),
    ];
  }
})((window.Yuantu = window.Yuantu || {}));
