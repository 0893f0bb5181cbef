/** Features for the keyboard: a focusable place for each foreground feature in the window; Escape closes. */
(function (Y) {
  "use strict";

  const MOST = 150;

  /** Put the places of the features in the window into `list`. */
  Y.renderPlaces = function (list, map) {
    const viewport = Y.Viewport.ofMap(map);
    const places = Y.visible()
      .filter((layer) => !layer.context)
      .reverse()
      .flatMap((layer) => (layer.view.aggregation ? markerPlaces(layer, viewport) : featurePlaces(layer, viewport)));
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.place : null;
    Y.put(list, places.slice(0, MOST).map((place) => button(place, map)));
    if (focused) Y.focusPlace(focused);
  };

  /** Give the focus to the place of a feature, where the window still shows it. */
  Y.focusPlace = function (key) {
    const place = document.querySelector(`[data-place="${CSS.escape(key)}"]`);
    if (place) place.focus({ preventScroll: true });
  };

  function featurePlaces(layer, viewport) {
    const near = layer.dataset.index.query(...viewport.window(-4));
    if (near.length > 20 * MOST) return [];
    return [...near]
      .filter((f) => layer.shows(f))
      .map(
        (feature) => (
          { layer, feature, name: spoken(layer, feature), at: position(viewport, ...layer.dataset.anchor(feature)) }
        )
      )
      .filter(({ at: [x, y] }) => x > 0 && y > 0 && x < viewport.width && y < viewport.height)
      .sort((one, other) => Math.round(one.at[1] / 60) - Math.round(other.at[1] / 60) || one.at[0] - other.at[0]);
  }

  function markerPlaces(layer, viewport) {
    const markers = Y.markersAt(layer, viewport.zoom);
    const places = [];
    for (let m = 0; m < markers.count.length && places.length < MOST; m++) {
      const [x, y] = position(viewport, markers.x[m], markers.y[m]);
      if (x < 0 || y < 0 || x > viewport.width || y > viewport.height) continue;
      if (markers.count[m] > 1) places.push(
        { layer, marker: { markers, m }, name: Y.t("markerOf", markers.count[m]), at: [x, y] }
      );
      else places.push(
        {
          layer,
          feature: markers.features[markers.start[m]],
          name: spoken(layer, markers.features[markers.start[m]]),
          at: [x, y],
        }
      );
    }
    return places;
  }

  const position = (viewport, gridX, gridY) => [viewport.x(gridX), viewport.y(gridY)];

  function spoken(layer, feature) {
    return [layer.dataset.table.name(feature), layer.view.told(feature)].filter(Boolean).join("，");
  }

  function button(place, map) {
    const [x, y] = place.at;
    const open = (event) => {
      event.stopPropagation();
      Y.openPopup([place], map.containerPointToLatLng([x, y]), event.currentTarget);
    };
    return Y.el(
      "li",
      null,
      Y.el("button", {
        type: "button",
        class: "place",
        "aria-label": place.name,
        "data-place": `${place.layer.id}:${place.feature ?? `m${place.marker.m}`}`,
        style: { left: `${x - 12}px`, top: `${y - 12}px` },
        onfocus: () => Y.pointAt(place),
        onblur: () => Y.pointAt(null),
        onclick: open,
      })
    );
  }

  /** Escape closes, in this order: the pop-up, the drawer. */
  Y.listenForEscape = () =>
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (Y.closePopup() || Y.showDrawer(null)) event.preventDefault();
    });
})((window.Yuantu = window.Yuantu || {}));
