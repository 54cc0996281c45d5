import { graphql, usePaginationFragment } from 'react-relay';
import type { AssetsHeld_account$data, AssetsHeld_account$key } from '../../__generated__/AssetsHeld_account.graphql';
import type { AssetsHeldMutation } from '../../__generated__/AssetsHeldMutation.graphql';
import type { AssetsHeldPageQuery } from '../../__generated__/AssetsHeldPageQuery.graphql';
import type { AssetsHeldQuery } from '../../__generated__/AssetsHeldQuery.graphql';
import { useFaultText } from '../../app/faults';
import { useAction } from '../../app/useAction';
import { useQuery } from '../../app/useQuery';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/states';
import { tell, tellFailure } from '../../components/Toast';
import { useText } from '../../i18n/text';
import { AssetText } from './AssetText';

const PAGE = 50;

/** What an account has: assigned to it, or its own, with who has those. What was given can be taken back. */
export function AssetsHeld({ account: id, loaded, onChange }: { account: string; loaded: number; onChange: () => void }) {
  const t = useText();
  const { account } = useQuery<AssetsHeldQuery>(
    graphql`
      query AssetsHeldQuery($id: ID!, $first: Int!) {
        account(id: $id) {
          ...AssetsHeld_account @arguments(first: $first)
        }
      }
    `,
    { id, first: PAGE },
    { fetchPolicy: 'store-and-network', fetchKey: loaded },
  );
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<AssetsHeldPageQuery, AssetsHeld_account$key>(
    graphql`
      fragment AssetsHeld_account on Account @argumentDefinitions(first: { type: "Int!" }, after: { type: "String" }) @refetchable(queryName: "AssetsHeldPageQuery") {
        assets(first: $first, after: $after) @connection(key: "AssetsHeld_assets") {
          edges {
            node {
              id
              name
              ...AssetText_asset
              owner {
                id
                name
                viewerPermissions
              }
              assignedTo {
                id
                name
              }
            }
          }
        }
      }
    `,
    account!,
  );
  const assets = data.assets.edges.map(({ node }) => node);
  if (assets.length === 0) return <EmptyState title={t('assets.heldNone')} />;
  return (
    <>
      <ul className="asset-list">
        {assets.map((asset) => (
          <li key={asset.id} className="asset">
            <AssetText asset={asset} />
            <Whose asset={asset} account={id} />
            {asset.assignedTo && asset.owner?.viewerPermissions.includes('ASSIGN_ASSETS') && <TakeBack id={asset.id} name={asset.name} onDone={onChange} />}
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

type Asset = AssetsHeld_account$data['assets']['edges'][number]['node'];

function Whose({ asset: { owner, assignedTo }, account }: { asset: Asset; account: string }) {
  const t = useText();
  const own = owner?.id === account;
  const text = own ? (assignedTo ? t('assets.givenTo', { name: assignedTo.name }) : t('assets.own')) : owner ? t('assets.from', { name: owner.name }) : null;
  return text && <span className="asset-whose quiet">{text}</span>;
}

function TakeBack({ id, name, onDone }: { id: string; name: string; onDone: () => void }) {
  const t = useText();
  const faultText = useFaultText();
  const [unassign, busy] = useAction<AssetsHeldMutation>(graphql`
    mutation AssetsHeldMutation($input: UnassignAssetsInput!) {
      unassignAssets(input: $input) {
        results {
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
  async function press() {
    const answer = (await unassign({ input: { assetIds: [id] } }))?.unassignAssets;
    if (!answer) return;
    const fault = answer.userErrors[0] ?? answer.results[0]?.userErrors[0];
    if (fault) return tellFailure(faultText(fault));
    tell(t('assets.takenBack', { name }));
    onDone();
  }
  return (
    <Button look="bare" isPending={busy} aria-label={t('assets.takeBackOf', { name })} onPress={() => void press()}>
      {t('assets.takeBack')}
    </Button>
  );
}
