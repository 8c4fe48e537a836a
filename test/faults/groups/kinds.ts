import type { Running, Stage } from '../fault.ts';
import type { Shape } from '../shapes.ts';
import type { Exchange } from '../space.ts';

/** Of the ways to print one list, these differ on the way to it. */
const TRANSPORT = [
  'accounts --json',
  'accounts get',
  'contacts --account',
  'currencies tty',
  'api --paginate',
  'api PATCH',
  'api DELETE',
  'move',
  'delete',
  'create --json',
  'create --dry-run',
  'wizard end',
  'auth login',
  'auth status --check',
];
/** Half of those, for faults that are much like another. */
const FEW = ['accounts --json', 'accounts get', 'api PATCH', 'create --json', 'wizard end', 'auth login'];

const named = (names: readonly string[]) => (shape: Shape) => names.includes(shape.name);

export const transport = named(TRANSPORT);
export const few = named(FEW);
export const only = (...names: string[]) => named(names);

/** What reads or writes by the matrix's own server. */
export const online = ({ name, sandbox }: Shape) => !sandbox && name !== 'wizard';
export const writes = (shape: Shape) => online(shape) && shape.kind === 'write';
export const creates = (shape: Shape) =>
  writes(shape) && shape.target.method === 'POST' && !shape.keyed && !shape.proves;
/** What walks through pages. */
export const walks = (shape: Shape) =>
  online(shape) && (shape.lists !== undefined || shape.name === 'currencies tty') && shape.name !== 'api PATCH';

export const isCall = (shape: Shape) => shape.name.startsWith('api P') || shape.name.startsWith('api D');

/** The healthy answer with something else for its body. */
export const withBody = (change: (body: string) => string | Buffer) => (exchange: Exchange) => {
  const usual = exchange.usual();
  exchange.reply({ ...usual, body: change(String(usual.body)) });
};

/** The error the API documents, in its own words. */
export const refusal = (status: number, message: string, more: object = {}) =>
  JSON.stringify({ success: false, code: status, name: 'ERROR', message, http_status: status, ...more });

/** Does something once, when the first of the requests has come that the command is about, or looks up. */
export const atRequest =
  (what: 'target' | 'lookup', act: (running: Running, stage: Stage) => void) =>
  (running: Running, stage: Stage): void => {
    const wanted = stage.shape[what];
    let done = false;
    stage.space.onRequest = ({ method, entity }) => {
      if (done || method !== wanted?.method || entity !== wanted.entity) return;
      done = true;
      act(running, stage);
    };
  };
