/** Light, dark, or as the system says. Kept per browser. Loaded before the page is painted, so that it does not flash. */

const KEY = 'parley.theme';

/** @typedef {'auto' | 'light' | 'dark'} Theme */

/** @returns {Theme} */
export function theme() {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** @param {Theme} wanted */
export function setTheme(wanted) {
  if (wanted === 'auto') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, wanted);
  apply();
}

function apply() {
  const now = theme();
  if (now === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = now;
}

apply();
addEventListener('storage', (event) => {
  if (event.key === KEY) apply();
});
