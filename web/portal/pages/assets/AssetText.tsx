import { graphql, useFragment } from 'react-relay';
import type { AssetText_asset$key } from '../../__generated__/AssetText_asset.graphql';

/** What an asset is: its name, and what else tells it from others. */
export function AssetText({ asset: key }: { asset: AssetText_asset$key }) {
  const asset = useFragment(
    graphql`
      fragment AssetText_asset on Asset {
        name
        kind
        serialNumber
        location
        externalReference
      }
    `,
    key,
  );
  const more = [asset.kind, asset.serialNumber, asset.location, asset.externalReference].filter(Boolean);
  return (
    <span className="asset-text">
      <span className="asset-name">{asset.name}</span>
      <span className="quiet">{more.join(' · ')}</span>
    </span>
  );
}
