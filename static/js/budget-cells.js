// The budget grid as a spreadsheet: arrows between cells, blocks selected, copied, pasted and filled, and undo.
// Cells stay ordinary fields of a form: everything here puts values into them, and budget-grid.js does the rest.
const { root, form, cell, addLine, settle, follow, hint, read, show, mark, unmark } = window.usrGrid;
const words = document.getElementById("grid-words").dataset;
const says = document.querySelector("[data-grid-says]");
const COLUMNS = ["label", "part", "source", "unit_price", "quantity", "monthly", "months", "amount"];
const KEPT = ["label", "part", "source", "unit_price", "quantity", "monthly", "months", "amount", "kind", "person", "reason"];
const MOST_STEPS = 100;
const BURST_MS = 1000;

const say = (text) => { says.textContent = text; };
const isCell = (node) => node instanceof Element && node.closest("[data-line]") && node.matches("input:not([type=hidden]), select");
const nameOf = (input) => input.name.split(".")[1];
const groupOf = (node) => node.closest("[data-item]");
const linesIn = (group) => [...group.querySelectorAll("[data-line]")];
// The cells of a line in the order in which they stand, without those that are folded away.
const rowOf = (line) => [...line.querySelectorAll("input:not([type=hidden]), select")].filter((input) => COLUMNS.includes(nameOf(input)) && !input.closest(".line__extra"));

// ---- undo: states of all lines, taken before each act and at the start of each burst of typing
const undone = [], done = [];
let burst = { input: null, at: 0 };
const yearFields = () => [...root.querySelectorAll("[data-year] > .year-sums input")];
function state() {
  const groups = [...root.querySelectorAll("[data-year] [data-item]")].map((group) =>
    linesIn(group).map((line) => Object.fromEntries(KEPT.map((name) => [name, cell(line, name)?.value ?? ""]))),
  );
  return JSON.stringify({ groups, years: yearFields().map((field) => field.value) });
}
function remember() {
  const now = state();
  if (done.at(-1) === now) return;
  done.push(now);
  if (done.length > MOST_STEPS) done.shift();
  undone.length = 0;
}
function restore(text) {
  const { groups, years } = JSON.parse(text);
  [...root.querySelectorAll("[data-year] [data-item]")].forEach((group, place) => {
    const lines = linesIn(group);
    lines.slice(groups[place].length).forEach((line) => line.remove());
    groups[place].forEach((values, row) => fill(lines[row] ?? addLine(group), values));
  });
  yearFields().forEach((field, place) => { field.value = years[place]; });
  settle();
}
function fill(line, values) {
  for (const [name, value] of Object.entries(values)) {
    const input = cell(line, name);
    if (!input) continue;
    input.value = value;
    unmark(input);
  }
  hint(cell(line, "label"));
  follow(line, cell(line, "amount"));
}
function step(from, to, told) {
  const now = state();
  let next = from.pop();
  while (next === now && from.length > 0) next = from.pop();
  if (next === undefined || next === now) return;
  to.push(now);
  clear();
  restore(next);
  burst = { input: null, at: 0 };
  say(told);
}

// ---- a block of cells within one item of one year: from the cell where it began to the one where it ends
let block = null;
function clear() {
  for (const input of root.querySelectorAll(".is-selected")) input.classList.remove("is-selected");
  block = null;
}
function cellsOf({ from, to }) {
  const lines = linesIn(groupOf(from)), rows = [from, to].map((input) => lines.indexOf(input.closest("[data-line]"))).sort((a, b) => a - b);
  const columns = [from, to].map((input) => rowOf(input.closest("[data-line]")).indexOf(input)).sort((a, b) => a - b);
  return lines.slice(rows[0], rows[1] + 1).map((line) => rowOf(line).slice(columns[0], columns[1] + 1));
}
function select(from, to) {
  clear();
  block = { from, to };
  const cells = cellsOf(block);
  for (const input of cells.flat()) input.classList.add("is-selected");
  say(words.selected.replace("{rows}", cells.length).replace("{columns}", cells[0].length));
}
function neighbour(input, key) {
  const line = input.closest("[data-line]"), lines = linesIn(groupOf(line)), row = rowOf(line), column = row.indexOf(input);
  if (key === "ArrowLeft") return row[column - 1];
  if (key === "ArrowRight") return row[column + 1];
  const next = lines[lines.indexOf(line) + (key === "ArrowUp" ? -1 : 1)];
  return next && rowOf(next)[column];
}
function atEdge(input, key) {
  if (input.tagName === "SELECT") return true;
  const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  if (input.selectionStart !== input.selectionEnd) return all;
  return input.selectionStart === (key === "ArrowLeft" ? 0 : input.value.length);
}
const arrows = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);
function walk(event) {
  const input = event.target;
  if (!isCell(input) || event.isComposing || event.altKey || !arrows.has(event.key)) return;
  const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
  if (event.shiftKey) {
    const end = block && block.from === input ? block.to : input;
    if (sideways && !block && !atEdge(input, event.key)) return;
    const next = neighbour(end, event.key);
    if (!next) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    select(input, next);
    return;
  }
  if (block) clear();
  if (!sideways || event.ctrlKey || event.metaKey || !atEdge(input, event.key)) return;
  const next = neighbour(input, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (next.select) next.select();
}

// ---- values in and out
const shown = (input) => (input.tagName === "SELECT" ? input.selectedOptions[0]?.textContent ?? "" : input.value);
const plain = (text) => text.normalize("NFKC").trim().toLowerCase();
// Puts a pasted text into a cell; what a choice does not offer is told beside it, with the text.
function put(input, text) {
  unmark(input);
  if (input.tagName === "SELECT") {
    const found = [...input.options].find((one) => plain(one.textContent) === plain(text) || plain(one.value) === plain(text));
    if (found) input.value = found.value;
    else if (text.trim()) mark(input, words.unknown.replace("{text}", text.trim()));
    return;
  }
  const line = text.trim().replace(/\s*\n\s*/g, " ");
  const amount = input.dataset.number === undefined ? null : read(line);
  input.value = amount === null ? line : show(amount);
}
function settled(line, input) {
  if (nameOf(input) === "label") hint(input);
  if (input.dataset.number !== undefined) follow(line, input);
}
function tableOf(text) {
  const rows = [];
  let row = [], field = "", quoted = false;
  const text1 = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let place = 0; place < text1.length; place += 1) {
    const sign = text1[place];
    if (quoted) {
      if (sign === '"' && text1[place + 1] === '"') { field += '"'; place += 1; }
      else if (sign === '"') quoted = false;
      else field += sign;
    } else if (sign === '"' && field === "") quoted = true;
    else if (sign === "\t") { row.push(field); field = ""; }
    else if (sign === "\n") { rows.push([...row, field]); row = []; field = ""; }
    else field += sign;
  }
  rows.push([...row, field]);
  return rows;
}
function paste(event) {
  const input = event.target, text = event.clipboardData?.getData("text/plain") ?? "";
  if (!isCell(input) || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
  event.preventDefault();
  remember();
  const rows = tableOf(text), group = groupOf(input), column = rowOf(input.closest("[data-line]")).indexOf(input);
  let at = linesIn(group).indexOf(input.closest("[data-line]")), beyond = 0, last = input;
  for (const values of rows) {
    const line = linesIn(group)[at] ?? addLine(group), cells = rowOf(line);
    values.forEach((value, place) => {
      const target = cells[column + place];
      if (!target) { if (value.trim()) beyond += 1; return; }
      put(target, value);
      last = target;
    });
    for (const target of cells.slice(column, column + values.length)) settled(line, target);
    at += 1;
  }
  settle();
  select(input, last);
  const told = words.pasted.replace("{rows}", rows.length);
  say(beyond ? `${told} ${words.beyond.replace("{count}", beyond)}` : told);
}
function copy(event, cut = false) {
  if (!block || !isCell(event.target)) return;
  const cells = cellsOf(block);
  event.preventDefault();
  event.clipboardData.setData("text/plain", cells.map((row) => row.map(shown).join("\t")).join("\n"));
  if (cut) empty();
  say(words.copied.replace("{rows}", cells.length));
}
function empty() {
  remember();
  for (const input of cellsOf(block).flat()) {
    if (input.tagName === "SELECT") continue;
    input.value = "";
    settled(input.closest("[data-line]"), input);
  }
  settle();
}
// Down from the first row of the block; without a block, from the cell above.
function fillDown(input) {
  const cells = block ? cellsOf(block) : [[neighbour(input, "ArrowUp")], [input]];
  if (!cells[0][0] || cells.length < 2) return;
  remember();
  for (const row of cells.slice(1)) {
    row.forEach((target, column) => {
      target.value = cells[0][column].value;
      unmark(target);
      settled(target.closest("[data-line]"), target);
    });
  }
  settle();
  say(words.filled.replace("{rows}", cells.length - 1));
}

if (form) {
  root.addEventListener("grid:before", remember);
  form.addEventListener("beforeinput", (event) => {
    const now = Date.now();
    if (event.target !== burst.input || now - burst.at > BURST_MS) remember();
    burst = { input: event.target, at: now };
    if (block) clear();
  }, true);
  form.addEventListener("keydown", walk, true);
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey)) {
      if (block && isCell(event.target) && (event.key === "Delete" || event.key === "Backspace")) { event.preventDefault(); empty(); }
      if (block && event.key === "Escape") clear();
      return;
    }
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) { event.preventDefault(); step(done, undone, words.undone); }
    else if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); step(undone, done, words.redone); }
    else if (key === "d" && isCell(event.target)) { event.preventDefault(); fillDown(event.target); }
  });
  form.addEventListener("paste", paste);
  form.addEventListener("copy", copy);
  form.addEventListener("cut", (event) => copy(event, true));
  let began = null;
  form.addEventListener("mousedown", (event) => { if (block) clear(); began = isCell(event.target) && event.button === 0 ? event.target : null; });
  form.addEventListener("mouseover", (event) => {
    if (!began || event.buttons !== 1 || !isCell(event.target) || event.target === began) return;
    if (groupOf(event.target) !== groupOf(began) || !rowOf(event.target.closest("[data-line]")).includes(event.target)) return;
    select(began, event.target);
    began.focus();
    window.getSelection()?.removeAllRanges();
  });
  window.addEventListener("mouseup", () => { began = null; });
  for (const button of document.querySelectorAll("[data-grid-undo]")) button.addEventListener("click", () => step(done, undone, words.undone));
  for (const button of document.querySelectorAll("[data-grid-redo]")) button.addEventListener("click", () => step(undone, done, words.redone));
  document.querySelector("[data-grid-tools]").hidden = false;
}
