/** The table as text: to the clipboard, and as a CSV file that Excel reads (UTF-8 with a byte order mark). */
(function (Y) {
  "use strict";

  function rowsOf(layer, rows) {
    const columns = Y.tableColumns(layer);
    const cell = (column, f) => (column.raw || column.show)(f);
    return [columns.map((column) => column.title), ...rows.map((f) => columns.map((column) => cell(column, f)))];
  }

  /** Copy rows as tab-separated text; resolves to the number of rows. */
  Y.copyTable = function (layer, rows) {
    const text = rowsOf(layer, rows)
      .map((row) => row.map((cell) => cell.replace(/[\t\r\n]+/g, " ")).join("\t"))
      .join("\n");
    const done = () => rows.length;
    const oldWay = () => copyOldWay(text) && done();
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text).then(done, oldWay);
    return Promise.resolve(oldWay());
  };

  function copyOldWay(text) {
    const area = Y.el("textarea", { class: "unseen", readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }

  /** A cell as CSV. A text that a spreadsheet would run as a formula is led by an apostrophe. */
  function quoted(cell) {
    const formula = /^[=@\t\r]/.test(cell) || (/^[+-]/.test(cell) && typeof Y.readNumber(cell) !== "number");
    const text = formula ? `'${cell}` : cell;
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  }

  /** The CSV text of rows. */
  Y.csvText = function (layer, rows) {
    const lines = rowsOf(layer, rows).map((row) => row.map(quoted).join(","));
    return `\ufeff${lines.join("\r\n")}\r\n`;
  };

  /** Offer rows as a file. */
  Y.downloadCsv = function (layer, rows) {
    const address = URL.createObjectURL(new Blob([Y.csvText(layer, rows)], { type: "text/csv;charset=utf-8" }));
    const name = `${Y.text(Y.theme().title)}-${layer.title}.csv`.replace(/[\\/:*?"<>|\u0000-\u001f]/g, "_");
    const link = Y.el("a", { href: address, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
})((window.Yuantu = window.Yuantu || {}));
