// The tables of a section's page: adds, moves and takes away rows.
"use strict";

{
  const form = document.querySelector("[data-section-form]");
  const changed = () => form.dispatchEvent(new Event("input"));
  const renumber = (list) => {
    [...list.querySelectorAll(":scope > [data-row]:not(.is-removed)")].forEach((row, place) => {
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
  const equip = (row, list) => {
    const tools = row.querySelector(".row-card__tools");
    const remove = row.querySelector("[name$='-DELETE']");
    const names = [form.dataset.wordsUp, form.dataset.wordsDown, form.dataset.wordsRemove];
    const move = (before) => (event) => {
      const rows = [...list.querySelectorAll(":scope > [data-row]:not(.is-removed)")];
      const other = rows[rows.indexOf(row) + (before ? -1 : 1)];
      if (!other) return;
      if (before) other.before(row);
      else other.after(row);
      renumber(list);
      event.currentTarget.focus();
      changed();
    };
    tools.append(
      tool("↑", names[0], move(true)),
      tool("↓", names[1], move(false)),
      tool(names[2], names[2], () => {
        remove.checked = true;
        row.classList.add("is-removed");
        row.hidden = true;
        renumber(list);
        changed();
      }),
    );
  };
  for (const table of form.querySelectorAll("[data-rows]")) {
    const list = table.querySelector("[data-rows-list]");
    const total = table.querySelector("[name$='-TOTAL_FORMS']");
    const add = table.querySelector("[data-rows-add]");
    if (form.dataset.writable !== "1") continue;
    for (const row of list.querySelectorAll(":scope > [data-row]")) equip(row, list);
    add.hidden = false;
    add.addEventListener("click", () => {
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
      const first = blank.querySelector("input:not([type=hidden]), select, textarea");
      if (first) first.focus();
    });
  }
}
