import { stored } from './stored';

/** light, dark, or null for what the system says. */
export const theme = stored('canopy.theme');

/** Shows the page in the chosen theme from now on. */
export function startTheme() {
  const show = () => {
    const chosen = theme.get();
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
  };
  theme.subscribe(show);
  show();
}
