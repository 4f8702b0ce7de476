// Keys for the desk. Everything works without them.
"use strict";

const keys = document.getElementById("keys");
const lines = () => [...document.querySelectorAll("[data-line]")].filter((line) => line.offsetParent);

function move(step) {
  const all = lines();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const current = at >= 0 ? at : all.findIndex((line) => line.getAttribute("aria-current"));
  const next = current < 0 ? (step > 0 ? 0 : all.length - 1) : current + step;
  all[Math.min(Math.max(next, 0), all.length - 1)].focus();
}

function reach(field) {
  if (!field) return false;
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  field.scrollIntoView({ block: "center" });
  return true;
}

const acts = {
  j: () => move(1),
  k: () => move(-1),
  r: () => reach(document.querySelector("[data-key=r]")),
  n: () => reach(document.querySelector("[data-key=n]")),
  f: () => reach(document.getElementById("primary_theme")),
  "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select");
  if (field && event.key === "Escape") return field.blur();
  if (field?.form && event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    return field.form.requestSubmit();
  }
  if (field || keys.open || event.ctrlKey || event.metaKey || event.altKey) return;
  if (acts[event.key]) {
    event.preventDefault();
    acts[event.key]();
  }
});

const opener = document.querySelector("[data-keys]");
opener.hidden = false;
opener.addEventListener("click", () => keys.showModal());
