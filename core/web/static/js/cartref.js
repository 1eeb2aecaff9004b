/* Small helps on top of pages that work without them: saving while you write, showing the questions that follow
   from an answer, "none of these", and coming back from "not today". Nothing here is needed to answer or to send. */
import { evaluate } from "../expressions.js";

const SAVE_AFTER = 1500;

/* Autosave: <form data-autosave="/url" data-unsaved="what to say when it could not be saved">. The server's answer is the
   sentence for the status line; so it is with 409, when the same words were changed on another page. */
function autosave(form) {
  const status = document.getElementById("status");
  let waiting = null;
  let sending = false;
  let again = false;
  let leaving = false;

  function unsaved(words) {
    form.dataset.saved = "no";
    if (status && (words || form.dataset.unsaved)) status.textContent = words || form.dataset.unsaved;
  }

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
        if (form.dataset.wording) await offerWords(form);
      } else {
        unsaved(answer.status === 409 ? (await answer.text()).trim() : "");
      }
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem;
      unsaved(""); /* no network: what was typed stays in the page and goes with the next change */
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

/* Other words, offered beside what was just saved: the server finds them, this puts them where they belong. Where the same
   offer stands already nothing moves. */
async function offerWords(form) {
  const answer = await fetch(form.dataset.wording, { credentials: "same-origin" });
  if (!answer.ok) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-wording]");
  const offered = new Map(Array.from(found, (one) => [one.dataset.wording, one]));
  for (const old of form.querySelectorAll("[data-wording]")) {
    const same = offered.get(old.dataset.wording);
    if (same && same.textContent === old.textContent) offered.delete(old.dataset.wording);
    else if (!old.contains(document.activeElement)) old.remove();
  }
  for (const [name, offer] of offered) {
    if (form.querySelector('[data-wording="' + CSS.escape(name) + '"]')) continue;
    form.querySelector('[data-question="' + CSS.escape(name) + '"]')?.after(offer);
  }
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
  let number = words.replace("\u2212", "-");
  if (/^[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$/.test(number)) number = number.replaceAll(",", "");
  else if (/^[-+]?[0-9]+,[0-9]+$/.test(number)) number = number.replace(",", ".");
  if (!/^[-+]?[0-9]{1,15}(\.[0-9]{1,6})?$/.test(number)) return null;
  number = number.replace("+", "");
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
    const facts = { ...about, own: { ...own, ...kept?.answers }, not_answered: refused };
    if (box.dataset.showIf) box.hidden = evaluate(JSON.parse(box.dataset.showIf), facts) !== true;
    if (box.hidden || group?.hidden) continue;
    if (box.querySelector(named(name + ".declined") + ':checked:not([value=""])')) {
      refused.push(name);
      continue;
    }
    if (box.querySelector(":scope > .question__answer > .rows")) continue;
    const value = box.classList.contains("question--computed") ? reckoned(box, facts) : valueOf(box, name);
    if (value === null) continue;
    if (!group) {
      own[name] = value;
      continue;
    }
    const inner = name.slice(name.lastIndexOf(".") + 1);
    if (kept) kept.answers[inner] = value;
    else own[group.dataset.question] = rows.concat({ row: id, answers: { [inner]: value } });
  }
  for (const part of form.querySelectorAll("[data-part]")) {
    const asked = (box) => !box.hidden && !box.parentElement.closest("[data-question][hidden]");
    part.hidden = !Array.from(part.querySelectorAll("[data-question]")).some(asked);
  }
}

/* What is worked out from the answers: reckoned again where the page can, else as the server said it. */
function reckoned(box, facts) {
  const output = box.querySelector("output");
  if (!box.dataset.compute) return numberOf(output.value.trim());
  const value = evaluate(JSON.parse(box.dataset.compute), facts);
  output.value = value ?? "";
  return value;
}

/* `_live` tells the server that what follows from an answer was in sight as it was given. */
function showing(form) {
  if (!form.querySelector("[data-show-if], [data-compute]")) return;
  const live = document.createElement("input");
  Object.assign(live, { type: "hidden", name: "_live", value: "1" });
  form.append(live);
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

/* The language changes: the button sends one form, and what is typed in the others comes along, each with where it goes.
   The server puts it all back into the page. */
function bringAll(event) {
  const language = document.querySelector(".top__language button");
  if (event.submitter !== language) return;
  event.target.querySelectorAll("[data-also]").forEach((one) => one.remove());
  const others = Array.from(document.querySelectorAll('main form[method="post"]')).filter((form) => form !== event.target);
  const also = [];
  others.forEach(function (form, number) {
    const fields = Array.from(new FormData(form)).filter(([, value]) => typeof value === "string");
    const typed = Array.from(form.elements).some((one) => one.matches("textarea, select, input:not([type=hidden])"));
    if (!typed) return;
    also.push(["_also." + number, new URL(form.getAttribute("action") ?? "", document.baseURI).pathname]);
    fields.forEach(([name, value]) => also.push(["_also." + number + "." + name, value]));
  });
  for (const [name, value] of also.filter(([name]) => !/password|csrf_token/.test(name))) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    field.dataset.also = "";
    event.target.append(field);
  }
}

/* A page that was made in answer to a post says where it is, so that opening it again asks for it again. */
if (document.body.dataset.address) history.replaceState(history.state, "", document.body.dataset.address);

document.addEventListener("submit", bringAll);

document.querySelectorAll("form").forEach(function (form) {
  form.addEventListener("change", alone);
  form.addEventListener("input", answered);
  showing(form);
  if (form.dataset.autosave) autosave(form);
  // A long piece of work goes on by itself; without scripts its button does.
  if ("goesOn" in form.dataset) form.requestSubmit();
});

const problems = document.querySelector(".govuk-error-summary");
if (problems) problems.focus();
