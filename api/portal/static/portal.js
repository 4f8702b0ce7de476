// Comfort only: every page works without it.
(() => {
  const leave = document.querySelector(".leave");
  // Takes the place of this page in the history, so that "back" does not lead here.
  const go = () => {
    document.body.hidden = true;
    location.replace(leave.href);
  };
  leave.addEventListener("click", (event) => {
    event.preventDefault();
    go();
  });
  let escapes = 0;
  addEventListener("keydown", (event) => {
    escapes = event.key === "Escape" ? escapes + 1 : 0;
    if (escapes === 3) go();
  });
  // A page that a form led to becomes one that is asked for anew: "back" sends nothing again, and the
  // history holds nothing that was said.
  const asked = document.querySelector("[data-here]");
  if (asked) history.replaceState(null, "", asked.dataset.here);
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const words = document.getElementById(button.dataset.copy).innerText;
      await navigator.clipboard.writeText(words.split(/\s+/).join(" ").trim());
      button.textContent = button.dataset.done;
    });
  }
})();
