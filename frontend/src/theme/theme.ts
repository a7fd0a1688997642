/** The reader's theme: private to this browser, never part of an address. */

export type Theme = "system" | "dark" | "light";

const KEY = "pitwall.theme";

/** The chosen theme; `system` where nothing was chosen. */
export function currentTheme(): Theme {
  if (typeof document === "undefined") return "system";
  const theme = document.documentElement.dataset.theme;
  return theme === "dark" || theme === "light" ? theme : "system";
}

/** Apply and remember a theme. A browser that refuses storage still shows it until the page is left. */
export function chooseTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
