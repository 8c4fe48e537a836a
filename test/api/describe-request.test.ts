import { expect, it } from 'vitest';
import { describeRequest } from '../../src/api/describe-request.ts';

it.each([
  ['GET', '/api/v100/rest/spaces/x/entities/Pipelines?first=30', 'Loading pipelines'],
  ['GET', '/api/v100/rest/spaces/x/entities/SalesUnits/1', 'Loading sales units'],
  ['GET', '/api/v100/rest/spaces/x/other', 'Loading'],
  ['POST', '/api/v100/rest/spaces/x/entities/Opportunities', 'Creating'],
  ['PATCH', '/api/v100/rest/spaces/x/entities/Opportunities/1', 'Saving'],
  ['DELETE', '/api/v100/rest/spaces/x/entities/Opportunities/1', 'Deleting'],
] as const)('%s %s is %s', (method, path, words) => {
  expect(describeRequest({ method, path })).toBe(words);
});
