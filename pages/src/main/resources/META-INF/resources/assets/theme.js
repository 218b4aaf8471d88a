// Applied before the first paint, so that a dark ward never sees a white flash. What the person chose on this device wins over the page's default.
(() => {
  const KEY = 'mededge.theme';
  const root = document.documentElement;
  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is forbidden in some kiosk browsers
    }
  };
  const dark = () => getComputedStyle(root).colorScheme === 'dark'
      || (root.dataset.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);

  const chosen = stored();
  if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen;

  document.addEventListener('DOMContentLoaded', () => {
    const button = document.querySelector('[data-theme-toggle]');
    if (!button) return;
    const label = () => {
      button.textContent = dark() ? '☀ Light' : '☾ Dark';
    };
    button.hidden = false;
    label();
    button.addEventListener('click', () => {
      root.dataset.theme = dark() ? 'light' : 'dark';
      label();
      document.dispatchEvent(new CustomEvent('mededge:theme'));
      try {
        localStorage.setItem(KEY, root.dataset.theme);
      } catch {
        // the choice then lasts as long as the page
      }
    });
  });
})();
