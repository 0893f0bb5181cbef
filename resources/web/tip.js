/** The tip at the mouse. */
(function (Y) {
  "use strict";

  /** The lines of the tip at the mouse: name and value of what is pointed at, and how much more is there. */
  Y.tipLines = function (hit, more) {
    if (hit.marker) return [Y.el("strong", null, Y.t("markerOf", hit.marker.markers.count[hit.marker.m]))];
    const { layer } = hit;
    if (hit.cluster !== undefined) return [
      Y.el("strong", null, Y.t("clusterOf", hit.cluster + 1)),
      Y.el("span", null, Y.t("features", Y.clustersOf(layer).n[hit.cluster]))
    ];
    const value = layer.view.told(hit.feature);
    const name = layer.dataset.table.name(hit.feature);
    return [
      Y.el("strong", null, name),
      value ? Y.el("span", null, value) : null,
      more > 1 ? Y.el("span", { class: "more" }, `+${more - 1}`) : null
    ];
  };
})((window.Yuantu = window.Yuantu || {}));
