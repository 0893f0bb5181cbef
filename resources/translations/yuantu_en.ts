<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
<context>
    <name></name>
    <message>
        <source>改为每万人</source>
        <translation>Show per 10,000 people</translation>
    </message>
    <message>
        <source>除以哪一个人口数？</source>
        <translation>Divide by which population?</translation>
    </message>
    <message>
        <source>计算</source>
        <translation>Calculate</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>关于园图</source>
        <translation>About Yuantu</translation>
    </message>
    <message>
        <source>园图 {version}</source>
        <translation>Yuantu {version}</translation>
    </message>
    <message>
        <source>上海创新园区桌面图集：离线、中文优先，面积、来源与口径有据可查。</source>
        <translation>A desktop atlas of Shanghai&apos;s innovation parks: offline, Chinese first, exact about areas, sources and definitions.</translation>
    </message>
    <message>
        <source>许可：Apache-2.0。随附字体 Noto Sans SC（SIL OFL 1.1）。</source>
        <translation>Licence: Apache-2.0. Comes with the font Noto Sans SC (SIL OFL 1.1).</translation>
    </message>
    <message>
        <source>临港与陆域边界含 © OpenStreetMap contributors 数据（ODbL）。各图层来源见查询面板与 data/geo/SOURCES.md。</source>
        <translation>The boundaries of Lingang and of the land hold data © OpenStreetMap contributors (ODbL). The Identify panel and data/geo/SOURCES.md give the source of each layer.</translation>
    </message>
    <message>
        <source>使用 Qt {qt}、PySide6（LGPL）、GeoPandas、Shapely、PROJ、GDAL、Leaflet、Folium 等开源软件。</source>
        <translation>Made with Qt {qt}, PySide6 (LGPL), GeoPandas, Shapely, PROJ, GDAL, Leaflet, Folium and other open-source software.</translation>
    </message>
    <message>
        <source>日志文件：{path}</source>
        <translation>Log file: {path}</translation>
    </message>
    <message>
        <source>关于</source>
        <translation>About</translation>
    </message>
    <message>
        <source>许可</source>
        <translation>Licences</translation>
    </message>
    <message>
        <source>软件</source>
        <translation>Software</translation>
    </message>
    <message>
        <source>版本</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>随附软件</source>
        <translation>Software that comes with it</translation>
    </message>
    <message>
        <source>许可全文</source>
        <translation>Text of the licence</translation>
    </message>
    <message>
        <source>见全文</source>
        <translation>see text</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>文件(&amp;F)</source>
        <translation>&amp;File</translation>
    </message>
    <message>
        <source>编辑(&amp;E)</source>
        <translation>&amp;Edit</translation>
    </message>
    <message>
        <source>视图(&amp;V)</source>
        <translation>&amp;View</translation>
    </message>
    <message>
        <source>图层(&amp;L)</source>
        <translation>&amp;Layer</translation>
    </message>
    <message>
        <source>数据的坐标基准(&amp;D)</source>
        <translation>&amp;Datum of the data</translation>
    </message>
    <message>
        <source>帮助(&amp;H)</source>
        <translation>&amp;Help</translation>
    </message>
    <message>
        <source>新建项目(&amp;N)</source>
        <translation>&amp;New project</translation>
    </message>
    <message>
        <source>从一张空白地图开始</source>
        <translation>Start with an empty map</translation>
    </message>
    <message>
        <source>打开项目(&amp;O)…</source>
        <translation>&amp;Open project…</translation>
    </message>
    <message>
        <source>打开项目文件夹、压缩包，或直接打开数据文件</source>
        <translation>Open a project, or a data file directly</translation>
    </message>
    <message>
        <source>打开示例项目(&amp;T)</source>
        <translation>Open s&amp;tarter project</translation>
    </message>
    <message>
        <source>打开随软件提供的上海创新园区图集</source>
        <translation>Open the atlas of Shanghai&apos;s innovation parks that comes with the program</translation>
    </message>
    <message>
        <source>保存项目(&amp;S)</source>
        <translation>&amp;Save project</translation>
    </message>
    <message>
        <source>保存项目；保留之前的十个版本</source>
        <translation>Save the project; the ten previous versions are kept</translation>
    </message>
    <message>
        <source>项目另存为(&amp;A)…</source>
        <translation>Save project &amp;as…</translation>
    </message>
    <message>
        <source>把项目保存到另一个文件夹或压缩包</source>
        <translation>Save the project to another file</translation>
    </message>
    <message>
        <source>导出网页(&amp;E)…</source>
        <translation>&amp;Export page…</translation>
    </message>
    <message>
        <source>把地图导出为一个离线网页文件，双击即可打开，无需网络</source>
        <translation>Export the maps as one web page that opens with a double-click and works offline</translation>
    </message>
    <message>
        <source>退出(&amp;Q)</source>
        <translation>&amp;Quit</translation>
    </message>
    <message>
        <source>关闭程序</source>
        <translation>Close the program</translation>
    </message>
    <message>
        <source>撤销(&amp;U)</source>
        <translation>&amp;Undo</translation>
    </message>
    <message>
        <source>撤销上一步</source>
        <translation>Undo the last step</translation>
    </message>
    <message>
        <source>重做(&amp;R)</source>
        <translation>&amp;Redo</translation>
    </message>
    <message>
        <source>重做撤销的一步</source>
        <translation>Redo the step that was undone</translation>
    </message>
    <message>
        <source>平移(&amp;P)</source>
        <translation>&amp;Pan</translation>
    </message>
    <message>
        <source>拖动地图；滚轮缩放</source>
        <translation>Drag the map; the wheel zooms</translation>
    </message>
    <message>
        <source>框选放大(&amp;B)</source>
        <translation>Zoom to &amp;box</translation>
    </message>
    <message>
        <source>在地图上拉一个框，放大到框内</source>
        <translation>Draw a box on the map to zoom to it</translation>
    </message>
    <message>
        <source>查询要素(&amp;I)</source>
        <translation>Identif&amp;y</translation>
    </message>
    <message>
        <source>点选地图，列出该处全部要素的数值、来源与精度</source>
        <translation>Click the map to list all features there with value, source and accuracy</translation>
    </message>
    <message>
        <source>放大(&amp;+)</source>
        <translation>Zoom &amp;in</translation>
    </message>
    <message>
        <source>放大一级</source>
        <translation>Zoom in one step</translation>
    </message>
    <message>
        <source>缩小(&amp;-)</source>
        <translation>Zoom &amp;out</translation>
    </message>
    <message>
        <source>缩小一级</source>
        <translation>Zoom out one step</translation>
    </message>
    <message>
        <source>显示全图(&amp;F)</source>
        <translation>Zoom to &amp;full map</translation>
    </message>
    <message>
        <source>缩放到全部图层</source>
        <translation>Zoom to all layers</translation>
    </message>
    <message>
        <source>缩放到图层(&amp;L)</source>
        <translation>Zoom to l&amp;ayer</translation>
    </message>
    <message>
        <source>缩放到选中的图层</source>
        <translation>Zoom to the selected layer</translation>
    </message>
    <message>
        <source>下一张地图(&amp;M)</source>
        <translation>Next &amp;map</translation>
    </message>
    <message>
        <source>切换到列表中的下一张地图</source>
        <translation>Show the next map in the list</translation>
    </message>
    <message>
        <source>上一张地图(&amp;W)</source>
        <translation>Pre&amp;vious map</translation>
    </message>
    <message>
        <source>切换到列表中的上一张地图</source>
        <translation>Show the previous map in the list</translation>
    </message>
    <message>
        <source>界面与地图使用中文</source>
        <translation>Window and maps in Chinese</translation>
    </message>
    <message>
        <source>界面与地图使用英文</source>
        <translation>Window and maps in English</translation>
    </message>
    <message>
        <source>添加图层(&amp;A)…</source>
        <translation>&amp;Add layer…</translation>
    </message>
    <message>
        <source>连接表格(&amp;J)…</source>
        <translation>&amp;Join table…</translation>
    </message>
    <message>
        <source>上移一层(&amp;U)</source>
        <translation>Move &amp;up</translation>
    </message>
    <message>
        <source>下移一层(&amp;N)</source>
        <translation>Mo&amp;ve down</translation>
    </message>
    <message>
        <source>显示或隐藏名称注记(&amp;T)</source>
        <translation>Show or hide &amp;labels</translation>
    </message>
    <message>
        <source>在图上写出选中图层的要素名称</source>
        <translation>Label the features of the selected layer on the map</translation>
    </message>
    <message>
        <source>移除图层(&amp;R)</source>
        <translation>&amp;Remove layer</translation>
    </message>
    <message>
        <source>数据坐标是 WGS 84 经纬度</source>
        <translation>The coordinates are WGS 84</translation>
    </message>
    <message>
        <source>CGCS2000（2000 国家大地坐标系）</source>
        <translation>CGCS2000 (China Geodetic Coordinate System 2000)</translation>
    </message>
    <message>
        <source>数据坐标是 2000 国家大地坐标系</source>
        <translation>The coordinates are CGCS2000</translation>
    </message>
    <message>
        <source>GCJ-02（高德、腾讯等网络地图）</source>
        <translation>GCJ-02 (Amap, Tencent and other web maps)</translation>
    </message>
    <message>
        <source>数据来自高德、腾讯等网络地图，显示时换算到 WGS 84</source>
        <translation>The data come from Amap, Tencent or the like; converted to WGS 84 for display</translation>
    </message>
    <message>
        <source>BD-09（百度地图）</source>
        <translation>BD-09 (Baidu Maps)</translation>
    </message>
    <message>
        <source>数据来自百度地图，显示时换算到 WGS 84</source>
        <translation>The data come from Baidu Maps; converted to WGS 84 for display</translation>
    </message>
    <message>
        <source>关于园图(&amp;A)</source>
        <translation>&amp;About Yuantu</translation>
    </message>
    <message>
        <source>版本、许可与数据来源</source>
        <translation>Version, licences and data sources</translation>
    </message>
    <message>
        <source>工具栏</source>
        <translation>Toolbar</translation>
    </message>
    <message>
        <source>搜索要素(&amp;S)</source>
        <translation>&amp;Search</translation>
    </message>
    <message>
        <source>按名称、编号、别名、全拼或拼音首字母搜索当前地图的要素</source>
        <translation>Find features of the map by name, id, alias, pinyin or pinyin initials</translation>
    </message>
    <message>
        <source>点选或拉框选择选中图层的要素；按住 Shift 添加到已选</source>
        <translation>Click or drag a box to select features of the selected layer; Shift adds to the selection</translation>
    </message>
    <message>
        <source>缩放到选择(&amp;Z)</source>
        <translation>&amp;Zoom to selection</translation>
    </message>
    <message>
        <source>缩放到全部已选要素</source>
        <translation>Show all selected features</translation>
    </message>
    <message>
        <source>清除选择(&amp;C)</source>
        <translation>&amp;Clear selection</translation>
    </message>
    <message>
        <source>取消选择全部图层的要素</source>
        <translation>Select no feature in any layer</translation>
    </message>
    <message>
        <source>反选(&amp;I)</source>
        <translation>&amp;Invert selection</translation>
    </message>
    <message>
        <source>改为选择选中图层中未选的要素</source>
        <translation>Select the features of the selected layer that are not selected</translation>
    </message>
    <message>
        <source>量测距离(&amp;D)</source>
        <translation>Measure &amp;distance</translation>
    </message>
    <message>
        <source>单击添加点，双击或回车结束，退格撤回一点，Esc 清除；测地线长度</source>
        <translation>Click adds a point, double click or Enter ends, Backspace takes one back, Esc clears; geodesic length</translation>
    </message>
    <message>
        <source>量测面积(&amp;R)</source>
        <translation>Measure a&amp;rea</translation>
    </message>
    <message>
        <source>单击添加顶点，双击或回车结束，退格撤回一点，Esc 清除；椭球面积</source>
        <translation>Click adds a vertex, double click or Enter ends, Backspace takes one back, Esc clears; geodesic area</translation>
    </message>
    <message>
        <source>粘贴图层(&amp;V)</source>
        <translation>&amp;Paste layer</translation>
    </message>
    <message>
        <source>把剪贴板中的文件、GeoJSON 或 WKT 文本添加为图层</source>
        <translation>Add the files, GeoJSON or WKT text on the clipboard as a layer</translation>
    </message>
    <message>
        <source>外观跟随系统</source>
        <translation>System theme</translation>
    </message>
    <message>
        <source>浅色或深色随桌面系统变化</source>
        <translation>Light or dark, following the desktop</translation>
    </message>
    <message>
        <source>浅色外观</source>
        <translation>Light theme</translation>
    </message>
    <message>
        <source>始终使用浅色界面</source>
        <translation>Always use the light theme</translation>
    </message>
    <message>
        <source>深色外观</source>
        <translation>Dark theme</translation>
    </message>
    <message>
        <source>始终使用深色界面</source>
        <translation>Always use the dark theme</translation>
    </message>
    <message>
        <source>属性表(&amp;B)</source>
        <translation>Attri&amp;bute table</translation>
    </message>
    <message>
        <source>列出选中图层的全部要素：排序、筛选、选择、编辑、统计与导出</source>
        <translation>List all features of the selected layer: sort, filter, select, edit, describe and export</translation>
    </message>
    <message>
        <source>复制样式(&amp;C)</source>
        <translation>&amp;Copy style</translation>
    </message>
    <message>
        <source>复制选中图层的样式，可粘贴到其他图层</source>
        <translation>Copy the style of the selected layer, to paste it to others</translation>
    </message>
    <message>
        <source>把复制的样式套用到选中的图层</source>
        <translation>Apply the copied style to the selected layer</translation>
    </message>
    <message>
        <source>保存样式(&amp;S)…</source>
        <translation>&amp;Save style…</translation>
    </message>
    <message>
        <source>把选中图层的样式保存为文件</source>
        <translation>Save the style of the selected layer as a file</translation>
    </message>
    <message>
        <source>把样式文件套用到选中的图层；缺少字段时可另选</source>
        <translation>Apply a style file to the selected layer; where its field is missing, choose another one</translation>
    </message>
    <message>
        <source>书签(&amp;K)</source>
        <translation>Boo&amp;kmarks</translation>
    </message>
    <message>
        <source>回到之前的视图</source>
        <translation>Go back to the previous extent</translation>
    </message>
    <message>
        <source>下一个视图(&amp;O)</source>
        <translation>&amp;Next extent</translation>
    </message>
    <message>
        <source>回到之后的视图</source>
        <translation>Go forward to the next extent</translation>
    </message>
    <message>
        <source>添加书签(&amp;A)…</source>
        <translation>&amp;Add bookmark…</translation>
    </message>
    <message>
        <source>给当前视图起名，保存在项目里</source>
        <translation>Name the current view; it is saved with the project</translation>
    </message>
    <message>
        <source>管理书签(&amp;M)…</source>
        <translation>&amp;Manage bookmarks…</translation>
    </message>
    <message>
        <source>前往、重命名或移除这张地图的书签</source>
        <translation>Go to, rename or remove the bookmarks of this map</translation>
    </message>
    <message>
        <source>导出图件(&amp;P)…</source>
        <translation>Ex&amp;port sheet…</translation>
    </message>
    <message>
        <source>把地图排成 A4、A3 或幻灯片图件，存为 PDF、PNG 或 SVG；可成系列</source>
        <translation>Lay out maps on A4, A3 or a slide as PDF, PNG or SVG; also as a series</translation>
    </message>
    <message>
        <source>按位置选择(&amp;L)…</source>
        <translation>Select by &amp;location…</translation>
    </message>
    <message>
        <source>选择选中图层中与另一图层的已选要素相交、或位于其内的要素</source>
        <translation>Select the features of the selected layer that meet, or lie within, selected features of another layer</translation>
    </message>
    <message>
        <source>图层属性(&amp;P)…</source>
        <translation>Layer &amp;properties…</translation>
    </message>
    <message>
        <source>来源、坐标系、基准、读取时的发现与连接；可改名、可复制</source>
        <translation>Source, CRS, datum, import findings and joins; names can be edited and everything copied</translation>
    </message>
    <message>
        <source>复制图层(&amp;Y)</source>
        <translation>Duplicate la&amp;yer</translation>
    </message>
    <message>
        <source>在选中图层之上添加一个同样的图层，数据共用</source>
        <translation>Add the same layer above the selected one; both share the data</translation>
    </message>
    <message>
        <source>保存诊断信息(&amp;D)…</source>
        <translation>Save &amp;diagnostics…</translation>
    </message>
    <message>
        <source>把日志、版本与设置存为压缩包，供排查问题；不含数据</source>
        <translation>Write log, versions and settings to an archive for troubleshooting; no data in it</translation>
    </message>
    <message>
        <source>并排视图(&amp;A)</source>
        <translation>Sid&amp;e by side</translation>
    </message>
    <message>
        <source>恢复未保存的工作(&amp;V)…</source>
        <translation>Reco&amp;ver unsaved work…</translation>
    </message>
    <message>
        <source>恢复程序意外退出时还没有保存的更改</source>
        <translation>Restore changes that were not saved when the program ended unexpectedly</translation>
    </message>
    <message>
        <source>按所选大小把地图放到剪贴板，可带图例、比例尺、指北针和来源，直接粘贴到报告</source>
        <translation>Put the map on the clipboard at a given size, with legend, scale bar, north arrow and sources, ready to paste into a report</translation>
    </message>
    <message>
        <source>设置(&amp;T)…</source>
        <translation>Se&amp;ttings…</translation>
    </message>
    <message>
        <source>转到下一个面板</source>
        <translation>Next panel</translation>
    </message>
    <message>
        <source>转到上一个面板</source>
        <translation>Previous panel</translation>
    </message>
    <message>
        <source>键盘焦点反向走过各个面板</source>
        <translation>Move the keyboard focus backwards through the panels</translation>
    </message>
    <message>
        <source>使用帮助(&amp;H)</source>
        <translation>&amp;Help</translation>
    </message>
    <message>
        <source>打开帮助中与当前面板或对话框有关的一页</source>
        <translation>Open the help page for the panel or dialog in use</translation>
    </message>
    <message>
        <source>新手导览(&amp;T)</source>
        <translation>&amp;Tour</translation>
    </message>
    <message>
        <source>几步认识窗口里的主要部分，随时可以跳过</source>
        <translation>The main parts of the window in a few steps; can be left at any time</translation>
    </message>
    <message>
        <source>一张地图(&amp;1)</source>
        <translation>&amp;1 One map</translation>
    </message>
    <message>
        <source>只看当前视图</source>
        <translation>Show the active view alone</translation>
    </message>
    <message>
        <source>左右两图(&amp;2)</source>
        <translation>&amp;2 Two maps, left and right</translation>
    </message>
    <message>
        <source>左右并排，如 2019 与 2025：同一范围、同一分级、联动光标</source>
        <translation>Two maps side by side, such as 2019 and 2025: same extent, same classes, linked cursor</translation>
    </message>
    <message>
        <source>上下两图(&amp;3)</source>
        <translation>&amp;3 Two maps, one above the other</translation>
    </message>
    <message>
        <source>上下并排两张地图</source>
        <translation>Two maps, one above the other</translation>
    </message>
    <message>
        <source>四图(&amp;4)</source>
        <translation>&amp;4 Four maps</translation>
    </message>
    <message>
        <source>两行两列，四个年份或四张地图</source>
        <translation>Two rows of two: four years, or four maps</translation>
    </message>
    <message>
        <source>并排区域，如南北区块(&amp;A)</source>
        <translation>&amp;Areas side by side, such as north and south</translation>
    </message>
    <message>
        <source>已选的 2-4 个要素各占一个视图，同一比例；未选时按区块分开</source>
        <translation>A view for each of 2 to 4 selected features, at one scale; with none selected, for each block</translation>
    </message>
    <message>
        <source>下一个视图(&amp;N)</source>
        <translation>&amp;Next view</translation>
    </message>
    <message>
        <source>工具与面板改为作用于下一个视图</source>
        <translation>Let tools and panels act on the next view</translation>
    </message>
    <message>
        <source>差值图：现状、未来与变化(&amp;D)…</source>
        <translation>&amp;Difference map…</translation>
    </message>
    <message>
        <source>两个年份与其差值三图并排；差值以 0 为中心设色，口径不同则拒绝</source>
        <translation>Two years and their difference side by side, coloured about 0; refused if the definitions differ</translation>
    </message>
    <message>
        <source>时间轴(&amp;T)</source>
        <translation>&amp;Time slider</translation>
    </message>
    <message>
        <source>显示或收起时间轴：只有数据中存在的年份，可逐年播放</source>
        <translation>Show or hide the time slider: only years present in the data; can be played</translation>
    </message>
    <message>
        <source>把选中的图层或图层组上移一位；遇到展开的图层组则进入，到头则移出</source>
        <translation>Move the selected layer or group one place up, into an open group, and out of it at its end</translation>
    </message>
    <message>
        <source>把选中的图层或图层组下移一位；遇到展开的图层组则进入，到头则移出</source>
        <translation>Move the selected layer or group one place down, into an open group, and out of it at its end</translation>
    </message>
    <message>
        <source>从地图中移除选中的图层、图层组和底图，可以撤销</source>
        <translation>Remove the selected layers, groups and base maps from the map; can be undone</translation>
    </message>
    <message>
        <source>添加本地栅格瓦片（MBTiles、PMTiles），画在所有图层之下，不联网</source>
        <translation>Add local raster tiles (MBTiles, PMTiles), drawn below all layers, without a network</translation>
    </message>
    <message>
        <source>添加底图：行政区与水域(&amp;W)</source>
        <translation>Add base map: districts and &amp;water</translation>
    </message>
    <message>
        <source>把随程序提供的区界与陆地、水域作为背景加到当前地图</source>
        <translation>Add the districts, land and water that are shipped as a background of this map</translation>
    </message>
    <message>
        <source>建立图层组(&amp;G)</source>
        <translation>&amp;Group layers</translation>
    </message>
    <message>
        <source>把选中的图层和图层组放进一个新的图层组</source>
        <translation>Put the selected layers and groups into a new group</translation>
    </message>
    <message>
        <source>解散图层组，保留图层(&amp;O)</source>
        <translation>Diss&amp;olve group, keep layers</translation>
    </message>
    <message>
        <source>去掉图层组，其中的图层留在原处</source>
        <translation>Remove the group; its layers stay in their place</translation>
    </message>
    <message>
        <source>移除图层组及其图层(&amp;M)</source>
        <translation>Re&amp;move group with its layers</translation>
    </message>
    <message>
        <source>把图层组和其中的图层一起从地图中移除，可以撤销</source>
        <translation>Remove the group and the layers in it from the map; can be undone</translation>
    </message>
    <message>
        <source>显示或隐藏(&amp;H)</source>
        <translation>Show or &amp;hide</translation>
    </message>
    <message>
        <source>显示或隐藏选中的图层、图层组和底图</source>
        <translation>Show or hide the selected layers, groups and base maps</translation>
    </message>
    <message>
        <source>缩放到可见比例尺(&amp;Z)</source>
        <translation>&amp;Zoom to visible scale</translation>
    </message>
    <message>
        <source>把地图缩放到选中图层显示的比例尺</source>
        <translation>Bring the map to a scale at which the selected layer is drawn</translation>
    </message>
    <message>
        <source>统计图表(&amp;C)</source>
        <translation>&amp;Charts</translation>
    </message>
    <message>
        <source>选中图层的条形图、散点图、直方图与箱线图，与地图和表格共用选择</source>
        <translation>Bar chart, scatter plot, histogram and box plot of the selected layer; the selection is shared with map and table</translation>
    </message>
    <message>
        <source>语言、外观、坐标与单位、导出文件夹等</source>
        <translation>Language, theme, coordinates and units, export folder and more</translation>
    </message>
    <message>
        <source>恢复较早的版本(&amp;H)…</source>
        <translation>Restore ear&amp;lier version…</translation>
    </message>
    <message>
        <source>列出之前保存的十个版本及其不同，恢复其中一个</source>
        <translation>List the ten previous versions and their differences, and restore one</translation>
    </message>
    <message>
        <source>存为分支(&amp;B)…</source>
        <translation>Make a &amp;branch…</translation>
    </message>
    <message>
        <source>得到一个记得来处的副本，各改各的，以后合并</source>
        <translation>Get a copy that remembers its origin: edit separately, merge later</translation>
    </message>
    <message>
        <source>合并分支(&amp;M)…</source>
        <translation>&amp;Merge a branch…</translation>
    </message>
    <message>
        <source>把一个分支合并进来：互不影响的直接合并，两边都改的逐条选择</source>
        <translation>Merge a branch: independent changes are merged, conflicts are resolved one by one</translation>
    </message>
    <message>
        <source>区块对比卡片(&amp;K)</source>
        <translation>&amp;Block comparison cards</translation>
    </message>
    <message>
        <source>南北区块并列：数量相加、密度加权、百分比不平均，逐项注明规则与来源</source>
        <translation>North and south side by side: counts summed, densities weighted, percentages never averaged; each with rule and source</translation>
    </message>
    <message>
        <source>导出并排图件(&amp;E)…</source>
        <translation>&amp;Export views as a sheet…</translation>
    </message>
    <message>
        <source>边界(&amp;B)</source>
        <translation>&amp;Boundaries</translation>
    </message>
    <message>
        <source>各园区的设施密度与区间、产业重叠、空间自相关与点格局，附文字解读</source>
        <translation>Densities with intervals, overlap of positioning, spatial autocorrelation and point patterns, each with a reading in words</translation>
    </message>
    <message>
        <source>编辑边界(&amp;E)</source>
        <translation>&amp;Edit boundaries</translation>
    </message>
    <message>
        <source>进入或结束选中图层的编辑：共用的边界一起移动，每次拖动是一步，可撤销</source>
        <translation>Start or end editing the selected layer: shared borders move together; each drag is one step that can be undone</translation>
    </message>
    <message>
        <source>选择要编辑的要素(&amp;S)</source>
        <translation>&amp;Select features to edit</translation>
    </message>
    <message>
        <source>点选或拉框选择要编辑的要素；按住 Ctrl 或 Shift 添加</source>
        <translation>Click or drag a box to choose the features to edit; Ctrl or Shift adds</translation>
    </message>
    <message>
        <source>移动与增删顶点(&amp;V)</source>
        <translation>Move, insert and delete &amp;vertices</translation>
    </message>
    <message>
        <source>拖动顶点、边或设施点；单击边的中点插入；Delete 删除；方向键微移；Alt 暂停捕捉</source>
        <translation>Drag a vertex, an edge or a site; click the middle of an edge to insert; Delete removes; arrows nudge; Alt suspends snapping</translation>
    </message>
    <message>
        <source>分离边界(&amp;D)</source>
        <translation>&amp;Detach a border</translation>
    </message>
    <message>
        <source>让选中要素的共用顶点不再与邻居一起移动</source>
        <translation>Stop the shared vertices of the selected feature from moving with its neighbours</translation>
    </message>
    <message>
        <source>贴合边界(&amp;A)</source>
        <translation>&amp;Attach a border</translation>
    </message>
    <message>
        <source>把选中要素靠近邻居的一段边界换成邻居的边界；范围为捕捉距离</source>
        <translation>Replace the stretch of border near a neighbour by the neighbour&apos;s own, within the snapping distance</translation>
    </message>
    <message>
        <source>锁定或解锁边界(&amp;L)</source>
        <translation>&amp;Lock or unlock boundaries</translation>
    </message>
    <message>
        <source>锁定选中要素的边界，或解锁；已批复的边界默认锁定，解锁记入历史</source>
        <translation>Lock or unlock the boundaries of the selected features; approved ones are locked, and unlocking is recorded</translation>
    </message>
    <message>
        <source>草稿模式(&amp;R)</source>
        <translation>D&amp;raft mode</translation>
    </message>
    <message>
        <source>开启后，自相交或重叠的修改作为草稿保留并标记，而不是被拒绝</source>
        <translation>While on, edits that self-intersect or overlap are kept as marked drafts instead of being refused</translation>
    </message>
    <message>
        <source>修复自相交(&amp;P)…</source>
        <translation>Re&amp;pair self-intersection…</translation>
    </message>
    <message>
        <source>为自相交的草稿给出几种修复方式及各自的面积，先预览，再决定</source>
        <translation>Offer several repairs of a self-intersecting draft, with their areas; preview first, then decide</translation>
    </message>
    <message>
        <source>绘制与分合(&amp;W)</source>
        <translation>Dra&amp;w and divide</translation>
    </message>
    <message>
        <source>新建面(&amp;N)</source>
        <translation>&amp;New polygon</translation>
    </message>
    <message>
        <source>逐点画一个新的面；按住 T 沿已有边界描边，与邻居重叠时可选择裁剪</source>
        <translation>Draw a new polygon vertex by vertex; hold T to trace borders; overlaps with neighbours are asked about</translation>
    </message>
    <message>
        <source>添加部分(&amp;P)</source>
        <translation>Add a &amp;part</translation>
    </message>
    <message>
        <source>给选中的要素再画一个部分</source>
        <translation>Draw another part of the selected feature</translation>
    </message>
    <message>
        <source>挖洞(&amp;H)</source>
        <translation>Cut a &amp;hole</translation>
    </message>
    <message>
        <source>在要素内部画一个洞</source>
        <translation>Draw a hole inside a feature</translation>
    </message>
    <message>
        <source>分割(&amp;S)</source>
        <translation>&amp;Split</translation>
    </message>
    <message>
        <source>画一条线把要素分开；指标留空或按面积分摊由您决定</source>
        <translation>Draw a line that divides features; you decide whether figures are left blank or shared by area</translation>
    </message>
    <message>
        <source>重塑边界(&amp;R)</source>
        <translation>&amp;Reshape</translation>
    </message>
    <message>
        <source>画一条路径重画一段边界，共用边界的邻居随之改变</source>
        <translation>Draw a path in place of a stretch of border; neighbours that share it follow</translation>
    </message>
    <message>
        <source>删除部分或洞(&amp;D)</source>
        <translation>&amp;Delete a part or hole</translation>
    </message>
    <message>
        <source>单击删除要素的一个部分，或填上一个洞</source>
        <translation>Click to delete a part of a feature, or to fill a hole</translation>
    </message>
    <message>
        <source>移动部分(&amp;M)</source>
        <translation>&amp;Move a part</translation>
    </message>
    <message>
        <source>拖动要素的一个部分；邻居不动</source>
        <translation>Drag a part of a feature; neighbours stay</translation>
    </message>
    <message>
        <source>旋转部分(&amp;T)</source>
        <translation>Ro&amp;tate a part</translation>
    </message>
    <message>
        <source>绕形心旋转要素的一个部分</source>
        <translation>Rotate a part of a feature about its centroid</translation>
    </message>
    <message>
        <source>合并选中要素(&amp;G)…</source>
        <translation>Mer&amp;ge selected features…</translation>
    </message>
    <message>
        <source>合并选中的要素：各部分都保留，指标合计、加权或留空由您决定</source>
        <translation>Merge the selected features: every part stays; you decide whether figures are summed, weighted or left blank</translation>
    </message>
    <message>
        <source>偏移与缓冲(&amp;O)…</source>
        <translation>&amp;Offset and buffer…</translation>
    </message>
    <message>
        <source>把选中要素的边界外扩或内缩若干米，或另建缓冲区</source>
        <translation>Move the border of the selected feature out or in by metres, or make a buffer beside it</translation>
    </message>
    <message>
        <source>删除选中要素(&amp;E)</source>
        <translation>D&amp;elete selected features</translation>
    </message>
    <message>
        <source>从图层中删除选中的要素，可以撤销</source>
        <translation>Delete the selected features from the layer; this can be undone</translation>
    </message>
    <message>
        <source>顶点表(&amp;V)</source>
        <translation>&amp;Vertex table</translation>
    </message>
    <message>
        <source>按经纬度、度分秒或 CGCS2000 坐标查看和修改顶点，可粘贴坐标列表</source>
        <translation>See and change vertices as degrees, degrees minutes seconds or CGCS2000 X/Y; lists can be pasted</translation>
    </message>
    <message>
        <source>由坐标列表新建面(&amp;L)…</source>
        <translation>New polygon from a &amp;list…</translation>
    </message>
    <message>
        <source>粘贴坐标列表，先在图上看，再作为新的面加入</source>
        <translation>Paste a list of coordinates, see it on the map, then add it as a new polygon</translation>
    </message>
    <message>
        <source>导入边界(&amp;I)…</source>
        <translation>&amp;Import a boundary…</translation>
    </message>
    <message>
        <source>从矢量文件或 WKT、GeoJSON 文本导入边界</source>
        <translation>Import a boundary from a vector file or from WKT or GeoJSON text</translation>
    </message>
    <message>
        <source>检查边界(&amp;C)…</source>
        <translation>&amp;Check boundaries…</translation>
    </message>
    <message>
        <source>查找缝隙、重叠、细条、邻近顶点和自相交，逐处预览后修复</source>
        <translation>Find gaps, overlaps, slivers, near vertices and self-intersections; preview each repair before it is made</translation>
    </message>
    <message>
        <source>边界修订台账(&amp;G)</source>
        <translation>Boundary led&amp;ger</translation>
    </message>
    <message>
        <source>扩区情景(&amp;X)</source>
        <translation>E&amp;xpansion scenarios</translation>
    </message>
    <message>
        <source>显示或收起台账(&amp;L)</source>
        <translation>Show or hide the &amp;ledger</translation>
    </message>
    <message>
        <source>边界的每次修订：谁、何时、为何、依据哪份文件，面积变化与批复面积对照</source>
        <translation>Every boundary revision: who, when, why, based on which document, and area changes against the approved area</translation>
    </message>
    <message>
        <source>提交边界修订(&amp;C)…</source>
        <translation>&amp;Commit a revision…</translation>
    </message>
    <message>
        <source>把边界的修改或状态的改变记为一条修订，写明作者、理由和文号</source>
        <translation>Record changes of boundaries or of their status as a revision, with author, reason and document number</translation>
    </message>
    <message>
        <source>放弃未提交的边界修改(&amp;D)</source>
        <translation>&amp;Discard uncommitted changes</translation>
    </message>
    <message>
        <source>边界回到最近一条修订，可以撤销</source>
        <translation>Bring the boundaries back to the last revision; can be undone</translation>
    </message>
    <message>
        <source>恢复到所选修订(&amp;R)…</source>
        <translation>&amp;Restore the selected revision…</translation>
    </message>
    <message>
        <source>把边界恢复到台账中所选的修订，记为一条新的修订</source>
        <translation>Bring the boundaries back to the revision chosen in the ledger, as a new revision</translation>
    </message>
    <message>
        <source>撤回所选修订(&amp;V)…</source>
        <translation>Re&amp;vert the selected revision…</translation>
    </message>
    <message>
        <source>只撤回所选的一条修订，之后的修订保留；互相牵涉时说明是哪几条</source>
        <translation>Revert one revision and keep the later ones; conflicting revisions are listed</translation>
    </message>
    <message>
        <source>把边界变化显示为地图(&amp;M)</source>
        <translation>Show changes as a &amp;map</translation>
    </message>
    <message>
        <source>新增一张地图：增加、减少和调整的土地，新旧边界</source>
        <translation>Add a map of added, removed and moved land with old and new boundaries</translation>
    </message>
    <message>
        <source>导出台账为 Excel(&amp;X)…</source>
        <translation>Export the ledger to E&amp;xcel…</translation>
    </message>
    <message>
        <source>修订、各子园变化、合计与批复面积对照、扩区情景，各占一张工作表</source>
        <translation>Revisions, changes by park, totals against the approved area and scenarios, a sheet each</translation>
    </message>
    <message>
        <source>导出新旧边界图(&amp;S)…</source>
        <translation>Export a &amp;sheet of old and new boundaries…</translation>
    </message>
    <message>
        <source>把台账中所选修订的新旧边界排成一幅图件（PDF、PNG、SVG）</source>
        <translation>Lay out old and new boundaries of the selected revisions as a sheet (PDF, PNG, SVG)</translation>
    </message>
    <message>
        <source>比较扩区情景(&amp;C)</source>
        <translation>&amp;Compare the scenarios</translation>
    </message>
    <message>
        <source>并列比较各情景的面积、设施、指标和南北平衡</source>
        <translation>Compare areas, facilities, indicators and the north–south balance of the scenarios side by side</translation>
    </message>
    <message>
        <source>选中的地块建为情景(&amp;S)…</source>
        <translation>Scenario from the &amp;selection…</translation>
    </message>
    <message>
        <source>把选中的面作为候选地块，保存为一个扩区情景</source>
        <translation>Keep the selected polygons as candidate parcels of a scenario</translation>
    </message>
    <message>
        <source>从文件建立情景(&amp;F)…</source>
        <translation>Scenario from a &amp;file…</translation>
    </message>
    <message>
        <source>读入候选地块文件，保存为一个扩区情景</source>
        <translation>Read a file of candidate parcels and keep them as a scenario</translation>
    </message>
    <message>
        <source>采纳所选情景(&amp;A)…</source>
        <translation>&amp;Accept the selected scenario…</translation>
    </message>
    <message>
        <source>把情景中的地块并入边界图层，处理与现有园区的重叠，记为一条修订</source>
        <translation>Add its parcels to the boundaries, resolve overlaps, and record a revision</translation>
    </message>
    <message>
        <source>放弃所选情景(&amp;D)</source>
        <translation>&amp;Drop the selected scenario</translation>
    </message>
    <message>
        <source>从项目中去掉所选的扩区情景，可以撤销</source>
        <translation>Remove the selected scenario from the project; can be undone</translation>
    </message>
    <message>
        <source>生成中期评估报告（Word、PDF、HTML）：指标、区块、密度、重叠、自洽</source>
        <translation>Write the mid-term evaluation report: indicators, pace, blocks, density, overlap, self-check; as Word, PDF or HTML</translation>
    </message>
    <message>
        <source>把并排的视图印在一张图件上，图例共用；A4、A3 或 16:9，PDF、SVG 或 PNG</source>
        <translation>Print the views side by side on one sheet with a shared legend: A4, A3 or 16:9; PDF, SVG or PNG</translation>
    </message>
    <message>
        <source>指标与目标(&amp;T)</source>
        <translation>Indicators and &amp;targets</translation>
    </message>
    <message>
        <source>派生指标(&amp;F)…</source>
        <translation>Derived &amp;indicator…</translation>
    </message>
    <message>
        <source>用公式由现有的列算出新指标：每平方公里、年均增长、占比等；单位自动核对</source>
        <translation>Compute a new indicator from the columns by a formula: per km², yearly growth, share; units are checked</translation>
    </message>
    <message>
        <source>口径卡(&amp;K)…</source>
        <translation>D&amp;efinition card…</translation>
    </message>
    <message>
        <source>指标的名称、定义、单位、存量或流量、分母、汇总规则、出处，与谁可比、与谁不可比及原因</source>
        <translation>Names, definition, unit, stock or flow, base, roll-up and sources of an indicator; what it is and is not comparable with, and why</translation>
    </message>
    <message>
        <source>口径例外(&amp;X)…</source>
        <translation>Comparison e&amp;xceptions…</translation>
    </message>
    <message>
        <source>经确认仍予比较的不可比数字：理由、脚注，可撤销</source>
        <translation>Figures that are not comparable but are compared anyway: reason, footnote, withdrawal</translation>
    </message>
    <message>
        <source>目标台账(&amp;L)</source>
        <translation>Target &amp;ledger</translation>
    </message>
    <message>
        <source>各区域各指标的基期、最近值、目标、缺口、尚需速度、应达值和状态，附来源</source>
        <translation>Baseline, latest figure, target, gap, required pace, expected figure and status of every area and indicator, with sources</translation>
    </message>
    <message>
        <source>规划自检(&amp;C)</source>
        <translation>Plan self-&amp;check</translation>
    </message>
    <message>
        <source>规划的说法与它自己的数字是否相符，两边来源并列</source>
        <translation>Whether what the plans claim agrees with their own figures; both sources side by side</translation>
    </message>
    <message>
        <source>设施时间轴(&amp;T)</source>
        <translation>Facility &amp;timeline</translation>
    </message>
    <message>
        <source>规划设施的开工和建成年，与地图联动，按年和区域计数</source>
        <translation>Start and completion of the planned facilities, linked with the map, counted by year and area</translation>
    </message>
    <message>
        <source>按建成年份筛选地图(&amp;Y)</source>
        <translation>Filter the map by &amp;year of completion</translation>
    </message>
    <message>
        <source>地图只显示到某年底建成的规划设施；再按一次显示全部；不改变项目</source>
        <translation>The map shows only planned facilities built by a year; choose again to show everything; the project is unchanged</translation>
    </message>
    <message>
        <source>填报新数字(&amp;N)…</source>
        <translation>Report a &amp;new figure…</translation>
    </message>
    <message>
        <source>输入规划印发之后的数字，写明来源；规划的数字不被覆盖，可以撤销</source>
        <translation>Enter a figure published after the plans, with its source; the plans&apos; figures are never overwritten; can be undone</translation>
    </message>
    <message>
        <source>从表格填报数字(&amp;J)…</source>
        <translation>Report figures from a ta&amp;ble…</translation>
    </message>
    <message>
        <source>指标状态地图(&amp;M)</source>
        <translation>Status &amp;map</translation>
    </message>
    <message>
        <source>把台账所选行的指标做成各区域的状态地图，导出同其他地图</source>
        <translation>Make a status map of the selected row&apos;s indicator; it is exported like any other map</translation>
    </message>
    <message>
        <source>导出台账、自检或时间轴(&amp;X)…</source>
        <translation>E&amp;xport ledger, check or timeline…</translation>
    </message>
    <message>
        <source>把正在看的一页写成 Excel 或 CSV，附状态规则和来源</source>
        <translation>Export the current tab as Excel or CSV, with the status rules and the sources</translation>
    </message>
    <message>
        <source>把扩区情景显示为地图(&amp;M)</source>
        <translation>Show the scenarios as a &amp;map</translation>
    </message>
    <message>
        <source>新增一张地图：候选地块按情景分色，与现有园区在一起，说明各情景带来什么</source>
        <translation>Adds a map: candidate parcels coloured by scenario beside the parks, with what each would bring</translation>
    </message>
    <message>
        <source>界面语言(&amp;G)</source>
        <translation>Lan&amp;guage</translation>
    </message>
    <message>
        <source>界面外观(&amp;H)</source>
        <translation>T&amp;heme</translation>
    </message>
    <message>
        <source>地图(&amp;M)</source>
        <translation>&amp;Map</translation>
    </message>
    <message>
        <source>项目属性(&amp;I)…</source>
        <translation>Project propert&amp;ies…</translation>
    </message>
    <message>
        <source>项目的中英文标题，以及印在每张图上的状态说明（如“示意图，边界未经审批”）</source>
        <translation>Title of the project in both languages, and the status note printed on every map (such as &quot;schematic, boundaries not approved&quot;)</translation>
    </message>
    <message>
        <source>键盘焦点依次走过工具栏、消息、图层、地图和每个打开的面板</source>
        <translation>Move the keyboard focus through tool bar, message, layers, map and every open panel</translation>
    </message>
    <message>
        <source>添加 GeoJSON、GeoPackage、Shapefile、KML/KMZ、FlatGeobuf、GeoParquet 或 zip 文件；也可拖入窗口</source>
        <translation>Add GeoJSON, GeoPackage, Shapefile, KML/KMZ, FlatGeobuf, GeoParquet or zip files; they can also be dropped on the window</translation>
    </message>
    <message>
        <source>按关键字段把 CSV、Excel、WPS 或 ODS 表格的列连接到选中的图层</source>
        <translation>Join the columns of a CSV, Excel, WPS or ODS table to the selected layer by key fields</translation>
    </message>
    <message>
        <source>粘贴样式(&amp;V)</source>
        <translation>Pas&amp;te style</translation>
    </message>
    <message>
        <source>套用样式文件(&amp;E)…</source>
        <translation>Apply style &amp;file…</translation>
    </message>
    <message>
        <source>上一个视图(&amp;U)</source>
        <translation>Previous e&amp;xtent</translation>
    </message>
    <message>
        <source>选择要素(&amp;E)</source>
        <translation>Se&amp;lect features</translation>
    </message>
    <message>
        <source>从 Excel、WPS、ODS 或 CSV 读入新一年的数字，先看哪些能填报、哪些不能</source>
        <translation>Read the figures of a new year from Excel, WPS, ODS or CSV; first see which can be reported and which not</translation>
    </message>
    <message>
        <source>添加离线底图(&amp;L)…</source>
        <translation>Add offli&amp;ne base map…</translation>
    </message>
    <message>
        <source>分区比较(&amp;J)</source>
        <translation>Co&amp;mpare zones</translation>
    </message>
    <message>
        <source>新建地图(&amp;N)</source>
        <translation>&amp;New map</translation>
    </message>
    <message>
        <source>在项目中再建一张地图，沿用当前地图的背景图层和底图</source>
        <translation>Add another map to the project, on the background layers and base maps of the current one</translation>
    </message>
    <message>
        <source>复制地图(&amp;D)</source>
        <translation>&amp;Duplicate map</translation>
    </message>
    <message>
        <source>在当前地图后面放一个副本，图层和样式各自独立</source>
        <translation>Put a copy behind the current map; its layers and styles are independent</translation>
    </message>
    <message>
        <source>重命名地图(&amp;R)</source>
        <translation>&amp;Rename map</translation>
    </message>
    <message>
        <source>在地图列表中修改当前地图的标题；也可在列表中按 F2 或双击</source>
        <translation>Change the title of the current map in the list; F2 or a double click in the list does the same</translation>
    </message>
    <message>
        <source>地图属性(&amp;P)…</source>
        <translation>Map &amp;properties…</translation>
    </message>
    <message>
        <source>当前地图的中英文标题、说明和注意事项，印在网页、图件和报告里</source>
        <translation>Title, description and notes of the current map in both languages, printed on pages, sheets and reports</translation>
    </message>
    <message>
        <source>地图上移(&amp;U)</source>
        <translation>Move map &amp;up</translation>
    </message>
    <message>
        <source>把当前地图在列表中上移一位；导出的网页按此顺序列出专题</source>
        <translation>Move the current map one place up; the exported page lists the maps in this order</translation>
    </message>
    <message>
        <source>地图下移(&amp;O)</source>
        <translation>Move map d&amp;own</translation>
    </message>
    <message>
        <source>把当前地图在列表中下移一位；也可以拖动</source>
        <translation>Move the current map one place down; it can also be dragged</translation>
    </message>
    <message>
        <source>移除地图(&amp;X)</source>
        <translation>R&amp;emove map</translation>
    </message>
    <message>
        <source>从项目中移除当前地图，数据仍在项目里，可以撤销</source>
        <translation>Remove the current map from the project; its data stay, and it can be undone</translation>
    </message>
    <message>
        <source>评估报告(&amp;G)…</source>
        <translation>Eval&amp;uation report…</translation>
    </message>
    <message>
        <source>复制地图为图片(&amp;M)…</source>
        <translation>Copy &amp;map as image…</translation>
    </message>
    <message>
        <source>由表格的经纬度生成点(&amp;I)…</source>
        <translation>Points from table coordinates (&amp;q)…</translation>
    </message>
    <message>
        <source>把 CSV、Excel、WPS 或 ODS 表格里有经度和纬度的行变成点图层；坐标可为 GCJ-02 或 BD-09</source>
        <translation>Make a point layer of the rows of a CSV, Excel, WPS or ODS table with longitude and latitude; GCJ-02 and BD-09 too</translation>
    </message>
    <message>
        <source>导出图层(&amp;Q)…</source>
        <translation>Export layer (&amp;k)…</translation>
    </message>
    <message>
        <source>把选中的图层连同连接和派生的字段存为 GeoJSON、GeoPackage 等文件，可只存选中的要素</source>
        <translation>Save the selected layer with its joined and derived fields as GeoJSON, GeoPackage or another file; selected features only, if wanted</translation>
    </message>
    <message>
        <source>移除未使用的数据(&amp;U)</source>
        <translation>Remove unused &amp;data</translation>
    </message>
    <message>
        <source>移除没有地图使用的数据（例如图层已移除），以免随项目保存和交给别人；可以撤销</source>
        <translation>Remove data that no map draws (a layer was removed, say), so that they are not saved and sent along; it can be undone</translation>
    </message>
</context>
<context>
    <name>AdviceBox</name>
    <message>
        <source>改为比例符号</source>
        <translation>Use proportional symbols</translation>
    </message>
    <message>
        <source>改为每平方公里</source>
        <translation>Show per km²</translation>
    </message>
    <message>
        <source>改为 {k} 级</source>
        <translation>Use {k} classes</translation>
    </message>
    <message>
        <source>改为每万人</source>
        <translation>Show per 10,000 people</translation>
    </message>
</context>
<context>
    <name>AttributeModel</name>
    <message>
        <source>字段：{name}</source>
        <translation>Field: {name}</translation>
    </message>
    <message>
        <source>口径：{text}</source>
        <translation>Definition: {text}</translation>
    </message>
    <message>
        <source>来源：{text}</source>
        <translation>Source: {text}</translation>
    </message>
    <message>
        <source>来自连接的表格</source>
        <translation>From a joined table</translation>
    </message>
    <message>
        <source>不能编辑</source>
        <translation>Cannot be edited</translation>
    </message>
</context>
<context>
    <name>AttributeTable</name>
    <message>
        <source>显示 {shown} / {total} 行，已选 {selected} 个要素</source>
        <translation>{shown} of {total} rows shown, {selected} features selected</translation>
    </message>
    <message>
        <source>Excel 工作簿</source>
        <translation>Excel workbook</translation>
    </message>
    <message>
        <source>CSV 表格</source>
        <translation>CSV table</translation>
    </message>
    <message>
        <source>导出属性表</source>
        <translation>Export the attribute table</translation>
    </message>
    <message>
        <source>条件，如 [高新技术企业] &gt; 100 and 名称 contains &apos;浦&apos;；回车筛选</source>
        <translation>Condition, e.g. [High-tech firms] &gt; 100 and name contains &apos;park&apos;; Enter filters</translation>
    </message>
    <message>
        <source>筛选条件</source>
        <translation>Condition</translation>
    </message>
    <message>
        <source>选中符合条件</source>
        <translation>Select matching</translation>
    </message>
    <message>
        <source>选中符合条件的要素</source>
        <translation>Select the features that match the condition</translation>
    </message>
    <message>
        <source>只看选中</source>
        <translation>Selected only</translation>
    </message>
    <message>
        <source>只列出已选要素</source>
        <translation>List selected features only</translation>
    </message>
    <message>
        <source>缩放到选择</source>
        <translation>Zoom to selection</translation>
    </message>
    <message>
        <source>在地图上显示全部已选要素</source>
        <translation>Show all selected features on the map</translation>
    </message>
    <message>
        <source>统计</source>
        <translation>Statistics</translation>
    </message>
    <message>
        <source>统计当前列（所列各行）</source>
        <translation>Describe the current column (rows shown)</translation>
    </message>
    <message>
        <source>复制</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>复制已选行（没有时复制所列各行），可粘贴到 Excel  Ctrl+C</source>
        <translation>Copy the selected rows (none: all rows shown), for pasting into Excel  Ctrl+C</translation>
    </message>
    <message>
        <source>导出…</source>
        <translation>Export…</translation>
    </message>
    <message>
        <source>把所列各行写成 Excel 或 CSV 表格</source>
        <translation>Write the rows shown to an Excel or CSV table</translation>
    </message>
    <message>
        <source>属性表</source>
        <translation>Attribute table</translation>
    </message>
</context>
<context>
    <name>AutocorrelationTab</name>
    <message>
        <source>最近 k 个</source>
        <translation>k nearest</translation>
    </message>
    <message>
        <source>距离以内（米）</source>
        <translation>within a distance (m)</translation>
    </message>
    <message>
        <source>邻接（queen）</source>
        <translation>contiguity (queen)</translation>
    </message>
    <message>
        <source>邻接（rook）</source>
        <translation>contiguity (rook)</translation>
    </message>
    <message>
        <source>图层</source>
        <translation>Layer</translation>
    </message>
    <message>
        <source>字段</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>统计量</source>
        <translation>Statistic</translation>
    </message>
    <message>
        <source>权重</source>
        <translation>Weights</translation>
    </message>
    <message>
        <source>置换次数</source>
        <translation>Permutations</translation>
    </message>
    <message>
        <source>种子</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>邻居个数或距离</source>
        <translation>Number of neighbours, or distance</translation>
    </message>
    <message>
        <source>FDR 校正</source>
        <translation>FDR correction</translation>
    </message>
    <message>
        <source>做成地图</source>
        <translation>Make a map</translation>
    </message>
    <message>
        <source>添加聚集图，可切换为显著性图；可以撤销</source>
        <translation>Adds a cluster map that switches to significance; can be undone</translation>
    </message>
    <message>
        <source>各单元的局部统计量</source>
        <translation>Local statistic of each unit</translation>
    </message>
    <message>
        <source>邻居的字段</source>
        <translation>Field of the neighbours</translation>
    </message>
    <message>
        <source>核函数，带宽（米）</source>
        <translation>Kernel, bandwidth (m)</translation>
    </message>
</context>
<context>
    <name>BaseMapProperties</name>
    <message>
        <source>底图属性</source>
        <translation>Base map properties</translation>
    </message>
    <message>
        <source>名称(&amp;N)</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>瓦片文件(&amp;F)</source>
        <translation>Tile &amp;file</translation>
    </message>
    <message>
        <source>坐标基准(&amp;D)</source>
        <translation>&amp;Datum</translation>
    </message>
    <message>
        <source>署名(&amp;A)</source>
        <translation>&amp;Attribution</translation>
    </message>
    <message>
        <source>只在这些比例尺显示</source>
        <translation>Visible scale range</translation>
    </message>
    <message>
        <source>浏览(&amp;B)…</source>
        <translation>&amp;Browse…</translation>
    </message>
    <message>
        <source>国内网络地图的瓦片多为 GCJ-02；显示与导出时整幅移到正确位置</source>
        <translation>Tiles of Chinese web maps are mostly in GCJ-02; they are shifted to the correct position on screen and in exports</translation>
    </message>
    <message>
        <source>栅格瓦片</source>
        <translation>Raster tiles</translation>
    </message>
    <message>
        <source>选择瓦片文件</source>
        <translation>Choose a tile file</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>格式</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>级别</source>
        <translation>Zooms</translation>
    </message>
    <message>
        <source>范围</source>
        <translation>Extent</translation>
    </message>
    <message>
        <source>坐标系</source>
        <translation>CRS</translation>
    </message>
    <message>
        <source>署名</source>
        <translation>Attribution</translation>
    </message>
</context>
<context>
    <name>BivariateForm</name>
    <message>
        <source>横向指标</source>
        <translation>Horizontal</translation>
    </message>
    <message>
        <source>横向分级</source>
        <translation>Horizontal classes</translation>
    </message>
    <message>
        <source>纵向指标</source>
        <translation>Vertical</translation>
    </message>
    <message>
        <source>纵向分级</source>
        <translation>Vertical classes</translation>
    </message>
    <message>
        <source>级数</source>
        <translation>Classes</translation>
    </message>
    <message>
        <source>色组</source>
        <translation>Colours</translation>
    </message>
    <message>
        <source>图例方阵斜置</source>
        <translation>Diamond legend</translation>
    </message>
    <message>
        <source>方阵以低值的一角立起，两个方向同等重要</source>
        <translation>The legend stands on its low corner, so that neither variable comes first</translation>
    </message>
    <message>
        <source>同一指标的两个年份共用横向的分级</source>
        <translation>Two years of one indicator share the horizontal classes</translation>
    </message>
</context>
<context>
    <name>BookmarkDialog</name>
    <message>
        <source>书签</source>
        <translation>Bookmark</translation>
    </message>
    <message>
        <source>这张地图的书签</source>
        <translation>Bookmarks of this map</translation>
    </message>
    <message>
        <source>前往(&amp;G)</source>
        <translation>&amp;Go there</translation>
    </message>
    <message>
        <source>重命名(&amp;R)</source>
        <translation>&amp;Rename</translation>
    </message>
    <message>
        <source>移除(&amp;D)</source>
        <translation>Remo&amp;ve</translation>
    </message>
    <message>
        <source>这张地图还没有书签。把地图移到要记住的地方，选“添加书签”。</source>
        <translation>This map has no bookmarks yet. Move the map where you want it and choose &quot;Add bookmark&quot;.</translation>
    </message>
</context>
<context>
    <name>Bookmarks</name>
    <message>
        <source>添加书签</source>
        <translation>Add bookmark</translation>
    </message>
    <message>
        <source>当前视图的名称：</source>
        <translation>Name of the current view:</translation>
    </message>
    <message>
        <source>书签</source>
        <translation>Bookmark</translation>
    </message>
</context>
<context>
    <name>BreaksEditor</name>
    <message>
        <source>各年份共用这套界限，会一起移动</source>
        <translation>All years share these limits; they move together</translation>
    </message>
</context>
<context>
    <name>CardDialog</name>
    <message>
        <source>没有可说明的指标。</source>
        <translation>There is no indicator to describe.</translation>
    </message>
    <message>
        <source>口径卡</source>
        <translation>Definition card</translation>
    </message>
    <message>
        <source>指标或字段（可输入文字查找）(&amp;I)</source>
        <translation>&amp;Indicator or column (type to search)</translation>
    </message>
    <message>
        <source>指标或字段</source>
        <translation>Indicator or column</translation>
    </message>
    <message>
        <source>复制全部(&amp;C)</source>
        <translation>&amp;Copy all</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>指标目录</source>
        <translation>catalogue</translation>
    </message>
    <message>
        <source>修改口径(&amp;E)…</source>
        <translation>Chang&amp;e definition…</translation>
    </message>
</context>
<context>
    <name>CardsDialog</name>
    <message>
        <source>区块对比</source>
        <translation>Block comparison</translation>
    </message>
    <message>
        <source>复制为表格</source>
        <translation>Copy as table</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>规则与来源</source>
        <translation>Rule and source</translation>
    </message>
</context>
<context>
    <name>ChartsPanel</name>
    <message>
        <source>没有选中的图层</source>
        <translation>No layer selected</translation>
    </message>
    <message>
        <source>这个图层没有可分组的字段</source>
        <translation>The layer has no field to group by</translation>
    </message>
    <message>
        <source>这个图层没有数值字段</source>
        <translation>The layer has no numeric field</translation>
    </message>
    <message>
        <source>PNG 图片</source>
        <translation>PNG picture</translation>
    </message>
    <message>
        <source>SVG 矢量图</source>
        <translation>SVG drawing</translation>
    </message>
    <message>
        <source>保存图表</source>
        <translation>Save the chart</translation>
    </message>
    <message>
        <source>条形图</source>
        <translation>Bar chart</translation>
    </message>
    <message>
        <source>散点图</source>
        <translation>Scatter plot</translation>
    </message>
    <message>
        <source>直方图</source>
        <translation>Histogram</translation>
    </message>
    <message>
        <source>箱线图</source>
        <translation>Box plot</translation>
    </message>
    <message>
        <source>图表类型</source>
        <translation>Chart type</translation>
    </message>
    <message>
        <source>数值字段</source>
        <translation>Numeric field</translation>
    </message>
    <message>
        <source>纵轴字段</source>
        <translation>Field for the vertical axis</translation>
    </message>
    <message>
        <source>分组字段</source>
        <translation>Field to group by</translation>
    </message>
    <message>
        <source>保存图表…</source>
        <translation>Save the chart…</translation>
    </message>
    <message>
        <source>复制图表</source>
        <translation>Copy the chart</translation>
    </message>
    <message>
        <source>图表：点击或框选即选中地图与表中的要素；方向键逐个查看，回车选中</source>
        <translation>Chart: click or draw a box to select in map and table; arrow keys step through the areas, Enter selects</translation>
    </message>
    <message>
        <source>这两个字段不能画在一张图上：{why}。</source>
        <translation>These two columns cannot share a chart: {why}.</translation>
    </message>
    <message>
        <source>设为口径例外…</source>
        <translation>Allow as an exception…</translation>
    </message>
</context>
<context>
    <name>CheckTab</name>
    <message>
        <source>“{words}”</source>
        <translation>&quot;{words}&quot;</translation>
    </message>
    <message>
        <source>（所印的数字本身）</source>
        <translation>(the printed figures themselves)</translation>
    </message>
    <message>
        <source>没有可用的数字</source>
        <translation>No usable figure</translation>
    </message>
    <message>
        <source>导出规划自检</source>
        <translation>Export the self-check</translation>
    </message>
    <message>
        <source>文件怎么说</source>
        <translation>What the document says</translation>
    </message>
    <message>
        <source>数字怎么说</source>
        <translation>What the figures say</translation>
    </message>
    <message>
        <source>转到台账中的数字</source>
        <translation>Go to the figures in the ledger</translation>
    </message>
    <message>
        <source>规划自检：不符的在前</source>
        <translation>Self-check of the plans, disagreements first</translation>
    </message>
</context>
<context>
    <name>CheckWindow</name>
    <message>
        <source>发现 {n} 处问题：{what}</source>
        <translation>Problems found: {n} – {what}</translation>
    </message>
    <message>
        <source>，</source>
        <translation>, </translation>
    </message>
    <message>
        <source>没有发现问题。</source>
        <translation>No problems found.</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>请在地图上移动或删除相交处的顶点；自动修复会改变面积，因此不提供。</source>
        <translation>Move or delete vertices at the self-intersection: an automatic repair would change the area, so none is offered.</translation>
    </message>
    <message>
        <source>{name} {delta} 平方米</source>
        <translation>{name} {delta} m²</translation>
    </message>
    <message>
        <source>；</source>
        <translation>; </translation>
    </message>
    <message>
        <source> 等共 {n} 个要素</source>
        <translation> and others, {n} features in all</translation>
    </message>
    <message>
        <source>修复后：{what}。尚未改动。</source>
        <translation>After the repair: {what}. Nothing has changed yet.</translation>
    </message>
    <message>
        <source>没有可改的。</source>
        <translation>Nothing to change.</translation>
    </message>
    <message>
        <source>检查边界</source>
        <translation>Check boundaries</translation>
    </message>
    <message>
        <source>邻近顶点小于(&amp;N)</source>
        <translation>Vertices &amp;nearer than</translation>
    </message>
    <message>
        <source>细条平均宽小于(&amp;W)</source>
        <translation>Slivers narro&amp;wer than</translation>
    </message>
    <message>
        <source> 米</source>
        <translation> m</translation>
    </message>
    <message>
        <source>重新检查(&amp;C)</source>
        <translation>&amp;Check again</translation>
    </message>
    <message>
        <source>修复方式(&amp;F)</source>
        <translation>Repair &amp;by</translation>
    </message>
    <message>
        <source>预览这一处(&amp;P)</source>
        <translation>&amp;Preview this one</translation>
    </message>
    <message>
        <source>预览全部同类(&amp;T)</source>
        <translation>Preview all of &amp;this kind</translation>
    </message>
    <message>
        <source>应用修复(&amp;A)</source>
        <translation>&amp;Apply the repair</translation>
    </message>
    <message>
        <source>不修复(&amp;D)</source>
        <translation>&amp;Do not repair</translation>
    </message>
    <message>
        <source>问题</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>要素</source>
        <translation>Features</translation>
    </message>
    <message>
        <source>面积（平方米）</source>
        <translation>Area (m²)</translation>
    </message>
    <message>
        <source>宽或距离（米）</source>
        <translation>Width/gap (m)</translation>
    </message>
    <message>
        <source>面积不变</source>
        <translation>areas unchanged</translation>
    </message>
</context>
<context>
    <name>ClusterTab</name>
    <message>
        <source>（不与分区对照）</source>
        <translation>(no zones)</translation>
    </message>
    <message>
        <source>点</source>
        <translation>Points</translation>
    </message>
    <message>
        <source>对照分区</source>
        <translation>Zones</translation>
    </message>
    <message>
        <source>方法</source>
        <translation>Method</translation>
    </message>
    <message>
        <source>半径（米）</source>
        <translation>Radius (m)</translation>
    </message>
    <message>
        <source>最少点数或 k</source>
        <translation>Min. points or k</translation>
    </message>
    <message>
        <source>曲线拐点</source>
        <translation>knee</translation>
    </message>
    <message>
        <source>DBSCAN 的邻域半径；也可以在左边的曲线上点选</source>
        <translation>DBSCAN radius; clicking the curve on the left sets it too</translation>
    </message>
    <message>
        <source>按区块合并</source>
        <translation>By block</translation>
    </message>
    <message>
        <source>对照表按南北区块等合并分区</source>
        <translation>Merge the zones of each block in the table</translation>
    </message>
    <message>
        <source>建议参数</source>
        <translation>Suggest</translation>
    </message>
    <message>
        <source>最少点数取 4（维数的两倍），半径取 k-距离曲线的拐点</source>
        <translation>At least 4 points (twice the dimensions), radius at the knee of the k-distance curve</translation>
    </message>
    <message>
        <source>做成地图</source>
        <translation>Make a map</translation>
    </message>
    <message>
        <source>把聚类存为字段，添加一张专题地图；可以撤销</source>
        <translation>Save the clusters as a field and add a map of them; can be undone</translation>
    </message>
    <message>
        <source>k-距离曲线：点一处，以那里的距离为半径</source>
        <translation>k-distance curve: click to use the distance there as the radius</translation>
    </message>
    <message>
        <source>聚类与分区的对照表</source>
        <translation>Clusters and the zones they lie in</translation>
    </message>
</context>
<context>
    <name>ComparePanel</name>
    <message>
        <source>分区密度</source>
        <translation>Density by zone</translation>
    </message>
    <message>
        <source>导出结果</source>
        <translation>Export the result</translation>
    </message>
    <message>
        <source>结果表（CSV、XLSX）…</source>
        <translation>Results table (CSV, XLSX)…</translation>
    </message>
    <message>
        <source>产业重叠</source>
        <translation>Overlap of positioning</translation>
    </message>
    <message>
        <source>空间自相关</source>
        <translation>Spatial autocorrelation</translation>
    </message>
    <message>
        <source>点格局</source>
        <translation>Point pattern</translation>
    </message>
    <message>
        <source>聚类</source>
        <translation>Clusters</translation>
    </message>
    <message>
        <source>图件：地图、图形与解读（PDF、PNG、SVG）…</source>
        <translation>Sheet: map, charts and reading (PDF, PNG, SVG)…</translation>
    </message>
    <message>
        <source>网页：与地图联动的图形（HTML）…</source>
        <translation>Page: charts linked with the map (HTML)…</translation>
    </message>
</context>
<context>
    <name>CoordinateChoice</name>
    <message>
        <source>写法(&amp;W)</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>坐标基准(&amp;D)</source>
        <translation>&amp;Datum</translation>
    </message>
    <message>
        <source>自动识别</source>
        <translation>Auto-detect</translation>
    </message>
    <message>
        <source>经纬度（十进制）</source>
        <translation>Degrees (decimal)</translation>
    </message>
    <message>
        <source>经纬度（度分秒）</source>
        <translation>Degrees minutes seconds</translation>
    </message>
    <message>
        <source>平面坐标 X/Y（CGCS2000，EPSG:4549）</source>
        <translation>Grid X/Y (CGCS2000, EPSG:4549)</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>程序内部错误</source>
        <translation>Internal error</translation>
    </message>
    <message>
        <source>程序出现了意料之外的错误，这一步没有生效，项目保持原样。建议先把项目另存一份，再把下面的内容连同日志文件发给维护者。</source>
        <translation>Something unexpected went wrong. This step had no effect and the project is unchanged. Save a copy of the project, then send the lines below with the log file to the maintainers.</translation>
    </message>
    <message>
        <source>日志文件：{path}</source>
        <translation>Log file: {path}</translation>
    </message>
    <message>
        <source>复制</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>打开日志文件夹</source>
        <translation>Open log folder</translation>
    </message>
</context>
<context>
    <name>DensityForm</name>
    <message>
        <source>重叠处只计一次</source>
        <translation>count once</translation>
    </message>
    <message>
        <source>重叠处各计一次</source>
        <translation>count in each</translation>
    </message>
    <message>
        <source>重叠处平分</source>
        <translation>split equally</translation>
    </message>
    <message>
        <source>（无）</source>
        <translation>(none)</translation>
    </message>
    <message>
        <source>（点数）</source>
        <translation>(number of points)</translation>
    </message>
    <message>
        <source>（全部）</source>
        <translation>(all)</translation>
    </message>
    <message>
        <source>各分区</source>
        <translation>the zones</translation>
    </message>
    <message>
        <source>分区</source>
        <translation>Zones</translation>
    </message>
    <message>
        <source>汇总到</source>
        <translation>Roll up to</translation>
    </message>
    <message>
        <source>点</source>
        <translation>Points</translation>
    </message>
    <message>
        <source>类别字段</source>
        <translation>Category field</translation>
    </message>
    <message>
        <source>只计类别</source>
        <translation>Categories</translation>
    </message>
    <message>
        <source>建成年份</source>
        <translation>Year built field</translation>
    </message>
    <message>
        <source>建成于（年底前）</source>
        <translation>Built by end of</translation>
    </message>
    <message>
        <source>权重</source>
        <translation>Weight</translation>
    </message>
    <message>
        <source>面积口径</source>
        <translation>Area basis</translation>
    </message>
    <message>
        <source>边界容差</source>
        <translation>Border tolerance</translation>
    </message>
    <message>
        <source>重叠规则</source>
        <translation>Overlaps</translation>
    </message>
    <message>
        <source>按注明精度</source>
        <translation>as stated</translation>
    </message>
    <message>
        <source> 米</source>
        <translation> m</translation>
    </message>
    <message>
        <source>只计勾选的类别</source>
        <translation>Only points of the ticked categories are counted</translation>
    </message>
    <message>
        <source>离边界这么近的点可能属于另一侧：用来算可能的名次</source>
        <translation>Points this close to a border may lie on its other side; used for the possible ranks</translation>
    </message>
</context>
<context>
    <name>DensityTab</name>
    <message>
        <source>表中按类别列出</source>
        <translation>List by category</translation>
    </message>
    <message>
        <source>比</source>
        <translation>vs.</translation>
    </message>
    <message>
        <source>比较的第一个分区</source>
        <translation>First zone to compare</translation>
    </message>
    <message>
        <source>比较的第二个分区</source>
        <translation>Second zone to compare</translation>
    </message>
    <message>
        <source>各分区密度与区间：点击或框选即选中地图与表中的分区；方向键逐个查看，回车选中</source>
        <translation>Zone densities with intervals: click or draw a box to select in map and table; arrow keys step through them, Enter selects</translation>
    </message>
    <message>
        <source>各分区的点数、面积、密度与名次</source>
        <translation>Points, area, density and rank of each zone</translation>
    </message>
    <message>
        <source>做成地图</source>
        <translation>Make a map</translation>
    </message>
    <message>
        <source>把密度存为字段，添加一张专题地图；可以撤销</source>
        <translation>Save the densities as a field and add a map of them; can be undone</translation>
    </message>
</context>
<context>
    <name>DescribeDialog</name>
    <message>
        <source>说明字段的口径</source>
        <translation>Describe column</translation>
    </message>
    <message>
        <source>目录中的指标(&amp;I)</source>
        <translation>Catalogue &amp;indicator</translation>
    </message>
    <message>
        <source>年份(&amp;Y)</source>
        <translation>&amp;Year</translation>
    </message>
    <message>
        <source>年份类别(&amp;K)</source>
        <translation>Type of &amp;figure</translation>
    </message>
    <message>
        <source>中文名称(&amp;Z)</source>
        <translation>Chinese &amp;name</translation>
    </message>
    <message>
        <source>英文名称(&amp;E)</source>
        <translation>&amp;English name</translation>
    </message>
    <message>
        <source>单位(&amp;U)</source>
        <translation>&amp;Unit</translation>
    </message>
    <message>
        <source>定义（中文）(&amp;D)</source>
        <translation>&amp;Definition (Chinese)</translation>
    </message>
    <message>
        <source>定义（英文）(&amp;N)</source>
        <translation>De&amp;finition (English)</translation>
    </message>
    <message>
        <source>存量或流量(&amp;S)</source>
        <translation>&amp;Stock or flow</translation>
    </message>
    <message>
        <source>分母(&amp;B)</source>
        <translation>&amp;Base</translation>
    </message>
    <message>
        <source>汇总规则(&amp;R)</source>
        <translation>&amp;Roll-up</translation>
    </message>
    <message>
        <source>来源(&amp;O)</source>
        <translation>S&amp;ource</translation>
    </message>
    <message>
        <source>（不是目录中的指标）</source>
        <translation>(not in the catalogue)</translation>
    </message>
    <message>
        <source>未注明</source>
        <translation>not stated</translation>
    </message>
    <message>
        <source>实际值</source>
        <translation>actual figure</translation>
    </message>
    <message>
        <source>预估值</source>
        <translation>estimate</translation>
    </message>
    <message>
        <source>目标值</source>
        <translation>target</translation>
    </message>
    <message>
        <source>下级区域相加</source>
        <translation>sum of the parts</translation>
    </message>
    <message>
        <source>不可汇总</source>
        <translation>cannot be rolled up</translation>
    </message>
    <message>
        <source>确定</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message>
        <source>详情</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>复制</source>
        <translation>Copy</translation>
    </message>
</context>
<context>
    <name>Diagnostics</name>
    <message>
        <source>压缩包</source>
        <translation>Archive</translation>
    </message>
    <message>
        <source>保存诊断信息</source>
        <translation>Save diagnostics</translation>
    </message>
</context>
<context>
    <name>DifferenceDialog</name>
    <message>
        <source>差值图</source>
        <translation>Difference map</translation>
    </message>
    <message>
        <source>现状（减数）</source>
        <translation>Earlier (subtrahend)</translation>
    </message>
    <message>
        <source>未来（被减数）</source>
        <translation>Later (minuend)</translation>
    </message>
    <message>
        <source>差值</source>
        <translation>Difference</translation>
    </message>
    <message>
        <source>制作三图</source>
        <translation>Make three maps</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>变化量</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>变化率</source>
        <translation>Relative change</translation>
    </message>
    <message>
        <source>现状、未来、差值三图并排：前两图同一分级，差值以 0 为中心设色。任一年无数据即为无数据。</source>
        <translation>Earlier, later and difference side by side: the first two share their classes, the difference is coloured about 0. No data in either year means no data.</translation>
    </message>
    <message>
        <source>请选择两个不同的年份。</source>
        <translation>Choose two different years.</translation>
    </message>
    <message>
        <source>不能相减：{why}。</source>
        <translation>They cannot be subtracted: {why}.</translation>
    </message>
    <message>
        <source>已设口径例外：差值图会印出脚注。</source>
        <translation>Allowed as an exception: the difference map carries a footnote. </translation>
    </message>
    <message>
        <source>设为口径例外(&amp;X)…</source>
        <translation>Allow as an e&amp;xception…</translation>
    </message>
</context>
<context>
    <name>EntryDialog</name>
    <message>
        <source>涉及 {count} 个园区，面积变化 {area} km²，顶点 {vertices}。面积为椭球面面积。</source>
        <translation>Parks affected: {count}. Area change: {area} km². Vertices: {vertices}. Areas are geodesic.</translation>
    </message>
    <message>
        <source>没有改动的边界；可以只改变所选要素的状态。</source>
        <translation>No boundary has changed; you can still change the status of the selected features.</translation>
    </message>
    <message>
        <source>作者(&amp;A)：</source>
        <translation>&amp;Author</translation>
    </message>
    <message>
        <source>边界状态(&amp;T)：</source>
        <translation>Boundary s&amp;tatus</translation>
    </message>
    <message>
        <source>文号(&amp;D)：</source>
        <translation>&amp;Document no.</translation>
    </message>
    <message>
        <source>理由(&amp;R)：</source>
        <translation>&amp;Reason</translation>
    </message>
    <message>
        <source>所选的 {count} 个要素也改为此状态：{names}</source>
        <translation>Also give this status to the selected features ({count}): {names}</translation>
    </message>
    <message>
        <source>提交</source>
        <translation>Commit</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>没有可提交的内容。</source>
        <translation>There is nothing to commit.</translation>
    </message>
    <message>
        <source>与现有园区重叠(&amp;O)：</source>
        <translation>&amp;Overlap with existing parks</translation>
    </message>
    <message>
        <source>从地块中裁去</source>
        <translation>Trim the parcel</translation>
    </message>
    <message>
        <source>从现有园区中裁去</source>
        <translation>Trim the existing parks</translation>
    </message>
    <message>
        <source>保留重叠并标为草稿</source>
        <translation>Keep and mark as draft</translation>
    </message>
</context>
<context>
    <name>ExceptionsDialog</name>
    <message>
        <source>项目中没有口径例外：放在一起的数字都可以比较。</source>
        <translation>The project has no exceptions: all figures shown together are comparable.</translation>
    </message>
    <message>
        <source>撤销时（可再撤消）：</source>
        <translation>When withdrawn (can be undone):</translation>
    </message>
    <message>
        <source>口径例外</source>
        <translation>Comparison exceptions</translation>
    </message>
    <message>
        <source>经确认仍予比较的不可比数字。脚注随地图印在图例、网页、图件、图表和报告里。</source>
        <translation>Figures that are not comparable but are compared anyway. Their footnotes are printed in legends, pages, sheets, charts and reports.</translation>
    </message>
    <message>
        <source>撤销例外(&amp;R)</source>
        <translation>&amp;Withdraw</translation>
    </message>
    <message>
        <source>复制脚注(&amp;C)</source>
        <translation>&amp;Copy footnote</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>随公式保存的例外，在“派生指标”中修改：</source>
        <translation>Saved with formulas; change them under &quot;Derived indicator&quot;:</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>导出网页</source>
        <translation>Export page</translation>
    </message>
    <message>
        <source>要导出的地图(&amp;M)，每张是网页中的一个专题</source>
        <translation>&amp;Maps to export; each is a theme of the page</translation>
    </message>
    <message>
        <source>打开时的语言(&amp;L)</source>
        <translation>Initial &amp;language</translation>
    </message>
    <message>
        <source>网页文件(&amp;F)</source>
        <translation>Page &amp;file</translation>
    </message>
    <message>
        <source>浏览(&amp;B)…</source>
        <translation>&amp;Browse…</translation>
    </message>
    <message>
        <source>导出</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>网页</source>
        <translation>Web pages</translation>
    </message>
    <message>
        <source>导出到</source>
        <translation>Export to</translation>
    </message>
    <message>
        <source>正在检查…</source>
        <translation>Checking…</translation>
    </message>
    <message>
        <source>外发体检：{n} 项</source>
        <translation>Check before sending: notes ({n})</translation>
    </message>
    <message>
        <source>嵌入底图(&amp;T)</source>
        <translation>Embed base &amp;tiles</translation>
    </message>
    <message>
        <source>不嵌入</source>
        <translation>Do not embed</translation>
    </message>
    <message>
        <source>到第 {zoom} 级：{n} 块，约 {mb} MB</source>
        <translation>Up to zoom {zoom}: {n} tiles, about {mb} MB</translation>
    </message>
    <message>
        <source>到第 {zoom} 级：{n} 块</source>
        <translation>Up to zoom {zoom}: {n} tiles</translation>
    </message>
    <message>
        <source>底图的瓦片写进网页，断网也能看；未选时嵌入不超过 {mb} MB 的最细一级，都超过则不嵌入</source>
        <translation>Base map tiles are written into the page and work offline. By default the finest zoom within {mb} MB is embedded, or none if every zoom is larger</translation>
    </message>
</context>
<context>
    <name>ExportLayerDialog</name>
    <message>
        <source>导出图层</source>
        <translation>Export layer</translation>
    </message>
    <message>
        <source>文件本身无法注明 GCJ-02 或 BD-09，交给别人时请说明。</source>
        <translation>No file can say that it is in GCJ-02 or BD-09: tell whoever gets it.</translation>
    </message>
    <message>
        <source>连接、派生和编辑过的字段一并写入；原文件不变。GeoJSON 按标准以 WGS 84 写出。</source>
        <translation>Joined, derived and edited fields are written too; the original file stays as it is. GeoJSON is written in WGS 84, as its standard says.</translation>
    </message>
    <message>
        <source>坐标基准(&amp;D)</source>
        <translation>&amp;Datum</translation>
    </message>
    <message>
        <source>只导出选中的 {n} 个要素(&amp;S)</source>
        <translation>Only the {n} &amp;selected features</translation>
    </message>
    <message>
        <source>选择文件…</source>
        <translation>Select file…</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>FigureDialog</name>
    <message>
        <source>还没有数字</source>
        <translation>No figure yet</translation>
    </message>
    <message>
        <source>数值（{unit}）</source>
        <translation>Figure ({unit})</translation>
    </message>
    <message>
        <source>数值</source>
        <translation>Figure</translation>
    </message>
    <message>
        <source>将更正先前填报的数字。</source>
        <translation>This corrects the figure reported earlier.</translation>
    </message>
    <message>
        <source>将与规划的数字并列，注明为填报。</source>
        <translation>It is kept beside the plans&apos; figures and marked as reported.</translation>
    </message>
    <message>
        <source>填报新数字</source>
        <translation>Report a new figure</translation>
    </message>
    <message>
        <source>区域</source>
        <translation>Area</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Indicator</translation>
    </message>
    <message>
        <source>现有数字</source>
        <translation>Existing figures</translation>
    </message>
    <message>
        <source>年份</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>性质</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>来源</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>备注</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>文件和位置，如：2026年统计公报 表3</source>
        <translation>e.g. Statistical bulletin 2026, table 3</translation>
    </message>
    <message>
        <source>如 2902、1.2万、3-5、458（预估）</source>
        <translation>e.g. 2902, 1,234, 3-5</translation>
    </message>
    <message>
        <source>填报</source>
        <translation>Report</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>FiguresDialog</name>
    <message>
        <source>从表格填报数字</source>
        <translation>Report figures from a table</translation>
    </message>
    <message>
        <source>“{name}”：{good} 个数字可以填报，{bad} 处不能。</source>
        <translation>&quot;{name}&quot;: can be reported: {good}; cannot: {bad}.</translation>
    </message>
    <message>
        <source>没有写来源的行，来源记为：</source>
        <translation>Source for rows without one:</translation>
    </message>
    <message>
        <source>区域</source>
        <translation>Area</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Indicator</translation>
    </message>
    <message>
        <source>年份</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>性质</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>数值</source>
        <translation>Figure</translation>
    </message>
    <message>
        <source>来源</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>第 {line} 行：{why}</source>
        <translation>Row {line}: {why}</translation>
    </message>
    <message>
        <source>填报 {n} 个数字</source>
        <translation>Report figures ({n})</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>全部文件</source>
        <translation>All files</translation>
    </message>
</context>
<context>
    <name>FilterMark</name>
    <message>
        <source>取消按年份筛选，显示全部</source>
        <translation>Remove the year filter and show everything</translation>
    </message>
    <message>
        <source>取消按年份筛选</source>
        <translation>Remove the year filter</translation>
    </message>
</context>
<context>
    <name>FinishDialog</name>
    <message>
        <source>结束编辑</source>
        <translation>End editing</translation>
    </message>
    <message>
        <source>本次编辑 {steps} 步，涉及 {features} 个要素，面积合计变化 {delta} 平方米（测地线面积）。</source>
        <translation>Edit steps: {steps}; features affected: {features}; total area change: {delta} m² (geodesic).</translation>
    </message>
    <message>
        <source>修改</source>
        <translation>changed</translation>
    </message>
    <message>
        <source>新增</source>
        <translation>added</translation>
    </message>
    <message>
        <source>删除</source>
        <translation>removed</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>变化</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>原面积（平方公里）</source>
        <translation>Area before (km²)</translation>
    </message>
    <message>
        <source>现面积（平方公里）</source>
        <translation>Area now (km²)</translation>
    </message>
    <message>
        <source>变化（平方米）</source>
        <translation>Change (m²)</translation>
    </message>
    <message>
        <source>顶点</source>
        <translation>Vertices</translation>
    </message>
    <message>
        <source>本次编辑的变化</source>
        <translation>What this edit session changed</translation>
    </message>
    <message>
        <source>保留(&amp;K)</source>
        <translation>&amp;Keep</translation>
    </message>
    <message>
        <source>保留并保存项目(&amp;S)</source>
        <translation>Keep and &amp;save the project</translation>
    </message>
    <message>
        <source>放弃全部(&amp;D)</source>
        <translation>&amp;Discard all</translation>
    </message>
    <message>
        <source>继续编辑(&amp;C)</source>
        <translation>&amp;Continue editing</translation>
    </message>
</context>
<context>
    <name>FormulaDialog</name>
    <message>
        <source>派生指标：{layer}</source>
        <translation>Derived indicators: {layer}</translation>
    </message>
    <message>
        <source>指标(&amp;I)</source>
        <translation>&amp;Indicator</translation>
    </message>
    <message>
        <source>中文名称(&amp;Z)</source>
        <translation>Chinese &amp;name</translation>
    </message>
    <message>
        <source>英文名称(&amp;E)</source>
        <translation>&amp;English name</translation>
    </message>
    <message>
        <source>公式(&amp;F)</source>
        <translation>&amp;Formula</translation>
    </message>
    <message>
        <source>单位(&amp;U)</source>
        <translation>&amp;Unit</translation>
    </message>
    <message>
        <source>仍要合并的理由(&amp;R)</source>
        <translation>&amp;Reason to combine them</translation>
    </message>
    <message>
        <source>可不填</source>
        <translation>optional</translation>
    </message>
    <message>
        <source>如：[企业数] / 面积()&#x3000;&#x3000;双击下面的列或函数即可插入</source>
        <translation>e.g. [firms] / area() — double-click a column or function below to insert it</translation>
    </message>
    <message>
        <source>会作为说明印在图例、网页、图件和报告中</source>
        <translation>printed as a note in legends, pages, sheets and reports</translation>
    </message>
    <message>
        <source>列</source>
        <translation>Columns</translation>
    </message>
    <message>
        <source>函数</source>
        <translation>Functions</translation>
    </message>
    <message>
        <source>可用的列</source>
        <translation>Available columns</translation>
    </message>
    <message>
        <source>可用的函数</source>
        <translation>Available functions</translation>
    </message>
    <message>
        <source>预览</source>
        <translation>Preview</translation>
    </message>
    <message>
        <source>在图上显示(&amp;D)</source>
        <translation>&amp;Show on the map</translation>
    </message>
    <message>
        <source>删除此指标(&amp;X)</source>
        <translation>Remove this indi&amp;cator</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>新建派生指标</source>
        <translation>New derived indicator</translation>
    </message>
    <message>
        <source>按公式得出：{unit}</source>
        <translation>from the formula: {unit}</translation>
    </message>
    <message>
        <source>无单位</source>
        <translation>no unit</translation>
    </message>
    <message>
        <source>按公式得出</source>
        <translation>from the formula</translation>
    </message>
    <message>
        <source>修改</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>添加</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>结果</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>要素</source>
        <translation>Feature</translation>
    </message>
    <message>
        <source>无数据</source>
        <translation>No data</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>园图帮助</source>
        <translation>Yuantu help</translation>
    </message>
    <message>
        <source>在帮助中搜索</source>
        <translation>Search the help</translation>
    </message>
    <message>
        <source>目录</source>
        <translation>Contents</translation>
    </message>
    <message>
        <source>搜索结果</source>
        <translation>Search results</translation>
    </message>
    <message>
        <source>后退</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>前进</source>
        <translation>Forward</translation>
    </message>
    <message>
        <source>帮助首页</source>
        <translation>Help home</translation>
    </message>
    <message>
        <source>没有找到</source>
        <translation>Nothing found</translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>分级直方图</source>
        <translation>Histogram with class limits</translation>
    </message>
    <message>
        <source>拖动界限改变分级；双击输入数值；按住 Ctrl 不取整。键盘：↑↓ 选界限，←→ 移动，回车输入</source>
        <translation>Drag a limit to change the classes; double-click to type it; hold Ctrl for finer steps. Keys: ↑↓ choose, ←→ move, Enter types</translation>
    </message>
    <message>
        <source>分级界限</source>
        <translation>Class limit</translation>
    </message>
    <message>
        <source>请输入 {low} 与 {high} 之间的数</source>
        <translation>Enter a number between {low} and {high}</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>选中一步即回到该步之后的状态。</source>
        <translation>Select a step to return to the state after it.</translation>
    </message>
    <message>
        <source>操作历史</source>
        <translation>Edit history</translation>
    </message>
    <message>
        <source>已撤销，可以重做</source>
        <translation>Undone; can be redone</translation>
    </message>
</context>
<context>
    <name>IdentifyPanel</name>
    <message>
        <source>复制</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>复制全部查询结果</source>
        <translation>Copy all results</translation>
    </message>
    <message>
        <source>此处有 {n} 个要素</source>
        <translation>Features here: {n}</translation>
    </message>
    <message>
        <source>此处没有要素</source>
        <translation>No feature here</translation>
    </message>
    <message>
        <source>用“查询要素”工具点选地图</source>
        <translation>Click the map with the Identify tool</translation>
    </message>
</context>
<context>
    <name>ImportBoundaryDialog</name>
    <message>
        <source>导入边界</source>
        <translation>Import a boundary</translation>
    </message>
    <message>
        <source>从文件取边界，或粘贴 WKT、GeoJSON 文本；先在地图上看，再采用。</source>
        <translation>Read a boundary from a file, or paste WKT or GeoJSON; preview it on the map before using it.</translation>
    </message>
    <message>
        <source>打开文件(&amp;O)…</source>
        <translation>&amp;Open file…</translation>
    </message>
    <message>
        <source>粘贴文本(&amp;V)</source>
        <translation>Paste te&amp;xt</translation>
    </message>
    <message>
        <source>读取文本(&amp;R)</source>
        <translation>&amp;Read text</translation>
    </message>
    <message>
        <source>WKT 或 GeoJSON 文本</source>
        <translation>WKT or GeoJSON text</translation>
    </message>
    <message>
        <source>其中的面(&amp;L)</source>
        <translation>Po&amp;lygons in it</translation>
    </message>
    <message>
        <source>来源的坐标基准(&amp;D)</source>
        <translation>&amp;Datum of the source</translation>
    </message>
    <message>
        <source>用途(&amp;U)</source>
        <translation>&amp;Use as</translation>
    </message>
    <message>
        <source>采用</source>
        <translation>Use</translation>
    </message>
    <message>
        <source>矢量文件</source>
        <translation>Vector files</translation>
    </message>
    <message>
        <source>（请先选中一个要素）</source>
        <translation>(select a feature first)</translation>
    </message>
    <message>
        <source>作为新要素</source>
        <translation>New features</translation>
    </message>
    <message>
        <source>作为“{name}”的一部分</source>
        <translation>Part of &quot;{name}&quot;</translation>
    </message>
    <message>
        <source>替换“{name}”的边界</source>
        <translation>New boundary of &quot;{name}&quot;</translation>
    </message>
    <message>
        <source>来源中没有面。</source>
        <translation>The source contains no polygon.</translation>
    </message>
    <message>
        <source>“{name}”的边界与自身相交，请先在来源中改正。</source>
        <translation>The boundary of &quot;{name}&quot; intersects itself: correct it in the source first.</translation>
    </message>
    <message>
        <source>“{name}”不在上海范围内，请核对坐标系和基准。</source>
        <translation>&quot;{name}&quot; lies outside Shanghai: check CRS and datum.</translation>
    </message>
</context>
<context>
    <name>IndicatorLinks</name>
    <message>
        <source>{n} 个年份</source>
        <translation>{n} years</translation>
    </message>
</context>
<context>
    <name>JoinDialog</name>
    <message>
        <source>连接表格</source>
        <translation>Join table</translation>
    </message>
    <message>
        <source>图层</source>
        <translation>Layer</translation>
    </message>
    <message>
        <source>表格文件(&amp;F)</source>
        <translation>Table &amp;file</translation>
    </message>
    <message>
        <source>关键字段</source>
        <translation>Keys</translation>
    </message>
    <message>
        <source>重复键(&amp;R)</source>
        <translation>Duplicate &amp;keys</translation>
    </message>
    <message>
        <source>年份列(&amp;Y)</source>
        <translation>&amp;Year column</translation>
    </message>
    <message>
        <source>浏览(&amp;B)…</source>
        <translation>&amp;Browse…</translation>
    </message>
    <message>
        <source>连接</source>
        <translation>Join</translation>
    </message>
    <message>
        <source>表格</source>
        <translation>Tables</translation>
    </message>
    <message>
        <source>选择表格</source>
        <translation>Choose a table</translation>
    </message>
    <message>
        <source>自动识别</source>
        <translation>Detect</translation>
    </message>
    <message>
        <source>{n} 个要素中匹配到 {m} 个</source>
        <translation>{m} of {n} features match</translation>
    </message>
    <message>
        <source>正在比对…</source>
        <translation>Matching…</translation>
    </message>
    <message>
        <source>选择表格后在此预览匹配结果</source>
        <translation>Choose a table to preview the matches here</translation>
    </message>
    <message>
        <source>……另有 {n} 个</source>
        <translation>… and {n} more</translation>
    </message>
    <message>
        <source>图层中未匹配（{n}）</source>
        <translation>Only in layer ({n})</translation>
    </message>
    <message>
        <source>表格中未匹配（{n}）</source>
        <translation>Only in table ({n})</translation>
    </message>
    <message>
        <source>表格中重复的键（{n}）</source>
        <translation>Duplicates ({n})</translation>
    </message>
    <message>
        <source>近似匹配，勾选即确认（{n}）</source>
        <translation>Near matches: tick to confirm ({n})</translation>
    </message>
    <message>
        <source>已确认</source>
        <translation>confirmed</translation>
    </message>
    <message>
        <source>工作表(&amp;S)</source>
        <translation>&amp;Sheet</translation>
    </message>
    <message>
        <source>读表说明（{n}）</source>
        <translation>Import notes ({n})</translation>
    </message>
    <message>
        <source>Excel 工作簿</source>
        <translation>Excel workbook</translation>
    </message>
    <message>
        <source>CSV 表格</source>
        <translation>CSV table</translation>
    </message>
    <message>
        <source>（整理）</source>
        <translation> (tidied)</translation>
    </message>
    <message>
        <source>另存整理后的表</source>
        <translation>Save the tidied table</translation>
    </message>
    <message>
        <source>关联指标（{n}）</source>
        <translation>Indicators ({n})</translation>
    </message>
</context>
<context>
    <name>JournalLight</name>
    <message>
        <source>记录中…</source>
        <translation>Recording…</translation>
    </message>
    <message>
        <source>正在把上一步写入操作日志</source>
        <translation>Writing the last step to the journal</translation>
    </message>
    <message>
        <source>已记录</source>
        <translation>Recorded</translation>
    </message>
    <message>
        <source>每一步都已写入操作日志；意外退出后可以恢复。保存项目请按 Ctrl+S</source>
        <translation>Every step is in the journal and can be restored after a crash. Ctrl+S saves the project itself</translation>
    </message>
    <message>
        <source>未能记录</source>
        <translation>Not recorded</translation>
    </message>
    <message>
        <source>操作日志写不进去，意外退出后将无法恢复未保存的工作；请尽快保存</source>
        <translation>The journal cannot be written: unsaved work would be lost in a crash. Save soon</translation>
    </message>
</context>
<context>
    <name>KeyPair</name>
    <message>
        <source>图层的关键字段</source>
        <translation>Key column of the layer</translation>
    </message>
    <message>
        <source>表格的关键字段</source>
        <translation>Key column of the table</translation>
    </message>
    <message>
        <source>去掉这一对</source>
        <translation>Remove this key pair</translation>
    </message>
</context>
<context>
    <name>KeyPairs</name>
    <message>
        <source>添加一对关键字段</source>
        <translation>Add key pair</translation>
    </message>
</context>
<context>
    <name>LayerFiles</name>
    <message>
        <source>添加图层</source>
        <translation>Add layer</translation>
    </message>
    <message>
        <source>空间数据与栅格瓦片</source>
        <translation>Spatial data and raster tiles</translation>
    </message>
    <message>
        <source>栅格瓦片</source>
        <translation>Raster tiles</translation>
    </message>
    <message>
        <source>添加离线底图</source>
        <translation>Add an offline base map</translation>
    </message>
</context>
<context>
    <name>LayerProperties</name>
    <message>
        <source>图层属性</source>
        <translation>Layer properties</translation>
    </message>
    <message>
        <source>中文名称(&amp;Z)</source>
        <translation>Chinese &amp;name</translation>
    </message>
    <message>
        <source>英文名称(&amp;E)</source>
        <translation>&amp;English name</translation>
    </message>
    <message>
        <source>复制全部(&amp;C)</source>
        <translation>&amp;Copy all</translation>
    </message>
    <message>
        <source>只在这些比例尺显示</source>
        <translation>Visible scale range</translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>地图</source>
        <translation>Maps</translation>
    </message>
    <message>
        <source>图层与图例</source>
        <translation>Layers and legend</translation>
    </message>
    <message>
        <source>不透明度</source>
        <translation>Opacity</translation>
    </message>
    <message>
        <source>专题图层</source>
        <translation>Map layers</translation>
    </message>
    <message>
        <source>背景图层</source>
        <translation>Background layers</translation>
    </message>
    <message>
        <source>选中的图层、图层组或底图的不透明度；图层组的与组内图层的相乘</source>
        <translation>Opacity of the selected layer, group or base map; that of a group multiplies those of its layers</translation>
    </message>
    <message>
        <source>底图</source>
        <translation>Base maps</translation>
    </message>
</context>
<context>
    <name>Ledger</name>
    <message>
        <source>边界修订台账</source>
        <translation>Boundary ledger</translation>
    </message>
    <message>
        <source>Excel 工作簿</source>
        <translation>Excel workbook</translation>
    </message>
    <message>
        <source>导出边界修订台账</source>
        <translation>Export the boundary ledger</translation>
    </message>
    <message>
        <source>导出新旧边界图</source>
        <translation>Export old and new boundaries</translation>
    </message>
</context>
<context>
    <name>LedgerPanel</name>
    <message>
        <source>修订</source>
        <translation>Revisions</translation>
    </message>
    <message>
        <source>扩区情景</source>
        <translation>Expansion scenarios</translation>
    </message>
    <message>
        <source>边界图层：</source>
        <translation>Layer:</translation>
    </message>
    <message>
        <source>与批复面积的允差：</source>
        <translation>Area tolerance:</translation>
    </message>
    <message>
        <source>未提交：{count} 个边界</source>
        <translation>Uncommitted boundaries: {count}</translation>
    </message>
    <message>
        <source>编辑中</source>
        <translation>Editing</translation>
    </message>
    <message>
        <source>序号</source>
        <translation>No.</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>类型</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>文号</source>
        <translation>Document no.</translation>
    </message>
    <message>
        <source>理由</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>作者</source>
        <translation>Author</translation>
    </message>
    <message>
        <source>变化 km²</source>
        <translation>Change, km²</translation>
    </message>
    <message>
        <source>内容与编号不符：{reason}</source>
        <translation>Does not match its id: {reason}</translation>
    </message>
    <message>
        <source>选中一行看它改了什么，选中两行互相比较。</source>
        <translation>Select a row to see what it changed, or two rows to compare them.</translation>
    </message>
</context>
<context>
    <name>LedgerTab</name>
    <message>
        <source>{rows} 行，{figures} 个数字。</source>
        <translation>{rows} rows, {figures} figures.</translation>
    </message>
    <message>
        <source>没有符合条件的行：请清除搜索，或把状态改为“全部”。</source>
        <translation>No matching rows: clear the search, or set the status to &quot;All&quot;.</translation>
    </message>
    <message>
        <source>规划没有给出这个区域的数字；可点“填报新数字”，或选上级区域。</source>
        <translation>The plans give no figure for this area: report one, or select a higher-level area.</translation>
    </message>
    <message>
        <source>选中一行，看它的走势、判断依据和每个数字的来源。</source>
        <translation>Select a row to see its trend, the rule behind its status, and the source of each figure.</translation>
    </message>
    <message>
        <source>导出目标台账</source>
        <translation>Export the target ledger</translation>
    </message>
    <message>
        <source>复制所选行</source>
        <translation>Copy the selected rows</translation>
    </message>
    <message>
        <source>复制数字与来源</source>
        <translation>Copy figures and sources</translation>
    </message>
    <message>
        <source>这个指标的状态地图</source>
        <translation>Status map of this indicator</translation>
    </message>
    <message>
        <source>填报新数字…</source>
        <translation>Report a figure…</translation>
    </message>
    <message>
        <source>撤回填报：{figure}</source>
        <translation>Withdraw: {figure}</translation>
    </message>
    <message>
        <source>搜索指标、区域、来源（汉字或拼音）</source>
        <translation>Search indicator, area, source</translation>
    </message>
    <message>
        <source>搜索台账</source>
        <translation>Search the ledger</translation>
    </message>
    <message>
        <source>含下级</source>
        <translation>Sub-areas</translation>
    </message>
    <message>
        <source>同时列出所选区域之下各区域的指标</source>
        <translation>Also list the areas below the selected one</translation>
    </message>
    <message>
        <source>截至</source>
        <translation>As of</translation>
    </message>
    <message>
        <source>“应达”按这一天计算</source>
        <translation>&quot;Expected&quot; is computed for this day</translation>
    </message>
    <message>
        <source>从表格填报…</source>
        <translation>From a table…</translation>
    </message>
    <message>
        <source>状态地图</source>
        <translation>Status map</translation>
    </message>
    <message>
        <source>把所选行的指标做成各区域的状态地图，一步，可撤销</source>
        <translation>Make a status map of the selected row&apos;s indicator: one step that can be undone</translation>
    </message>
    <message>
        <source>区域</source>
        <translation>Area</translation>
    </message>
    <message>
        <source>项</source>
        <translation>No.</translation>
    </message>
    <message>
        <source>区域树：选一个区域，只看它和它的下级</source>
        <translation>Area tree: select one to see it and its sub-areas</translation>
    </message>
    <message>
        <source>目标台账</source>
        <translation>Target ledger</translation>
    </message>
    <message>
        <source>所选行的依据和来源</source>
        <translation>Rule and sources of the selected row</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>有目标的</source>
        <translation>With a target</translation>
    </message>
    <message>
        <source>按状态筛选</source>
        <translation>Filter by status</translation>
    </message>
    <message>
        <source>填报</source>
        <translation>Report</translation>
    </message>
    <message>
        <source>填报规划印发之后的数字</source>
        <translation>Report figures published after the plans</translation>
    </message>
    <message>
        <source>明细</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>在表旁显示所选行的走势、判断依据和每个数字的来源</source>
        <translation>Show trend, rule and the source of each figure of the selected row beside the table</translation>
    </message>
</context>
<context>
    <name>LinkBar</name>
    <message>
        <source>联动</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>同一范围</source>
        <translation>Same extent</translation>
    </message>
    <message>
        <source>同一比例，各自中心</source>
        <translation>Same scale, own centres</translation>
    </message>
    <message>
        <source>各自移动</source>
        <translation>Each on its own</translation>
    </message>
    <message>
        <source>视图的联动方式</source>
        <translation>How the views are linked</translation>
    </message>
    <message>
        <source>锁定分级</source>
        <translation>Lock breaks</translation>
    </message>
    <message>
        <source>同一指标的各视图使用同一断点与颜色；口径或单位不同的指标不能并列</source>
        <translation>Views of one indicator share breaks and colours; indicators with other definitions or units are refused</translation>
    </message>
    <message>
        <source>联动光标</source>
        <translation>Linked cursor</translation>
    </message>
    <message>
        <source>鼠标所在处在其他视图中以十字标出，并显示各自的数值</source>
        <translation>The position under the mouse is marked in the other views, with the value of each</translation>
    </message>
    <message>
        <source>只看当前视图</source>
        <translation>Show the active view alone</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>图层</source>
        <translation>Layers</translation>
    </message>
    <message>
        <source>面板</source>
        <translation>Panels</translation>
    </message>
    <message>
        <source>样式</source>
        <translation>Style</translation>
    </message>
    <message>
        <source>查询</source>
        <translation>Identify</translation>
    </message>
    <message>
        <source>历史</source>
        <translation>History</translation>
    </message>
    <message>
        <source>撤销：{step}</source>
        <translation>Undo: {step}</translation>
    </message>
    <message>
        <source>重做：{step}</source>
        <translation>Redo: {step}</translation>
    </message>
    <message>
        <source>浮动面板</source>
        <translation>Float the panel</translation>
    </message>
    <message>
        <source>关闭面板</source>
        <translation>Close the panel</translation>
    </message>
    <message>
        <source>向左滚动</source>
        <translation>Scroll left</translation>
    </message>
    <message>
        <source>向右滚动</source>
        <translation>Scroll right</translation>
    </message>
    <message>
        <source>属性表</source>
        <translation>Attribute table</translation>
    </message>
    <message>
        <source>统计图表</source>
        <translation>Charts</translation>
    </message>
    <message>
        <source>分区比较</source>
        <translation>Compare zones</translation>
    </message>
</context>
<context>
    <name>MapCopyDialog</name>
    <message>
        <source>复制地图为图片</source>
        <translation>Copy map as image</translation>
    </message>
    <message>
        <source>大小（宽 × 高）(&amp;S)</source>
        <translation>&amp;Size (width × height)</translation>
    </message>
    <message>
        <source>单位(&amp;U)</source>
        <translation>&amp;Unit</translation>
    </message>
    <message>
        <source>分辨率(&amp;R)</source>
        <translation>&amp;Resolution</translation>
    </message>
    <message>
        <source>像素</source>
        <translation>pixels</translation>
    </message>
    <message>
        <source>毫米</source>
        <translation>millimetres</translation>
    </message>
    <message>
        <source>图例(&amp;L)</source>
        <translation>&amp;Legend</translation>
    </message>
    <message>
        <source>比例尺(&amp;B)</source>
        <translation>Scale &amp;bar</translation>
    </message>
    <message>
        <source>指北针(&amp;N)</source>
        <translation>&amp;North arrow</translation>
    </message>
    <message>
        <source>数据来源(&amp;D)</source>
        <translation>&amp;Data sources</translation>
    </message>
    <message>
        <source>宽</source>
        <translation>Width</translation>
    </message>
    <message>
        <source>高</source>
        <translation>Height</translation>
    </message>
    <message>
        <source>复制</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>{w} × {h} 像素，粘贴后 {wmm} × {hmm} 毫米</source>
        <translation>{w} × {h} px, {wmm} × {hmm} mm when pasted</translation>
    </message>
    <message>
        <source>太大：最多 {n} 百万像素</source>
        <translation>Too large: at most {n} megapixels</translation>
    </message>
    <message>
        <source>正在绘制…</source>
        <translation>Drawing…</translation>
    </message>
</context>
<context>
    <name>MapNotes</name>
    <message>
        <source>地图说明</source>
        <translation>About this map</translation>
    </message>
</context>
<context>
    <name>MapProperties</name>
    <message>
        <source>地图属性</source>
        <translation>Map properties</translation>
    </message>
    <message>
        <source>中文标题(&amp;Z)</source>
        <translation>Chinese &amp;title</translation>
    </message>
    <message>
        <source>英文标题(&amp;E)</source>
        <translation>&amp;English title</translation>
    </message>
    <message>
        <source>说明（中文）(&amp;D)</source>
        <translation>&amp;Description, Chinese</translation>
    </message>
    <message>
        <source>说明（英文）(&amp;S)</source>
        <translation>De&amp;scription, English</translation>
    </message>
    <message>
        <source>注意事项（中文）(&amp;N)</source>
        <translation>&amp;Notes, Chinese</translation>
    </message>
    <message>
        <source>注意事项（英文）(&amp;O)</source>
        <translation>N&amp;otes, English</translation>
    </message>
    <message>
        <source>每行一条注意事项，中英文逐行对应；它们印在网页、图件和报告里。</source>
        <translation>One note to a line; the lines of both languages belong together. They are printed on pages, sheets and reports.</translation>
    </message>
    <message>
        <source>确定</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>Measure</name>
    <message>
        <source>面积：{area}</source>
        <translation>Area: {area}</translation>
    </message>
    <message>
        <source>周长：{length}</source>
        <translation>Perimeter: {length}</translation>
    </message>
    <message>
        <source>边界自相交，面积不可用</source>
        <translation>The boundary intersects itself: no usable area</translation>
    </message>
    <message>
        <source>总长：{length}</source>
        <translation>Total: {length}</translation>
    </message>
    <message>
        <source>本段：{length}</source>
        <translation>Segment: {length}</translation>
    </message>
</context>
<context>
    <name>MergeDialog</name>
    <message>
        <source>合并分支</source>
        <translation>Merge a branch</translation>
    </message>
    <message>
        <source>分支由 {who} 所作。互不影响的更改会直接合并；两边都改了的地方请逐条选择。整个合并是一步，可以撤销。</source>
        <translation>Branch by {who}. Independent changes are merged automatically; where both sides changed the same item, choose one. The whole merge is a single step that can be undone.</translation>
    </message>
    <message>
        <source>两边都改了</source>
        <translation>Changed on both sides</translation>
    </message>
    <message>
        <source>我的</source>
        <translation>Mine</translation>
    </message>
    <message>
        <source>分支的</source>
        <translation>The branch&apos;s</translation>
    </message>
    <message>
        <source>采用</source>
        <translation>Take</translation>
    </message>
    <message>
        <source>全部用我的</source>
        <translation>All mine</translation>
    </message>
    <message>
        <source>全部用分支的</source>
        <translation>All the branch&apos;s</translation>
    </message>
    <message>
        <source>我的边界（虚线为原来的）</source>
        <translation>My boundary (dashed: original)</translation>
    </message>
    <message>
        <source>分支的边界（虚线为原来的）</source>
        <translation>The branch&apos;s boundary (dashed: original)</translation>
    </message>
    <message>
        <source>直接合并的更改：{count} 处</source>
        <translation>Changes merged automatically: {count}</translation>
    </message>
    <message>
        <source>合并</source>
        <translation>Merge</translation>
    </message>
</context>
<context>
    <name>Merging</name>
    <message>
        <source>园图分支</source>
        <translation>Yuantu branch</translation>
    </message>
    <message>
        <source>合并分支</source>
        <translation>Merge a branch</translation>
    </message>
    <message>
        <source>{user}，{time}</source>
        <translation>{user}, {time}</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>详情</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>关闭消息</source>
        <translation>Close message</translation>
    </message>
</context>
<context>
    <name>OffsetDialog</name>
    <message>
        <source>偏移与缓冲</source>
        <translation>Offset and buffer</translation>
    </message>
    <message>
        <source>扩大或缩小“{name}”(&amp;E)</source>
        <translation>&amp;Expand or shrink &quot;{name}&quot;</translation>
    </message>
    <message>
        <source>另建一个缓冲区面(&amp;B)</source>
        <translation>&amp;Buffer as a new polygon</translation>
    </message>
    <message>
        <source>距离(&amp;M)</source>
        <translation>Distance (&amp;metres)</translation>
    </message>
    <message>
        <source> 米</source>
        <translation> m</translation>
    </message>
    <message>
        <source>负数为向内缩</source>
        <translation>Negative values shrink</translation>
    </message>
    <message>
        <source>面积 {then}（{delta} 平方米）</source>
        <translation>Area {then} ({delta} m²)</translation>
    </message>
</context>
<context>
    <name>OverlapDialog</name>
    <message>
        <source>新要素</source>
        <translation>New feature</translation>
    </message>
    <message>
        <source>与相邻边界重叠</source>
        <translation>Overlap with a neighbour</translation>
    </message>
    <message>
        <source>“{mine}”与“{theirs}”重叠 {area} 平方米。</source>
        <translation>&quot;{mine}&quot; overlaps &quot;{theirs}&quot; by {area} m².</translation>
    </message>
    <message>
        <source>共 {n} 处重叠。</source>
        <translation>Overlaps in total: {n}.</translation>
    </message>
    <message>
        <source>裁剪我的：重叠部分留给邻居(&amp;M)</source>
        <translation>Trim &amp;mine: the neighbour keeps the overlap</translation>
    </message>
    <message>
        <source>裁剪对方：重叠部分归我(&amp;T)</source>
        <translation>Trim &amp;theirs: I keep the overlap</translation>
    </message>
    <message>
        <source>保留并标记：作为草稿，稍后处理(&amp;K)</source>
        <translation>&amp;Keep and mark as draft, to be resolved later</translation>
    </message>
    <message>
        <source>不可用：{why}</source>
        <translation>Not possible: {why}</translation>
    </message>
    <message>
        <source>{name}：{area} 平方米（{delta}）</source>
        <translation>{name}: {area} m² ({delta})</translation>
    </message>
</context>
<context>
    <name>OverlapTab</name>
    <message>
        <source>园区图层</source>
        <translation>Areas</translation>
    </message>
    <message>
        <source>产业字段</source>
        <translation>Industries</translation>
    </message>
    <message>
        <source>同义词算同一产业</source>
        <translation>Synonyms count as one</translation>
    </message>
    <message>
        <source>同义词组…</source>
        <translation>Synonyms…</translation>
    </message>
    <message>
        <source>做成地图</source>
        <translation>Make a map</translation>
    </message>
    <message>
        <source>把每个园区的重叠数存为字段，添加一张专题地图；可以撤销</source>
        <translation>Save each area&apos;s number of overlaps as a field and add a map of it; can be undone</translation>
    </message>
    <message>
        <source>重叠矩阵：点击一格选中两个园区</source>
        <translation>Overlap matrix: click a cell to select both areas</translation>
    </message>
    <message>
        <source>产业定位重叠的园区对</source>
        <translation>Pairs of areas with overlapping positioning</translation>
    </message>
</context>
<context>
    <name>OverrideDialog</name>
    <message>
        <source>（填写理由后显示）</source>
        <translation>(shown once a reason is given)</translation>
    </message>
    <message>
        <source>口径例外</source>
        <translation>Comparison exceptions</translation>
    </message>
    <message>
        <source>{names} 本不可比：</source>
        <translation>{names} are not comparable:</translation>
    </message>
    <message>
        <source>为什么仍要放在一起比较？理由必填，会印在图例、网页、图件和报告里(&amp;R)</source>
        <translation>Why compare them anyway? A &amp;reason is required; it is printed in legends, pages, sheets and reports</translation>
    </message>
    <message>
        <source>例如：会议要求对照两份规划的说法，仅作讨论</source>
        <translation>e.g. requested by the meeting, for discussion only</translation>
    </message>
    <message>
        <source>理由</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>将印出的脚注：</source>
        <translation>Footnote to be printed:</translation>
    </message>
    <message>
        <source>允许并加脚注</source>
        <translation>Allow, with footnote</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>不可比的原因</source>
        <translation>Why they are not comparable</translation>
    </message>
    <message>
        <source>现状与目标或预估对照，不是同一口径的变化</source>
        <translation>Actual figures beside a target or an estimate: not a like-for-like change</translation>
    </message>
</context>
<context>
    <name>PatternTab</name>
    <message>
        <source>点的外接矩形</source>
        <translation>bounding box of the points</translation>
    </message>
    <message>
        <source>点</source>
        <translation>Points</translation>
    </message>
    <message>
        <source>研究区</source>
        <translation>Study area</translation>
    </message>
    <message>
        <source>椭圆与中心做成图层</source>
        <translation>Ellipses as layers</translation>
    </message>
    <message>
        <source>各分区的平均中心与椭圆</source>
        <translation>Mean centres and ellipses by zone</translation>
    </message>
    <message>
        <source>（点数）</source>
        <translation>(points)</translation>
    </message>
    <message>
        <source>（不分年份）</source>
        <translation>(not by year)</translation>
    </message>
    <message>
        <source>权重</source>
        <translation>Weight</translation>
    </message>
    <message>
        <source>建成年份</source>
        <translation>Year built</translation>
    </message>
    <message>
        <source>曲线</source>
        <translation>Curve</translation>
    </message>
    <message>
        <source>平均中心与椭圆按此字段加权；最近邻与 K 函数不加权</source>
        <translation>Weights mean centres and ellipses; nearest neighbour and K are unweighted</translation>
    </message>
    <message>
        <source>另算每个年份年底前建成的点的中心与椭圆</source>
        <translation>Also centres and ellipses of what was built by the end of each year</translation>
    </message>
    <message>
        <source>密度面…</source>
        <translation>Density surface…</translation>
    </message>
    <message>
        <source>选带宽规则、核函数和等值线，做成图层；可以撤销</source>
        <translation>Choose bandwidth rule, kernel and contours, and create layers; can be undone</translation>
    </message>
    <message>
        <source>K 或 L 函数与模拟包络</source>
        <translation>K or L function with its envelope</translation>
    </message>
    <message>
        <source>（不分类别）</source>
        <translation>(no categories)</translation>
    </message>
    <message>
        <source>类别</source>
        <translation>Category</translation>
    </message>
    <message>
        <source>另算各类的最近邻、中心、椭圆，并检验它是否比全部点更聚集（随机标记）</source>
        <translation>Also nearest neighbour, centre and ellipse of each category, and a test whether it is more clustered than all points (random labelling)</translation>
    </message>
</context>
<context>
    <name>PlaceDialog</name>
    <message>
        <source>按位置选择</source>
        <translation>Select by location</translation>
    </message>
    <message>
        <source>选择“{layer}”中与另一图层的要素有以下关系的要素。</source>
        <translation>Select the features of &quot;{layer}&quot; by their relation to features of another layer.</translation>
    </message>
    <message>
        <source>关系</source>
        <translation>Relation</translation>
    </message>
    <message>
        <source>另一图层</source>
        <translation>Other layer</translation>
    </message>
    <message>
        <source>相交（含接触）</source>
        <translation>intersects (or touches)</translation>
    </message>
    <message>
        <source>位于其内（含边界）</source>
        <translation>lies within (boundary included)</translation>
    </message>
    <message>
        <source>（已选 {n} 个）</source>
        <translation>({n} selected)</translation>
    </message>
    <message>
        <source>（全部 {n} 个）</source>
        <translation>(all {n})</translation>
    </message>
</context>
<context>
    <name>PlaceListDialog</name>
    <message>
        <source>粘贴坐标列表</source>
        <translation>Paste a list of coordinates</translation>
    </message>
    <message>
        <source>每行一个点；可带点号。度数先经后纬，平面坐标先 X（北）后 Y（东）。</source>
        <translation>One point per line, with or without a number. Degrees: longitude first; grid: X (north) first, then Y (east).</translation>
    </message>
    <message>
        <source>坐标列表</source>
        <translation>List of coordinates</translation>
    </message>
    <message>
        <source>两列互换(&amp;S)</source>
        <translation>&amp;Swap the columns</translation>
    </message>
    <message>
        <source>这些点确实不在上海，仍然采用(&amp;Y)</source>
        <translation>&amp;Yes, these lie outside Shanghai; use them</translation>
    </message>
    <message>
        <source>在地图上看(&amp;Z)</source>
        <translation>&amp;Zoom to it</translation>
    </message>
    <message>
        <source>从剪贴板粘贴(&amp;V)</source>
        <translation>&amp;Paste</translation>
    </message>
    <message>
        <source>采用</source>
        <translation>Use</translation>
    </message>
    <message>
        <source>读到 {n} 个点，至少需要 3 个。</source>
        <translation>Points read: {n}; at least 3 are needed.</translation>
    </message>
    <message>
        <source>读到 {n} 个点，围成的边界自相交。</source>
        <translation>Points read: {n}; the boundary intersects itself.</translation>
    </message>
    <message>
        <source>读到 {n} 个点，面积 {area}，已画在地图上。</source>
        <translation>Points read: {n}; area {area}, drawn on the map.</translation>
    </message>
    <message>
        <source>读到 {n} 个点。</source>
        <translation>Points read: {n}.</translation>
    </message>
</context>
<context>
    <name>PlaceMenu</name>
    <message>
        <source>查询此处(&amp;I)</source>
        <translation>&amp;Identify here</translation>
    </message>
    <message>
        <source>复制坐标(&amp;C)</source>
        <translation>&amp;Copy coordinates</translation>
    </message>
    <message>
        <source>以此处为中心(&amp;M)</source>
        <translation>Centre the &amp;map here</translation>
    </message>
    <message>
        <source>放大(&amp;+)</source>
        <translation>Zoom in (&amp;+)</translation>
    </message>
    <message>
        <source>缩小(&amp;-)</source>
        <translation>Zoom out (&amp;-)</translation>
    </message>
</context>
<context>
    <name>PlacePrompt</name>
    <message>
        <source>下一顶点</source>
        <translation>Next vertex</translation>
    </message>
    <message>
        <source>坐标（经纬度 {datum}，或平面坐标 X, Y），或 @长度, 方位角（米，度，从正北顺时针）：</source>
        <translation>Coordinates (degrees {datum}, or grid X, Y), or @length, bearing (metres, degrees clockwise from north):</translation>
    </message>
</context>
<context>
    <name>PointsDialog</name>
    <message>
        <source>选择表格</source>
        <translation>Select a table</translation>
    </message>
    <message>
        <source>表格</source>
        <translation>Tables</translation>
    </message>
    <message>
        <source>{total} 行中 {n} 行有坐标，将成为点图层</source>
        <translation>{n} of {total} rows have coordinates and become points</translation>
    </message>
    <message>
        <source>请选择经度列和纬度列（单位：度）</source>
        <translation>Select the columns of longitude and latitude (degrees)</translation>
    </message>
    <message>
        <source>选择表格后自动识别经纬度列，如“经度”“lat”或“121.47,31.23”</source>
        <translation>Coordinates are found in columns such as &quot;lon&quot;, &quot;lat&quot; or &quot;121.47,31.23&quot;</translation>
    </message>
    <message>
        <source>由表格的经纬度生成点</source>
        <translation>Points from table coordinates</translation>
    </message>
    <message>
        <source>表格文件(&amp;F)</source>
        <translation>Table &amp;file</translation>
    </message>
    <message>
        <source>工作表(&amp;S)</source>
        <translation>&amp;Sheet</translation>
    </message>
    <message>
        <source>经度列(&amp;X)</source>
        <translation>L&amp;ongitude column</translation>
    </message>
    <message>
        <source>纬度列(&amp;Y)</source>
        <translation>L&amp;atitude column</translation>
    </message>
    <message>
        <source>坐标基准(&amp;D)</source>
        <translation>&amp;Datum</translation>
    </message>
    <message>
        <source>浏览(&amp;B)…</source>
        <translation>&amp;Browse…</translation>
    </message>
    <message>
        <source>添加图层</source>
        <translation>Add layer</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>PoliciesDialog</name>
    <message>
        <source>分割：指标怎么办</source>
        <translation>Split: how to treat the figures</translation>
    </message>
    <message>
        <source>“{name}”将分成 {n} 个。较大的一个保留编号，其余得到新编号并记下由来。可加的指标绝不会重复计入。</source>
        <translation>&quot;{name}&quot; becomes {n} features. The largest keeps its id; the others get new ids and a link to it. Nothing additive is counted twice.</translation>
    </message>
    <message>
        <source>可加指标全部按面积分摊(&amp;S)</source>
        <translation>&amp;Share all counts by area</translation>
    </message>
    <message>
        <source>合并：指标怎么办</source>
        <translation>Merge: how to treat the figures</translation>
    </message>
    <message>
        <source>{names} 将合并为“{name}”，由来会记下。比率不会相加，也不会简单平均。</source>
        <translation>{names} become &quot;{name}&quot;, with links to all of them. Ratios are neither added nor simply averaged.</translation>
    </message>
    <message>
        <source>可加指标全部合计(&amp;S)</source>
        <translation>&amp;Sum all counts</translation>
    </message>
    <message>
        <source>全部留空(&amp;B)</source>
        <translation>Leave all &amp;blank</translation>
    </message>
    <message>
        <source>分摊和加权得到的数记为“预估”；沿用的比率会加标记。整个操作是一步，可以撤销。</source>
        <translation>Shared and weighted figures are marked as estimates, copied ratios are flagged. The whole operation is one step that can be undone.</translation>
    </message>
    <message>
        <source>分割</source>
        <translation>Split</translation>
    </message>
    <message>
        <source>合并</source>
        <translation>Merge</translation>
    </message>
    <message>
        <source>字段</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>现在</source>
        <translation>Now</translation>
    </message>
    <message>
        <source>规则</source>
        <translation>Rule</translation>
    </message>
    <message>
        <source>留空</source>
        <translation>leave blank</translation>
    </message>
    <message>
        <source>按面积分摊（预估）</source>
        <translation>share by area (estimate)</translation>
    </message>
    <message>
        <source>沿用并标记</source>
        <translation>copy and flag</translation>
    </message>
    <message>
        <source>合计</source>
        <translation>sum</translation>
    </message>
    <message>
        <source>按面积加权（预估）</source>
        <translation>area-weighted (estimate)</translation>
    </message>
    <message>
        <source>沿用第一个并标记</source>
        <translation>copy the first and flag</translation>
    </message>
    <message>
        <source>可加</source>
        <translation>additive</translation>
    </message>
    <message>
        <source>比率</source>
        <translation>ratio</translation>
    </message>
    <message>
        <source>面积，随边界重算</source>
        <translation>area: recalculated</translation>
    </message>
    <message>
        <source>编号</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>自动记录</source>
        <translation>recorded automatically</translation>
    </message>
</context>
<context>
    <name>ProgressStrip</name>
    <message>
        <source>（另有 {n} 项）</source>
        <translation>({n} more)</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>ProjectFiles</name>
    <message>
        <source>项目与数据</source>
        <translation>Projects and data</translation>
    </message>
    <message>
        <source>园图项目</source>
        <translation>Yuantu projects</translation>
    </message>
    <message>
        <source>打开</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>园图项目（单个压缩文件）</source>
        <translation>Yuantu project (one file)</translation>
    </message>
    <message>
        <source>项目另存为</source>
        <translation>Save project as</translation>
    </message>
    <message>
        <source>尚未保存</source>
        <translation>Not saved</translation>
    </message>
    <message>
        <source>项目有尚未保存的更改。要先保存吗？</source>
        <translation>The project has unsaved changes. Save them first?</translation>
    </message>
</context>
<context>
    <name>ProjectLocks</name>
    <message>
        <source>只读：{who} 正在编辑</source>
        <translation>Read-only: {who} is editing</translation>
    </message>
    <message>
        <source>{user}（{machine}，自 {time}）</source>
        <translation>{user} ({machine}, since {time})</translation>
    </message>
    <message>
        <source>项目正在使用</source>
        <translation>The project is in use</translation>
    </message>
    <message>
        <source>只读：可以查看、试改，并另存到别处。
存为分支：得到一个自己的副本，以后可以合并回来。</source>
        <translation>Read-only: view it, try changes, and save elsewhere.
Branch: a copy of your own that can be merged back later.</translation>
    </message>
    <message>
        <source>那台电脑已有 {minutes} 分钟没有动静，可能已经关机或断网。接管后，如果那边其实还在编辑，后保存的会盖住先保存的（先保存的留在历史版本里）。</source>
        <translation>That computer has not responded for {minutes} minutes; it may be off or disconnected. If it is still editing after you take over, whoever saves last replaces the other (the other remains among the older versions).</translation>
    </message>
    <message>
        <source>只读</source>
        <translation>Read-only</translation>
    </message>
    <message>
        <source>存为分支…</source>
        <translation>Make a branch…</translation>
    </message>
    <message>
        <source>接管</source>
        <translation>Take over</translation>
    </message>
    <message>
        <source>园图分支</source>
        <translation>Yuantu branch</translation>
    </message>
    <message>
        <source>存为分支</source>
        <translation>Make a branch</translation>
    </message>
    <message>
        <source>“{name}”已被打开：{who}。</source>
        <translation>&quot;{name}&quot; is in use by {who}.</translation>
    </message>
</context>
<context>
    <name>ProjectProperties</name>
    <message>
        <source>项目属性</source>
        <translation>Project properties</translation>
    </message>
    <message>
        <source>中文标题(&amp;Z)</source>
        <translation>Chinese &amp;title</translation>
    </message>
    <message>
        <source>英文标题(&amp;E)</source>
        <translation>&amp;English title</translation>
    </message>
    <message>
        <source>状态说明（中文）(&amp;S)</source>
        <translation>&amp;Status note, Chinese</translation>
    </message>
    <message>
        <source>状态说明（英文）(&amp;N)</source>
        <translation>Status &amp;note, English</translation>
    </message>
    <message>
        <source>状态说明印在每张图、每个网页和报告上；留空则不印。未经批复的边界仍画成虚线并标明。</source>
        <translation>The status note is printed on every map, page and report; left empty, none is. Boundaries that are not approved stay dashed and marked.</translation>
    </message>
    <message>
        <source>确定</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>RecentProjects</name>
    <message>
        <source>{name}（找不到文件）</source>
        <translation>{name} (file not found)</translation>
    </message>
    <message>
        <source>清除列表</source>
        <translation>Clear the list</translation>
    </message>
    <message>
        <source>最近的项目(&amp;R)</source>
        <translation>&amp;Recent projects</translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>恢复未保存的工作</source>
        <translation>Restore unsaved work</translation>
    </message>
    <message>
        <source>上次没有正常退出。下面的更改还没有保存到项目文件，可以原样恢复（恢复后仍可撤销）。</source>
        <translation>The program did not close properly last time. The changes below are not saved in any project file yet; they can be restored as they were, and undone afterwards.</translation>
    </message>
    <message>
        <source>没有正常结束的工作</source>
        <translation>Interrupted work</translation>
    </message>
    <message>
        <source>未保存的步骤</source>
        <translation>Unsaved steps</translation>
    </message>
    <message>
        <source>恢复</source>
        <translation>Restore</translation>
    </message>
    <message>
        <source>以后再说</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>丢弃…</source>
        <translation>Discard…</translation>
    </message>
    <message>
        <source>尚未存为文件</source>
        <translation>not saved yet</translation>
    </message>
    <message>
        <source>{count} 步未保存，最后一步 {time}</source>
        <translation>Unsaved steps: {count}; last at {time}</translation>
    </message>
    <message>
        <source>（撤销到了上次保存之前）</source>
        <translation>(undone to before the last save)</translation>
    </message>
    <message>
        <source>退出时正在写入的最后一步不完整（{count} 字节），已略去；它之前的步骤都在。</source>
        <translation>The last step was only partly written ({count} bytes) and is left out; all steps before it are complete.</translation>
    </message>
    <message>
        <source>丢弃“{title}”的 {count} 步未保存的更改？</source>
        <translation>Discard the unsaved steps of &quot;{title}&quot; ({count})?</translation>
    </message>
    <message>
        <source>丢弃</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>丢弃后无法找回。确定要永久删除这些更改吗？</source>
        <translation>Discarded changes cannot be recovered. Delete them permanently?</translation>
    </message>
    <message>
        <source>永久删除</source>
        <translation>Delete permanently</translation>
    </message>
</context>
<context>
    <name>RelinkDialog</name>
    <message>
        <source>重新指定文件</source>
        <translation>Relink files</translation>
    </message>
    <message>
        <source>以下数据文件找不到了。请指出它们现在的位置；留空的暂不处理，样式与设置都会保留。</source>
        <translation>These data files were not found. Choose where they are now; leave one empty to decide later. Styles and settings are kept.</translation>
    </message>
    <message>
        <source>浏览…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>空间数据</source>
        <translation>Spatial data</translation>
    </message>
</context>
<context>
    <name>RepairDialog</name>
    <message>
        <source>修复自相交</source>
        <translation>Repair self-intersection</translation>
    </message>
    <message>
        <source>“{name}”的边界与自身相交，已保存的面积为 {area} 平方公里。请选择要哪一种；选中即在图上预览。</source>
        <translation>The boundary of &quot;{name}&quot; intersects itself; its saved area is {area} km². Choose the intended shape; the map previews it.</translation>
    </message>
    <message>
        <source>{name}：{area} 平方公里（{delta} 平方米）</source>
        <translation>{name}: {area} km² ({delta} m²)</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>中期评估报告</source>
        <translation>Evaluation report</translation>
    </message>
    <message>
        <source>文件类型(&amp;T)</source>
        <translation>File &amp;type</translation>
    </message>
    <message>
        <source>报告语言(&amp;L)</source>
        <translation>Report la&amp;nguage</translation>
    </message>
    <message>
        <source>模板(&amp;M)</source>
        <translation>Te&amp;mplate</translation>
    </message>
    <message>
        <source>章节(&amp;S)</source>
        <translation>&amp;Chapters</translation>
    </message>
    <message>
        <source>上次报告(&amp;P)</source>
        <translation>&amp;Last report</translation>
    </message>
    <message>
        <source>文件(&amp;F)</source>
        <translation>&amp;File</translation>
    </message>
    <message>
        <source>不填则用标准模板</source>
        <translation>Empty: standard template</translation>
    </message>
    <message>
        <source>可选，上次报告旁的 .report.json，用于“与上次报告相比”</source>
        <translation>Optional: the .report.json of the last report, for &quot;What changed&quot;</translation>
    </message>
    <message>
        <source>浏览…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>另存模板…</source>
        <translation>Save template…</translation>
    </message>
    <message>
        <source>写出一份可修改的模板：章节、顺序、标题和文字</source>
        <translation>Save an editable template: chapters, order, headings and texts</translation>
    </message>
    <message>
        <source>报告的章节</source>
        <translation>Chapters of the report</translation>
    </message>
    <message>
        <source>生成报告</source>
        <translation>Create report</translation>
    </message>
    <message>
        <source>保存报告</source>
        <translation>Save report</translation>
    </message>
    <message>
        <source>选择报告模板</source>
        <translation>Choose a template</translation>
    </message>
    <message>
        <source>报告模板</source>
        <translation>Report template</translation>
    </message>
    <message>
        <source>另存模板</source>
        <translation>Save template</translation>
    </message>
    <message>
        <source>报告数据</source>
        <translation>Report data</translation>
    </message>
    <message>
        <source>选择上次报告</source>
        <translation>Choose the last report</translation>
    </message>
    <message>
        <source>封面标题(&amp;N)</source>
        <translation>Cover titl&amp;e</translation>
    </message>
    <message>
        <source>徽标(&amp;G)</source>
        <translation>Lo&amp;go</translation>
    </message>
    <message>
        <source>单位样式文件(&amp;W)</source>
        <translation>Letterhea&amp;d</translation>
    </message>
    <message>
        <source>不填则用模板的标题；可写 {project}、{year} 等占位符</source>
        <translation>Empty: the template&apos;s title; may use {project}, {year} …</translation>
    </message>
    <message>
        <source>可选，印在封面的 PNG 或 JPEG</source>
        <translation>Optional: PNG or JPEG for the cover</translation>
    </message>
    <message>
        <source>可选，带本单位页眉、页脚和样式的 DOCX，只用于 Word 报告</source>
        <translation>Optional: DOCX with your header, footer and styles (Word only)</translation>
    </message>
    <message>
        <source>勾选要印的章节；拖动可换顺序</source>
        <translation>Tick the chapters to print; drag to reorder</translation>
    </message>
    <message>
        <source>图片</source>
        <translation>Picture</translation>
    </message>
    <message>
        <source>选择徽标</source>
        <translation>Choose a logo</translation>
    </message>
    <message>
        <source>Word 文档</source>
        <translation>Word document</translation>
    </message>
    <message>
        <source>选择单位样式文件</source>
        <translation>Choose a letterhead</translation>
    </message>
</context>
<context>
    <name>ResultTab</name>
    <message>
        <source>导出结果表</source>
        <translation>Export the results table</translation>
    </message>
    <message>
        <source>重新计算</source>
        <translation>Recompute</translation>
    </message>
    <message>
        <source>停止</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>PDF 文档</source>
        <translation>PDF document</translation>
    </message>
    <message>
        <source>PNG 图片</source>
        <translation>PNG picture</translation>
    </message>
    <message>
        <source>导出图件</source>
        <translation>Export a sheet</translation>
    </message>
    <message>
        <source>导出网页</source>
        <translation>Export a page</translation>
    </message>
    <message>
        <source>网页</source>
        <translation>Web page</translation>
    </message>
</context>
<context>
    <name>ScaleFields</name>
    <message>
        <source>分母，例如 100,000；0 为不限。屏幕比例尺按每像素 0.28 毫米（OGC）计算</source>
        <translation>Denominator, e.g. 100,000; 0 for no limit. Screen scales assume 0.28 mm pixels (OGC)</translation>
    </message>
    <message>
        <source>不小于（放大到此为止）(&amp;L)</source>
        <translation>&amp;Largest scale</translation>
    </message>
    <message>
        <source>小于（缩小到此为止）(&amp;M)</source>
        <translation>S&amp;mallest scale (exclusive)</translation>
    </message>
    <message>
        <source>不限</source>
        <translation>no limit</translation>
    </message>
</context>
<context>
    <name>ScaleNotes</name>
    <message>
        <source>所在的图层组“{group}”已隐藏</source>
        <translation>Its group &quot;{group}&quot; is hidden</translation>
    </message>
    <message>
        <source>当前比例尺约 1:{now}，只在{range}显示；可用“缩放到可见比例尺”</source>
        <translation>The map is at about 1:{now}; this is drawn at {range} only. Use &quot;Zoom to visible scale&quot;</translation>
    </message>
    <message>
        <source> {least} 及更小的比例尺</source>
        <translation>{least} and smaller scales</translation>
    </message>
    <message>
        <source>大于 {most} 的比例尺</source>
        <translation>scales larger than {most}</translation>
    </message>
    <message>
        <source> {least} 至 {most} 之间</source>
        <translation>scales from {least} to {most}</translation>
    </message>
    <message>
        <source>找不到文件 {path}；可在属性中重新指定</source>
        <translation>The file {path} is not there; give another one in the properties</translation>
    </message>
</context>
<context>
    <name>ScenarioDialog</name>
    <message>
        <source>新建扩区情景</source>
        <translation>New scenario</translation>
    </message>
    <message>
        <source>候选地块 {count} 个。地块自带“block”字段时以其为准。</source>
        <translation>Candidate parcels: {count}. A &quot;block&quot; field of the parcels takes precedence.</translation>
    </message>
    <message>
        <source>名称(&amp;N)：</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>加入图层(&amp;L)：</source>
        <translation>Add to &amp;layer</translation>
    </message>
    <message>
        <source>所属区块(&amp;B)：</source>
        <translation>&amp;Block</translation>
    </message>
    <message>
        <source>并入(&amp;I)：</source>
        <translation>Merge &amp;into</translation>
    </message>
    <message>
        <source>建立</source>
        <translation>Create</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>各自成为新的园区</source>
        <translation>Each becomes a new park</translation>
    </message>
</context>
<context>
    <name>ScenarioTable</name>
    <message>
        <source>净增面积不计与现有园区及地块之间重叠的部分；设施按点在地块内计数；指标为随地块带来的可相加指标之和。</source>
        <translation>Net gain excludes overlaps with existing parks and between parcels; facilities are points inside; indicators are sums of the parcels&apos; additive figures.</translation>
    </message>
    <message>
        <source>情景</source>
        <translation>Scenario</translation>
    </message>
    <message>
        <source>地块数</source>
        <translation>Parcels</translation>
    </message>
    <message>
        <source>净增 km²</source>
        <translation>Net gain, km²</translation>
    </message>
    <message>
        <source>各区块净增 km²</source>
        <translation>Net gain by block, km²</translation>
    </message>
    <message>
        <source>合计 / 批复 km²</source>
        <translation>Total / approved, km²</translation>
    </message>
    <message>
        <source>设施</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Indicators</translation>
    </message>
    <message>
        <source>区块占比：前 → 后</source>
        <translation>Block share, old → new</translation>
    </message>
    <message>
        <source>未知</source>
        <translation>unknown</translation>
    </message>
</context>
<context>
    <name>ScenarioVerbs</name>
    <message>
        <source>矢量文件</source>
        <translation>Vector files</translation>
    </message>
    <message>
        <source>从文件建立扩区情景</source>
        <translation>Scenario from a file</translation>
    </message>
    <message>
        <source>情景 {number}</source>
        <translation>Scenario {number}</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>这张地图中没有找到</source>
        <translation>Nothing found on this map</translation>
    </message>
    <message>
        <source>正在准备…</source>
        <translation>Preparing…</translation>
    </message>
    <message>
        <source>搜索名称、编号、别名、拼音</source>
        <translation>Search name, id, alias, pinyin</translation>
    </message>
    <message>
        <source>搜索要素</source>
        <translation>Search features</translation>
    </message>
    <message>
        <source>搜索当前地图的要素  Ctrl+F
可输入名称、编号、别名、全拼或拼音首字母</source>
        <translation>Search the features of the map  Ctrl+F
by name, id, alias, pinyin or pinyin initials</translation>
    </message>
    <message>
        <source>搜索结果</source>
        <translation>Search results</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>界面</source>
        <translation>Interface</translation>
    </message>
    <message>
        <source>地图与量测</source>
        <translation>Map and measuring</translation>
    </message>
    <message>
        <source>文件与保存</source>
        <translation>Files and saving</translation>
    </message>
    <message>
        <source>语言</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>界面、图例与地图注记的语言，立即生效</source>
        <translation>Language of the window, legends and map labels; takes effect at once</translation>
    </message>
    <message>
        <source>外观</source>
        <translation>Theme</translation>
    </message>
    <message>
        <source>浅色、深色，或随桌面系统变化</source>
        <translation>Light, dark, or following the desktop</translation>
    </message>
    <message>
        <source>跟随系统</source>
        <translation>Follow the system</translation>
    </message>
    <message>
        <source>浅色</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>深色</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>坐标格式</source>
        <translation>Coordinate format</translation>
    </message>
    <message>
        <source>状态栏中鼠标位置的写法</source>
        <translation>How the status bar shows the mouse position</translation>
    </message>
    <message>
        <source>十进制度（121.473700°）</source>
        <translation>Decimal degrees (121.473700°)</translation>
    </message>
    <message>
        <source>度分秒（121°28′25.32″）</source>
        <translation>Degrees, minutes, seconds (121°28′25.32″)</translation>
    </message>
    <message>
        <source>平面坐标，米（CGCS2000 三度带，中央经线 120°）</source>
        <translation>Grid, metres (CGCS2000 3-degree zone, 120°E)</translation>
    </message>
    <message>
        <source>坐标基准</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>经纬度按哪个基准显示；平面坐标总是 CGCS2000。不改变数据</source>
        <translation>Datum of the displayed degrees; the grid is always CGCS2000. Data are not changed</translation>
    </message>
    <message>
        <source>长度单位</source>
        <translation>Length unit</translation>
    </message>
    <message>
        <source>量测结果的长度单位</source>
        <translation>For measured lengths</translation>
    </message>
    <message>
        <source>随大小：米或公里</source>
        <translation>Automatic: metres or kilometres</translation>
    </message>
    <message>
        <source>米</source>
        <translation>Metres</translation>
    </message>
    <message>
        <source>公里</source>
        <translation>Kilometres</translation>
    </message>
    <message>
        <source>面积单位</source>
        <translation>Area unit</translation>
    </message>
    <message>
        <source>量测结果的面积单位；1 亩 = 10000/15 平方米</source>
        <translation>For measured areas; 1 mu = 10000/15 m²</translation>
    </message>
    <message>
        <source>随大小：平方米、公顷或平方公里</source>
        <translation>Automatic: m², hectares or km²</translation>
    </message>
    <message>
        <source>平方米</source>
        <translation>Square metres</translation>
    </message>
    <message>
        <source>公顷</source>
        <translation>Hectares</translation>
    </message>
    <message>
        <source>平方公里</source>
        <translation>Square kilometres</translation>
    </message>
    <message>
        <source>亩</source>
        <translation>Mu</translation>
    </message>
    <message>
        <source>捕捉距离</source>
        <translation>Snapping distance</translation>
    </message>
    <message>
        <source>编辑图形时，鼠标离顶点或边多近就捕捉到它</source>
        <translation>How close the mouse must be to a vertex or edge to snap to it</translation>
    </message>
    <message>
        <source>像素</source>
        <translation>pixels</translation>
    </message>
    <message>
        <source>瓦片缓存</source>
        <translation>Tile cache</translation>
    </message>
    <message>
        <source>本地瓦片底图最多占用的内存</source>
        <translation>Maximum memory for local tile maps</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>默认导出文件夹</source>
        <translation>Export folder</translation>
    </message>
    <message>
        <source>导出网页、图件和表格时先建议的文件夹；不填则用最近用过的文件夹</source>
        <translation>Suggested first for pages, sheets and tables; empty: the last used folder</translation>
    </message>
    <message>
        <source>自动保存项目</source>
        <translation>Autosave interval</translation>
    </message>
    <message>
        <source>已存为文件的项目每隔多久自动保存一次，之前的版本照样保留。每一步另外记入操作日志，意外退出后可以恢复</source>
        <translation>How often a project that has a file is saved automatically; previous versions are kept. Every step is also recorded in the journal and can be restored after a crash</translation>
    </message>
    <message>
        <source>分钟</source>
        <translation>min</translation>
    </message>
    <message>
        <source>不自动保存</source>
        <translation>never</translation>
    </message>
    <message>
        <source>编辑边界</source>
        <translation>Editing boundaries</translation>
    </message>
    <message>
        <source>捕捉哪些图层</source>
        <translation>Layers to snap to</translation>
    </message>
    <message>
        <source>其他图层只作捕捉的目标，不会被改动；顶点太多的图层不参与，并会说明</source>
        <translation>Other layers are snapping targets only and are never changed; a layer with too many vertices is skipped, with a message</translation>
    </message>
    <message>
        <source>正在编辑的图层和其他可见图层</source>
        <translation>The edited layer and the other visible ones</translation>
    </message>
    <message>
        <source>只有正在编辑的图层</source>
        <translation>The edited layer only</translation>
    </message>
    <message>
        <source>修订的作者</source>
        <translation>Author of revisions</translation>
    </message>
    <message>
        <source>提交、锁定和解锁边界时记入台账的名字；不填则用系统登录名</source>
        <translation>Recorded in the ledger when boundaries are committed, locked or unlocked; empty: your login name</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>设置</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>恢复默认值(&amp;D)</source>
        <translation>&amp;Defaults</translation>
    </message>
    <message>
        <source>浏览…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>选择文件夹</source>
        <translation>Choose a folder</translation>
    </message>
</context>
<context>
    <name>SharedLegend</name>
    <message>
        <source>共用同一分级</source>
        <translation>Shared classes</translation>
    </message>
    <message>
        <source>单独的图例</source>
        <translation>Separate legend</translation>
    </message>
</context>
<context>
    <name>SheetDialog</name>
    <message>
        <source>导出图件</source>
        <translation>Export sheet</translation>
    </message>
    <message>
        <source>内容(&amp;C)</source>
        <translation>&amp;Contents</translation>
    </message>
    <message>
        <source>地图(&amp;M)</source>
        <translation>&amp;Map</translation>
    </message>
    <message>
        <source>版式(&amp;S)</source>
        <translation>&amp;Paper</translation>
    </message>
    <message>
        <source>文件类型(&amp;T)</source>
        <translation>File &amp;type</translation>
    </message>
    <message>
        <source>分辨率(&amp;R)</source>
        <translation>&amp;Resolution</translation>
    </message>
    <message>
        <source>图上文字(&amp;L)</source>
        <translation>Sheet &amp;language</translation>
    </message>
    <message>
        <source>制图日期(&amp;D)</source>
        <translation>&amp;Date</translation>
    </message>
    <message>
        <source>徽标(&amp;G)</source>
        <translation>Lo&amp;go</translation>
    </message>
    <message>
        <source>位置图：图幅在全市何处(&amp;I)</source>
        <translation>&amp;Inset map of the city</translation>
    </message>
    <message>
        <source>不填则不印，例如 2026年11月</source>
        <translation>Printed if given, e.g. November 2026</translation>
    </message>
    <message>
        <source>可选，PNG 或 JPEG</source>
        <translation>Optional, PNG or JPEG</translation>
    </message>
    <message>
        <source>浏览…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>导出</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>图件预览</source>
        <translation>Sheet preview</translation>
    </message>
    <message>
        <source>文件夹(&amp;F)</source>
        <translation>&amp;Folder</translation>
    </message>
    <message>
        <source>文件(&amp;F)</source>
        <translation>&amp;File</translation>
    </message>
    <message>
        <source>正在绘制预览…</source>
        <translation>Drawing the preview…</translation>
    </message>
    <message>
        <source>导出到</source>
        <translation>Export to</translation>
    </message>
    <message>
        <source>图片</source>
        <translation>Pictures</translation>
    </message>
    <message>
        <source>选择徽标</source>
        <translation>Choose a logo</translation>
    </message>
    <message>
        <source>共 {n} 幅，预览为第一幅。</source>
        <translation>Sheets: {n}; the first is shown.</translation>
    </message>
    <message>
        <source>标题(&amp;N)</source>
        <translation>Titl&amp;e</translation>
    </message>
    <message>
        <source>说明(&amp;A)</source>
        <translation>C&amp;aption</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>正在绘制…</source>
        <translation>Drawing…</translation>
    </message>
    <message>
        <source>鼠标位置的坐标；格式与基准在“设置”中选择</source>
        <translation>Mouse position; format and datum are set in Settings</translation>
    </message>
    <message>
        <source>地图中心处的比例尺（像素按 OGC 的 0.28 毫米计，与图层的显示范围一致）</source>
        <translation>Scale at the map centre (0.28 mm OGC pixel, as for layer scale ranges)</translation>
    </message>
</context>
<context>
    <name>StyleVerbs</name>
    <message>
        <source>保存样式</source>
        <translation>Save style</translation>
    </message>
    <message>
        <source>套用样式文件</source>
        <translation>Apply style file</translation>
    </message>
    <message>
        <source>园图样式</source>
        <translation>Yuantu style</translation>
    </message>
    <message>
        <source>套用样式</source>
        <translation>Apply style</translation>
    </message>
    <message>
        <source>图层没有样式所用的字段，请选择要显示的字段：</source>
        <translation>The layer lacks the field used by the style. Choose the field to show:</translation>
    </message>
    <message>
        <source>套用</source>
        <translation>Apply</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>SurfaceDialog</name>
    <message>
        <source>正在计算各规则的带宽…</source>
        <translation>Computing the bandwidth of each rule…</translation>
    </message>
    <message>
        <source>密度面</source>
        <translation>Density surface</translation>
    </message>
    <message>
        <source>核函数</source>
        <translation>Kernel</translation>
    </message>
    <message>
        <source>带宽规则</source>
        <translation>Bandwidth rule</translation>
    </message>
    <message>
        <source>带宽（米）</source>
        <translation>Bandwidth (m)</translation>
    </message>
    <message>
        <source>边缘</source>
        <translation>Edge</translation>
    </message>
    <message>
        <source>权重</source>
        <translation>Weight</translation>
    </message>
    <message>
        <source>等值线条数</source>
        <translation>Contour lines</translation>
    </message>
    <message>
        <source>（点数）</source>
        <translation>(points)</translation>
    </message>
    <message>
        <source>密度面（等值线之间的面）</source>
        <translation>Surface (areas between contours)</translation>
    </message>
    <message>
        <source>等值线</source>
        <translation>Contour lines</translation>
    </message>
</context>
<context>
    <name>SymbologyForm</name>
    <message>
        <source>（不分类）</source>
        <translation>(no category)</translation>
    </message>
    <message>
        <source>无填充</source>
        <translation>No fill</translation>
    </message>
    <message>
        <source>单一符号</source>
        <translation>Single symbol</translation>
    </message>
    <message>
        <source>分级设色</source>
        <translation>Choropleth</translation>
    </message>
    <message>
        <source>比例符号</source>
        <translation>Proportional symbols</translation>
    </message>
    <message>
        <source>分类设色</source>
        <translation>Categories</translation>
    </message>
    <message>
        <source>点聚合（随缩放）</source>
        <translation>Point clusters (by zoom)</translation>
    </message>
    <message>
        <source>密度聚类（DBSCAN）</source>
        <translation>Density clusters (DBSCAN)</translation>
    </message>
    <message>
        <source>表达方式</source>
        <translation>Map type</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Indicator</translation>
    </message>
    <message>
        <source>年份</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>分级方法</source>
        <translation>Scheme</translation>
    </message>
    <message>
        <source>级数</source>
        <translation>Classes</translation>
    </message>
    <message>
        <source>分级界限</source>
        <translation>Class limits</translation>
    </message>
    <message>
        <source>色带</source>
        <translation>Colour ramp</translation>
    </message>
    <message>
        <source>最大半径</source>
        <translation>Maximum radius</translation>
    </message>
    <message>
        <source>聚合距离</source>
        <translation>Merge distance</translation>
    </message>
    <message>
        <source>邻域半径</source>
        <translation>Search radius</translation>
    </message>
    <message>
        <source>最少点数</source>
        <translation>Minimum points</translation>
    </message>
    <message>
        <source>填充颜色</source>
        <translation>Fill colour</translation>
    </message>
    <message>
        <source>反转色带</source>
        <translation>Reverse ramp</translation>
    </message>
    <message>
        <source>零值单列一级</source>
        <translation>Separate class for zero</translation>
    </message>
    <message>
        <source>从小到大，用逗号或空格隔开</source>
        <translation>From low to high, separated by commas or spaces</translation>
    </message>
    <message>
        <source>DBSCAN 的 eps：两点相距不超过它即为邻居</source>
        <translation>eps of DBSCAN: points no farther apart are neighbours</translation>
    </message>
    <message>
        <source>DBSCAN 的 min_samples：邻域内至少有这么多点才算聚类</source>
        <translation>min_samples of DBSCAN: a cluster needs at least this many points within the radius</translation>
    </message>
    <message>
        <source> 米</source>
        <translation> m</translation>
    </message>
    <message>
        <source> 像素</source>
        <translation> px</translation>
    </message>
    <message>
        <source>按数据推荐</source>
        <translation>Recommended for the data</translation>
    </message>
    <message>
        <source>双变量设色</source>
        <translation>Bivariate choropleth</translation>
    </message>
    <message>
        <source>黑白打印图案</source>
        <translation>Patterns for black-and-white print</translation>
    </message>
    <message>
        <source>用由疏到密的图案代替颜色，黑白打印时仍可区分各级</source>
        <translation>Patterns from sparse to dense instead of colours, so that classes remain distinguishable in black-and-white print</translation>
    </message>
</context>
<context>
    <name>SymbologyPanel</name>
    <message>
        <source>没有选中的图层</source>
        <translation>No layer selected</translation>
    </message>
    <message>
        <source>口径卡…</source>
        <translation>Definition card…</translation>
    </message>
</context>
<context>
    <name>SynonymsDialog</name>
    <message>
        <source>同义词组</source>
        <translation>Synonym groups</translation>
    </message>
    <message>
        <source>产业</source>
        <translation>Industry</translation>
    </message>
    <message>
        <source>算作</source>
        <translation>Counts as</translation>
    </message>
    <message>
        <source>产业与同义词组</source>
        <translation>Industries and their groups</translation>
    </message>
    <message>
        <source>恢复规划表中的分组</source>
        <translation>Restore the plans&apos; groups</translation>
    </message>
    <message>
        <source>写同一组名的产业算作同一产业；留空的按原文用词比较。分组随项目保存，可以撤销，命令行和评估报告也用它。</source>
        <translation>Industries with the same group name count as one; without a group they are compared as printed. The groups are saved with the project, can be undone, and are used by the command line and the evaluation report.</translation>
    </message>
</context>
<context>
    <name>TableReader</name>
    <message>
        <source>类型</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>{kind}（自动）</source>
        <translation>{kind} (auto)</translation>
    </message>
    <message>
        <source>“{name}”列的类型</source>
        <translation>Type of column &quot;{name}&quot;</translation>
    </message>
    <message>
        <source>编码(&amp;E)</source>
        <translation>&amp;Encoding</translation>
    </message>
    <message>
        <source>表头行数(&amp;H)</source>
        <translation>&amp;Header rows</translation>
    </message>
    <message>
        <source>另存整理后的表(&amp;A)…</source>
        <translation>S&amp;ave tidied table…</translation>
    </message>
    <message>
        <source>按年份列归并指标(&amp;I)</source>
        <translation>&amp;Indicators from year columns</translation>
    </message>
    <message>
        <source>列名里有年份的列，按“指标@年份”接入，年份与实际、预估、目标分别记录</source>
        <translation>Columns with a year in their heading are read as &quot;indicator@year&quot;; the year and the type (actual, estimate, target) are kept</translation>
    </message>
    <message>
        <source>略去合计行(&amp;T)</source>
        <translation>Skip &amp;total rows</translation>
    </message>
    <message>
        <source>保留表下说明(&amp;N)</source>
        <translation>Keep &amp;notes as rows</translation>
    </message>
    <message>
        <source>按长表预览(&amp;L)</source>
        <translation>Show as &amp;long table</translation>
    </message>
    <message>
        <source>表格预览</source>
        <translation>Preview of the table</translation>
    </message>
    <message>
        <source>自动识别</source>
        <translation>Auto-detect</translation>
    </message>
    <message>
        <source>没有表头</source>
        <translation>None</translation>
    </message>
    <message>
        <source>自动识别：{found}</source>
        <translation>Auto: {found}</translation>
    </message>
    <message>
        <source>自动识别：{n} 行</source>
        <translation>Auto: {n}</translation>
    </message>
    <message>
        <source>指标行展开成列(&amp;O)</source>
        <translation>One column per indicat&amp;or</translation>
    </message>
    <message>
        <source>每行一个指标的表，改成每个指标一列；同一指标同一年出现两次时不展开</source>
        <translation>A table with one indicator per row gets one column per indicator; not if an indicator appears twice for one year</translation>
    </message>
</context>
<context>
    <name>Targets</name>
    <message>
        <source>指标与目标</source>
        <translation>Indicators and targets</translation>
    </message>
    <message>
        <source>表格</source>
        <translation>Tables</translation>
    </message>
    <message>
        <source>从表格填报数字</source>
        <translation>Report figures from a table</translation>
    </message>
</context>
<context>
    <name>TargetsPanel</name>
    <message>
        <source>目标台账</source>
        <translation>Target ledger</translation>
    </message>
    <message>
        <source>规划自检</source>
        <translation>Plan self-check</translation>
    </message>
    <message>
        <source>设施时间轴</source>
        <translation>Facility timeline</translation>
    </message>
    <message>
        <source>重新读取规划表格</source>
        <translation>Reload the plan tables</translation>
    </message>
    <message>
        <source>导出为 Excel 或 CSV…</source>
        <translation>Export as Excel or CSV…</translation>
    </message>
    <message>
        <source>在项目旁建立空表</source>
        <translation>Create empty tables beside the project</translation>
    </message>
</context>
<context>
    <name>TimeSlider</name>
    <message>
        <source>目标</source>
        <translation>target</translation>
    </message>
    <message>
        <source>预估</source>
        <translation>estimate</translation>
    </message>
    <message>
        <source>暂停</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>逐年播放</source>
        <translation>Play through the years</translation>
    </message>
    <message>
        <source>年份</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>点击或拖动选择年份；键盘 ← → 切换，Home、End 到两端</source>
        <translation>Click or drag to choose a year; keys: ← → step, Home and End go to the ends</translation>
    </message>
</context>
<context>
    <name>TimelineTab</name>
    <message>
        <source>导出设施时间轴</source>
        <translation>Export the timeline</translation>
    </message>
    <message>
        <source>地图只显示到该年建成的</source>
        <translation>Map: only built by</translation>
    </message>
    <message>
        <source>只改变窗口里看到的，不改变项目和导出；地图上方有标记，可随时取消</source>
        <translation>Changes only what the window shows, not the project or exports; a mark on the map says so and removes it</translation>
    </message>
    <message>
        <source>也显示清单外设施</source>
        <translation>Include unlisted sites</translation>
    </message>
    <message>
        <source>年份：方向键逐年移动</source>
        <translation>Year: arrow keys step through the years</translation>
    </message>
    <message>
        <source>设施时间轴：点击选中地图上的设施；方向键逐个查看，回车选中</source>
        <translation>Facility timeline: click to select the facility on the map; arrow keys step, Enter selects</translation>
    </message>
    <message>
        <source>各区域各年建成数：点击一柱选中所计的设施</source>
        <translation>Built by area and year: click a bar to select what it counts</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>地图列表</source>
        <translation>List of maps</translation>
    </message>
    <message>
        <source>项目里的每张地图是一个专题。点一下就切换，图例和说明随之变化。</source>
        <translation>Each map of the project is a theme. Click one to show it; legend and notes follow.</translation>
    </message>
    <message>
        <source>图层与图例</source>
        <translation>Layers and legend</translation>
    </message>
    <message>
        <source>勾选显示或隐藏，拖动调整上下顺序，按 F2 改名；下面就是图例和各级的个数。</source>
        <translation>Tick to show or hide, drag to reorder, F2 renames; below are the legend and the number of features in each class.</translation>
    </message>
    <message>
        <source>地图</source>
        <translation>Map</translation>
    </message>
    <message>
        <source>查询要素</source>
        <translation>Identify</translation>
    </message>
    <message>
        <source>选这个工具再点地图，右侧列出该处全部要素的数值、来源、精度和边界状态。</source>
        <translation>Choose this tool and click the map: figures, source, accuracy and status of every feature there are listed on the right.</translation>
    </message>
    <message>
        <source>样式、查询与历史</source>
        <translation>Style, identify, history</translation>
    </message>
    <message>
        <source>在“样式”里选指标、年份和分级方法；“历史”列出每一步，点哪步回到哪步。</source>
        <translation>Choose indicator, year and classification under Style; History lists every step: click one to return to it.</translation>
    </message>
    <message>
        <source>连接表格</source>
        <translation>Join table</translation>
    </message>
    <message>
        <source>把 Excel 或 CSV 接到图层上：先看匹配了多少、两边各剩什么，再决定。</source>
        <translation>Join an Excel or CSV file to a layer: see what matches and what is left over on both sides, then decide.</translation>
    </message>
    <message>
        <source>搜索</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>输入名称、别名或拼音首字母，例如 zj，回车即到。</source>
        <translation>Type a name, an alias or pinyin initials, such as zj; Enter takes you there.</translation>
    </message>
    <message>
        <source>交付</source>
        <translation>Share</translation>
    </message>
    <message>
        <source>导出一个离线网页，或 A4、A3、幻灯片图件。任何时候按 F1 打开与当前面板有关的帮助。</source>
        <translation>Export one offline web page, or sheets for A4, A3 or slides. F1 opens the help for the current panel at any time.</translation>
    </message>
    <message>
        <source>拖动平移，滚轮缩放。把 Shapefile、GeoJSON 等文件拖进来就能添加。</source>
        <translation>Drag to pan, turn the wheel to zoom. Drop a Shapefile or a GeoJSON file here to add it.</translation>
    </message>
</context>
<context>
    <name>VersionsDialog</name>
    <message>
        <source>恢复较早的版本</source>
        <translation>Restore an earlier version</translation>
    </message>
    <message>
        <source>每次保存都会留下之前的版本，最多十个。恢复后作为一步未保存的更改出现，可以撤销；文件在您保存之前不变。</source>
        <translation>Each save keeps the previous version, ten at most. A restored version appears as an unsaved step that can be undone; the file does not change until you save.</translation>
    </message>
    <message>
        <source>保存于此之前</source>
        <translation>Saved before</translation>
    </message>
    <message>
        <source>大小</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>与现在文件的不同</source>
        <translation>Differences from the current file</translation>
    </message>
    <message>
        <source>没有不同</source>
        <translation>nothing</translation>
    </message>
    <message>
        <source>无法读取：{why}</source>
        <translation>Cannot be read: {why}</translation>
    </message>
    <message>
        <source>恢复这一版</source>
        <translation>Restore this version</translation>
    </message>
    <message>
        <source>；</source>
        <translation>; </translation>
    </message>
</context>
<context>
    <name>VertexTable</name>
    <message>
        <source>外环</source>
        <translation>outer ring</translation>
    </message>
    <message>
        <source>洞 {n}</source>
        <translation>hole {n}</translation>
    </message>
    <message>
        <source>第 {part} 部分，{ring}（{n} 个顶点）</source>
        <translation>Part {part}, {ring} ({n} vertices)</translation>
    </message>
    <message>
        <source>顶点表</source>
        <translation>Vertex table</translation>
    </message>
    <message>
        <source>在后面插入(&amp;I)</source>
        <translation>&amp;Insert after</translation>
    </message>
    <message>
        <source>删除(&amp;L)</source>
        <translation>De&amp;lete</translation>
    </message>
    <message>
        <source>粘贴列表(&amp;P)…</source>
        <translation>&amp;Paste a list…</translation>
    </message>
    <message>
        <source>互换经纬度(&amp;X)</source>
        <translation>E&amp;xchange lon and lat</translation>
    </message>
    <message>
        <source>还原(&amp;R)</source>
        <translation>&amp;Revert</translation>
    </message>
    <message>
        <source>应用(&amp;A)</source>
        <translation>&amp;Apply</translation>
    </message>
    <message>
        <source>部分和环</source>
        <translation>Part and ring</translation>
    </message>
    <message>
        <source>X（北，米）</source>
        <translation>X (north, m)</translation>
    </message>
    <message>
        <source>Y（东，米）</source>
        <translation>Y (east, m)</translation>
    </message>
    <message>
        <source>经度</source>
        <translation>Longitude</translation>
    </message>
    <message>
        <source>纬度</source>
        <translation>Latitude</translation>
    </message>
    <message>
        <source>序号</source>
        <translation>No.</translation>
    </message>
    <message>
        <source>边长（米）</source>
        <translation>Edge (m)</translation>
    </message>
    <message>
        <source>请在地图上选中一个要素</source>
        <translation>Select one feature on the map</translation>
    </message>
    <message>
        <source>{n} 个点不在上海范围内（第 {row} 个），请核对后再应用。</source>
        <translation>Vertices outside Shanghai: {n} (no. {row}). Check before applying.</translation>
    </message>
    <message>
        <source>改后此环面积 {area}，已画在地图上；应用后才生效。</source>
        <translation>New ring area: {area}, drawn on the map; takes effect when applied.</translation>
    </message>
    <message>
        <source>改后的环与自身相交。</source>
        <translation>The ring would intersect itself.</translation>
    </message>
    <message>
        <source>“{text}”不是坐标，未采用。</source>
        <translation>&quot;{text}&quot; is not a coordinate and was ignored.</translation>
    </message>
</context>
<context>
    <name>ViewPane</name>
    <message>
        <source>区域</source>
        <translation>Area</translation>
    </message>
    <message>
        <source>视图中的地图</source>
        <translation>Map in this view</translation>
    </message>
    <message>
        <source>视图中的指标与年份</source>
        <translation>Indicator and year in this view</translation>
    </message>
    <message>
        <source>让这个视图显示一个图层或一个区域</source>
        <translation>Let this view show a layer or an area</translation>
    </message>
    <message>
        <source>全图</source>
        <translation>Whole map</translation>
    </message>
    <message>
        <source>整个图层</source>
        <translation>Whole layer</translation>
    </message>
</context>
<context>
    <name>VisionBox</name>
    <message>
        <source>模拟色觉</source>
        <translation>Colour vision</translation>
    </message>
    <message>
        <source>仅供查看：不保存，不影响导出</source>
        <translation>Preview only: not saved, not exported</translation>
    </message>
    <message>
        <source>按色觉障碍读者或黑白打印所见显示地图、图例和色带</source>
        <translation>Show map, legend and ramps as seen with a colour vision deficiency or printed in black and white</translation>
    </message>
</context>
<context>
    <name>_Card</name>
    <message>
        <source>跳过(&amp;S)</source>
        <translation>&amp;Skip</translation>
    </message>
    <message>
        <source>上一步(&amp;B)</source>
        <translation>&amp;Back</translation>
    </message>
    <message>
        <source>下一步(&amp;N)</source>
        <translation>&amp;Next</translation>
    </message>
    <message>
        <source>完成(&amp;N)</source>
        <translation>&amp;Finish</translation>
    </message>
</context>
<context>
    <name>_Panel</name>
    <message>
        <source>复制结果</source>
        <translation>Copy the result</translation>
    </message>
    <message>
        <source>清除</source>
        <translation>Clear</translation>
    </message>
</context>
</TS>
