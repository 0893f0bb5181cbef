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
    layOut();
    Y.startPanes(map, parts.views, listen);
    Y.on("map", changeMap);
    Y.on("pane", changePane);
    Y.on("look", changeLook);
    Y.on("scale", writePanels);
    Y.on("tree", () => keepFocus(parts.panel, () => Y.renderPanel(parts.panel)));
    Y.on("opacity", () => { Y.eachPane(() => Y.atlas.compose()); Y.fadeLegend(parts.legend); writeCredits(); });
    Y.on("selection", () => Y.drawHighlight());
    Y.on("drawn", afterDrawing);
    Y.on("language", writeAll);
    listenToPage();
    Y.layOutPanes();
    setHome();
    Y.eachPane((pane) => pane.atlas.addTo(pane.map));
    Y.emit("language");
    setHome(); // again: only now is it known how wide the legend is that the map is fitted beside
  };

  function layOut() {
    const app = document.getElementById("app");
    parts.title = Y.el("h1");
    parts.project = Y.el("p", { class: "project" });
    parts.tools = Y.el("div", { class: "tools" });
    parts.panel = Y.el("div", { class: "panel", id: "panel" });
    parts.legend = Y.el("aside", { class: "legend", id: "legend" });
    parts.views = Y.el("div", { class: "views" });
    parts.tip = Y.el("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    parts.zoom = Y.el("div", { class: "zoom" });
    parts.credit = Y.el("p", { class: "base-credit", hidden: true });
    parts.stage = Y.el(
      "main",
      { class: "stage" },
      parts.views,
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
  }

  function listen(pane) {
    const { map } = pane;
    map.on("click", (event) => {
      Y.activate(pane);
      Y.openPopup(Y.hitsAt(map, event.containerPoint), event.latlng);
    });
    let waiting = null;
    const hoverAt = (point) => Y.as(pane, () => hover(pane, point));
    map.on("mousemove", (event) => {
      waiting = event.containerPoint;
      requestAnimationFrame(() => waiting && (hoverAt(waiting), (waiting = null)));
    });
    map.on("mouseout zoomstart movestart", () => { waiting = null; hoverAt(null); });
    map.on("moveend resize", () => drawer === "table" && pane === Y.active && Y.renderTable(parts.drawer));
  }

  function listenToPage() {
    window.addEventListener("beforeprint", () => Y.renderSheet(parts.sheet));
    window.addEventListener("afterprint", () => parts.sheet.replaceChildren());
    new ResizeObserver(resized).observe(parts.stage);
    Y.listenForEscape();
  }

  /** Follow the size of the stage. While it has none (print preview, a hidden frame), Leaflet must not be asked. */
  function resized() {
    if (!parts.stage.clientWidth || !parts.stage.clientHeight) return;
    Y.eachPane(({ map }) => map.invalidateSize({ pan: false }));
    if (homeless) setHome();
  }

  /** Show each pane its extent; linked ones follow the first. */
  function setHome() {
    homeless = !parts.stage.clientWidth || !parts.stage.clientHeight;
    if (homeless) return;
    Y.eachPane(({ map }) => map.invalidateSize({ pan: false }));
    [...Y.panes].reverse().forEach((pane) => Y.as(pane, () => setHomeOf(pane.map)));
  }

  function setHomeOf(map) {
    const bounds = L.latLngBounds(Y.theme().extent);
    const whole = Y.maps.reduce((all, theme) => all.extend(theme.extent), L.latLngBounds(Y.theme().extent));
    // The view first: a least zoom above the zoom in force would begin to glide there, and end where it was going.
    map.fitBounds(bounds, { animate: false, ...homePadding() });
    map.setMinZoom(Math.max(0, Math.floor(map.getBoundsZoom(whole, false)) - 2));
  }

  /** Keep the home view clear of the legend, which lies over the map. */
  function homePadding() {
    const wide = parts.stage.clientWidth > 820;
    if (!wide || Y.pair()) return { padding: [12, 12] };
    return { paddingTopLeft: [24, 24], paddingBottomRight: [parts.legend.offsetWidth + 36, 36] };
  }

  function changeMap() {
    Y.closePopup();
    Y.layOutPanes();
    writeAll();
    setHome();
    Y.eachPane((pane) => (pane.atlas.container ? pane.atlas.refresh() : pane.atlas.addTo(pane.map)));
  }

  /** Another pane is active: what the panels say is about it. */
  function changePane() {
    writePanels();
    describeMap();
    if (drawer) renderDrawer();
  }

  function writePanels() {
    keepFocus(parts.panel, () => Y.renderPanel(parts.panel));
    keepFocus(parts.legend, () => Y.renderLegend(parts.legend));
    Y.captionPanes();
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
    Y.eachPane(() => Y.atlas.refresh());
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
    Y.renderPlaces(Y.pane.places, Y.atlas.map);
  }

  function writeAll() {
    document.documentElement.lang = Y.language === "zh" ? "zh-CN" : "en";
    document.title = Y.shownTitle();
    Y.put(parts.title, Y.shownTitle());
    Y.put(parts.project, Y.text(Y.page.title));
    Y.put(parts.skip, Y.t("skipToTable"));
    writeTools();
    writeZoom();
    writePanels();
    if (drawer) renderDrawer();
    describeMap();
    Y.refreshPopup();
    Y.eachPane(() => {
      if (!Y.atlas.placed) return;
      Y.atlas.compose();
      afterDrawing();
    });
  }

  function describeMap() {
    Y.eachPane(describePane);
  }

  function describePane({ atlas: { canvas }, map }) {
    if (!canvas) return;
    map.getContainer().setAttribute("aria-label", Y.text(Y.theme().title));
    canvas.setAttribute("role", "img");
    const layers = Y.visible().map((layer) => `${layer.title}（${layer.dataset.n}）`).reverse().join("、");
    canvas.setAttribute("aria-label", Y.t("mapSummary", Y.text(Y.theme().title), layers));
  }

  function writeTools() {
    const fold = (name) => {
      for (const one of ["panel", "legend"]) {
        parts[one].classList.toggle("open", one === name && !parts[one].classList.contains("open"));
      }
    };
    Y.renderTools(parts.tools, drawer, { fold, again: writeTools });
  }

  function writeZoom() {
    const button = (word, path, onclick) => Y.el(
      "button",
      { type: "button", "aria-label": Y.t(word), title: Y.t(word), onclick },
      Y.icon(path)
    );
    Y.put(
      parts.zoom,
      button("zoomIn", "M10 4v12M4 10h12", () => Y.atlas.map.zoomIn(1)),
      button("zoomOut", "M4 10h12", () => Y.atlas.map.zoomOut(1)),
      button("wholeMap", "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4", setHome)
    );
  }

  function hover({ map, view }, point) {
    const hits = point ? Y.hitsAt(map, point).filter((hit) => !hit.layer.context) : [];
    const hit = hits[0];
    Y.pointAt(hit && hit.marker ? null : hit || null);
    map.getContainer().classList.toggle("pointing", Boolean(hit));
    parts.tip.hidden = !hit;
    if (!hit) return;
    Y.put(parts.tip, Y.tipLines(hit, hits.length));
    const [x, y] = [view.offsetLeft + point.x, view.offsetTop + point.y];
    const left = Math.min(x + 14, parts.stage.clientWidth - parts.tip.offsetWidth - 8);
    parts.tip.style.setProperty("left", `${Math.max(8, left)}px`);
    parts.tip.style.setProperty("top", `${Math.max(8, y - parts.tip.offsetHeight - 12)}px`);
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
