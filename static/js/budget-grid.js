// The budget grid: sums while one types, rows by button and keyboard, saving by itself. The server's figures decide.
const form = document.querySelector("[data-budget-grid]");
const root = document.getElementById("budget");
const facts = JSON.parse(document.getElementById("budget-facts").textContent);
const words = document.getElementById("budget-words").dataset;
const PAUSE = 900;

// ---- numbers: whole NT$, as `typed.py` reads them; null where nothing (or nothing readable) was typed
function read(text) {
  const plain = text.normalize("NFKC").replaceAll("、", ",").replace(/\s/g, "");
  const found = /^(?:NT\$|\$)?([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)元?$/i.exec(plain);
  if (!found) return null;
  const digits = found[1].replaceAll(",", "");
  return digits.length > 15 ? null : BigInt(digits);
}
const show = (amount) => amount.toString().replace(/\B(?=(\d{3})+$)/g, ",");
const fill = (template, amount) => template.replace("{amount}", amount);

// ---- sums of what is on the page
const cell = (line, name) => line.querySelector(`[name$=".${name}"]`);
const linesOf = (year) => root.querySelectorAll(`[data-year="${year}"] [data-line]`);

function sumYear(year) {
  const sums = Object.fromEntries([...facts.items, "subsidy", "domestic", "second", "matching_lines"].map((key) => [key, 0n]));
  for (const line of linesOf(year)) {
    const amount = read(cell(line, "amount").value) ?? product(line) ?? 0n;
    if (cell(line, "source").value === "matching") { sums.matching_lines += amount; continue; }
    sums[cell(line, "item").value] += amount;
    sums[cell(line, "part").value] += amount;
    sums.subsidy += amount;
  }
  for (const name of ["matching", "external"]) sums[name] = read(root.querySelector(`[name="${year}.${name}"]`).value) ?? 0n;
  sums.total = sums.subsidy + sums.matching;
  return sums;
}

function sumAll(byYear) {
  const all = {};
  for (const sums of Object.values(byYear)) for (const [key, amount] of Object.entries(sums)) all[key] = (all[key] ?? 0n) + amount;
  return all;
}

// ---- limits: floor of a share for "most", ceiling for "least", one more than last year's share for "grow"
function limitOf(gauge, year, byYear) {
  if (gauge.amount !== null) return BigInt(gauge.amount);
  const whole = byYear[year].subsidy;
  if (whole <= 0n) return null;
  if (gauge.sense === "grow") {
    const before = facts.years.filter((one) => one < year && byYear[one].subsidy > 0n).at(-1);
    return before ? (byYear[before].external * whole) / byYear[before].subsidy + 1n : null;
  }
  const [part, of] = gauge.share.map(BigInt);
  return gauge.sense === "most" ? (whole * part) / of : (whole * part + of - 1n) / of;
}

function readGauge(gauge, year, byYear) {
  const amount = byYear[year][gauge.figure];
  const limit = limitOf(gauge, year, byYear);
  const whole = byYear[year].subsidy;
  const cents = gauge.amount === null && whole > 0n ? (amount * 10000n) / whole : null;
  const percent = cents === null ? "" : `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
  if (limit === null) return { amount, limit, distance: 0n, state: "none", percent };
  const free = gauge.sense === "most" ? limit - amount : amount - limit;
  const state = gauge.sense === "most" ? (free >= 0n ? "free" : "over") : (free >= 0n ? "met" : "short");
  return { amount, limit, distance: free < 0n ? -free : free, state, percent };
}

function computed() {
  const sums = Object.fromEntries(facts.years.map((year) => [year, sumYear(year)]));
  const gauges = {};
  for (const year of facts.years) {
    gauges[year] = {};
    for (const gauge of facts.gauges) if (!gauge.year || gauge.year === year) gauges[year][gauge.key] = readGauge(gauge, year, sums);
  }
  return { sums: { ...sums, all: sumAll(sums) }, gauges };
}

function paint({ sums, gauges }) {
  for (const node of document.querySelectorAll("[data-sum]")) {
    const [year, key] = node.dataset.sum.split(".");
    if (sums[year]?.[key] !== undefined) node.textContent = show(sums[year][key]);
  }
  for (const node of root.querySelectorAll("[data-gauge]")) {
    const [year, key] = node.dataset.gauge.split(".");
    if (gauges[year]?.[key]) paintGauge(node, gauges[year][key]);
  }
  paintNow(gauges);
}

function paintGauge(node, found) {
  for (const state of Object.keys(facts.words)) node.classList.toggle(`gauge--${state}`, state === found.state);
  node.querySelector("[data-gauge-amount]").textContent = show(found.amount);
  node.querySelector("[data-gauge-words]").textContent = fill(facts.words[found.state], show(found.distance));
  node.querySelector("[data-gauge-percent]").textContent = found.percent;
  node.querySelector("[data-gauge-percent-wrap]").hidden = !found.percent;
  const bar = node.querySelector("progress");
  bar.max = Math.max(1, Number(found.limit ?? 0));
  bar.value = Math.max(0, Math.min(Number(found.amount), bar.max));
}

function paintNow(gauges) {
  const cap = gauges[current]?.cap;
  const now = root.querySelector("[data-budget-now]");
  if (!cap || !now) return;
  now.textContent = `${words.year.replace("{year}", current)} ${show(cap.amount)}/${show(cap.limit)} · ${fill(facts.words[cap.state], show(cap.distance))}`;
  now.classList.toggle("is-over", cap.state === "over");
}

// ---- one year at a time
let current = facts.years.find((year) => `#year-${year}` === location.hash) ?? facts.years[0];
function turnTo(year) {
  current = year;
  for (const page of root.querySelectorAll("[data-year]")) page.hidden = page.dataset.year !== year;
  for (const tab of root.querySelectorAll("[data-year-tab]")) {
    if (tab.dataset.yearTab === year) tab.setAttribute("aria-current", "true"); else tab.removeAttribute("aria-current");
  }
  paintNow(computed().gauges);
}
root.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-year-tab]");
  if (!tab) return;
  event.preventDefault();
  turnTo(tab.dataset.yearTab);
});
function reveal(node) {
  const page = node.closest("[data-year]");
  if (page && page.dataset.year !== current) turnTo(page.dataset.year);
  const more = node.closest(".line__extra")?.parentElement.querySelector(".line__more");
  if (more) more.open = true;
  node.focus();
}

// ---- amounts that follow from their factors
function product(line) {
  for (const [one, other] of [["unit_price", "quantity"], ["monthly", "months"]]) {
    const a = read(cell(line, one).value), b = read(cell(line, other).value);
    if (a !== null && b !== null) return a * b;
  }
  return null;
}
function follow(line, input) {
  const result = product(line);
  if (result !== null && input.dataset.number !== "amount") cell(line, "amount").value = show(result);
  const amount = read(cell(line, "amount").value);
  const note = line.querySelector("[data-line-note]");
  note.hidden = result === null || amount === null || amount === result;
  if (!note.hidden) note.querySelector("[data-line-note-words]").textContent = words.product.replace("{amount}", show(result));
}
function hint(input) {
  const rate = facts.rates[input.value.trim()];
  let node = input.parentElement.querySelector(".line__hint");
  if (!node && rate) { node = document.createElement("span"); node.className = "line__hint"; input.after(node); }
  if (node) node.textContent = rate ? words.rate.replace("{rate}", rate) : "";
}

// ---- errors at cells
let marks = 0;
function unmark(input) {
  input.classList.remove("is-invalid");
  input.removeAttribute("aria-invalid");
  input.removeAttribute("aria-describedby");
  input.parentElement.querySelector(".error-text")?.remove();
}
function mark(input, message) {
  unmark(input);
  const text = document.createElement("span");
  text.className = "error-text";
  text.id = `m-${marks += 1}`;
  text.textContent = message;
  input.after(text);
  input.classList.add("is-invalid");
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", text.id);
}

// ---- saving (saver.js): what the server said of it
const saver = form && new window.UsrSaver(form, { take, refuse });
function touched() { saver.touched(); }
function take(reply) {
  for (const input of root.querySelectorAll("[aria-invalid]")) unmark(input);
  document.getElementById("budget-refused").hidden = true;
  for (const one of reply.errors) { const input = root.querySelectorAll(`[name="${one.name}"]`)[one.index]; if (input) mark(input, one.message); }
  if (reply.errors.length) return [words.faults, "faults"];
  document.body.dispatchEvent(new CustomEvent("findings:refresh"));
  if (!saver.dirty) paint(reply);
  return [words.saved.replace("{time}", reply.saved_at), "saved"];
}
function refuse(reply) {
  const notice = document.getElementById("budget-refused");
  notice.hidden = false;
  notice.querySelector("[data-refused-words]").textContent = reply.refused;
  notice.querySelector("[data-refused-stale]").hidden = !reply.stale;
  notice.dataset.version = reply.version ?? "";
  notice.scrollIntoView({ block: "center" });
}

// ---- rows
function rename(node, year, item) {
  for (const input of node.querySelectorAll("[name]")) input.name = input.name.replace("__year__", year);
  const label = node.querySelector("[data-label]");
  label.setAttribute("list", `names-${year}-${item}`);
  cell(node, "item").value = item;
}
function addLine(group) {
  const { item } = group.dataset, { year } = group.closest("[data-year]").dataset;
  const line = document.getElementById("line-template").content.firstElementChild.cloneNode(true);
  rename(line, year, item);
  if (item === "personnel") swapPairs(line);
  group.querySelector("[data-rows]").append(line);
  return line;
}
function swapPairs(line) {
  const pairs = [["monthly", "unit_price"], ["months", "quantity"]];
  for (const [first, second] of pairs) {
    const a = line.querySelector(`.cell--${first}`), b = line.querySelector(`.cell--${second}`), place = document.createComment("");
    a.replaceWith(place); b.replaceWith(a); place.replaceWith(b);
  }
}
function settle() {
  for (const group of root.querySelectorAll("[data-item]")) group.querySelector("[data-empty]").hidden = group.querySelector("[data-line]") !== null;
  const rows = root.querySelector("[data-abroad-rows]");
  if (rows) root.querySelector("[data-empty-abroad]").hidden = rows.children.length > 0;
  paint(computed());
  touched();
}
function remove(node, scope) {
  const near = node.nextElementSibling ?? node.previousElementSibling;
  node.remove();
  settle();
  (near?.querySelector("input:not([type=hidden]), select") ?? scope.querySelector("button[data-act^=add]"))?.focus();
}
function move(line, act) {
  const other = act === "up" ? line.previousElementSibling : line.nextElementSibling;
  if (!other) return;
  if (act === "up") other.before(line); else other.after(line);
  settle();
}
function copyYear(button) {
  const page = button.closest("[data-year]"), next = facts.years[facts.years.indexOf(page.dataset.year) + 1];
  const target = root.querySelector(`[data-year="${next}"]`);
  if (target.querySelector("[data-line]") && !window.confirm(button.dataset.question)) return;
  for (const group of page.querySelectorAll("[data-item]")) {
    const there = target.querySelector(`[data-item="${group.dataset.item}"]`);
    there?.querySelector("[data-rows]").replaceChildren();
    for (const line of group.querySelectorAll("[data-line]")) if (there) copyLine(line, addLine(there));
  }
  settle();
  turnTo(next);
}
function copyLine(from, to) {
  const year = to.closest("[data-year]").dataset.year, fresh = from.cloneNode(true), choices = from.querySelectorAll("select");
  fresh.querySelectorAll("select").forEach((one, place) => { one.value = choices[place].value; });
  for (const input of fresh.querySelectorAll("[name]")) input.name = input.name.replace(/^[^.]+/, year);
  fresh.querySelector("[data-label]").setAttribute("list", `names-${year}-${cell(fresh, "item").value}`);
  to.replaceWith(fresh);
}
function addAbroad() {
  const row = document.getElementById("abroad-template").content.firstElementChild.cloneNode(true);
  root.querySelector("[data-abroad-rows]").append(row);
  cell(row, "year").value = current;
  return row;
}
function act(button) {
  root.dispatchEvent(new Event("grid:before"));
  const line = button.closest("[data-line]"), row = button.closest("[data-abroad]");
  switch (button.dataset.act) {
    case "add": addLine(button.closest("[data-item]")).querySelector("[data-label]").focus(); break;
    case "add-abroad": addAbroad().querySelector("[name$=place]").focus(); break;
    case "remove": return remove(line, line.closest("[data-item]"));
    case "remove-abroad": return remove(row, row.closest("section"));
    case "copy": return copyYear(button);
    default: move(line, button.dataset.act); return button.focus();
  }
  return settle();
}

// ---- the keyboard: up and down between rows, Enter adds a row at the end, Alt with an arrow moves the row
function walk(event) {
  const input = event.target, line = input.closest("[data-line]");
  if (!line || input.tagName !== "INPUT" || event.isComposing) return;
  const up = event.key === "ArrowUp", down = event.key === "ArrowDown";
  if (event.key === "Enter") { event.preventDefault(); return onward(line, input); }
  if (!up && !down) return;
  if (event.altKey) { event.preventDefault(); move(line, up ? "up" : "down"); return input.focus(); }
  if (input.hasAttribute("list")) return;
  const all = [...linesOf(current)], next = all[all.indexOf(line) + (up ? -1 : 1)];
  if (!next) return;
  event.preventDefault();
  const name = input.name.split(".")[1], there = cell(next, name);
  (there.offsetParent ? there : cell(next, "amount")).focus();
}
// To the same cell of the next row, as in a spreadsheet; a row that is new begins with its name.
function onward(line, input) {
  const next = line.nextElementSibling, name = input.name.split(".")[1];
  const there = next && cell(next, name);
  const label = (next ?? addLine(line.closest("[data-item]"))).querySelector("[data-label]");
  (there?.offsetParent ? there : label).focus();
  settle();
}

window.usrGrid = { root, form, cell, addLine, settle, follow, hint, read, show, mark, unmark };
turnTo(current);
for (const year of facts.years) for (const line of linesOf(year)) { hint(line.querySelector("[data-label]")); follow(line, cell(line, "amount")); }
paint(computed());
if (form) {
  const wrong = form.querySelector("[aria-invalid=true]");
  if (wrong) reveal(wrong);
  form.addEventListener("input", (event) => {
    const line = event.target.closest("[data-line]");
    if (line && event.target.dataset.number) follow(line, event.target);
    if (event.target.hasAttribute("data-label")) hint(event.target);
    paint(computed());
    touched();
  });
  form.addEventListener("change", (event) => {
    const amount = event.target.dataset.number === undefined ? null : read(event.target.value);
    if (amount !== null) { event.target.value = show(amount); unmark(event.target); }
  });
  form.addEventListener("keydown", walk);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button) { event.preventDefault(); act(button); }
    const use = event.target.closest("[data-use-product]");
    if (use) { const line = use.closest("[data-line]"); cell(line, "amount").value = show(product(line)); follow(line, cell(line, "amount")); paint(computed()); touched(); }
  });
  form.addEventListener("submit", (event) => {
    // Asked for a comparison, the server shows both plans on a page of its own.
    if (event.submitter?.value === "compare") return void saver.submitted(event);
    event.preventDefault();
    return saver.go();
  });
  saver.recover();
}
