import { useCallback, useEffect, useRef, useState } from 'react';
import { graphql } from 'react-relay';
import { useLocation } from 'wouter';
import type { PeopleFormAddMutation } from '../../__generated__/PeopleFormAddMutation.graphql';
import { useAttemptKey } from '../../app/attempt';
import type { Fault } from '../../app/faults';
import { routes } from '../../app/routes';
import { useAction } from '../../app/useAction';
import { forgetDraft, useDraft } from '../../app/useDraft';
import { Button, LinkButton } from '../../components/Button';
import { Form } from '../../components/Form';
import { PlusIcon } from '../../components/icons';
import { useLanguages, useTimeZones } from '../../components/LocaleFields';
import { tell } from '../../components/Toast';
import { useText } from '../../i18n/text';
import { PersonCard, type NewPerson } from './PersonCard';

type Props = { accountId: string; draftKey: string; language: string | null; timezone: string | null };

/** People typed in, one below the other. All of them are added, or where one has a fault nobody. */
export function PeopleForm({ accountId, draftKey, language, timezone }: Props) {
  const t = useText();
  const [, navigate] = useLocation();
  const fresh = (number: number, like?: NewPerson): NewPerson => ({
    key: `person${number}`,
    givenName: '',
    familyName: '',
    email: '',
    phone: '',
    jobTitle: '',
    language: like ? like.language : language,
    timezone: like ? like.timezone : timezone,
    role: like?.role ?? 'VIEWER',
  });
  const [{ people, made }, setDraft] = useDraft(draftKey, () => ({ people: [fresh(1)], made: 1 }));
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [focus, setFocus] = useState<string | null>(null);
  const cards = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (focus) cards.current?.querySelector<HTMLElement>(`#${focus} input`)?.focus();
  }, [focus]);
  const languages = useLanguages();
  const timeZones = useTimeZones();
  const keyFor = useAttemptKey();
  const [add, busy] = useAction<PeopleFormAddMutation>(graphql`
    mutation PeopleFormAddMutation($input: AddUsersInput!) {
      addUsers(input: $input) {
        addedCount
        rejected {
          index
          userErrors {
            path
            code
            message
          }
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);

  async function send() {
    const users = people.map(({ key: _, phone, jobTitle, ...rest }) => ({ ...rest, phone: phone || null, jobTitle: jobTitle || null }));
    const input = { accountId, users };
    const answer = await add({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (!answer) return;
    const { addedCount, rejected, userErrors } = answer.addUsers;
    const ofRows = rejected.flatMap(({ index, userErrors }) => userErrors.map((fault) => ({ ...fault, path: [people[index]!.key, ...fault.path] })));
    setFaults([...userErrors, ...ofRows]);
    if (userErrors.length + ofRows.length > 0) return;
    forgetDraft(draftKey);
    tell(t('users.added', { count: addedCount }));
    navigate(routes.users(accountId));
  }

  const change = useCallback(
    (key: string, change: Partial<NewPerson>) => setDraft((draft) => ({ ...draft, people: draft.people.map((person) => (person.key === key ? { ...person, ...change } : person)) })),
    [setDraft],
  );
  const remove = useCallback(
    (key: string) => {
      const card = cards.current!.querySelector(`#${key}`)!;
      setFocus((card.previousElementSibling ?? card.nextElementSibling)!.id);
      setDraft((draft) => ({ ...draft, people: draft.people.filter((person) => person.key !== key) }));
      setFaults((faults) => faults.filter(({ path }) => path[0] !== key));
    },
    [setDraft],
  );

  return (
    <Form faults={faults} onSubmit={() => void send()}>
      <ol className="people" ref={cards}>
        {people.map((person, i) => (
          <PersonCard
            key={person.key}
            person={person}
            number={i + 1}
            languages={languages}
            timeZones={timeZones}
            onChange={change}
            onRemove={people.length > 1 ? remove : undefined}
          />
        ))}
      </ol>
      <button
        type="button"
        className="people-more"
        onClick={() => {
          const person = fresh(made + 1, people.at(-1));
          setDraft({ people: [...people, person], made: made + 1 });
          setFocus(person.key);
        }}
      >
        <PlusIcon />
        {t('users.more')}
      </button>
      <div className="form-buttons form-end">
        <LinkButton to={routes.users(accountId)} onPress={() => forgetDraft(draftKey)}>
          {t('app.cancel')}
        </LinkButton>
        <Button type="submit" look="primary" isPending={busy}>
          {t('users.addCount', { count: people.length })}
        </Button>
      </div>
    </Form>
  );
}
