/** The page: its parts, and what is written again when something changes. */
(function (Y) {
  "use strict";

  const parts = {};
  let drawer = null;
  let homeless = false;

  /** Start the page on the map that folium made. */
  Y.start = function (map) {
    Y.load();
    Y.loadStory();
    layOut(map.getContainer());
    Y.atlas = new Y.AtlasLayer();
    Y.atlas.map = map;
    L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map);
    Y.on("map", changeMap);
    Y.on("look", changeLook);
    Y.on("scale", writePanels);
    Y.on("tree", () => keepFocus(parts.panel, () => Y.renderPanel(parts.panel)));
    Y.on("opacity", () => { Y.atlas.compose(); writeCredits(); });
    Y.on("selection", () => Y.drawHighlight());
    Y.on("drawn", afterDrawing);
    Y.on("language", writeAll);
    listen(map);
    map.invalidateSize({ pan: false });
    setHome(map);
    Y.atlas.addTo(map);
    Y.emit("language");
    setHome(map); // again: only now is it known how wide the legend is that the map is fitted beside
  };

  function layOut(mapElement) {
    const app = document.getElementById("app");
    parts.title = Y.el("h1");
    parts.project = Y.el("p", { class: "project" });
    parts.tools = Y.el("div", { class: "tools" });
    parts.panel = Y.el("div", { class: "panel", id: "panel" });
    parts.legend = Y.el("aside", { class: "legend", id: "legend" });
    parts.places = Y.el("ul", { class: "places" });
    parts.tip = Y.el("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    parts.zoom = Y.el("div", { class: "zoom" });
    parts.credit = Y.el("p", { class: "base-credit", hidden: true });
    parts.stage = Y.el(
      "main",
      { class: "stage" },
      mapElement,
      parts.places,
      parts.tip,
      parts.zoom,
      parts.credit,
      parts.legend
    );
    parts.drawer = Y.el("section", { class: "drawer", id: "drawer", hidden: true });
    parts.footer = Y.el("footer", { class: "foot" });
    parts.skip = Y.el(
      "a",
      {
        class: "skip",
        href: "#drawer",
        onclick: (event) => { event.preventDefault(); Y.showDrawer("table", event.currentTarget); },
      }
    );
    parts.sheet = Y.el("article", { class: "sheet", "aria-hidden": "true" });
    const head = Y.el(
      "header",
      { class: "head" },
      Y.el("div", { class: "titles" }, parts.project, parts.title),
      Y.searchBox(),
      parts.tools
    );
    app.append(parts.skip, head, parts.panel, parts.stage, parts.drawer, parts.footer);
    document.body.append(parts.sheet);
    mapElement.tabIndex = 0;
    mapElement.setAttribute("role", "application");
  }

  function listen(map) {
    map.on("click", (event) => Y.openPopup(Y.hitsAt(map, event.containerPoint), event.latlng));
    let waiting = null;
    map.on("mousemove", (event) => {
      waiting = event.containerPoint;
      requestAnimationFrame(() => waiting && (hover(map, waiting), (waiting = null)));
    });
    map.on("mouseout zoomstart movestart", () => { waiting = null; hover(map, null); });
    map.on("moveend resize", () => drawer === "table" && Y.renderTable(parts.drawer));
    window.addEventListener("beforeprint", () => Y.renderSheet(parts.sheet));
    window.addEventListener("afterprint", () => parts.sheet.replaceChildren());
    new ResizeObserver(() => resized(map)).observe(parts.stage);
    Y.listenForEscape();
  }

  /** Follow the size of the stage. While it has none (print preview, a hidden frame), Leaflet must not be asked. */
  function resized(map) {
    if (!parts.stage.clientWidth || !parts.stage.clientHeight) return;
    map.invalidateSize({ pan: false });
    if (homeless) setHome(map);
  }

  function setHome(map) {
    homeless = !parts.stage.clientWidth || !parts.stage.clientHeight;
    if (homeless) return;
    map.invalidateSize({ pan: false });
    const bounds = L.latLngBounds(Y.theme().extent);
    const whole = Y.maps.reduce((all, theme) => all.extend(theme.extent), L.latLngBounds(Y.theme().extent));
    // The view first: a least zoom above the zoom in force would begin to glide there, and end where it was going.
    map.fitBounds(bounds, { animate: false, ...homePadding() });
    map.setMinZoom(Math.max(0, Math.floor(map.getBoundsZoom(whole, false)) - 2));
  }

  /** Keep the home view clear of the legend, which lies over the map. */
  function homePadding() {
    const wide = parts.stage.clientWidth > 820;
    if (!wide) return { padding: [12, 12] };
    return { paddingTopLeft: [24, 24], paddingBottomRight: [parts.legend.offsetWidth + 36, 36] };
  }

  function changeMap() {
    Y.closePopup();
    writeAll();
    setHome(Y.atlas.map);
    Y.atlas.refresh();
  }

  function writePanels() {
    keepFocus(parts.panel, () => Y.renderPanel(parts.panel));
    keepFocus(parts.legend, () => Y.renderLegend(parts.legend));
    writeCredits();
  }

  /** Whose base map it is stands on the map, and with all other sources at the foot. */
  function writeCredits() {
    const credits = Y.baseCredits().join("  ");
    parts.credit.hidden = !credits;
    Y.put(parts.credit, Y.linked(credits));
    Y.renderFooter(parts.footer);
  }

  function changeLook() {
    writePanels();
    if (drawer) renderDrawer();
    Y.atlas.refresh();
    Y.refreshPopup();
  }

  /** Write a panel again and give the focus back to the control that had it. */
  function keepFocus(panel, write) {
    const controls = () => [...panel.querySelectorAll("button, input, select, .legend-cell")];
    const at = controls().indexOf(document.activeElement);
    const top = panel.scrollTop;
    write();
    panel.scrollTop = top;
    if (at >= 0 && controls()[at]) controls()[at].focus({ preventScroll: true });
  }

  function afterDrawing() {
    Y.drawHighlight();
    Y.renderPlaces(parts.places, Y.atlas.map);
  }

  function writeAll() {
    document.documentElement.lang = Y.language === "zh" ? "zh-CN" : "en";
    const theme = Y.theme();
    document.title = Y.text(theme.title);
    Y.put(parts.title, Y.text(theme.title));
    Y.put(parts.project, Y.text(Y.page.title));
    Y.put(parts.skip, Y.t("skipToTable"));
    writeTools();
    writeZoom();
    writePanels();
    if (drawer) renderDrawer();
    describeMap();
    Y.atlas.compose();
    Y.refreshPopup();
    if (Y.atlas.placed) afterDrawing();
  }

  function describeMap() {
    const { canvas, map } = Y.atlas;
    map.getContainer().setAttribute("aria-label", Y.text(Y.theme().title));
    canvas.setAttribute("role", "img");
    const layers = Y.visible().map((layer) => `${layer.title}（${layer.dataset.n}）`).reverse().join("、");
    canvas.setAttribute("aria-label", Y.t("mapSummary", Y.text(Y.theme().title), layers));
  }

  function writeTools() {
    const tool = (word, path, onclick, more = {}) =>
      Y.el(
        "button",
        { type: "button", class: "tool", onclick, "data-tool": word, ...more },
        path ? Y.icon(path) : null,
        Y.el("span", null, Y.t(word))
      );
    const hatch = () => { Y.state.hatch = !Y.state.hatch; writeTools(); Y.emit("look"); };
    const language = () => { Y.language = Y.language === "zh" ? "en" : "zh"; Y.emit("language"); };
    Y.put(
      parts.tools,
      narrowTools(tool),
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
  }

  /** On narrow screens the panels come as sheets, opened from here. */
  function narrowTools(tool) {
    const sheet = (name) => () => {
      for (const one of ["panel", "legend"]) parts[one].classList.toggle(
        "open",
        one === name && !parts[one].classList.contains("open")
      );
    };
    return [
      tool("themes", "M3 5l7-3 7 3-7 3zM3 10l7 3 7-3M3 14l7 3 7-3", sheet("panel"), { class: "tool narrow-only" }),
      tool(
        "legend",
        "M3 4h4v3H3zM3 9h4v3H3zM3 14h4v3H3zM10 5.5h7M10 10.5h7M10 15.5h7",
        sheet("legend"),
        { class: "tool narrow-only" }
      ),
    ];
  }

  function writeZoom() {
    const { map } = Y.atlas;
    const button = (word, path, onclick) => Y.el(
      "button",
      { type: "button", "aria-label": Y.t(word), title: Y.t(word), onclick },
      Y.icon(path)
    );
    Y.put(
      parts.zoom,
      button("zoomIn", "M10 4v12M4 10h12", () => map.zoomIn(1)),
      button("zoomOut", "M4 10h12", () => map.zoomOut(1)),
      button("wholeMap", "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4", () => setHome(map))
    );
  }

  function hover(map, point) {
    const hits = point ? Y.hitsAt(map, point).filter((hit) => !hit.layer.context) : [];
    const hit = hits[0];
    Y.pointAt(hit && hit.marker ? null : hit || null);
    map.getContainer().classList.toggle("pointing", Boolean(hit));
    parts.tip.hidden = !hit;
    if (!hit) return;
    Y.put(parts.tip, Y.tipLines(hit, hits.length));
    const left = Math.min(point.x + 14, parts.stage.clientWidth - parts.tip.offsetWidth - 8);
    parts.tip.style.setProperty("left", `${Math.max(8, left)}px`);
    parts.tip.style.setProperty("top", `${Math.max(8, point.y - parts.tip.offsetHeight - 12)}px`);
  }

  function renderDrawer() {
    if (drawer === "table") Y.renderTable(parts.drawer);
    else Y.renderAbout(parts.drawer);
  }

  let opener = null;

  /** Open the drawer with "table" or "about", or close it; returns whether one was open. */
  Y.showDrawer = function (name, from = null) {
    const was = drawer;
    drawer = name;
    parts.drawer.hidden = !name;
    parts.drawer.className = `drawer drawer-${name}`;
    if (name) {
      const tool = from && from.getAttribute("data-tool");
      renderDrawer();
      writeTools();
      opener = tool;
      const first = parts.drawer.querySelector("select, [tabindex]");
      if (first) first.focus({ preventScroll: true });
    } else {
      writeTools();
      const back = opener && parts.tools.querySelector(`[data-tool="${opener}"]`);
      if (was && back) back.focus();
    }
    return Boolean(was);
  };
})((window.Yuantu = window.Yuantu || {}));
