/* Small helps on top of pages that work without them: saving while you write, showing the questions that follow
   from an answer, "none of these", and coming back from "not today". Nothing here is needed to answer or to send. */
import { evaluate } from "../expressions.js";

const SAVE_AFTER = 1500;

/* Autosave: <form data-autosave="/url">. The server's answer is the sentence for the status line. */
function autosave(form) {
  const status = document.getElementById("status");
  let waiting = null;
  let sending = false;
  let again = false;
  let leaving = false;

  async function send() {
    waiting = null;
    if (leaving) return;
    if (sending) {
      again = true;
      return;
    }
    sending = true;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        credentials: "same-origin",
      });
      if (answer.ok) {
        const words = (await answer.text()).trim();
        if (status && words) status.textContent = words;
        form.dataset.saved = "yes";
      } else {
        form.dataset.saved = "no";
      }
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem;
      form.dataset.saved = "no"; /* no network: what was typed stays in the page and goes with the next change */
    } finally {
      sending = false;
    }
    if (again) {
      again = false;
      soon();
    }
  }

  function soon() {
    if (waiting) clearTimeout(waiting);
    waiting = setTimeout(send, SAVE_AFTER);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", function () {
    leaving = true;
    if (waiting) clearTimeout(waiting);
  });
  window.addEventListener("pageshow", function () {
    leaving = false;
  });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden" && waiting) {
      clearTimeout(waiting);
      send();
    }
  });
}

const named = (name) => '[name="' + CSS.escape(name) + '"]';
const typed = (box, name) => box.querySelector(named(name))?.value.trim() ?? "";

/* What one question says now, in the shape that is stored; null where there is no answer. */
function valueOf(box, name) {
  if (box.querySelector(".sort__item")) {
    const placed = Array.from(box.querySelectorAll(".sort__item input:checked"), (one) => [
      one.name.slice(name.length + 1),
      one.value,
    ]);
    return placed.length ? Object.fromEntries(placed) : null;
  }
  if (box.querySelector(named(name + ".day"))) return dateOf(box, name);
  if (box.querySelector(named(name + ".name"))) return peopleOf(box, name);
  const ticks = Array.from(box.querySelectorAll('input[type="checkbox"]'));
  if (ticks.length) {
    const chosen = ticks.filter((tick) => tick.checked).map((tick) => tick.value);
    return chosen.length ? chosen : null;
  }
  if (box.querySelector('input[type="radio"]' + named(name))) {
    return box.querySelector(named(name) + ":checked")?.value ?? null;
  }
  const words = typed(box, name);
  return box.querySelector(".field--number") ? numberOf(words) : words || null;
}

function numberOf(words) {
  const number = words.replace("\u2212", "-").replace(",", ".");
  if (!/^[-+]?[0-9]+(\.[0-9]+)?$/.test(number)) return null;
  return Number.isInteger(Number(number)) ? Number(number) : number;
}

function dateOf(box, name) {
  const [day, month, year] = ["day", "month", "year"].map((part) => typed(box, name + "." + part));
  if (!day || !month || year.length !== 4) return null;
  return year + "-" + month.padStart(2, "0") + "-" + day.padStart(2, "0");
}

function peopleOf(box, name) {
  const others = typed(box, name + ".name").split("\n").map((words) => words.trim()).filter(Boolean);
  const unknown = others.map((words) => ({ id: null, name: words }));
  const list = box.querySelector("select");
  if (list) {
    return list.value ? { id: list.value, name: list.selectedOptions[0].text } : (unknown[0] ?? null);
  }
  const known = Array.from(box.querySelectorAll('input[type="checkbox"]:checked'), (tick) => ({
    id: tick.value,
    name: tick.closest("label").textContent.trim(),
  }));
  return known.length + unknown.length ? known.concat(unknown) : null;
}

/* Show and hide, question after question as the server does: what is hidden has no answer for those that follow,
   and inside a row of a group the answers of that row are plain names too. */
function look(form) {
  const own = {};
  const refused = [];
  const about = { today: form.dataset.today ?? "", voice: form.dataset.voice ?? "", subject: form.dataset.subject ?? "" };
  for (const box of form.querySelectorAll("[data-question]")) {
    const name = box.dataset.question;
    const row = box.closest(".row");
    const group = row?.parentElement.closest("[data-question]");
    const id = row?.id;
    const rows = group ? (own[group.dataset.question] ?? []) : [];
    const kept = rows.find((one) => one.row === id);
    if (box.dataset.showIf) {
      const facts = { ...about, own: { ...own, ...kept?.answers }, not_answered: refused };
      box.hidden = evaluate(JSON.parse(box.dataset.showIf), facts) !== true;
    }
    if (box.hidden || group?.hidden || box.querySelector(":scope > .question__answer > .rows")) continue;
    if (box.querySelector(named(name + ".declined") + ':checked:not([value=""])')) {
      refused.push(name);
      continue;
    }
    const value = valueOf(box, name);
    if (value === null) continue;
    if (!group) {
      own[name] = value;
      continue;
    }
    const inner = name.slice(name.lastIndexOf(".") + 1);
    if (kept) kept.answers[inner] = value;
    else own[group.dataset.question] = rows.concat({ row: id, answers: { [inner]: value } });
  }
}

function showing(form) {
  if (!form.querySelector("[data-show-if]")) return;
  form.addEventListener("input", () => look(form));
  form.addEventListener("change", () => look(form));
  look(form);
}

/* "Nothing" unticks the others, and any other unticks "nothing". */
function alone(event) {
  const tick = event.target;
  if (!(tick instanceof HTMLInputElement) || tick.type !== "checkbox" || !tick.checked) return;
  const box = tick.closest("fieldset");
  if (!box) return;
  box.querySelectorAll('input[type="checkbox"]').forEach(function (other) {
    if (other === tick || other.name !== tick.name) return;
    if ("alone" in tick.dataset || "alone" in other.dataset) other.checked = false;
  });
}

/* Answering takes back "not today"; what was typed stays either way. */
function answered(event) {
  const field = event.target;
  const box = field.closest ? field.closest("[data-question]") : null;
  if (!box || field.closest(".decline")) return;
  box.querySelectorAll(":scope > .decline input:checked").forEach(function (one) {
    one.checked = false;
  });
}

document.querySelectorAll("form").forEach(function (form) {
  form.addEventListener("change", alone);
  form.addEventListener("input", answered);
  showing(form);
  if (form.dataset.autosave) autosave(form);
});

const problems = document.querySelector(".govuk-error-summary");
if (problems) problems.focus();
