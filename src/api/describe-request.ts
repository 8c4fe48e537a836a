import type { ApiRequest } from './transport.ts';

const VERBS: Readonly<Record<ApiRequest['method'], string>> = {
  GET: 'Loading',
  POST: 'Creating',
  PATCH: 'Saving',
  DELETE: 'Deleting',
};

/** What a request does, in words for the user: `Loading pipelines`, `Creating`. */
export function describeRequest({ method, path }: Pick<ApiRequest, 'method' | 'path'>): string {
  const verb = VERBS[method];
  const entity = /\/entities\/([A-Za-z]+)/.exec(path)?.[1];
  return method === 'GET' && entity ? `${verb} ${wordsOf(entity)}` : verb;
}

/** The name of a collection in words: `sales units` of SalesUnits. */
const wordsOf = (entity: string): string => entity.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
