// A section's page: saves by itself (saver.js), shows faults and findings beside their fields, keeps what can't be stored
// readable. Without it the same page works as a plain form. Rows are section-rows.js, counts section-text.js: both tell this one of
// a change by an `input` event.
"use strict";

const form = document.querySelector("[data-section-form]");

if (form) {
  document.documentElement.classList.add("scripted");
  const words = form.dataset;

  const showFaults = (errors) => {
    for (const place of form.querySelectorAll("[data-error-for]")) place.replaceChildren();
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const [name, faults] of Object.entries(errors)) {
      const place = form.querySelector(`[data-error-for="${CSS.escape(name)}"]`);
      const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
      if (field) field.setAttribute("aria-invalid", "true");
      if (place) place.replaceChildren(...faults.map((fault) => Object.assign(document.createElement("div"), { textContent: fault })));
    }
  };

  // Two people in different texts of one page are no rivals. The server stores nothing over a version that the page does not
  // know; so what others changed in texts that nobody changed here is taken in, and all of it is sent again.
  const texts = new Map([...form.querySelectorAll("[data-field]")]
    .map(({ dataset: { field } }) => [field, form.querySelector(`textarea[name="${field}"], input[type=text][name="${field}"]`)])
    .filter(([, field]) => field));
  const asIs = (text) => String(text ?? "").normalize("NFC").replaceAll("\r\n", "\n");
  let known = words.bound === "1" ? null : Object.fromEntries([...texts].map(([name, field]) => [name, field.value]));
  const merge = ({ stale, theirs, version }) => {
    if (!stale || !theirs || !known) return false;
    const come = Object.entries(theirs).filter(([name, text]) => ![asIs(known[name]), asIs(texts.get(name)?.value)].includes(asIs(text)));
    if (come.some(([name]) => !texts.has(name) || asIs(texts.get(name).value) !== asIs(known[name]))) return false;
    for (const [name, text] of come) {
      const field = texts.get(name);
      if (field.usrPut) field.usrPut(text);
      else field.value = text;
      field.dispatchEvent(new Event("section:put"));
    }
    known = { ...known, ...theirs };
    form.elements.version.value = version;
    if (come.length) {
      const place = form.querySelector("[data-merged]");
      place.hidden = false;
      place.textContent = place.dataset.words.replace("{names}", come.map(([name]) => labelOf(texts.get(name))).join("\u3001"));
    }
    return true;
  };

  const take = (body) => {
    showFaults(body.errors);
    if (known) known = Object.fromEntries([...texts.keys()].map((name) => [name, saver.sent.get(name)]));
    document.body.dispatchEvent(new Event("findings:refresh"));
    document.body.dispatchEvent(new CustomEvent("section:saved", { detail: body }));
    const faulty = Object.keys(body.errors).length > 0;
    return faulty ? [words.wordsFaults, "faults"] : [words.wordsSaved.replace("{time}", body.saved_at), "saved"];
  };

  // Nothing can be stored here any more, or somebody stored first: the text stays, to be read, copied, compared.
  const refuse = (body) => {
    const place = form.querySelector("[data-refused]");
    place.hidden = false;
    place.querySelector("[data-refused-words]").textContent = body.refused;
    place.querySelector("[data-refused-compare]").hidden = !body.stale;
    if (!body.stale) freeze();
    place.scrollIntoView({ block: "center" });
  };

  const freeze = () => {
    for (const field of form.elements) {
      if (field.type === "hidden" || field.tagName === "FIELDSET" || field.closest("[data-refused]")) continue;
      if (field.tagName === "TEXTAREA" || ["text", "email", "number"].includes(field.type)) field.readOnly = true;
      else field.disabled = true;
    }
    form.dispatchEvent(new Event("section:frozen"));
  };

  // Everything on the page as text: a title and what stands below it.
  const told = (field) => {
    if (["checkbox", "radio"].includes(field.type)) return field.checked ? `☑ ${labelOf(field)}` : "";
    const value = field.tagName === "SELECT" ? [...field.selectedOptions].map((one) => one.textContent).join(" / ") : field.usrReading ? field.usrReading() : field.value;
    return value.trim() ? `${labelOf(field)}\n${value}` : "";
  };
  const labelOf = (field) => (field.labels && field.labels[0] ? field.labels[0].textContent.trim() : field.getAttribute("aria-label") || "");
  const allOfIt = () =>
    (form.querySelector("[data-field]") ? [...form.querySelectorAll("[data-field]")] : [form])
      .map((part) => [...part.querySelectorAll("input:not([type=hidden]), textarea, select")].map(told).filter(Boolean).join("\n"))
      .filter(Boolean)
      .join("\n\n");
  const copy = form.querySelector("[data-copy-all]");
  if (copy) {
    copy.addEventListener("click", async () => {
      const text = allOfIt();
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const field = Object.assign(document.createElement("textarea"), { value: text });
        copy.after(field);
        field.select();
        document.execCommand("copy");
        field.remove();
      }
      copy.textContent = copy.dataset.done;
    });
  }

  const saver = new window.UsrSaver(form, { take, refuse, merge });
  if (words.writable === "1") {
    const touchedParts = form.elements.touched;
    const schedule = (event) => {
      const part = event.target.closest && event.target.closest("[data-field]");
      if (part && touchedParts && !touchedParts.value.split(" ").includes(part.dataset.field)) touchedParts.value = `${touchedParts.value} ${part.dataset.field}`.trim();
      saver.touched();
    };
    form.addEventListener("input", schedule);
    form.addEventListener("change", schedule);
    form.addEventListener("submit", (event) => saver.submitted(event));
  } else {
    freeze();
  }
  saver.recover();

  // Fields that are asked for under a condition only
  const show = (field, shown) => {
    const row = form.querySelector(`[data-field="${field}"]`);
    if (row) row.hidden = !shown;
  };
  const chosen = (name) => (form.querySelector(`[name="${name}"]:checked`) || {}).value || "";
  const conditions = () => {
    if (form.querySelector("[name='basis-shown']")) {
      const isNew = chosen("basis") === "new";
      show("new_ground", isNew);
      for (const ground of ["A", "B", "C"]) show(`ground_${ground.toLowerCase()}`, isNew && chosen("new_ground") === ground);
    }
    const pick = form.querySelector("[data-choose]");
    if (pick) {
      const picked = form.querySelectorAll(`[name="${pick.dataset.chooseName}"]:checked`).length;
      pick.dataset.words ??= pick.textContent;
      pick.textContent = `${pick.dataset.words} ${picked}/${pick.dataset.choose}`;
    }
  };
  conditions();
  form.addEventListener("change", conditions);

  // Findings beside their fields
  document.body.addEventListener("htmx:afterSwap", () => {
    for (const place of form.querySelectorAll("[data-findings-for]")) place.replaceChildren();
    for (const finding of form.querySelectorAll("#section-findings [data-rule]")) {
      const field = finding.dataset.field;
      const place = form.querySelector(`[data-findings-for="${CSS.escape(field || "")}"]`);
      if (!place) continue;
      const line = document.createElement("li");
      line.textContent = finding.querySelector(".finding__message").textContent;
      if (finding.classList.contains("finding--judgement")) line.className = "is-judgement";
      else if (!finding.classList.contains("finding--blocking")) line.className = "is-warning";
      else if (finding.classList.contains("finding--correctable")) line.className = "is-correctable";
      place.append(line);
    }
  });
}
