// What every page of the explorer has: the choice of light or dark, and the calls it made.

import { showCalls } from "./library/calls.js";
import { byId, h } from "./library/dom.js";
import { remember } from "./library/memory.js";

const root = document.documentElement;
const system = window.matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

const button = h("button", { type: "button", class: "theme" });
const name = () => (button.textContent = isDark() ? "Light" : "Dark");
button.addEventListener("click", () => {
  const theme = isDark() ? "light" : "dark";
  root.dataset.theme = theme;
  remember("theme", theme);
  name();
});
button.title = "Light or dark";
system.addEventListener("change", name);
name();
document.querySelector(".bar")?.append(button);

// On paper the intended use stands in full. The style sheet opens it too, where a browser is new enough.
const use = document.querySelector("details.use");
if (use instanceof HTMLDetailsElement) {
  let wasOpen = use.open;
  addEventListener("beforeprint", () => {
    wasOpen = use.open;
    use.open = true;
  });
  addEventListener("afterprint", () => (use.open = wasOpen));
}

showCalls(byId("calls"));
