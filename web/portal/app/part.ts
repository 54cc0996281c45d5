import { lazy, type ComponentType } from 'react';
import { ApiError } from './relay';

/** A part of the portal could not be loaded: the server is out of reach, or a newer portal has taken its place. */
export class PartMissing extends ApiError {
  constructor() {
    super('', 'OFFLINE');
  }
}

/** A component that is loaded when it is first rendered. One that failed to load stays so, until the portal is loaded anew. */
export const part = <Props>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(() =>
    load().catch(() => {
      throw new PartMissing();
    }),
  );
