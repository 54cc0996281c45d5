import './app/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { loadConfig } from './app/config';
import { startTheme } from './app/theme';
import { startLanguage } from './i18n/text';

startTheme();
await Promise.all([startLanguage(), loadConfig()]);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
