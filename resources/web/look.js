/** A look of a layer: its classes, and what it says of a feature. */
(function (Y) {
  "use strict";

  /** One look of a layer, as the program decided it. */
  class View {
    constructor(data, layer) {
      Object.assign(this, data);
      this.layer = layer;
      this.off = new Set();
      this.rank = new Map();
      const drawn = this.legend.entries.map((entry) => entry[0]).filter((code) => code >= 0);
      drawn.sort((one, other) => one - other).forEach((code, place) => this.rank.set(code, place));
    }

    get codes() {
      if (this._codes) return this._codes;
      this._codes = this.classes ? Y.unpackSigned(this.classes) : new Int32Array(this.layer.dataset.n);
      return this._codes;
    }

    /** Radius of the symbol of a feature, or null where symbols have one size. */
    radius(feature) {
      if (!this.radii) return null;
      this._radii = this._radii || Y.unpack(this.radii);
      return this._radii[feature] / 100;
    }

    /** The value as printed; "" where there is none. */
    printed(feature) {
      if (this.values) {
        this._values = this._values || new Y.Column({ name: "", ...this.values });
        return this._values.show(feature);
      }
      const column = this.layer.dataset.table.column(this.field);
      return column ? column.show(feature) : "";
    }

    /** The label of a class, from the legend. */
    labelOf(code) {
      const entry = this.legend.entries.find((row) => row[0] === code);
      return entry ? Y.text(entry[1]) : "";
    }

    /** The second value as printed, of a map of two variables. */
    printedSecond(feature) {
      this._second = this._second || new Y.Column({ name: "", ...this.second.values });
      return this._second.show(feature);
    }

    /** Both values of a map of two variables, each with its name, value, unit and class. */
    pair(feature) {
      const { matrix } = this.legend;
      const code = this.codes[feature];
      const columns = matrix.x.labels.length;
      const side = (axis, printed, unit, at) => ({
        title: Y.text(axis.title),
        said: printed === "/" ? `${Y.t("notApplicable")}（/）` : `${printed || Y.t("noData")} ${printed ? Y.unit(unit) : ""}`.trim(),
        label: code < 0 ? "" : Y.text(axis.labels[at]),
      });
      return [
        side(matrix.x, this.printed(feature), this.unit, code % columns),
        side(matrix.y, this.printedSecond(feature), this.second.unit, Math.floor(code / columns)),
      ];
    }

    /** Value and unit in words: what a pop-up says. */
    said(feature) {
      if (this.second) return this.pair(feature).map((side) => `${side.title} ${side.said}`).join(" × ");
      const code = this.codes[feature];
      if (code === -1) return Y.t("noData");
      if (code === -2) return `${Y.t("notApplicable")}（/）`;
      const value = this.printed(feature);
      if (!value) return "";
      return `${value} ${Y.unit(this.unit)}`.trim();
    }

    /** The value, or where there is none the class; "" for a look without a field. */
    told(feature) {
      return this.field ? this.said(feature) || this.labelOf(this.codes[feature]) : "";
    }
  }

  Y.View = View;
})((window.Yuantu = window.Yuantu || {}));
