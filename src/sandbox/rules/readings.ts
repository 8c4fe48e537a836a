/** Which requests something is for. `path` is the part after `entities/`. */
export interface Requests {
  methods: readonly string[];
  path: RegExp;
  /** What the path of a rule for them looks like. */
  rulePath: RegExp;
  /** For the message about a rule for others. */
  form: string;
}

const COLLECTION = /^[^/]*$/;
const BELOW = /[/*]/;

/** Lists of a collection. */
export const LISTS: Requests = {
  ...{ methods: ['GET'], path: COLLECTION, rulePath: COLLECTION },
  form: 'lists: GET <collection>',
};
const UPDATES: Requests = {
  ...{ methods: ['PATCH', 'POST'], path: /\//, rulePath: BELOW },
  form: 'updates: PATCH <collection>/*, or POST <collection>/batch-modify',
};
const RESTORES: Requests = {
  ...{ methods: ['POST'], path: /\/batch-restore$/, rulePath: BELOW },
  form: 'POST <collection>/batch-restore',
};
const ALL: Requests = { methods: ['GET', 'POST', 'PATCH', 'DELETE'], path: /^/, rulePath: /^/, form: 'all requests' };

/**
 * Where the documentation leaves open what a request means: the other reading, by its name in a fault rule, with what the
 * sandbox does without it.
 */
export const READINGS = {
  'guess-between': { requests: LISTS, does: 'between takes least,most, both included; else 400' },
  'checks-revision': {
    requests: UPDATES,
    does: 'an update with another revision is refused; else that has no effect',
  },
  'keeps-dates': { requests: UPDATES, does: 'lost_date stays when reopened, won_date when not won; else emptied' },
  'archived-won-is-lost': { requests: ALL, does: 'a won opportunity that is archived has status 2; else it has 3' },
  'keeps-links-deleted': { requests: RESTORES, does: 'an opportunity comes back without its links; else with them' },
} as const satisfies Record<string, { requests: Requests; does: string }>;

export type Reading = keyof typeof READINGS;

/** The readings that rules ask for. */
export type Readings = ReadonlySet<Reading>;

export const isReading = (name: string): name is Reading => Object.hasOwn(READINGS, name);
