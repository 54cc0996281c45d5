import { useRef, useState } from 'react';
import { graphql, useRelayEnvironment } from 'react-relay';
import { DropZone, FileTrigger, Text } from 'react-aria-components';
import { fetchQuery } from 'relay-runtime';
import type { BatchUploadCheckMutation } from '../../__generated__/BatchUploadCheckMutation.graphql';
import type { BatchUploadSendMutation } from '../../__generated__/BatchUploadSendMutation.graphql';
import type { BatchUploadTemplateQuery } from '../../__generated__/BatchUploadTemplateQuery.graphql';
import { useAttemptKey } from '../../app/attempt';
import { useFailureText, type Fault } from '../../app/faults';
import { useAction } from '../../app/useAction';
import { Button } from '../../components/Button';
import { Form } from '../../components/Form';
import { UploadIcon } from '../../components/icons';
import { LanguageField, TimeZoneField } from '../../components/LocaleFields';
import { Card } from '../../components/Page';
import { tellFailure } from '../../components/Toast';
import { useText } from '../../i18n/text';
import { readCsv } from './csv';
import { CheckedFile, type Checked } from './CheckedFile';
import { saveFile } from './save';

type Props = { accountId: string; language: string | null; timezone: string | null; hidden: boolean; onSent: (importId: string) => void };

const CHECKABLE = 8 << 20; // bytes that addUsers takes; what is larger, or has more rows, is checked by the import itself

/** Batch Upload: a file is checked as a whole before anything is sent for good, then it is imported. */
export function BatchUpload({ accountId, hidden, onSent, ...defaults }: Props) {
  const t = useText();
  const [file, setFile] = useState<File | null>(null);
  const [language, setLanguage] = useState(defaults.language);
  const [timezone, setTimezone] = useState(defaults.timezone);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const latest = useRef(0); // the check that counts: that of what is chosen now
  const keyFor = useAttemptKey();
  const [check, checking] = useAction<BatchUploadCheckMutation>(graphql`
    mutation BatchUploadCheckMutation($input: AddUsersInput!) {
      addUsers(input: $input) {
        addedCount
        encoding
        rejected {
          line
          userErrors {
            path
            code
            message
          }
        }
        rejectedCsv
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const [send, sending] = useAction<BatchUploadSendMutation>(graphql`
    mutation BatchUploadSendMutation($input: ImportUsersInput!) {
      importUsers(input: $input) {
        import {
          id
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);

  async function look(file: File, language: string | null, timezone: string | null) {
    const mine = ++latest.current;
    setChecked(null);
    setFaults([]);
    if (file.size > CHECKABLE) return setChecked('large');
    const input = { accountId, csv: null, language, timezone, onError: 'REJECT_FAILED_ROWS' as const, dryRun: true };
    const answer = await check({ input }, { uploadables: { 'input.csv': file } });
    if (mine !== latest.current || !answer) return;
    const { userErrors, rejected, encoding, ...counts } = answer.addUsers;
    if (userErrors.some(({ path, code }) => path[0] === 'csv' && code === 'LIMIT_EXCEEDED')) return setChecked('large');
    setFaults(userErrors);
    if (userErrors.length > 0) return;
    const content = readCsv(new TextDecoder(encoding ?? 'utf-8').decode(await file.arrayBuffer()));
    setChecked({ ...counts, content, rejected, guessed: encoding === 'Windows-1252' });
  }

  // In memory: a file that is saved again on the disk could not be sent any more, and what is sent is what was checked.
  async function choose(chosen: File) {
    const content = await chosen.arrayBuffer().catch(() => null);
    if (!content) return tellFailure(t('users.fileUnreadable', { name: chosen.name }));
    const file = new File([content], chosen.name, { type: chosen.type, lastModified: chosen.lastModified });
    setFile(file);
    await look(file, language, timezone);
  }

  async function go(onError: 'REJECT_ALL' | 'REJECT_FAILED_ROWS') {
    const input = { accountId, csv: null, language, timezone, onError };
    const idempotencyKey = keyFor({ ...input, file: [file!.name, file!.size, file!.lastModified], check: latest.current });
    const answer = await send({ input: { ...input, idempotencyKey } }, { uploadables: { 'input.csv': file! } });
    if (!answer) return;
    setFaults(answer.importUsers.userErrors);
    if (!answer.importUsers.import) return;
    setFile(null);
    setChecked(null);
    onSent(answer.importUsers.import.id);
  }

  return (
    <div className="upload" hidden={hidden}>
      <Form faults={faults} onSubmit={() => undefined}>
        <Card>
          <div className="upload-steps">
            <p>{t('users.fileText')}</p>
            <Template />
            <div className="upload-defaults">
              <LanguageField
                path="language"
                label={t('users.languageElse')}
                value={language}
                onChange={(value) => {
                  setLanguage(value);
                  if (file) void look(file, value, timezone);
                }}
              />
              <TimeZoneField
                path="timezone"
                label={t('users.timezoneElse')}
                value={timezone}
                onChange={(value) => {
                  setTimezone(value);
                  if (file) void look(file, language, value);
                }}
              />
            </div>
            <DropZone
              className="upload-drop"
              onDrop={(event) => {
                const dropped = event.items.find((item) => item.kind === 'file');
                if (dropped?.kind === 'file') void dropped.getFile().then(choose);
              }}
            >
              <UploadIcon size={22} />
              <Text slot="label">{file ? file.name : t('users.fileDrop')}</Text>
              <FileTrigger acceptedFileTypes={['.csv', 'text/csv', '.txt']} onSelect={(files) => files?.[0] && void choose(files[0])}>
                <Button>{file ? t('users.fileOther') : t('users.fileChoose')}</Button>
              </FileTrigger>
            </DropZone>
          </div>
        </Card>
      </Form>
      {file && checking && (
        <p className="upload-checking" role="status">
          <span className="spinner" />
          {t('users.checking', { name: file.name })}
        </p>
      )}
      {file && !checking && !checked && faults.length === 0 && (
        <p className="upload-checking">
          {t('users.notChecked')} <Button onPress={() => void look(file, language, timezone)}>{t('app.tryAgain')}</Button>
        </p>
      )}
      {file && checked && <CheckedFile name={file.name} checked={checked} sending={sending} onSend={(onError) => void go(onError)} />}
    </div>
  );
}

/** The columns that the API takes, as a file to fill in. */
function Template() {
  const t = useText();
  const failureText = useFailureText();
  const environment = useRelayEnvironment();
  const [busy, setBusy] = useState(false);
  async function download() {
    setBusy(true);
    try {
      const data = await fetchQuery<BatchUploadTemplateQuery>(
        environment,
        graphql`
          query BatchUploadTemplateQuery {
            userCsvTemplate
          }
        `,
        {},
      ).toPromise();
      saveFile('users.csv', data!.userCsvTemplate);
    } catch (error) {
      tellFailure(failureText(error));
    }
    setBusy(false);
  }
  return (
    <Button isPending={busy} onPress={() => void download()}>
      {t('users.template')}
    </Button>
  );
}
