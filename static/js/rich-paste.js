// What is pasted from Word, LibreOffice, Google Docs or a page: its structure is kept, its rubbish is not. Works in a document
// that is not shown: nothing in it runs or is fetched.
"use strict";

window.usrRichPaste = (() => {
  const RUBBISH = "style, script, meta, link, title, xml, noscript, template, iframe, object, embed, svg, math, .MsoCommentReference, .MsoCommentText, [data-style*='mso-element:comment'], [data-style*='display:none'], [data-style*='mso-hide:all']";
  const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\u300c\u300d\u300e\u300f\uff08\uff09\u300a\u300b…—]/u;
  const NUMBER = /^\s*[\uff08(]?(?:\d+|[a-zA-Z]|[ivxIVX]+|[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u7532\u4e59\u4e19\u4e01]+)[.)\u3001\uff0e\uff09]/u;

  // Styles are read, never applied: the page's policy would refuse them, and say so.
  const unstyled = (html) => html.replace(/<style[^]*?<\/style>/gi, "").replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const styleOf = (each, name) => (new RegExp(`(?:^|;)\\s*${name}:\\s*([^;]+)`, "i").exec(each.dataset.style || "") || ["", ""])[1].trim();
  const LOOKS = [
    ["strong", (each) => /^(?:bold|[6-9]00)/.test(styleOf(each, "font-weight"))],
    ["em", (each) => styleOf(each, "font-style") === "italic"],
    ["u", (each) => /underline/.test(styleOf(each, "text-decoration"))],
    ["s", (each) => /line-through/.test(styleOf(each, "text-decoration"))],
    ["sup", (each) => styleOf(each, "vertical-align") === "super"],
    ["sub", (each) => styleOf(each, "vertical-align") === "sub"],
  ];
  // What a span looks like becomes what it is.
  const meant = (body) => {
    for (const span of body.querySelectorAll("span[data-style], font[data-style]")) {
      for (const [tag, is] of LOOKS) {
        if (!is(span)) continue;
        const mark = span.ownerDocument.createElement(tag);
        mark.append(...span.childNodes);
        span.append(mark);
      }
    }
  };

  // `base` is where the pictures of this text stand: those that are there already need no sending.
  const clean = (html, base) => {
    const page = new DOMParser().parseFromString(unstyled(html), "text/html");
    const { body } = page;
    const inside = body.innerHTML.includes("data-pm-slice");
    if (inside) return pictures(body, base);
    const comments = page.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
    const found = [];
    while (comments.nextNode()) found.push(comments.currentNode);
    for (const comment of found) comment.remove();
    footnotes(body);
    wordLists(body);
    for (const each of body.querySelectorAll(RUBBISH)) each.remove();
    for (const each of [...body.querySelectorAll("*")]) if (each.tagName.includes(":")) each.replaceWith(...each.childNodes);
    for (const each of body.querySelectorAll("b")) if (styleOf(each, "font-weight") === "normal") each.replaceWith(...each.childNodes);
    meant(body);
    for (const each of body.querySelectorAll("[data-style]")) delete each.dataset.style;
    for (const each of body.querySelectorAll("h1, h2, h5, h6")) {
      const other = page.createElement(/[12]/.test(each.tagName) ? "h3" : "h4");
      other.append(...each.childNodes);
      each.replaceWith(other);
    }
    sourceLines(body);
    for (const each of body.querySelectorAll("p, h3, h4")) if (!each.textContent.trim() && !each.querySelector("img, br, [data-footnote]")) each.remove();
    return pictures(body, base);
  };

  // Word writes a list as paragraphs with a level; their sign stands in a part that lists leave out.
  const levelOf = (each) => {
    const told = each.tagName === "P" && /mso-list:\s*\S+\s+level(\d+)/.exec(each.dataset.style || "");
    return told ? Number(told[1]) : 0;
  };
  const wordLists = (body) => {
    for (const first of body.querySelectorAll("p[data-style*='mso-list']")) {
      if (!first.isConnected || !levelOf(first)) continue;
      const rows = [];
      for (let each = first; each && levelOf(each); each = each.nextElementSibling) rows.push(each);
      const place = first.ownerDocument.createElement("div");
      first.before(place);
      place.replaceWith(...listed(rows));
      for (const row of rows) row.remove();
    }
  };
  const listed = (rows) => {
    const tops = [];
    const open = [];
    for (const row of rows) {
      const level = levelOf(row);
      const sign = [...row.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.dataset.style || ""));
      const tag = NUMBER.test((sign || row).textContent) ? "ol" : "ul";
      if (sign) sign.remove();
      while (open.length && open.at(-1).level > level) open.pop();
      if (open.length && open.at(-1).level === level && open.at(-1).list.tagName.toLowerCase() !== tag) open.pop();
      if (!open.length || open.at(-1).level < level) {
        const list = row.ownerDocument.createElement(tag);
        if (open.length) open.at(-1).list.lastElementChild.append(list);
        else tops.push(list);
        open.push({ level, list });
      }
      const item = row.ownerDocument.createElement("li");
      const text = row.ownerDocument.createElement("p");
      text.append(...row.cloneNode(true).childNodes);
      item.append(text);
      open.at(-1).list.append(item);
    }
    return tops;
  };

  // Notes stand at the end of what is pasted: each goes to where it is called.
  const footnotes = (body) => {
    for (const call of body.querySelectorAll("a[href*='#_ftn'], a[href*='#_edn'], a.sdfootnoteanc, a.sdendnoteanc")) {
      const name = (call.getAttribute("href") || "").split("#")[1] || "";
      if (/^_(?:ftn|edn)ref/.test(name)) continue;
      const note = body.querySelector(`[id="${CSS.escape(name.replace(/^_/, "").replace(/sym$/, ""))}"]`);
      if (!note || note.contains(call)) continue;
      const copy = note.cloneNode(true);
      for (const back of copy.querySelectorAll("a[href*='ref'], a.sdfootnotesym, a.sdendnotesym")) back.remove();
      const mark = body.ownerDocument.createElement("span");
      mark.setAttribute("data-footnote", copy.textContent.replace(/\s+/g, " ").trim());
      call.replaceWith(mark);
      note.dataset.taken = "1";
    }
    for (const note of body.querySelectorAll("[data-taken]")) note.remove();
    for (const list of body.querySelectorAll("[data-style*='mso-element:footnote-list'], [data-style*='mso-element:endnote-list']")) if (!list.textContent.trim()) list.remove();
  };

  // A line feed of the source is a space, but between two characters that need none.
  const sourceLines = (body) => {
    const texts = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      node.data = node.data.replace(/\u00a0/g, " ").replace(/(.?)[ \t]*\r?\n[ \t]*(.?)/gsu, (_all, before, after) => (CJK.test(before) && CJK.test(after) ? before + after : `${before} ${after}`));
    }
  };

  const fileOf = (address) => {
    const told = /^data:(image\/(?:png|jpeg|gif|webp|bmp));base64,([A-Za-z0-9+/=\s]+)$/.exec(address);
    if (!told) return null;
    const bytes = Uint8Array.from(atob(told[2].replace(/\s/g, "")), (one) => one.charCodeAt(0));
    return new File([bytes], "picture", { type: told[1] });
  };
  // Pictures within what is pasted get a number; those that only an address stands for can't be brought along.
  const pictures = (body, base) => {
    const found = [];
    let lost = 0;
    for (const img of body.querySelectorAll("img")) {
      const address = img.getAttribute("src") || "";
      const file = fileOf(address);
      const { origin, pathname } = new URL(address || "x:", window.location.href);
      const own = origin === window.location.origin && /\/pictures\/[0-9a-f]{64}$/.test(pathname);
      if (own && pathname.startsWith(base)) img.setAttribute("src", pathname);
      else if (file || own) {
        found.push(file || address);
        img.dataset.pending = found.length;
        img.removeAttribute("src");
      } else if (!/^picture:/.test(address)) {
        lost += 1;
        img.remove();
      }
    }
    return { html: body.innerHTML, pictures: found, lost };
  };

  return { clean };
})();
