// Turns the long texts of a section's page into editors of rich text (TipTap). The field itself stays in the form and holds what
// is stored, so that saving, keeping and comparing know nothing of this; without scripts, or where this fails, it is a plain field.
"use strict";

{
  const { Editor, Fragment, NodeSelection, Slice } = window.UsrTiptap;
  const { extensions, fromStored, toStored, words: wordsOf, LINK } = window.usrRich;
  const source = document.getElementById("rich-tools");
  const cookie = () => decodeURIComponent((document.cookie.split("; ").find((part) => part.startsWith("csrftoken=")) || "").slice(10));

  // Asks in a dialog of the page, and gives what was answered, null for nothing.
  const ask = (name, { isThere = false, ...first }) => new Promise((resolve) => {
    const dialog = document.getElementById(`rich-${name}`);
    const form = dialog.querySelector("form");
    form.reset();
    for (const [key, value] of Object.entries(first)) form.elements[key].value = value;
    form.onsubmit = (event) => {
      const problem = form.querySelector("[data-problem]");
      const isAct = event.submitter && event.submitter.value === "ok";
      const fault = isAct ? faultOf(name, form) : "";
      problem.textContent = fault;
      problem.hidden = !fault;
      if (fault) event.preventDefault();
    };
    dialog.onclose = () => resolve(dialog.returnValue === "cancel" || !dialog.returnValue ? null : { act: dialog.returnValue, ...Object.fromEntries(new FormData(form)) });
    dialog.returnValue = "";
    dialog.querySelector("[data-take-away]").hidden = !isThere;
    dialog.showModal();
  });
  const faultOf = (name, form) => {
    const { wordsLink, wordsNote, wordsFile } = form.dataset;
    if (name === "link" && !LINK.test(form.elements.href.value.trim())) return wordsLink;
    if (name === "note" && !form.elements.text.value.trim()) return wordsNote;
    if (name === "picture" && !form.elements.file.disabled && !form.elements.file.files.length) return wordsFile;
    return "";
  };

  class RichField {
    constructor(field) {
      this.field = field;
      this.base = field.dataset.pictures;
      this.waiting = 0;
      this.box = Object.assign(document.createElement("div"), { className: "rich" });
      this.tools = source.content.firstElementChild.cloneNode(true);
      this.problem = Object.assign(document.createElement("p"), { className: "rich-problem", hidden: true });
      this.problem.setAttribute("role", "alert");
      const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
      label.id ||= `${field.id}-label`;
      const described = [field.getAttribute("aria-describedby"), "rich-keys"].filter(Boolean).join(" ");
      this.editor = new Editor({
        element: this.box,
        extensions: extensions(this.base),
        content: fromStored(field.value),
        parseOptions: { preserveWhitespace: "full" },
        injectCSS: false,
        enableInputRules: false,
        enablePasteRules: false,
        editable: !field.readOnly,
        editorProps: {
          attributes: { class: "rich-text form-control", id: `${field.id}-editor`, role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id, "aria-describedby": described },
          clipboardTextParser: (text) => this.linesOf(text),
          clipboardTextSerializer: (slice) => wordsOf({ content: slice.content.toJSON() || [] }, true),
          transformPastedHTML: (html) => this.cleaned(html),
          handlePaste: (_view, event) => this.takeFiles(event.clipboardData, null),
          handleDrop: (view, event, _slice, moved) => !moved && this.takeFiles(event.dataTransfer, view.posAtCoords({ left: event.clientX, top: event.clientY })),
          handleKeyDown: (_view, event) => this.key(event),
          handleDoubleClickOn: (_view, _place, node) => this.open(node.type.name),
        },
        onUpdate: () => this.mirror(),
        onTransaction: () => this.paint(),
      });
      field.hidden = true;
      field.after(this.tools, this.box, this.problem);
      field.usrPut = (text) => {
        field.value = text;
        this.editor.commands.setContent(fromStored(text), { emitUpdate: false, parseOptions: { preserveWhitespace: "full" } });
      };
      field.usrWords = () => wordsOf(this.editor.getJSON(), false);
      field.usrReading = () => wordsOf(this.editor.getJSON(), true);
      label.addEventListener("click", () => this.editor.commands.focus());
      this.tools.setAttribute("aria-controls", `${field.id}-editor`);
      this.tools.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
      this.tools.addEventListener("keydown", (event) => this.walk(event));
      field.form.addEventListener("section:frozen", () => this.freeze());
      new MutationObserver(() => this.fault()).observe(field, { attributes: true, attributeFilter: ["aria-invalid"] });
      if (field.readOnly) this.freeze();
      this.fault();
      this.paint();
    }

    mirror() {
      const written = toStored(this.editor.getJSON());
      if (written === this.field.value) return;
      this.field.value = written;
      this.field.dispatchEvent(new Event("input", { bubbles: true }));
    }

    freeze() {
      this.editor.setEditable(false);
      this.editor.view.dom.setAttribute("aria-readonly", "true");
      this.tools.hidden = true;
    }

    fault() {
      const told = this.field.getAttribute("aria-invalid");
      if (told) this.editor.view.dom.setAttribute("aria-invalid", told);
      else this.editor.view.dom.removeAttribute("aria-invalid");
    }

    tell(text) {
      this.problem.textContent = text;
      this.problem.hidden = !text;
    }

    // -------------------------------------------------------- tools
    get buttons() {
      return [...this.tools.querySelectorAll("button")].filter((button) => !button.closest("[hidden]"));
    }

    paint() {
      if (!this.editor) return;
      const within = this.editor.isActive("table");
      this.tools.querySelector("[data-within-table]").hidden = !within;
      for (const button of this.tools.querySelectorAll("[data-mark], [data-node]")) {
        const { mark, node, level } = button.dataset;
        const attributes = level ? { level: Number(level) } : {};
        button.setAttribute("aria-pressed", String(this.editor.isActive(mark || node, attributes)));
      }
      const shown = this.buttons;
      const stop = shown.find((button) => button.tabIndex === 0) || shown[0];
      for (const button of this.tools.querySelectorAll("button")) button.tabIndex = button === stop ? 0 : -1;
    }

    walk(event) {
      const shown = this.buttons;
      const here = shown.indexOf(document.activeElement);
      const places = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: shown.length - 1 };
      if (event.key === "Escape") this.editor.commands.focus();
      else if (event.key in places) this.step(shown[(places[event.key] + shown.length) % shown.length]);
      else return;
      event.preventDefault();
    }

    step(button) {
      for (const each of this.tools.querySelectorAll("button")) each.tabIndex = each === button ? 0 : -1;
      button.focus();
    }

    pressed(button) {
      if (!button || !this.editor.isEditable) return;
      const { mark, node, level, act } = button.dataset;
      const chain = this.editor.chain().focus();
      if (mark) chain.toggleMark(mark).run();
      else if (node === "heading") chain.toggleHeading({ level: Number(level) }).run();
      else if (node === "bulletList") chain.toggleBulletList().run();
      else if (node === "orderedList") chain.toggleOrderedList().run();
      else if (node === "blockquote") chain.toggleBlockquote().run();
      else if (act === "table") chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run();
      else if (act === "plain") chain.unsetAllMarks().clearNodes().run();
      else if (act in OPENED) this.open(OPENED[act]);
      else chain[act]().run();
    }

    key(event) {
      if (event.altKey && event.key === "F10") {
        this.step(this.buttons.find((button) => button.tabIndex === 0) || this.buttons[0]);
        return true;
      }
      const { selection } = this.editor.state;
      return event.key === "Enter" && selection instanceof NodeSelection && this.open(selection.node.type.name);
    }

    // Notes, pictures and links are written in a dialog; the same opens one that is there.
    open(type) {
      if (!this.editor.isEditable || !["footnote", "figure", "link"].includes(type)) return false;
      this[type]();
      return true;
    }

    async footnote() {
      const { selection } = this.editor.state;
      const isThere = selection instanceof NodeSelection && selection.node.type.name === "footnote";
      const told = await ask("note", { text: isThere ? selection.node.attrs.text : "", isThere });
      if (!told) return void this.editor.commands.focus();
      const chain = this.editor.chain().focus();
      const text = (told.text || "").replace(/\s+/g, " ").trim();
      if (told.act === "remove") chain.deleteSelection().run();
      else if (isThere) chain.updateAttributes("footnote", { text }).run();
      else chain.setTextSelection(selection.to).insertContent({ type: "footnote", attrs: { text } }).run();
    }

    async link() {
      const isThere = this.editor.isActive("link");
      const told = await ask("link", { href: this.editor.getAttributes("link").href || "https://", isThere });
      if (!told) return void this.editor.commands.focus();
      const chain = this.editor.chain().focus().extendMarkRange("link");
      const href = (told.href || "").trim();
      if (told.act === "remove") chain.unsetMark("link").run();
      else if (this.editor.state.selection.empty && !isThere) chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
      else chain.setMark("link", { href }).run();
    }

    async figure() {
      const { selection } = this.editor.state;
      const isThere = selection instanceof NodeSelection && selection.node.type.name === "figure" ? true : this.editor.isActive("figure");
      const { alt = "" } = isThere ? this.editor.getAttributes("figure") : {};
      const file = document.getElementById("rich-picture").querySelector("[name=file]");
      file.disabled = isThere;
      file.closest("[data-file]").hidden = isThere;
      const told = await ask("picture", { alt, isThere });
      if (!told) return void this.editor.commands.focus();
      const chosen = file.files[0];
      if (told.act === "remove") this.editor.chain().focus().deleteNode("figure").run();
      else if (isThere) this.editor.chain().focus().updateAttributes("figure", { alt: told.alt.trim() }).run();
      else this.bring([{ what: chosen, alt: told.alt.trim() }], selection.to);
    }

    // -------------------------------------------------------- what is pasted and dropped
    linesOf(text) {
      const { paragraph } = this.editor.schema.nodes;
      const lines = text.replace(/\r\n?/g, "\n").split("\n");
      return new Slice(Fragment.from(lines.map((line) => paragraph.create(null, line ? this.editor.schema.text(line) : null))), 1, 1);
    }

    cleaned(html) {
      const { html: kept, pictures, lost } = window.usrRichPaste.clean(html, this.base);
      this.tell(lost ? source.dataset.wordsLostPictures.replace("{count}", lost) : "");
      const start = this.waiting;
      this.waiting += pictures.length;
      // The numbers of a paste begin where those before it ended.
      const numbered = kept.replace(/data-pending="(\d+)"/g, (_all, number) => `data-pending="${start + Number(number)}"`);
      pictures.forEach((what, place) => this.upload(what, start + place + 1));
      return numbered;
    }

    takeFiles(carried, place) {
      const files = carried && !carried.types.includes("text/html") ? [...carried.files].filter((file) => file.type.startsWith("image/")) : [];
      if (!files.length || !this.editor.isEditable) return false;
      this.bring(files.map((what) => ({ what, alt: "" })), place ? place.pos : this.editor.state.selection.to);
      return true;
    }

    bring(found, place) {
      this.tell("");
      const nodes = found.map(({ alt }) => ({ type: "figure", attrs: { alt, pending: (this.waiting += 1) } }));
      this.editor.chain().focus().insertContentAt(place, nodes).run();
      found.forEach(({ what }, number) => this.upload(what, nodes[number].attrs.pending));
    }

    async upload(what, pending) {
      let reply;
      try {
        const body = new FormData();
        body.append("picture", typeof what === "string" ? await (await fetch(what)).blob() : what, "picture");
        const answer = await fetch(this.base, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": cookie() } });
        reply = await answer.json();
      } catch {
        reply = { refused: source.dataset.wordsNotSent };
      }
      this.arrived(pending, reply);
    }

    arrived(pending, { digest, refused, sign_in: signedOut }) {
      const { state, view } = this.editor;
      // No step of its own to undo: the picture would wait for ever for a name that it had.
      const change = state.tr.setMeta("addToHistory", false);
      state.doc.descendants((node, place) => {
        if (node.type.name !== "figure" || node.attrs.pending !== pending) return;
        if (digest) change.setNodeMarkup(place, null, { ...node.attrs, digest, pending: 0 });
        else change.delete(change.mapping.map(place), change.mapping.map(place + node.nodeSize));
      });
      if (!digest) this.tell(signedOut ? source.dataset.wordsSignedOut : refused || source.dataset.wordsNotSent);
      view.dispatch(change);
    }
  }
  const OPENED = { footnote: "footnote", picture: "figure", link: "link" };

  if (source) {
    for (const field of document.querySelectorAll("textarea[data-rich]")) new RichField(field);
  }
}
