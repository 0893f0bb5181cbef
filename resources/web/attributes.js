/** The attributes of a data set: columns of numbers or texts, names and blocks. */
(function (Y) {
  "use strict";

  class Column {
    constructor(data) {
      Object.assign(this, data);
      if (data.codes) this.codes = Y.unpack(data.codes);
    }

    get numeric() {
      return Boolean(this.numbers);
    }

    /** The cell: a number, a text, or null for missing. */
    cell(row) {
      if (this.numbers) return this.numbers[row];
      if (this.texts) return this.texts[row];
      const code = this.codes[row];
      return code ? Y.text(this.values[code - 1]) : null;
    }

    /** The cell as printed, "" for missing. */
    show(row) {
      const cell = this.cell(row);
      if (cell === null) return "";
      if (this.role === "provenance" && Y.hasWord(`status_${cell}`)) return Y.t(`status_${cell}`);
      if (typeof cell !== "number") return cell;
      // Years and codes are whole numbers below ten thousand: they are printed without a thousands separator.
      return Number.isInteger(cell) && Math.abs(cell) < 10000 ? String(cell) : Y.number(cell);
    }

    /** The cell in words: what is missing or not applicable says so. */
    said(row) {
      const text = this.show(row);
      if (text.trim() === "") return Y.t("noData");
      if (text === "/" || text === "／") return `${Y.t("notApplicable")}（/）`;
      if (this.name === "accuracy_m") return Y.t("accuracyAbout", text);
      return `${text} ${Y.unit(this.unit)}`.trim();
    }

    /** What the table sorts by: numbers first, texts after them, missing last. */
    sortKey(row) {
      const cell = this.cell(row);
      if (cell === null || cell === "") return null;
      return typeof cell === "number" ? cell : Y.readNumber(cell);
    }
  }

  /** A printed figure as a number (458（预估） is 458), any other text as it is. */
  Y.readNumber = function (text) {
    const figure = /^[+-]?[\d,]*\.?\d+(?=\s*(%|（|\(|$))/.exec(text);
    return figure ? Number(figure[0].replace(/,/g, "")) : text;
  };

  class Table {
    constructor(data) {
      this.ids = data.ids;
      this.names = data.names;
      this.english = data.english ? new Column({ name: "", ...data.english }) : null;
      this.columns = data.columns.map((column) => new Column(column));
      this.blocks = data.blocks;
    }

    column(name) {
      return this.columns.find((column) => column.name === name);
    }

    name(row) {
      const english = Y.language === "en" && this.english ? this.english.cell(row) : null;
      return english || this.names[row] || this.ids[row];
    }

    /** Every name of a feature, for search. */
    allNames(row) {
      const english = this.english ? this.english.cell(row) : null;
      return english ? [this.names[row], english] : [this.names[row]];
    }

    get blockCodes() {
      return (this._blockCodes = this._blockCodes || Y.unpack(this.blocks.codes));
    }

    blockCode(key) {
      return this.blocks ? this.blocks.keys.indexOf(key) + 1 : 0;
    }
  }

  Y.Column = Column;
  Y.Table = Table;
})((window.Yuantu = window.Yuantu || {}));
