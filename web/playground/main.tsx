import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './playground.css';
import { pick, useGraphiQL } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { Bar } from './bar';
import { fetcher } from './fetcher';
import { start } from './session';
import { tabs } from './tabs';

const trouble = await start().then(
  () => '',
  (error: Error) => error.message,
);

/** Draws nothing: GraphiQL shows its editors only to components inside it, and long lines must wrap to be read on a phone. */
function WrapLines() {
  const { queryEditor, variableEditor } = useGraphiQL(pick('queryEditor', 'variableEditor'));
  useEffect(() => {
    const phone = matchMedia('(max-width: 700px)').matches;
    for (const editor of [queryEditor, variableEditor]) {
      editor?.updateOptions({ wordWrap: 'on', wrappingIndent: 'indent' });
      if (phone) editor?.updateOptions({ lineNumbers: 'off', folding: false, lineDecorationsWidth: 4, fontSize: 13 });
    }
  }, [queryEditor, variableEditor]);
  return null;
}

localStorage['graphiql:secondaryEditorFlex'] ??= '1.5'; // more room for the variables than GraphiQL gives them

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Bar trouble={trouble} />
    <GraphiQL fetcher={fetcher} defaultTabs={tabs} defaultEditorToolsVisibility="variables" schemaDescription>
      <GraphiQL.Logo>{null}</GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, copy }) => (
          <>
            {prettify}
            {copy}
            <WrapLines />
          </>
        )}
      </GraphiQL.Toolbar>
    </GraphiQL>
  </StrictMode>,
);
