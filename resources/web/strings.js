/**
 * The words of the page in both languages, and the language in force.
 * A text of the data is either a string or a pair [zh, en].
 */
(function (Y) {
  "use strict";

  const WORDS = {
    themes: ["专题图", "Maps"],
    result: ["图形与解读", "Bars and reading"],
    mapNumber: ["第 {0} 图", "Map {0}"],
    sideBySide: ["并排：{0}", "Side by side: {0}"],
    layers: ["图层", "Layers"],
    legend: ["图例", "Legend"],
    search: ["搜索", "Search"],
    searchHint: ["名称、别名或拼音首字母", "Name, alias or pinyin initials"],
    searchNone: ["没有找到“{0}”", "Nothing found for “{0}”"],
    searchCount: ["{0} 个结果", "{0} results"],
    searchAlias: ["别名 {0}", "alias {0}"],
    otherMap: ["在“{0}”中", "in “{0}”"],
    table: ["数据表", "Table"],
    print: ["打印", "Print"],
    hatch: ["黑白图案", "Hatching"],
    hatchHint: ["用图案代替颜色，供黑白打印", "Patterns instead of colours, for black-and-white print"],
    language: ["EN", "中文"],
    languageHint: ["Switch to English", "切换为中文"],
    about: ["说明与来源", "Notes and sources"],
    close: ["关闭", "Close"],
    opacity: ["不透明度", "Opacity"],
    showLayer: ["显示图层", "Show layer"],
    background: ["背景", "Background"],
    baseMaps: ["底图", "Base maps"],
    fold: ["折叠", "Collapse"],
    unfold: ["展开", "Expand"],
    zoomInTo: ["放大到 {0} 后显示", "Drawn when you zoom in to {0}"],
    zoomOutTo: ["缩小到 {0} 后显示", "Drawn when you zoom out to {0}"],
    zoomThere: ["缩放到可见", "Zoom there"],
    block: ["组团", "Block"],
    allBlocks: ["全部", "All"],
    indicator: ["指标", "Indicator"],
    year: ["年份", "Year"],
    look: ["表示", "View"],
    features: ["{0} 个", "{0}"],
    ofFeatures: ["{0} / {1}", "{0} / {1}"],
    symbolSize: ["符号大小", "Symbol size"],
    noData: ["无数据", "No data"],
    notApplicable: ["不适用", "Not applicable"],
    moreAt: ["此处第 {0} 个，共 {1} 个", "{0} of {1} here"],
    previous: ["上一个", "Previous"],
    next: ["下一个", "Next"],
    provenance: ["来源与精度", "Source and accuracy"],
    accuracyAbout: ["约 {0} 米", "about {0} m"],
    otherNames: ["别名", "Also called"],
    clusterOf: ["聚类 {0}", "Cluster {0}"],
    clusterSize: ["点数", "Points"],
    clusterArea: ["凸包面积", "Hull area"],
    clusterDensity: ["点密度", "Density"],
    clusterCentre: ["平均中心", "Mean centre"],
    clusterPlace: ["所属聚类", "Cluster"],
    clusterNoise: ["噪声点，不属于任何聚类", "Noise, in no cluster"],
    perKm2: ["{0} 个/km²", "{0} per km²"],
    noArea: ["无面积（点共线或重合）", "no area (points in a line)"],
    markerOf: ["{0} 个点，点按放大", "{0} points, click to zoom in"],
    zoomIn: ["放大", "Zoom in"],
    zoomOut: ["缩小", "Zoom out"],
    wholeMap: ["全图", "Whole map"],
    mapSummary: [
      "{0}。可见图层：{1}。按 Tab 依次选择要素，按回车查看；“数据表”列出全部数值。",
      "{0}. Visible layers: {1}. Tab moves between features, Enter opens one; “Table” lists every value.",
    ],
    skipToTable: ["跳到数据表", "Skip to the table"],
    inView: ["只列地图范围内的要素", "Only what the map shows"],
    filter: ["筛选", "Filter"],
    copy: ["复制", "Copy"],
    copied: ["已复制 {0} 行", "{0} rows copied"],
    csv: ["下载 CSV", "Download CSV"],
    rows: ["{0} 行", "{0} rows"],
    rowsOf: ["第 {0}–{1} 行，共 {2} 行", "Rows {0}–{1} of {2}"],
    name: ["名称", "Name"],
    id: ["编号", "Id"],
    className: ["类别", "Class"],
    sortBy: ["按“{0}”排序", "Sort by “{0}”"],
    locate: ["在地图上查看", "Show on the map"],
    sources: ["数据来源", "Data"],
    coordinates: ["坐标", "Coordinates"],
    coordinatesText: [
      "地图投影 EPSG:3857（仅用于显示）；坐标 WGS 84，取整误差不超过 {0} 米。",
      "Drawn in EPSG:3857 (display only); WGS 84 coordinates, rounded by {0} m at most.",
    ],
    areas: ["面积", "Areas"],
    version: ["版本", "Version"],
    projectHash: ["项目指纹", "Project hash"],
    method: ["方法", "Method"],
    joined: ["连接表 {0}：匹配 {1}，未匹配 {2}", "Joined with {0}: {1} matched, {2} unmatched"],
    originalDatum: ["原始基准 {0}", "original datum {0}"],
    dashedNote: ["虚线：边界或位置未经审批", "Dashed: boundary or place not approved"],
    drawing: ["正在绘制…", "Drawing…"],
    north: ["北", "N"],
    emptyMap: ["这幅地图没有图层。", "This map has no layer."],
    status_schematic: ["示意", "Schematic"],
    status_digitised: ["描绘", "Digitised"],
    status_draft: ["草案", "Draft"],
    status_consultation: ["征求意见", "In consultation"],
    status_published: ["已公布", "Published"],
    status_approved: ["已批复", "Approved"],
  };

  Y.language = "zh";

  /** The text of the data in the language in force. */
  Y.text = function (text) {
    if (!Array.isArray(text)) return text === null || text === undefined ? "" : String(text);
    return Y.language === "zh" ? text[0] || text[1] : text[1] || text[0];
  };

  /** A unit in the language of the page; counters such as 家 have none in English. */
  Y.unit = (unit) => unit[Y.language === "zh" ? 0 : 1];

  /** A word of the page, with {0}, {1} filled in. */
  Y.t = function (key, ...parts) {
    const words = Y.text(WORDS[key]);
    return words.replace(/\{(\d)\}/g, (_, number) => String(parts[Number(number)]));
  };

  /** Whether there is a word of this key. */
  Y.hasWord = (key) => Object.prototype.hasOwnProperty.call(WORDS, key);

  /** A number as printed: grouped thousands, at most `digits` decimals. */
  Y.number = function (value, digits = 4) {
    return value.toLocaleString(Y.language === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: digits });
  };
})((window.Yuantu = window.Yuantu || {}));
