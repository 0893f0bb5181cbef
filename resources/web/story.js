/** The result a page was made for: bars with intervals, linked with the map both ways, and the reading below them. */
(function (Y) {
  "use strict";

  let story = null;
  let rows = [];

  Y.loadStory = function () {
    const block = document.getElementById("story");
    story = block ? JSON.parse(block.textContent) : null;
    if (!story) return;
    Y.on("pointed", (hit) => mark("pointed", hit));
    Y.on("selection", () => mark("chosen", Y.state.selection));
  };

  const layerOf = () => Y.theme().layers.find((layer) => layer.id === story.layer);

  /** The section of the panel, null where the page has no story or shows another map. */
  Y.storySection = function () {
    if (!story || !layerOf()) return null;
    rows = story.bars.map(barRow);
    const section = Y.el(
      "section",
      { class: "story", "aria-label": Y.text(story.title) },
      Y.el("h2", { class: "panel-title" }, Y.text(story.title)),
      Y.el("p", { class: "axis" }, Y.text(story.axis)),
      Y.el("ol", { class: "bars" }, rows.map((row) => Y.el("li", null, row))),
      story.words.map((words) => Y.el("p", null, Y.text(words)))
    );
    mark("chosen", Y.state.selection);
    return section;
  };

  function barRow(bar) {
    const share = (value) => `${(100 * value) / story.longest}%`;
    const track = Y.el("span", { class: "track", "aria-hidden": "true" });
    if (bar.value !== null) {
      track.append(Y.el("span", { class: bar.mark ? "bar marked" : "bar", style: { width: share(bar.value) } }));
    }
    if (bar.low !== null && bar.high !== null) {
      track.append(Y.el("span", { class: "whisker", style: { left: share(bar.low), width: share(bar.high - bar.low) } }));
    }
    const point = (on) => () => Y.pointAtMany(on ? layerOf() : null, bar.features);
    return Y.el(
      "button",
      {
        type: "button",
        title: Y.text(bar.words),
        "aria-label": Y.text(bar.words),
        onmouseenter: point(true),
        onmouseleave: point(false),
        onfocus: point(true),
        onblur: point(false),
        onclick: (event) => show(bar, event.currentTarget),
      },
      Y.el("span", { class: "label" }, Y.text(bar.label)),
      Y.el("span", { class: "figure" }, bar.figure),
      track
    );
  }

  /** Show what a bar stands for: the card of one feature, or all of several in view. */
  function show(bar, opener) {
    const layer = layerOf();
    if (bar.features.length === 1) {
      Y.goTo(layer, bar.features[0], opener);
      return;
    }
    const { bbox } = layer.dataset.geometry;
    const places = bar.features.filter((f) => layer.dataset.hasGeometry(f));
    const edge = (side, pick) => places.reduce((all, f) => pick(all, bbox[4 * f + side]), bbox[4 * places[0] + side]);
    if (places.length) {
      const box = [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)];
      Y.atlas.map.fitBounds(Y.latLngBounds(...box), { padding: [60, 60], animate: false });
    }
    Y.pointAtMany(layer, bar.features);
  }

  function mark(name, hit) {
    if (!story || !rows.length) return;
    const layer = layerOf();
    story.bars.forEach((bar, number) => {
      const meant = Boolean(hit && layer && hit.layer.dataset === layer.dataset && bar.features.includes(hit.feature));
      rows[number].classList.toggle(name, meant);
    });
  }
})((window.Yuantu = window.Yuantu || {}));
