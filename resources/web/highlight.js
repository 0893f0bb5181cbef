/** The overlay above the map: the feature under the pointer, the selected one, the class pointed at in the legend. */
(function (Y) {
  "use strict";

  const MOST = 4000;
  let pointed = null;
  let pointedClass = null;
  let pointedMany = null;

  /** Point at a hit (or at nothing). */
  Y.pointAt = function (hit) {
    if (same(pointed, hit)) return;
    pointed = hit;
    Y.emit("pointed", hit);
    Y.drawHighlight();
  };

  /** Point at several features of a layer (or at nothing). */
  Y.pointAtMany = function (layer, features) {
    pointedMany = layer ? { layer, features } : null;
    Y.drawHighlight();
  };

  /** Point at a class of a layer (or at nothing). */
  Y.pointAtClass = function (layer, code) {
    pointedClass = layer ? { layer, code } : null;
    Y.drawHighlight();
  };

  const same = (one, other) =>
    one === other || (
      one && other && one.layer === other.layer && one.feature === other.feature && one.cluster === other.cluster
    );

  /** Draw the overlays of all panes. */
  Y.drawHighlight = () => Y.eachPane(draw);

  function draw() {
    const { overlay, placed } = Y.atlas;
    if (!placed) return;
    const { viewport } = placed;
    const context = overlay.getContext("2d");
    context.setTransform(viewport.ratio, 0, 0, viewport.ratio, 0, 0);
    context.clearRect(0, 0, viewport.width, viewport.height);
    if (pointedClass) outlineClass(context, viewport);
    if (pointedMany) for (const feature of pointedMany.features) {
      outline(context, viewport, { layer: pointedMany.layer, feature }, 2.2);
    }
    const selected = Y.state.selection;
    if (pointed && !same(pointed, selected)) outline(context, viewport, pointed, 1.6);
    if (selected) outline(context, viewport, selected, 2.6);
  }

  function outlineClass(context, viewport) {
    const { code } = pointedClass;
    const layer = Y.twin(pointedClass.layer);
    if (!layer || !Y.visible().includes(layer) || !Y.alike(layer.view, pointedClass.layer.view)) return;
    const { codes } = layer.view;
    if (layer.view.aggregation || layer.view.off.has(code)) return;
    let left = MOST;
    for (const f of layer.dataset.index.query(...viewport.window(10))) {
      if (codes[f] !== code || !layer.shows(f)) continue;
      outline(context, viewport, { layer, feature: f }, 1.8);
      if (--left === 0) return;
    }
  }

  function outline(context, viewport, hit, width) {
    const layer = Y.twin(hit.layer);
    if (!layer) return;
    context.beginPath();
    if (hit.cluster !== undefined && layer === hit.layer) {
      Y.traceFeature(context, Y.clustersOf(layer).hulls, hit.cluster, viewport, 0);
    } else if (hit.feature !== undefined) trace(context, viewport, layer, hit.feature);
    else return;
    context.lineJoin = "round";
    context.strokeStyle = "rgba(255,255,255,0.9)";
    context.lineWidth = width + 3;
    context.stroke();
    context.strokeStyle = "#d9480f";
    context.lineWidth = width;
    context.stroke();
  }

  function trace(context, viewport, layer, f) {
    const { geometry } = layer.dataset;
    const isPoint = geometry.kind[geometry.featureStart[f]] === 2;
    const radius = layer.view.radius(f);
    if (!isPoint) Y.traceFeature(context, geometry, f, viewport, 0.5);
    if (!isPoint && radius === null) return;
    const [gridX, gridY] = layer.dataset.anchor(f);
    const size = radius ?? Y.styleOf(layer.view, layer.view.codes[f]).radius;
    context.moveTo(viewport.x(gridX) + size + 3, viewport.y(gridY));
    context.arc(viewport.x(gridX), viewport.y(gridY), size + 3, 0, 7);
  }
})((window.Yuantu = window.Yuantu || {}));
