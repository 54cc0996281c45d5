import { useState, useTransition } from 'react';
import { graphql, usePaginationFragment } from 'react-relay';
import type { AssetsToAssign_account$key } from '../../__generated__/AssetsToAssign_account.graphql';
import type { AssetsToAssignMutation } from '../../__generated__/AssetsToAssignMutation.graphql';
import type { AssetsToAssignPageQuery } from '../../__generated__/AssetsToAssignPageQuery.graphql';
import type { AssetsToAssignQuery } from '../../__generated__/AssetsToAssignQuery.graphql';
import { useFaultText, type Fault } from '../../app/faults';
import { useAction } from '../../app/useAction';
import { useQuery } from '../../app/useQuery';
import { Button } from '../../components/Button';
import { Choice } from '../../components/Choice';
import { FormFault } from '../../components/Form';
import { SearchField } from '../../components/SearchField';
import { EmptyState } from '../../components/states';
import { tell } from '../../components/Toast';
import { useText } from '../../i18n/text';
import { AssetText } from './AssetText';

const PAGE = 50;

type Owner = { readonly id: string; readonly name: string };
type Props = { to: Owner; owners: readonly Owner[]; loaded: number; onChange: () => void };

/** The assets that nobody has yet, of one of the accounts above: choose many, also over several searches, and assign them together. */
export function AssetsToAssign({ to, owners, loaded, onChange }: Props) {
  const t = useText();
  const faultText = useFaultText();
  const [owner, setOwner] = useState(owners[0]!.id);
  const [search, setSearch] = useState('');
  const [isSearching, startTransition] = useTransition();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<ReadonlyMap<string, readonly Fault[]>>(new Map());
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [assign, busy] = useAction<AssetsToAssignMutation>(graphql`
    mutation AssetsToAssignMutation($input: AssignAssetsInput!) {
      assignAssets(input: $input) {
        results {
          assetId
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

  async function submit() {
    const answer = await assign({ input: { accountId: to.id, assetIds: [...chosen] } });
    if (!answer) return;
    const { results, userErrors } = answer.assignAssets;
    setFaults(userErrors);
    if (userErrors.length > 0) return;
    const bad = new Map(results.filter((result) => result.userErrors.length > 0).map((result) => [result.assetId, result.userErrors]));
    setRefused(bad);
    setChosen(new Set(bad.keys()));
    const done = results.length - bad.size;
    if (done > 0) tell(t('assets.assigned', { count: done, name: to.name }));
    onChange();
  }

  return (
    <>
      <div className="assets-tools">
        <SearchField label={t('assets.search')} placeholder={t('assets.searchHint')} value={search} onSearch={(text) => startTransition(() => setSearch(text))} />
        {owners.length > 1 && <Choice path="owner" label={t('assets.owner')} options={owners} value={owner} onChange={(id) => id && startTransition(() => setOwner(id))} isRequired />}
      </div>
      {faults.length > 0 && <FormFault>{faults.map(faultText).join(' ')}</FormFault>}
      {refused.size > 0 && <FormFault>{t('assets.someRefused', { count: refused.size })}</FormFault>}
      <div aria-busy={isSearching}>
        <Candidates owner={owner} search={search} loaded={loaded} chosen={chosen} onChoose={setChosen} refused={refused} />
      </div>
      <div className="assets-foot">
        <Button look="primary" isDisabled={chosen.size === 0} isPending={busy} onPress={() => void submit()}>
          {t('assets.assign', { count: chosen.size })}
        </Button>
        {chosen.size > 0 && <Button onPress={() => setChosen(new Set())}>{t('assets.chooseNone')}</Button>}
      </div>
    </>
  );
}

type CandidatesProps = {
  owner: string;
  search: string;
  loaded: number;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  refused: ReadonlyMap<string, readonly Fault[]>;
};

function Candidates({ owner, search, loaded, chosen, onChoose, refused }: CandidatesProps) {
  const t = useText();
  const faultText = useFaultText();
  const { account } = useQuery<AssetsToAssignQuery>(
    graphql`
      query AssetsToAssignQuery($owner: ID!, $search: String, $first: Int!) {
        account(id: $owner) {
          ...AssetsToAssign_account @arguments(search: $search, first: $first)
        }
      }
    `,
    { owner, search: search || null, first: PAGE },
    { fetchPolicy: 'store-and-network', fetchKey: loaded },
  );
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<AssetsToAssignPageQuery, AssetsToAssign_account$key>(
    graphql`
      fragment AssetsToAssign_account on Account
      @argumentDefinitions(search: { type: "String" }, first: { type: "Int!" }, after: { type: "String" })
      @refetchable(queryName: "AssetsToAssignPageQuery") {
        assets(first: $first, after: $after, filter: { search: $search, assigned: false }) @connection(key: "AssetsToAssign_assets") {
          edges {
            node {
              id
              ...AssetText_asset
            }
          }
        }
      }
    `,
    account!,
  );
  const assets = data.assets.edges.map(({ node }) => node);
  if (assets.length === 0) return <EmptyState title={search ? t('app.searchNone', { search }) : t('assets.none')} />;
  const shown = assets.map(({ id }) => id);
  const here = shown.filter((id) => chosen.has(id)).length;

  function choose(ids: readonly string[], are: boolean) {
    const rest = [...chosen].filter((id) => !ids.includes(id));
    onChoose(new Set(are ? [...rest, ...ids] : rest));
  }

  return (
    <>
      {assets.length > 1 && (
        <label className="asset asset-all">
          <input
            type="checkbox"
            checked={here === assets.length}
            ref={(box) => {
              if (box) box.indeterminate = here > 0 && here < assets.length;
            }}
            onChange={(event) => choose(shown, event.target.checked)}
          />
          {t('assets.all', { count: assets.length })}
        </label>
      )}
      <ul className="asset-list">
        {assets.map((asset) => (
          <li key={asset.id}>
            <label className="asset">
              <input type="checkbox" checked={chosen.has(asset.id)} onChange={(event) => choose([asset.id], event.target.checked)} />
              <AssetText asset={asset} />
            </label>
            {refused.has(asset.id) && <p className="field-fault">{refused.get(asset.id)!.map(faultText).join(' ')}</p>}
          </li>
        ))}
      </ul>
      {hasNext && (
        <Button isPending={isLoadingNext} onPress={() => loadNext(PAGE)}>
          {t('assets.more')}
        </Button>
      )}
    </>
  );
}
