/** Search by name, alias and pinyin (full or initials), with a list that the keyboard walks through. */
(function (Y) {
  "use strict";

  const MOST = 30;

  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\p{P}]/gu, "");

  /** Whether the letters spell the name from some character on: full readings or initials, mixed as one types. */
  function spells(query, name) {
    const table = Y.page.pinyin;
    const from = (at, index) => {
      if (at === query.length) return true;
      if (index >= name.length) return false;
      const readings = table[name[index]] ? table[name[index]].split(" ") : [name[index]];
      const rest = query.slice(at);
      return readings.some(
        (reading) => reading.startsWith(rest) || (rest.startsWith(reading) && from(at + reading.length, index + 1)) || (
          reading[0] === rest[0] && from(at + 1, index + 1)
        )
      );
    };
    for (let index = 0; index < name.length; index++) if (from(0, index)) return index;
    return -1;
  }

  /** The names of a feature without spaces and punctuation; kept, since every key asks for them. */
  function plainNames(table, feature) {
    table.plain = table.plain || new Array(table.names.length);
    return (table.plain[feature] = table.plain[feature] || table.allNames(feature).map(plain));
  }

  /** How well a feature answers a query: smaller is better, null for not at all. */
  function rank(query, letters, names, aliases) {
    if (names.includes(query)) return [0, ""];
    if (names.some((name) => name.startsWith(query))) return [1, ""];
    for (const alias of aliases) if (plain(alias).startsWith(query)) return [2, alias];
    if (names.some((name) => name.includes(query))) return [3, ""];
    for (const alias of aliases) if (plain(alias).includes(query)) return [4, alias];
    if (!letters) return null;
    const at = spells(query, names[0]);
    return at < 0 ? null : [at === 0 ? 5 : 6, ""];
  }

  /** @returns {Array<{layer, feature, name, alias, score}>} the features that answer a query, best first */
  Y.search = function (text) {
    const query = plain(text);
    if (!query) return [];
    const letters = /^[a-z]+$/.test(query);
    const seen = new Set();
    const found = [];
    const themes = [Y.theme(), ...Y.maps.filter((theme) => theme !== Y.theme())];
    themes.forEach((theme, distance) => {
      for (const layer of [...theme.layers].reverse()) {
        if (seen.has(layer.dataset)) continue;
        seen.add(layer.dataset);
        const { table } = layer.dataset;
        for (let feature = 0; feature < layer.dataset.n; feature++) {
          const match = rank(query, letters, plainNames(table, feature), Y.page.aliases[table.ids[feature]] || []);
          if (match) found.push(
            {
              layer,
              feature,
              name: table.name(feature),
              alias: match[1],
              score: match[0] + (distance ? 10 : 0) + (layer.context ? 0.5 : 0),
            }
          );
        }
      }
    });
    return found.sort((one, other) => one.score - other.score).slice(0, MOST);
  };

  /** Show a feature: its theme, its layer, the map around it, its pop-up. */
  Y.goTo = function (layer, feature, opener = null) {
    const pane = Y.panes.find((each) => each.theme === layer.theme);
    if (pane) Y.activate(pane);
    else if (layer.theme !== Y.theme()) Y.showMap(Y.maps.indexOf(layer.theme));
    layer.visible = true;
    for (const group of layer.groups) group.visible = true;
    layer.view.off.delete(layer.view.codes[feature]);
    if (!layer.shows(feature)) Y.state.block = null;
    Y.emit("look", layer.theme);
    if (!layer.dataset.hasGeometry(feature)) return;
    const box = layer.dataset.geometry.bbox.subarray(4 * feature, 4 * feature + 4);
    const { map } = Y.atlas;
    map.fitBounds(Y.latLngBounds(...box), { maxZoom: Math.max(15, map.getZoom()), padding: [60, 60], animate: false });
    if (!layer.inScale) Y.zoomInto(layer.scales);
    Y.openPopup([{ layer, feature }], Y.latLng(...layer.dataset.anchor(feature)), opener);
  };

  /** The search box with its list. */
  Y.searchBox = function () {
    const list = Y.el("ul", { id: "search-results", role: "listbox", class: "results", hidden: true });
    const input = Y.el("input", {
      type: "search",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-controls": "search-results",
      "aria-autocomplete": "list",
    });
    const told = Y.el("span", { class: "unseen", "aria-live": "polite" });
    const state = { found: [], at: -1 };
    const box = Y.el(
      "div",
      { class: "search", role: "search" },
      Y.icon("M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM13 13l4 4"),
      input,
      list,
      told
    );
    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
    };
    const mark = (at) => {
      state.at = at;
      [...list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
      if (at >= 0) {
        input.setAttribute("aria-activedescendant", `result-${at}`);
        list.children[at].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    };
    const pick = (at) => {
      const hit = state.found[at];
      if (!hit) return;
      show(false);
      Y.goTo(hit.layer, hit.feature, input);
    };
    const update = () => {
      state.found = Y.search(input.value);
      Y.put(list, state.found.map((hit, number) => row(hit, number, pick)));
      if (!state.found.length) list.append(Y.el("li", { class: "none" }, Y.t("searchNone", input.value)));
      show(input.value.trim() !== "");
      told.textContent = input.value.trim() ? Y.t("searchCount", state.found.length) : "";
      mark(state.found.length ? 0 : -1);
    };
    input.addEventListener("input", update);
    input.addEventListener("focus", () => input.value.trim() && list.hidden && update());
    input.addEventListener("keydown", (event) => {
      const { length } = state.found;
      if (event.key === "ArrowDown" && length) mark((state.at + 1) % length);
      else if (event.key === "ArrowUp" && length) mark((state.at - 1 + length) % length);
      else if (event.key === "Enter") pick(state.at);
      else if (event.key === "Escape" && !list.hidden) show(false);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    box.addEventListener("focusout", (event) => !box.contains(event.relatedTarget) && show(false));
    Y.on("language", () => {
      input.placeholder = Y.t("searchHint");
      input.setAttribute("aria-label", Y.t("search"));
      list.setAttribute("aria-label", Y.t("search"));
    });
    return box;
  };

  function row(hit, number, pick) {
    const where = hit.layer.theme === Y.theme() ? hit.layer.title : Y.t("otherMap", Y.text(hit.layer.theme.title));
    return Y.el(
      "li",
      {
        id: `result-${number}`,
        role: "option",
        "aria-selected": "false",
        onmousedown: (event) => event.preventDefault(),
        onclick: () => pick(number),
      },
      Y.el("strong", null, hit.name),
      Y.el("span", { class: "muted" }, hit.alias ? `${Y.t("searchAlias", hit.alias)} · ${where}` : where)
    );
  }
})((window.Yuantu = window.Yuantu || {}));
