import './app/base.css';
import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { loadConfig } from './app/config';
import { ApiError } from './app/relay';
import { startTheme } from './app/theme';
import { startLanguage } from './i18n/text';

startTheme();
await Promise.all([startLanguage(), loadConfig()]);

// What failed to load is told on the page, with a button to try again: it is no fault of the script.
const onCaughtError = (error: unknown) => error instanceof ApiError || reportError(error);

const root = createRoot(document.getElementById('root')!, { onCaughtError });
const app = (
  <StrictMode>
    <App />
  </StrictMode>
);
startTransition(() => root.render(app)); // in slices: nothing stands there yet that it could hold up, but a click on it may come
