// The tree as far as it is loaded: which accounts are open, and the pages of their children. It outlives the page, so that whoever
// comes back finds the tree as they left it.
import { createOperationDescriptor, fetchQuery, getRequest, graphql, readInlineData, type Disposable, type Environment, type GraphQLTaggedNode } from 'relay-runtime';
import type { AccountRow_account$key } from '../../__generated__/AccountRow_account.graphql';
import type { ForestChildrenQuery } from '../../__generated__/ForestChildrenQuery.graphql';
import type { ForestPathQuery } from '../../__generated__/ForestPathQuery.graphql';
import type { ForestRootsQuery } from '../../__generated__/ForestRootsQuery.graphql';
import type { Forest_page$key } from '../../__generated__/Forest_page.graphql';
import type { GridRow } from '../../components/TreeGrid';

/** A row of the grid: an account, or where there is none what stands for those still to come; root is the topmost account above it. */
export type AccountTreeRow = GridRow & { account: AccountRow_account$key | null; failed: boolean; branch: string; root: string };

type Tree = { id: string; account: AccountRow_account$key; hasSubAccounts: boolean };
type Branch = { trees: Tree[]; total: number; end: string | null; more: boolean; loading: boolean; failed: unknown; kept: Disposable[] };

/** The branch of the topmost accounts. */
const ROOT = '';
const PAGE = 100;
const MOST = 1000; // the API's largest page

const Page = graphql`
  fragment Forest_page on AccountConnection @inline {
    nodes {
      id
      hasSubAccounts
      ...AccountRow_account
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount @include(if: $count)
  }
`;

const Roots = graphql`
  query ForestRootsQuery($first: Int!, $after: String, $count: Boolean!) {
    viewer {
      user {
        grants {
          origin
        }
      }
      topAccounts(first: $first, after: $after) {
        ...Forest_page
      }
    }
  }
`;

const Children = graphql`
  query ForestChildrenQuery($id: ID!, $first: Int!, $after: String, $count: Boolean!) {
    account(id: $id) {
      subAccounts(first: $first, after: $after) {
        ...Forest_page
      }
    }
  }
`;

const Path = graphql`
  query ForestPathQuery($id: ID!) {
    account(id: $id) {
      ancestors {
        id
      }
    }
  }
`;

export class Forest {
  private branches = new Map<string, Branch>();
  private opened = new Set<string>();
  private listeners = new Set<() => void>();
  private shown: readonly AccountTreeRow[] = [];
  /** Whether the viewer may do everything on the whole installation. Known with the topmost accounts. */
  operator = false;

  constructor(private environment: Environment) {}

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** The rows from top to bottom. */
  rows = () => this.shown;

  /** Whether the topmost accounts are there, and why not. */
  get loaded() {
    return (this.branches.get(ROOT)?.total ?? -1) >= 0;
  }
  get failure() {
    const root = this.branches.get(ROOT);
    return root && root.total < 0 ? root.failed : null;
  }

  /** The topmost accounts, as far as they are loaded. */
  roots = () => this.branches.get(ROOT)?.trees.map((tree) => tree.id) ?? [];

  /** Opens or closes a row; what is below is loaded when it opens for the first time. */
  toggle(id: string, open: boolean) {
    if (open) this.opened.add(id);
    else this.opened.delete(id);
    if (open && !this.branches.has(id)) void this.more(id);
    this.changed();
  }

  /** Loads the next page of a branch. */
  async more(id = ROOT, first = PAGE) {
    const branch = this.branch(id);
    if (branch.loading || !branch.more) return;
    await this.load(id, branch, first, false);
  }

  /** Loads again what is loaded of a branch: something was registered, moved or closed in it. */
  async refresh(id: string | null) {
    const branch = this.branches.get(id ?? ROOT);
    if (branch && !branch.loading) await this.load(id ?? ROOT, branch, Math.max(PAGE, branch.trees.length), true);
    else if (id !== null) this.grew(id);
  }

  /** Loads all that is loaded again: what was done reaches further than one branch. */
  refreshAll() {
    for (const id of this.branches.keys()) void this.refresh(id);
  }

  /** Opens all that is above an account, and loads its siblings up to it. False where the viewer sees no such account. */
  async reveal(id: string): Promise<boolean> {
    const { account } = (await fetchQuery<ForestPathQuery>(this.environment, Path, { id }).toPromise()) ?? {};
    if (!account) return false;
    const path = [...account.ancestors.map((ancestor) => ancestor.id), id];
    for (const [i, step] of path.entries()) {
      const above = path[i - 1] ?? ROOT;
      const branch = this.branch(above);
      if (above !== ROOT) this.opened.add(above);
      const there = () => branch.trees.some((tree) => tree.id === step);
      while (!there() && branch.more && !branch.failed) {
        if (branch.loading) await this.settled(branch);
        else await this.more(above, branch.total < 0 ? PAGE : MOST);
      }
      if (!there()) await this.refresh(above); // it is newer than what is loaded
    }
    this.changed();
    return true;
  }

  private settled = (branch: Branch) =>
    new Promise<void>((resolve) => {
      const stop = this.subscribe(() => {
        if (branch.loading) return;
        stop();
        resolve();
      });
    });

  private branch(id: string): Branch {
    let branch = this.branches.get(id);
    if (!branch) this.branches.set(id, (branch = { trees: [], total: -1, end: null, more: true, loading: false, failed: null, kept: [] }));
    return branch;
  }

  /** Loads so many more of a branch, or anew so many of it. What stood before stands until all is there. */
  private async load(id: string, branch: Branch, count: number, anew: boolean) {
    Object.assign(branch, { loading: true, failed: null });
    this.changed();
    try {
      let { trees, end, total } = anew ? { trees: [] as Tree[], end: null, total: -1 } : branch;
      const goal = trees.length + count;
      let more = true;
      const kept: Disposable[] = [];
      while (more && trees.length < goal) {
        const variables = { first: Math.min(MOST, goal - trees.length), after: end, count: total < 0 };
        const page = readInlineData<Forest_page$key>(Page, id === ROOT ? await this.ask(variables, kept) : await this.askBelow(id, variables, kept));
        const known = new Set(trees.map((tree) => tree.id));
        const fresh = (page?.nodes ?? []).map((node) => ({ id: node.id, account: node, hasSubAccounts: node.hasSubAccounts }));
        trees = [...trees, ...fresh.filter((tree) => !known.has(tree.id))];
        total = page?.totalCount ?? Math.max(total, 0);
        end = page?.pageInfo.endCursor ?? null;
        more = page?.pageInfo.hasNextPage ?? false;
      }
      const only = id === ROOT && branch.total < 0 && !more && trees.length === 1 && trees[0]!.hasSubAccounts ? trees[0]! : null;
      if (anew) branch.kept.forEach((page) => page.dispose());
      Object.assign(branch, { trees, end, total, more, kept: anew ? kept : [...branch.kept, ...kept] });
      if (id !== ROOT) this.grew(id, trees.length > 0);
      if (only) this.toggle(only.id, true); // a tree of one row shows nothing
    } catch (error) {
      branch.failed = error;
    }
    branch.loading = false;
    this.changed();
  }

  private async ask(variables: ForestRootsQuery['variables'], kept: Disposable[]): Promise<Forest_page$key | null> {
    const data = await fetchQuery<ForestRootsQuery>(this.environment, Roots, variables).toPromise();
    kept.push(this.keep(Roots, variables));
    this.operator = data?.viewer.user?.grants.some((grant) => grant.origin === 'INSTALLATION') ?? false;
    return data?.viewer.topAccounts ?? null;
  }

  private async askBelow(id: string, page: ForestRootsQuery['variables'], kept: Disposable[]): Promise<Forest_page$key | null> {
    const variables = { id, ...page };
    const data = await fetchQuery<ForestChildrenQuery>(this.environment, Children, variables).toPromise();
    kept.push(this.keep(Children, variables));
    return data?.account?.subAccounts ?? null;
  }

  /** Keeps what a query loaded in the store, for the rows to show. */
  private keep(query: GraphQLTaggedNode, variables: Record<string, unknown>) {
    return this.environment.retain(createOperationDescriptor(getRequest(query), variables));
  }

  /** Something is below an account from now on, or nothing. */
  private grew(id: string, hasSubAccounts = true) {
    for (const branch of this.branches.values()) {
      branch.trees = branch.trees.map((tree) => (tree.id === id && tree.hasSubAccounts !== hasSubAccounts ? { ...tree, hasSubAccounts } : tree));
    }
    this.changed();
  }

  private changed() {
    const rows: AccountTreeRow[] = [];
    this.walk(ROOT, null, 1, rows, ROOT);
    this.shown = rows;
    this.listeners.forEach((listener) => listener());
  }

  private walk(id: string, parent: string | null, level: number, rows: AccountTreeRow[], root: string) {
    const branch = this.branches.get(id);
    if (!branch) return;
    const siblings = Math.max(branch.total, branch.trees.length);
    branch.trees.forEach((tree, i) => {
      const open = tree.hasSubAccounts ? this.opened.has(tree.id) : null;
      rows.push({ key: tree.id, level, position: i + 1, siblings, parent, open, account: tree.account, failed: false, branch: id, root: root || tree.id });
      if (open) this.walk(tree.id, tree.id, level + 1, rows, root || tree.id);
    });
    if (branch.more && (id !== ROOT || branch.total >= 0)) {
      rows.push({ key: `${id}/more`, level, position: branch.trees.length + 1, siblings: siblings + 1, parent, open: null, waits: true, account: null, failed: branch.failed !== null, branch: id, root });
    }
  }
}

const forests = new WeakMap<Environment, Forest>();

/** The forest of who is signed in. */
export function forestOf(environment: Environment) {
  let forest = forests.get(environment);
  if (!forest) forests.set(environment, (forest = new Forest(environment)));
  return forest;
}
