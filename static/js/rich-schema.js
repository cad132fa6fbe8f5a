// What a rich text is made of in the editor, and how it is read from and written to its field: the fragment that
// usr_portal/kernel/richtext.py stores, or plain lines where nothing but lines was written.
"use strict";

window.usrRich = (() => {
  const T = window.UsrTiptap;
  const LOOKS_LIKE_ONE = /^<(?:p|h3|h4|ul|ol|table|blockquote|figure)>/;
  // Every tag that a stored fragment can have, as it is written there: a text with any other is a plain one, here as at the server.
  const STORED_TAG = new RegExp(
    [
      "</?(?:p|h3|h4|ul|ol|li|table|tbody|tr|td|blockquote|figure|figcaption|strong|em|u|s|sub|sup)>|<br>|</(?:th|a|span)>",
      '<th scope="(?:col|row)"(?: colspan="\\d+")?(?: rowspan="\\d+")?>|<td(?: colspan="\\d+")?(?: rowspan="\\d+")?>',
      '<img src="picture:[0-9a-f]{64}" alt="[^"<>]*">|<a href="[^"<>]*" rel="noopener noreferrer">|<span data-footnote="[^"<>]*">',
    ].join("|"),
    "g",
  );
  // Nothing but blocks, one after the other: words between them are those of a plain text.
  const onlyBlocks = (text) => [...new DOMParser().parseFromString(text, "text/html").body.childNodes].every((each) => each.nodeType === Node.ELEMENT_NODE);
  const isFragment = (text) => LOOKS_LIKE_ONE.test(text) && !/[<>]/.test(text.replace(STORED_TAG, "")) && onlyBlocks(text);
  const WITHIN = "(paragraph|bulletList|orderedList|figure)";
  const PICTURE = "picture:";
  const LINK = /^(?:https?:\/\/[^\s"'<>`\\/?#]|mailto:[^\s"'<>`\\/?#])[^\s"'<>`\\]*$/i;

  // Tab leaves the text, always: what lists and tables do with it has keys of its own.
  const ListItem = T.ListItem.extend({
    content: `paragraph ${WITHIN}*`,
    addKeyboardShortcuts() {
      return {
        Enter: () => this.editor.commands.splitListItem(this.name),
        "Mod-]": () => this.editor.commands.sinkListItem(this.name),
        "Mod-[": () => this.editor.commands.liftListItem(this.name),
      };
    },
  });
  const Table = T.Table.extend({
    renderHTML: () => ["table", ["tbody", 0]],
    addNodeView: () => null,
    addKeyboardShortcuts() {
      const { Tab, "Shift-Tab": back, ...rest } = this.parent();
      return rest;
    },
  }).configure({ resizable: false });
  const scoped = {
    scope: { default: "col", parseHTML: (cell) => (cell.getAttribute("scope") === "row" ? "row" : "col"), renderHTML: ({ scope }) => ({ scope }) },
  };
  const spans = {
    colspan: { default: 1, parseHTML: (cell) => Number(cell.getAttribute("colspan")) || 1 },
    rowspan: { default: 1, parseHTML: (cell) => Number(cell.getAttribute("rowspan")) || 1 },
    colwidth: { default: null, rendered: false, parseHTML: () => null },
  };
  const TableCell = T.TableCell.extend({ content: `${WITHIN}+`, addAttributes: () => spans });
  const TableHeader = T.TableHeader.extend({ content: `${WITHIN}+`, addAttributes: () => ({ ...spans, ...scoped }) });

  const Link = T.Mark.create({
    name: "link",
    priority: 1000,
    inclusive: false,
    addAttributes: () => ({ href: { default: "" } }),
    parseHTML: () => [{ tag: "a[href]", getAttrs: (a) => (LINK.test(a.getAttribute("href")) ? { href: a.getAttribute("href") } : false) }],
    renderHTML: ({ HTMLAttributes: { href } }) => ["a", { href, rel: "noopener noreferrer" }, 0],
  });

  const Footnote = T.Node.create({
    name: "footnote",
    group: "inline",
    inline: true,
    atom: true,
    addAttributes: () => ({ text: { default: "", parseHTML: (span) => span.getAttribute("data-footnote"), renderHTML: ({ text }) => ({ "data-footnote": text, title: text }) } }),
    parseHTML: () => [{ tag: "span[data-footnote]" }],
    renderHTML: ({ HTMLAttributes }) => ["span", { ...HTMLAttributes, class: "rich-note" }],
  });

  // `base` is where the pictures are shown; a picture that is on its way to the server has a number in `pending` instead.
  const Figure = T.Node.create({
    name: "figure",
    group: "block",
    content: "inline*",
    marks: "strong em",
    isolating: true,
    addOptions: () => ({ base: "" }),
    addAttributes: () => ({ digest: { default: "", rendered: false }, alt: { default: "", rendered: false }, pending: { default: 0, rendered: false } }),
    parseHTML() {
      return [
        { tag: "figure", contentElement: (figure) => figure.querySelector("figcaption") || document.createElement("figcaption"), getAttrs: (figure) => pictured(figure.querySelector("img"), this.options.base) },
        { tag: "img", contentElement: () => document.createElement("figcaption"), getAttrs: (img) => pictured(img, this.options.base) },
      ];
    },
    renderHTML({ node: { attrs } }) {
      const img = attrs.digest ? ["img", { src: this.options.base + attrs.digest, alt: attrs.alt }] : ["span", { class: "rich-waiting", role: "img" }];
      return ["figure", { class: attrs.digest && !attrs.alt ? "rich-figure is-untold" : "rich-figure" }, img, ["figcaption", 0]];
    },
  });
  const pictured = (img, base) => {
    if (!img) return false;
    const pending = Number(img.dataset.pending) || 0;
    const src = img.getAttribute("src") || "";
    const named = [PICTURE, base].find((start) => start && src.startsWith(start));
    const digest = named ? src.slice(named.length) : "";
    return pending || /^[0-9a-f]{64}$/.test(digest) ? { digest, alt: img.getAttribute("alt") || "", pending } : false;
  };

  const named = (type, name) => type.extend({ name });
  const extensions = (base) => [
    T.Document, T.Text, T.UndoRedo, T.Gapcursor, T.Dropcursor,
    T.Paragraph,
    T.Heading.configure({ levels: [3, 4] }),
    T.HardBreak,
    T.BulletList, T.OrderedList.extend({ addAttributes: () => ({}) }), ListItem,
    T.Blockquote.extend({ content: `${WITHIN}+` }),
    Table, T.TableRow, TableHeader, TableCell,
    named(T.Bold, "strong"), named(T.Italic, "em"), named(T.Underline, "u"), named(T.Strike, "s"), named(T.Subscript, "sub"), named(T.Superscript, "sup"),
    Link, Footnote, Figure.configure({ base }),
  ];

  // ------------------------------------------------------------ read
  const paragraph = (line) => ({ type: "paragraph", content: line ? [{ type: "text", text: line }] : [] });
  const fromStored = (text) => (isFragment(text) ? text : { type: "doc", content: text.replaceAll("\r\n", "\n").split("\n").map(paragraph) });

  // ------------------------------------------------------------ written
  const MARKS = ["strong", "em", "u", "s", "sub", "sup"];
  const safe = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quoted = (text) => safe(text).replaceAll('"', "&quot;").replaceAll("'", "&#x27;");
  const tagsOf = (node) => {
    const marks = node.marks || [];
    const link = marks.find((mark) => mark.type === "link");
    return [...(link ? [`<a href="${quoted(link.attrs.href)}" rel="noopener noreferrer">`] : []), ...MARKS.filter((name) => marks.some((mark) => mark.type === name)).map((name) => `<${name}>`)];
  };
  const ending = (tag) => `</${tag.slice(1).split(/[ >]/)[0]}>`;
  const piece = (node) => {
    if (node.type === "text") return safe(node.text);
    if (node.type === "footnote") return node.attrs.text ? `<span data-footnote="${quoted(node.attrs.text)}"></span>` : "";
    return "<br>";
  };
  const inlines = (nodes = []) => {
    let told = "";
    let open = [];
    for (const node of nodes) {
      const wanted = node.type === "text" ? tagsOf(node) : [];
      let common = 0;
      while (common < open.length && common < wanted.length && open[common] === wanted[common]) common += 1;
      told += open.slice(common).reverse().map(ending).join("") + wanted.slice(common).join("") + piece(node);
      open = wanted;
    }
    return told + open.reverse().map(ending).join("");
  };
  const filled = (tag, inner) => (inner ? `<${tag}>${inner}</${tag}>` : "");
  const all = (nodes = []) => nodes.map(block).join("");
  const cell = ({ type, attrs, content }) => {
    const isHead = type === "tableHeader";
    const values = [isHead && `scope="${attrs.scope}"`, attrs.colspan > 1 && `colspan="${attrs.colspan}"`, attrs.rowspan > 1 && `rowspan="${attrs.rowspan}"`];
    const tag = isHead ? "th" : "td";
    return `<${[tag, ...values.filter(Boolean)].join(" ")}>${all(content)}</${tag}>`;
  };
  const block = (node) => {
    const { type, attrs, content } = node;
    switch (type) {
      case "paragraph": return filled("p", inlines(content));
      case "heading": return filled(`h${attrs.level}`, inlines(content));
      case "bulletList": return filled("ul", all(content));
      case "orderedList": return filled("ol", all(content));
      case "listItem": return filled("li", all(content));
      case "blockquote": return filled("blockquote", all(content));
      case "table": return `<table><tbody>${(content || []).map((row) => `<tr>${(row.content || []).map(cell).join("")}</tr>`).join("")}</tbody></table>`;
      case "figure": return attrs.digest ? `<figure><img src="${PICTURE}${attrs.digest}" alt="${quoted(attrs.alt)}">${filled("figcaption", inlines(content))}</figure>` : "";
      default: return "";
    }
  };
  const isLine = ({ type, content = [] }) => type === "paragraph" && content.every((node) => node.type === "hardBreak" || (node.type === "text" && !(node.marks || []).length));
  const line = ({ content = [] }) => content.map((node) => (node.type === "text" ? node.text : "\n")).join("");
  const toStored = ({ content = [] }) => {
    const lines = content.every(isLine) ? content.map(line).join("\n") : null;
    if (lines !== null && !LOOKS_LIKE_ONE.test(lines)) return lines;
    return all(content);
  };

  // ------------------------------------------------------------ as words
  // `forReading` adds what a reader of lines needs (dots, numbers, what a picture shows); without it only what is counted.
  const words = ({ content = [] }, forReading) => content.flatMap((node) => told(node, forReading)).join("\n");
  const letters = (nodes = [], forReading) => nodes.map((node) => {
    if (node.type === "text") return node.text;
    if (node.type === "footnote") return forReading ? `\uff3b${node.attrs.text}\uff3d` : `\n${node.attrs.text}\n`;
    return "\n";
  }).join("");
  const told = (node, forReading) => {
    const { type, attrs, content = [] } = node;
    const below = () => content.flatMap((one) => told(one, forReading));
    switch (type) {
      case "paragraph": case "heading": return [letters(content, forReading)];
      case "figure": return [...(forReading && attrs.alt ? [attrs.alt] : []), letters(content, forReading)].filter(Boolean);
      case "bulletList": case "orderedList":
        if (!forReading) return below();
        return content.flatMap((item, place) => {
          const sign = type === "orderedList" ? `${place + 1}. ` : "• ";
          return (item.content || []).flatMap((one) => told(one, true)).map((each, number) => (number ? " ".repeat(sign.length) : sign) + each);
        });
      case "table":
        if (!forReading) return below();
        return content.map((row) => (row.content || []).map((one) => (one.content || []).flatMap((each) => told(each, true)).join(" ")).join(" | "));
      default: return below();
    }
  };

  return { extensions, fromStored, toStored, words, LINK };
})();
