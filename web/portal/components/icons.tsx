import type { ReactNode } from 'react';

const icon = (drawing: ReactNode) =>
  function Icon({ size = 16 }: { size?: number }) {
    return (
      <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
        {drawing}
      </svg>
    );
  };

export const ArrowIcon = icon(<path d="M6 3.5 10.5 8 6 12.5" />);
export const DownIcon = icon(<path d="M3.5 6 8 10.5 12.5 6" />);
export const DotsIcon = icon(<path strokeWidth="2.2" d="M8 3.2v.01M8 8v.01M8 12.8v.01" />);
export const SearchIcon = icon(<path d="M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.3-1.2 3.2 3.2" />);
export const CloseIcon = icon(<path d="m4 4 8 8m0-8-8 8" />);
export const WarnIcon = icon(<path d="M8 2.2 14.3 13.3H1.7ZM8 6.6v3M8 11.4v.01" />);
export const CheckIcon = icon(<path d="m3 8.5 3.2 3.2L13 5" />);
export const ClockIcon = icon(<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Zm0-9.3V8l2.2 1.4" />);
export const ThemeIcon = icon(<><circle cx="8" cy="8" r="6" /><path fill="currentColor" stroke="none" d="M8 2a6 6 0 0 1 0 12Z" /></>);
export const LanguageIcon = icon(<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM2 8h12M8 2c2 1.8 2.6 3.800 2.600 6S10 12.200 8 14C6 12.200 5.400 10.200 5.400 8S6 3.800 8 2Z" />);
export const PersonIcon = icon(<path d="M8 8a2.700 2.700 0 1 0 0-5.400A2.700 2.700 0 0 0 8 8Zm-5 5.400c.6-2.400 2.600-3.600 5-3.600s4.400 1.200 5 3.600" />);
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />);
export const UploadIcon = icon(<path d="M8 10.500v-8m-3 3 3-3 3 3M2.500 10.500v3h11v-3" />);
export const DownloadIcon = icon(<path d="M8 2.500v8m-3-3 3 3 3-3M2.500 10.500v3h11v-3" />);
