/** Light, dark, or as the system has it; the choice outlives the visit where the browser lets it. */

const KEY = "weir-theme";
const THEMES = ["auto", "light", "dark"];
const NAMES = { auto: "Theme: auto", light: "Theme: light", dark: "Theme: dark" };

function remembered() {
  try {
    const theme = localStorage.getItem(KEY);
    return THEMES.includes(theme) ? theme : "auto";
  } catch {
    return "auto";
  }
}

function remember(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be forbidden; the choice then holds for this visit.
  }
}

/** Wires the button; `onChange` is called whenever colours may have changed. */
export function startTheme(button, onChange) {
  let theme = remembered();
  const apply = () => {
    document.documentElement.dataset.theme = theme;
    button.textContent = NAMES[theme];
    onChange();
  };
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    remember(theme);
    apply();
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onChange);
  apply();
}
