/** What a Weir bridge publishes, as entities that are always the newest. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type OrderElement = number | string;
export type Order = OrderElement | OrderElement[];
export type Version = [scope: string, order: Order] | [scope: string, order: Order, tieScope: string, tieOrder: Order];

/** What is shown of an entity. A new object with each change; not to be changed. */
export interface State<T = Json> {
  readonly lane: string;
  readonly entity: string;
  /** Of a list, the data of its items. */
  readonly data: T;
  readonly version: Version;
  /** When the broker took the event: `2026-11-23T10:00:00.120Z`. */
  readonly at: string;
}

export interface Change<T = Json> {
  readonly lane: string;
  /** The entities with a new state. */
  readonly changed: readonly State<T>[];
  /** The names of entities that are gone. */
  readonly removed: readonly string[];
}

export interface Status {
  /** Whether there is a connection. */
  readonly connected: boolean;
  /** Whether all lanes show all that there is, as far as can be known. */
  readonly whole: boolean;
}

/** A batch or a page of a snapshot, as it came: see docs/wire-format.md. */
export interface Message {
  readonly weir: 1;
  readonly lane: string;
  readonly [field: string]: unknown;
}

export interface Counts {
  batches: number;
  updates: number;
  /** Updates that the version rule dropped. */
  late: number;
  /** Updates that had come before. */
  repeats: number;
  gaps: number;
  snapshots: number;
  /** Entities that were let go to stay within the limits. */
  evicted: number;
}

export interface Limits {
  /** Entities of a lane; the one that changed longest ago leaves. Default: 100,000. */
  entities?: number;
  /** Entities of a lane that are gone and remembered, so that late updates don't bring them back. Default: 10,000. */
  tombstones?: number;
  /** Items of a list; the oldest leave. Default: 1,000. */
  items?: number;
  /** Updates that are kept while a snapshot is on its way. Default: 10,000. */
  kept?: number;
  /** Lanes; what comes in others is ignored. Default: 100. */
  lanes?: number;
}

/**
 * Gives a page of a lane's snapshot, the first where `page` is undefined. Where it fails, an error with `retryAfter` in
 * seconds puts the next request off; one with `status` 401, 403 or 404 ends the asking until the next connect.
 */
export type FetchSnapshot = (lane: string, page: string | undefined, signal: AbortSignal) => Promise<unknown>;

export interface WeirClientOptions {
  /** Lanes to ask for snapshots of at each connect, before anything comes in them: `group:tenant:acme`. */
  lanes?: readonly string[];
  /** Where snapshots are, up to the hub (`/snapshots/updates`), or what gives their pages. Without: no snapshots. */
  snapshots?: string | FetchSnapshot;
  limits?: Limits;
}

export interface ConnectionOptions {
  /** A URL that answers `{"url": …}`, or what gives the URL to connect to. */
  negotiate: string | ((signal: AbortSignal) => Promise<string>);
  /** Groups to join; none where the token says them. */
  groups?: readonly string[];
  /** Whether the service is to repeat what a short loss missed. Default: false. */
  reliable?: boolean;
  /** A new connection is there, its groups joined. Not called for one that was recovered. */
  onConnected?: () => void;
  onDisconnected?: () => void;
  /** A message came; `length` is that of its frame, in characters. */
  onMessage?: (data: unknown, frame: { readonly fromUserId?: string; readonly group?: string }, length: number) => void;
  onState?: (state: "connecting" | "open" | "closed", why: string) => void;
}

/** A connection to Web PubSub over a bare WebSocket, that is made anew when it is lost. */
export class WebPubSubConnection {
  constructor(options: ConnectionOptions);
  open(): void;
  close(): void;
  /** Tries now rather than after the pause. */
  hurry(): void;
}

/** What is wanted of a `WebPubSubClient` of `@azure/web-pubsub-client`. */
export interface WebPubSubClientLike {
  on(event: any, listener: (event: any) => void): void;
  off(event: any, listener: (event: any) => void): void;
}

export class WeirClient<T = Json> {
  constructor(options?: WeirClientOptions);

  /** Rises with every change. */
  readonly revision: number;
  readonly counts: Readonly<Counts>;
  readonly lanes: string[];
  readonly status: Status;

  /** Calls the listener; gives the function that ends it. */
  on(event: "change", listener: (change: Change<T>) => void): () => void;
  on(event: "message", listener: (message: Message) => void): () => void;
  on(event: "status", listener: (status: Status) => void): () => void;

  /** Calls the listener after every change; for `useSyncExternalStore`, with `revision`. */
  subscribe: (listener: () => void) => () => void;

  /** What is shown of a lane, by entity; of the first lane where none is named. */
  entities(lane?: string): ReadonlyMap<string, State<T>>;
  get(entity: string, lane?: string): State<T> | undefined;

  /** Opens a connection of its own. */
  connect(options: ConnectionOptions): WebPubSubConnection;
  /** Feeds on an official client; call it before `start()`. Gives the function that ends it. */
  attach(webPubSubClient: WebPubSubClientLike): () => void;

  /** For other connections: a new one is there. */
  connected(): void;
  /** For other connections: it is gone. */
  disconnected(): void;
  /** For other connections: a message came, parsed or as text. */
  receive(data: unknown, frame?: { readonly fromUserId?: string }): void;

  /** Asks for a snapshot of a lane now: after its group was joined. */
  refresh(lane: string): void;
  /** Forgets a lane: after its group was left. */
  forget(lane: string): void;
}
