// The tables of a section's page: rows are added, moved (buttons, Alt with arrows, by the mouse), taken away and brought
// back; a block copied from a spreadsheet is pasted over rows and columns.
"use strict";

{
  const form = document.querySelector("[data-section-form]");
  const words = form.dataset;
  const changed = () => form.dispatchEvent(new Event("input"));
  const says = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  says.setAttribute("role", "status");
  form.append(says);
  const say = (text) => {
    says.textContent = text;
  };

  const rowsOf = (list) => [...list.querySelectorAll(":scope > [data-row]:not(.is-removed)")];
  const renumber = (list) => {
    rowsOf(list).forEach((row, place) => {
      const order = row.querySelector("[name$='-ORDER']");
      if (order) order.value = place + 1;
    });
  };
  const tool = (label, name, act) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-quiet", textContent: label });
    button.setAttribute("aria-label", name);
    button.addEventListener("click", act);
    return button;
  };
  const place = (row, list) => say(words.wordsMoved.replace("{place}", rowsOf(list).indexOf(row) + 1).replace("{count}", rowsOf(list).length));

  const move = (row, list, before) => {
    const rows = rowsOf(list);
    const other = rows[rows.indexOf(row) + (before ? -1 : 1)];
    if (!other) return;
    if (before) other.before(row);
    else other.after(row);
    renumber(list);
    place(row, list);
    changed();
  };

  // A row that is taken away stays for a while as one line with a button that brings it back.
  const remove = (row, list) => {
    const box = row.querySelector("[name$='-DELETE']");
    const set = (removed) => {
      if (box) box.checked = removed;
      row.classList.toggle("is-removed", removed);
      row.hidden = removed;
      renumber(list);
      changed();
    };
    const line = Object.assign(document.createElement("p"), { className: "row-undo", textContent: `${words.wordsRemoved} ` });
    line.append(
      tool(words.wordsUndo, words.wordsUndo, () => {
        set(false);
        line.remove();
        const first = row.querySelector("input:not([type=hidden]), select, textarea");
        if (first) first.focus();
      }),
    );
    row.after(line);
    set(true);
    say(words.wordsRemoved);
    line.querySelector("button").focus();
  };

  const equip = (row, list) => {
    const tools = row.querySelector(".row-card__tools");
    const act = (before) => (event) => {
      const button = event.currentTarget;
      move(row, list, before);
      button.focus();
    };
    tools.append(
      tool("\u2191", words.wordsUp, act(true)),
      tool("\u2193", words.wordsDown, act(false)),
      tool(words.wordsRemove, words.wordsRemove, () => remove(row, list)),
    );
    const handle = Object.assign(document.createElement("span"), { className: "row-handle", textContent: "\u2807", title: words.wordsDrag });
    handle.setAttribute("aria-hidden", "true");
    row.prepend(handle);
    handle.addEventListener("pointerdown", (event) => drag(event, row, list));
  };

  // By the mouse or a finger: the row follows between the others. Listened to at the document, for a row that is moved
  // loses what its handle had captured.
  const drag = (event, row, list) => {
    event.preventDefault();
    row.classList.add("is-dragged");
    const follow = (now) => {
      const next = rowsOf(list).find((one) => {
        const { top, height } = one.getBoundingClientRect();
        return one !== row && now.clientY < top + height / 2;
      });
      if (next === row.nextElementSibling && next) return;
      if (next) next.before(row);
      else list.append(row);
    };
    const drop = () => {
      document.removeEventListener("pointermove", follow);
      document.removeEventListener("pointerup", drop);
      document.removeEventListener("pointercancel", drop);
      row.classList.remove("is-dragged");
      renumber(list);
      place(row, list);
      changed();
    };
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", drop);
  };

  const append = (table, list) => {
    const total = table.querySelector("[name$='-TOTAL_FORMS']");
    const most = Number((table.querySelector("[name$='-MAX_NUM_FORMS']") || {}).value || 1000);
    if (rowsOf(list).length >= most) return null;
    const blank = table.querySelector("[data-rows-empty]").content.cloneNode(true).firstElementChild;
    for (const element of [blank, ...blank.querySelectorAll("*")]) {
      for (const attribute of [...element.attributes]) {
        if (attribute.value.includes("__prefix__")) element.setAttribute(attribute.name, attribute.value.replaceAll("__prefix__", total.value));
      }
    }
    total.value = Number(total.value) + 1;
    list.append(blank);
    equip(blank, list);
    renumber(list);
    return blank;
  };

  // ---- paste
  const cellsOf = (row) => [...row.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((field) => !/-(DELETE|ORDER)$/.test(field.name));
  const plain = (text) => text.normalize("NFKC").trim().toLowerCase().replaceAll("\u81fa", "\u53f0");
  const yes = new Set(words.wordsYes.split(" ").map(plain));
  const no = new Set(["", "\u2610", "\u25a1", "\u5426", "\u7121", "n", "no", "false", "0"]);
  // Spreadsheets quote a cell only where it holds a tab or a line end; any other quotation mark is a letter of the text.
  const quotedAt = (all, at) => {
    const found = /^"((?:[^"]|"")*)"(?=\t|\n|$)/.exec(all.slice(at));
    return found && /[\t\n]/.test(found[1]) ? found : null;
  };
  const parsed = (text) => {
    const all = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const rows = [[]];
    for (let at = 0; ; at += 1) {
      const quoted = all[at] === '"' ? quotedAt(all, at) : null;
      const [whole] = quoted ?? /^[^\t\n]*/.exec(all.slice(at));
      rows.at(-1).push(quoted ? quoted[1].replaceAll('""', '"') : whole);
      at += whole.length;
      if (at >= all.length) return rows;
      if (all[at] === "\n") rows.push([]);
    }
  };
  const note = (field, text) => {
    const found = field.parentElement.querySelector(".paste-note");
    if (found) found.remove();
    if (!text) return;
    field.after(Object.assign(document.createElement("span"), { className: "paste-note", textContent: text }));
  };
  const put = (field, text) => {
    note(field, "");
    if (field.type === "checkbox") {
      const mark = plain(text);
      if (yes.has(mark) || no.has(mark)) field.checked = yes.has(mark);
      else note(field, words.wordsUnknown.replace("{text}", text.trim()));
    } else if (field.tagName === "SELECT") {
      const option = [...field.options].find((one) => plain(one.textContent) === plain(text) || plain(one.value) === plain(text));
      if (option) field.value = option.value;
      else if (text.trim()) note(field, words.wordsUnknown.replace("{text}", text.trim()));
    } else {
      const value = field.tagName === "TEXTAREA" ? text.trim() : text.trim().replace(/\s*\n\s*/g, " ");
      field.value = value;
      if (field.maxLength > 0 && value.length > field.maxLength) note(field, words.wordsLong.replace("{most}", field.maxLength));
    }
  };
  const paste = (event) => {
    const row = event.target.closest("[data-row]");
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    const several = event.target.tagName === "TEXTAREA" ? /\t/ : /[\t\n]/;
    if (!row || !several.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const list = row.closest("[data-rows-list]");
    const table = row.closest("[data-rows]");
    const column = cellsOf(row).indexOf(event.target);
    const rows = parsed(text);
    let at = rowsOf(list).indexOf(row);
    let left = 0;
    for (const values of rows) {
      const target = rowsOf(list)[at] || append(table, list);
      const cells = target ? cellsOf(target).slice(column) : [];
      values.forEach((value, index) => {
        if (cells[index]) put(cells[index], value);
        else if (value.trim()) left += 1;
      });
      at += 1;
    }
    renumber(list);
    changed();
    const told = words.wordsPasted.replace("{rows}", rows.length);
    say(left ? `${told} ${words.wordsLeftOut.replace("{count}", left)}` : told);
    if (left) note(event.target, words.wordsLeftOut.replace("{count}", left));
  };

  if (words.writable === "1") {
    for (const table of form.querySelectorAll("[data-rows]")) {
      const list = table.querySelector("[data-rows-list]");
      for (const row of rowsOf(list)) equip(row, list);
      const add = table.querySelector("[data-rows-add]");
      add.hidden = false;
      add.addEventListener("click", () => {
        const row = append(table, list);
        if (!row) return void say(words.wordsMost);
        const first = row.querySelector("input:not([type=hidden]), select, textarea");
        if (first) first.focus();
      });
    }
    form.addEventListener("paste", paste);
    form.addEventListener("keydown", (event) => {
      const row = event.target.closest("[data-row]");
      if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      const field = event.target;
      move(row, row.closest("[data-rows-list]"), event.key === "ArrowUp");
      field.focus();
    });
  }
}
