/** The switches of layers, in the groups of the map, and of base maps: visibility, opacity, what is folded. */
(function (Y) {
  "use strict";

  /** Write the tree of the theme from top to bottom. */
  Y.layerTree = function () {
    const theme = Y.theme();
    if (!theme.layers.length && !theme.bases.length) return Y.el("p", { class: "muted" }, Y.t("emptyMap"));
    return [
      Y.el("ul", { class: "layers" }, rows(theme.tree)),
      theme.bases.length
        ? [
          Y.el("h3", { class: "tree-heading" }, Y.t("baseMaps")),
          Y.el("ul", { class: "layers bases" }, [...theme.bases].reverse().map(baseRow)),
        ]
        : null,
    ];
  };

  const rows = (branch) => [...branch].reverse().map((part) => (part.children ? groupRow(part) : layerRow(part)));

  function groupRow(group) {
    const id = `members-${group.id}`;
    const within = group.every();
    const fold = Y.el(
      "button",
      {
        type: "button",
        class: "fold",
        "aria-expanded": String(!group.collapsed),
        "aria-controls": id,
        "aria-label": `${Y.t(group.collapsed ? "unfold" : "fold")}: ${group.title}`,
        onclick: () => setFolded(group, !group.collapsed),
      },
      Y.icon(group.collapsed ? "M8 5l5 5-5 5" : "M5 8l5 5 5-5")
    );
    const toggle = checkbox(group, () => Y.emit("look"));
    return Y.el(
      "li",
      {
        class: "group",
        "data-group": group.id,
        onkeydown: (event) => event.target.closest("li") === event.currentTarget && turn(event, group),
      },
      Y.el(
        "div",
        { class: "group-row" },
        fold,
        Y.el("label", null, toggle, Y.el("span", { class: "layer-name" }, group.title))
      ),
      Y.el("span", { class: "layer-count" }, Y.number(within.length)),
      Y.el("ul", { class: "layers members", id, hidden: group.collapsed }, rows(group.children))
    );
  }

  /** Arrow keys fold a group as in any tree. */
  function turn(event, group) {
    const wanted = { ArrowLeft: true, ArrowRight: false }[event.key];
    if (wanted === undefined || wanted === group.collapsed) return;
    event.preventDefault();
    setFolded(group, wanted);
  }

  function setFolded(group, folded) {
    group.collapsed = folded;
    Y.emit("tree");
  }

  const checkbox = (part, then) => Y.el("input", {
    type: "checkbox",
    checked: part.visible,
    onchange: (event) => {
      part.visible = event.target.checked;
      then();
    },
  });

  const slider = (part) => Y.el("input", {
    type: "range",
    min: 0,
    max: 100,
    step: 5,
    value: Math.round(part.opacity * 100),
    "aria-label": `${Y.t("opacity")}: ${part.title}`,
    title: Y.t("opacity"),
    oninput: (event) => {
      part.opacity = Number(event.target.value) / 100;
      Y.emit("opacity");
    },
  });

  /** A row that is ticked and not drawn says why. */
  const reason = (part) => (part.visible && !part.inScale
    ? Y.el("span", { class: "layer-why" }, Y.whyHidden(part.scales))
    : null);

  const classes = (...names) => names.filter(Boolean).join(" ") || null;

  function layerRow(layer) {
    const quiet = !layer.inScale || !layer.grouped;
    return Y.el(
      "li",
      { class: classes(layer.context && "context", quiet && "quiet-row"), "data-layer": layer.id },
      Y.el("label", null, checkbox(layer, () => Y.emit("look")), Y.el("span", { class: "layer-name" }, layer.title)),
      Y.el("span", { class: "layer-count" }, Y.number(layer.dataset.n)),
      reason(layer),
      slider(layer)
    );
  }

  function baseRow(base) {
    return Y.el(
      "li",
      { class: classes("context", !base.inScale && "quiet-row"), "data-base": base.id },
      Y.el("label", null, checkbox(base, () => Y.emit("look")), Y.el("span", { class: "layer-name" }, base.title)),
      Y.el("span", { class: "layer-count" }),
      reason(base),
      slider(base)
    );
  }
})((window.Yuantu = window.Yuantu || {}));
