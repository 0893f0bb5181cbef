/** Elements from code. Text only ever goes in as text nodes: there is no way to put markup in. */
(function (Y) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name === "style") for (const [rule, to] of Object.entries(value)) element.style.setProperty(rule, to);
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      element.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
    return element;
  }

  /** An HTML element: `el("p", {class: "note"}, "text", child…)`; `on…` attributes become listeners. */
  Y.el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

  /** An SVG element. */
  Y.svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  /** Replace what an element holds. */
  Y.put = function (element, ...children) {
    element.replaceChildren();
    return fill(element, null, children);
  };

  /** A drawn icon from one path in a 20 × 20 box. */
  Y.icon = (path) =>
    Y.svg(
      "svg",
      { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true", class: "icon" },
      Y.svg(
        "path",
        {
          d: path,
          fill: "none",
          stroke: "currentColor",
          "stroke-width": 1.6,
          "stroke-linecap": "round",
          "stroke-linejoin": "round",
        }
      )
    );

  const LINK = /https?:\/\/[^\s<>"'，。；）)]+/g;

  /** A text whose http(s) addresses are links, each shown in full. */
  Y.linked = function (text) {
    const parts = [];
    let last = 0;
    for (const match of text.matchAll(LINK)) {
      parts.push(text.slice(last, match.index));
      parts.push(Y.el("a", { href: match[0], rel: "noopener noreferrer", target: "_blank" }, match[0]));
      last = match.index + match[0].length;
    }
    return [...parts, text.slice(last)];
  };
})((window.Yuantu = window.Yuantu || {}));
