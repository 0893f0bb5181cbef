/** At which scales layers and base maps are drawn: denominators, told with the 0.28 mm pixel of the OGC. */
(function (Y) {
  "use strict";

  const PIXEL_M = 0.00028;

  /** Whether something with this range ([least, most or null], or null for all scales) is drawn now. */
  Y.holds = (scales) => {
    const now = Y.state.scale;
    return !scales || !now || (now >= scales[0] && (scales[1] === null || now < scales[1]));
  };

  /** Take note of the scale of a window; announces "scale" where a part comes or goes with it. */
  Y.noteScale = function (viewport) {
    Y.state.scale = viewport.metresPerPixel / PIXEL_M;
    const parts = [...Y.theme().layers, ...Y.theme().bases].filter((part) => part.scales);
    const now = `${Y.state.map}|${parts.map((part) => Number(part.inScale)).join("")}`;
    if (now === Y.pane.within) return;
    Y.pane.within = now;
    if (parts.length && Y.pane === Y.active) Y.emit("scale");
  };

  const denominator = (value) => `1:${Y.number(Number(value.toPrecision(3)), 0)}`;

  /** Why something is not drawn now, in words. */
  Y.whyHidden = function ([least, most]) {
    if (Y.state.scale < least) return Y.t("zoomOutTo", denominator(least));
    return Y.t("zoomInTo", denominator(most));
  };

  /** Show the middle of the map at the nearest scale at which something is drawn. */
  Y.zoomInto = function ([least, most]) {
    const { map } = Y.atlas;
    const wanted = Y.state.scale < least ? least * 1.02 : most / 1.02;
    const inside = wanted >= least && (most === null || wanted < most) ? wanted : Math.sqrt(least * most);
    const steps = Math.log2(Y.state.scale / inside);
    const { zoomSnap } = map.options;
    const zoom = map.getZoom() + (steps > 0 ? Math.ceil(steps / zoomSnap) : Math.floor(steps / zoomSnap)) * zoomSnap;
    map.setZoom(zoom, { animate: false });
  };
})((window.Yuantu = window.Yuantu || {}));
