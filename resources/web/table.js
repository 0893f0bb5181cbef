/** The data table of a layer: every value the map shows, sortable, page by page. It is also the accessible map. */
(function (Y) {
  "use strict";

  const PAGE = 100;
  const state = { layer: null, sort: "", down: false, page: 0, inView: false, filter: "" };

  /** The columns of the table of a layer: {title, show(row), key(row), numeric}. */
  Y.tableColumns = function (layer) {
    const { table } = layer.dataset;
    const { view } = layer;
    const columns = [{ id: "name", title: Y.t("name"), show: (f) => table.name(f), key: (f) => table.name(f) }];
    if (view.second) columns.push(...pairColumns(view));
    else if (view.field) {
      const key = (f) => (view.printed(f) === "" ? null : Y.readNumber(view.printed(f)));
      const column = table.column(view.field);
      const exact = column && column.numeric ? (f) => column.cell(f) : key;
      columns.push(
        {
          id: "value",
          title: Y.text(view.legend.title),
          show: (f) => saidValue(view, f),
          raw: (f) => view.printed(f),
          key: exact,
          numeric: true,
        }
      );
      columns.push(
        { id: "class", title: Y.t("className"), show: (f) => view.labelOf(view.codes[f]), key: (f) => view.codes[f] }
      );
    }
    for (const column of table.columns) {
      if (column.name === view.field || (view.second && column.name === view.second.field)) continue;
      const isBlock = column.role === "block";
      const show = isBlock ? (f) => blockLabel(table, f) : (f) => (
        column.show(f) === "" ? Y.t("noData") : column.show(f)
      );
      columns.push(
        {
          id: `c-${column.name}`,
          title: Y.text(column.title),
          show,
          raw: (f) => rawCell(column, f),
          key: (f) => column.sortKey(f),
          numeric: column.numeric,
        }
      );
    }
    columns.push({ id: "id", title: Y.t("id"), show: (f) => table.ids[f], key: (f) => table.ids[f] });
    return columns;
  };

  /** Both values of a map of two variables, and the class of each. */
  function pairColumns(view) {
    const { x, y } = view.legend.matrix;
    return [[x, (f) => view.printed(f)], [y, (f) => view.printedSecond(f)]].flatMap(([axis, printed], place) => [
      {
        id: place ? "value-2" : "value",
        title: Y.text(axis.title),
        show: (f) => view.pair(f)[place].said,
        raw: printed,
        key: (f) => (printed(f) === "" ? null : Y.readNumber(printed(f))),
        numeric: true,
      },
      {
        id: place ? "class-2" : "class",
        title: `${Y.t("className")} · ${Y.text(axis.title)}`,
        show: (f) => view.pair(f)[place].label || view.labelOf(view.codes[f]),
        key: (f) => (view.codes[f] < 0 ? view.codes[f] : place ? Math.floor(view.codes[f] / x.labels.length) : view.codes[f] % x.labels.length),
      },
    ]);
  }

  const rawCell = (column, f) => {
    const cell = column.cell(f);
    return cell === null ? "" : String(cell);
  };

  const blockLabel = (table, f) => (table.blockCodes[f] ? Y.text(table.blocks.labels[table.blockCodes[f] - 1]) : "");

  const saidValue = (view, f) => {
    if (view.codes[f] === -1) return Y.t("noData");
    return view.codes[f] === -2 ? `${Y.t("notApplicable")}（/）` : view.printed(f);
  };

  /** The rows in force: filtered, in the map's window if asked for, sorted. */
  Y.tableRows = function () {
    const { layer } = state;
    const { dataset } = layer;
    const columns = Y.tableColumns(layer);
    const inView = () => [...dataset.index.query(...Y.Viewport.ofMap(Y.atlas.map).window())];
    let rows = state.inView ? inView() : Array.from({ length: dataset.n }, (_, f) => f);
    rows = rows.filter((f) => layer.shows(f));
    const wanted = state.filter.trim().toLowerCase();
    if (wanted) rows = rows.filter((f) => columns.some((column) => column.show(f).toLowerCase().includes(wanted)));
    const by = columns.find((column) => column.id === state.sort);
    return by ? sorted(rows, by, state.down) : rows;
  };

  /** Numbers before texts and missing last, in both directions. */
  function sorted(rows, column, down) {
    const keys = new Map(rows.map((f) => [f, column.key(f)]));
    const words = new Intl.Collator(Y.language === "zh" ? "zh-CN" : "en", { numeric: true });
    const kind = (key) => (key === null || key === undefined ? 2 : typeof key === "number" ? 0 : 1);
    const turn = down ? -1 : 1;
    return rows.sort((one, other) => {
      const a = keys.get(one), b = keys.get(other);
      if (kind(a) !== kind(b) || kind(a) === 2) return kind(a) - kind(b) || one - other;
      return turn * (kind(a) === 0 ? a - b : words.compare(a, b)) || one - other;
    });
  }

  /** Write the table panel. */
  Y.renderTable = function (panel) {
    const layers = [...Y.theme().layers].reverse();
    if (!layers.length) {
      Y.put(panel, Y.el("header", { class: "drawer-head" }, Y.el("h2", null, Y.t("emptyMap")), Y.closeButton()));
      return;
    }
    if (!layers.includes(state.layer)) Object.assign(
      state,
      { layer: layers.find((layer) => !layer.context) || layers[0], sort: "", page: 0, filter: "" }
    );
    const body = Y.el("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": Y.t("table") });
    const foot = Y.el("div", { class: "table-foot" });
    const again = () => renderBody(body, foot, again);
    Y.put(panel, head(layers, again), body, foot);
    again();
  };

  function head(layers, again) {
    const choose = Y.el(
      "select",
      {
        "aria-label": Y.t("layers"),
        onchange: (event) => {
          Object.assign(state, { layer: layers[event.target.value], sort: "", page: 0 });
          again();
        },
      },
      layers.map((layer, number) => Y.el("option", { value: number, selected: layer === state.layer }, layer.title))
    );
    const filter = Y.el("input", {
      type: "search",
      value: state.filter,
      placeholder: Y.t("filter"),
      "aria-label": Y.t("filter"),
      oninput: (event) => { Object.assign(state, { filter: event.target.value, page: 0 }); again(); },
    });
    const inView = Y.el("input", {
      type: "checkbox",
      checked: state.inView,
      onchange: (event) => { Object.assign(state, { inView: event.target.checked, page: 0 }); again(); },
    });
    const told = Y.el("span", { class: "told", role: "status" });
    const copy = () => Y.copyTable(state.layer, Y.tableRows()).then((n) => { told.textContent = Y.t("copied", n); });
    return Y.el(
      "header",
      { class: "drawer-head" },
      Y.el("h2", null, Y.t("table")),
      choose,
      filter,
      Y.el("label", { class: "check" }, inView, Y.t("inView")),
      Y.el("span", { class: "space" }),
      told,
      Y.el("button", { type: "button", class: "button", onclick: copy }, Y.t("copy")),
      Y.el(
        "button",
        { type: "button", class: "button", onclick: () => Y.downloadCsv(state.layer, Y.tableRows()) },
        Y.t("csv")
      ),
      Y.closeButton()
    );
  }

  function renderBody(body, foot, again) {
    const columns = Y.tableColumns(state.layer);
    const rows = Y.tableRows();
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    state.page = Math.min(state.page, pages - 1);
    const shown = rows.slice(state.page * PAGE, (state.page + 1) * PAGE);
    Y.put(
      body,
      Y.el(
        "table",
        null,
        Y.el("caption", { class: "unseen" }, `${state.layer.title} · ${Y.t("rows", rows.length)}`),
        Y.el("thead", null, Y.el("tr", null, columns.map((column) => heading(column, again)))),
        Y.el("tbody", null, shown.map((f) => bodyRow(columns, f)))
      )
    );
    const first = rows.length ? state.page * PAGE + 1 : 0;
    Y.put(
      foot,
      Y.el(
        "span",
        { "aria-live": "polite" },
        Y.t("rowsOf", first, state.page * PAGE + shown.length, Y.number(rows.length))
      ),
      pages > 1 ? turner(again, pages) : null
    );
  }

  function heading(column, again) {
    const active = state.sort === column.id;
    const sort = () => {
      Object.assign(state, { down: active ? !state.down : Boolean(column.numeric), sort: column.id, page: 0 });
      again();
    };
    const arrow = active ? (state.down ? " ↓" : " ↑") : "";
    return Y.el(
      "th",
      {
        scope: "col",
        "aria-sort": active ? (state.down ? "descending" : "ascending") : "none",
        class: column.numeric ? "number" : null,
      },
      Y.el("button", { type: "button", title: Y.t("sortBy", column.title), onclick: sort }, column.title, arrow)
    );
  }

  function bodyRow(columns, f) {
    const [first, ...rest] = columns;
    const go = Y.el(
      "button",
      { type: "button", title: Y.t("locate"), onclick: (event) => Y.goTo(state.layer, f, event.currentTarget) },
      first.show(f)
    );
    return Y.el(
      "tr",
      null,
      Y.el("th", { scope: "row" }, go),
      rest.map((column) => Y.el("td", { class: column.numeric ? "number" : null }, Y.el("div", null, column.show(f))))
    );
  }

  function turner(again, pages) {
    const turn = (step, label, path) =>
      Y.el(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": Y.t(label),
          disabled: state.page + step < 0 || state.page + step >= pages,
          onclick: () => { state.page += step; again(); },
        },
        Y.icon(path)
      );
    return Y.el(
      "span",
      null,
      turn(-1, "previous", "M12 4 6 10 12 16"),
      `${state.page + 1} / ${pages}`,
      turn(1, "next", "M8 4 14 10 8 16")
    );
  }
})((window.Yuantu = window.Yuantu || {}));
