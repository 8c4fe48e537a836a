import { describe, expect, it } from 'vitest';
import { answering, clientOnLine } from '../support/api.ts';
import { failureOf } from '../support/failure.ts';
import { fixture } from '../support/fixture.ts';
import { withoutNetwork } from '../support/no-network.ts';

withoutNetwork();

const HTML = { 'content-type': 'text/html' };
const PAGE = '<!doctype html><title>Sorry</title><h1>Not here</h1>';

const create = () => clientOnLine().client.create('Opportunities', { name: 'New machine' });
const read = () => clientOnLine().client.get('Accounts', '00000000-0000-0000-0000-00000000dead');

describe('a sign-in', () => {
  it('that is refused tells where the right one comes from, whatever the page says', async () => {
    const seen = answering('GET', [401, PAGE, HTML]);
    const error = await failureOf(read());
    expect(error).toMatchObject({ code: 'SIGN_IN_REFUSED', exit: 4, status: 401 });
    expect(error.hint).toContain('API access');
    expect(error.message).not.toContain('<');
    expect(seen).toHaveLength(1);
  });

  it('that does not allow the call tells so, and not that it is wrong', async () => {
    answering('POST', [403, PAGE, HTML]);
    const error = await failureOf(create());
    expect(error).toMatchObject({ code: 'FORBIDDEN', exit: 4, status: 403 });
    expect(error.hint).toContain('permissions');
  });
});

describe('what is not found', () => {
  it('is the space, if the server says so', async () => {
    answering('GET', [404, fixture('space-not-found-404')]);
    const error = await failureOf(read());
    expect(error).toMatchObject({ code: 'NOT_FOUND', exit: 5, status: 404 });
    expect(error.message).toContain('space');
    expect(error.hint).toContain('Space ID');
  });

  it('is the record otherwise, told with its id', async () => {
    answering('GET', [404, '{"success":false,"code":404,"name":"ERROR_NOT_FOUND","message":"Entity not found."}']);
    const error = await failureOf(read());
    expect(error).toMatchObject({ code: 'NOT_FOUND', exit: 5, status: 404 });
    expect(error.message).toContain('00000000-0000-0000-0000-00000000dead');
    expect(error.message).toContain('Entity not found.');
  });

  it('may be the whole server, if it does not speak the language', async () => {
    answering('GET', [404, PAGE, HTML]);
    const error = await failureOf(read());
    expect(error).toMatchObject({ code: 'NOT_FOUND', hint: 'Check the service URL.' });
    expect(error.message).not.toContain('<');
  });
});

describe('data that is refused', () => {
  it('names the field in the words of the deepest level, without the brackets', async () => {
    const seen = answering('POST', [422, fixture('validation-error-422')]);
    expect(await failureOf(create())).toMatchObject({
      code: 'REJECTED',
      exit: 7,
      status: 422,
      field: 'owner_id',
      message: "Relation Account.owner_id=00000000-0000-0000-0000-00000000dead to Client doesn't exist!",
    });
    expect(seen).toHaveLength(1);
  });

  it('names each of two fields with its own reason', async () => {
    answering('POST', [422, fixture('validation-error-422-two-fields')]);
    const error = await failureOf(create());
    expect(error).toMatchObject({ code: 'REJECTED', exit: 7, field: undefined });
    expect(error.details).toMatchObject([
      {
        field: 'owner_id',
        message: "Relation Account.owner_id=00000000-0000-0000-0000-00000000dead to Client doesn't exist!",
      },
      { field: 'name', message: 'The field is required.' },
    ]);
  });

  it.each([400, 422, 500, 200])('understands the tutorial’s one-line error with status %i', async status => {
    const seen = answering('POST', [status, fixture('create-opportunity.primary-error')]);
    expect(await failureOf(create())).toMatchObject({
      code: 'REJECTED',
      exit: 7,
      field: 'account_relations',
      message: "Exactly one 'is_primary' item must be set.",
    });
    expect(seen).toHaveLength(1);
  });

  it('understands a validation error that tells its fields in the message alone', async () => {
    const message = "\n[name] Too short\n[owner_id] Relation Account.owner_id to Client doesn't exist!\nSomething else";
    const body = { success: false, code: 40000, name: 'ERROR_ENTITY_VALIDATION', message, field_errors: [] };
    answering('POST', [422, JSON.stringify(body)]);
    expect((await failureOf(create())).details).toMatchObject([
      { field: 'name', message: 'Too short' },
      { field: 'owner_id', message: "Relation Account.owner_id to Client doesn't exist!" },
      { message: 'Something else' },
    ]);
  });

  it('takes a bracket in the words of a server that failed for no field', async () => {
    answering('POST', [500, JSON.stringify({ success: false, message: '[gateway] timed out', http_status: 500 })]);
    expect(await failureOf(create())).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9 });
  });

  it.each([500, 503])('is a definite refusal at status %i too, if fields are named', async status => {
    const seen = answering('POST', [status, fixture('validation-error-422')]);
    expect(await failureOf(create())).toMatchObject({ code: 'REJECTED', exit: 7, field: 'owner_id', status });
    expect(seen).toHaveLength(1);
  });

  it('is told in the server’s words when no field is named', async () => {
    answering('POST', [400, fixture('parameter-invalid-400')]);
    expect(await failureOf(create())).toMatchObject({
      code: 'REJECTED',
      exit: 7,
      status: 400,
      message: 'Parameter filter is invalid.',
    });
  });

  it('mentions the other name of a field when a filter is refused', async () => {
    answering('GET', [400, fixture('parameter-invalid-400')]);
    expect((await failureOf(read())).hint).toContain('column_name');
  });

  it.each([
    [
      'entity errors of unknown form',
      { entity_errors: [{ message: 'Locked' }, 'Busy', { odd: 1 }, null] },
      ['Locked', 'Busy', '{"odd":1}', 'null'],
    ],
    ['unfinished checklist items', { step_checklist_errors: [{ message: 'Call first' }] }, ['Call first']],
    ['a field without reasons', { field_errors: [{ field_name: 'name', message: 'Too long' }] }, ['Too long']],
    ['a field without words', { field_errors: [{ field_name: 'name' }] }, ['The server refused it']],
    [
      'a reason that has a name only',
      { field_errors: [{ field_name: 'name', errors: [{ name: 'ERROR_X' }] }] },
      ['ERROR_X'],
    ],
  ])('keeps %s', async (_, body, messages) => {
    answering('POST', [422, JSON.stringify({ success: false, message: '\nno', ...body })]);
    const error = await failureOf(create());
    const told = error.details?.map(({ message }) => message) ?? [error.message];
    expect({ code: error.code, told }).toEqual({ code: 'REJECTED', told: messages });
  });

  it.each([
    ['a code that is text', { code: 'E-1', message: 'No.' }],
    ['a name that is a number', { name: 5, message: 'No.' }],
    ['a status that is text', { http_status: '422', message: 'No.' }],
    ['field errors that are no list', { field_errors: { name: 'bad' }, message: 'No.' }],
    [
      'a nested code that is text',
      { field_errors: [{ field_name: 'name', code: 'x', errors: [{ code: 'y', message: 'No.' }] }] },
    ],
  ])('keeps the words beside %s', async (_, body) => {
    answering('POST', [422, JSON.stringify({ success: false, ...body })]);
    expect(await failureOf(create())).toMatchObject({ code: 'REJECTED', exit: 7, message: 'No.' });
  });

  it.each([
    ['problem details', { title: 'Not acceptable', detail: 'No.' }, 'Not acceptable: No.'],
    ['a title alone', { title: 'No.' }, 'No.'],
    ['the words of a gateway', { error: 'invalid_scope', error_description: 'No.' }, 'invalid_scope: No.'],
    ['an empty message beside them', { message: ' ', detail: 'No.' }, 'No.'],
    ['a message, which wins', { message: 'No.', title: 'Other' }, 'No.'],
  ])('says what the server says in %s', async (_, body, message) => {
    answering('POST', [422, JSON.stringify(body)]);
    expect(await failureOf(create())).toMatchObject({ code: 'REJECTED', exit: 7, message });
  });

  it('has a plain message when the server gives no words', async () => {
    answering('POST', [422, PAGE, HTML]);
    const error = await failureOf(create());
    expect(error).toMatchObject({ code: 'REJECTED', exit: 7, status: 422 });
    expect(error.message).toContain('422');
  });
});

describe('a status of 200', () => {
  it.each(['GET', 'POST'] as const)('is a refusal when the body says so: %s', async method => {
    answering(method, [200, '{"success":false,"message":"\\nNo licence."}']);
    const error = await failureOf(clientOnLine().client.request(method, '/entities/Accounts'));
    expect(error).toMatchObject({ code: 'REJECTED', exit: 7, message: 'No licence.' });
  });

  it('is a refusal even if nothing else of the body is as documented', async () => {
    answering('POST', [200, '{"success":false,"code":"E-1","http_status":"x"}']);
    expect(await failureOf(create())).toMatchObject({ code: 'REJECTED', exit: 7 });
  });

  it('takes the status that the body names', async () => {
    answering('GET', [200, '{"success":false,"http_status":404,"message":"Space not found."}']);
    expect(await failureOf(read())).toMatchObject({ code: 'NOT_FOUND', exit: 5, status: 404 });
  });

  it.each([
    ['HTML', '<html>Sign in</html>', HTML],
    ['nothing', '', {}],
    ['JSON that breaks off', '{"success":true,"data":{"id":"1"', {}],
    ['JSON as deep as a well', `{"success":true,"data":${'['.repeat(5000)}${']'.repeat(5000)}}`, {}],
  ])('with %s is read again, then a bad reply; it leaves a write in doubt', async (_, text, headers) => {
    const reply: [number, string, Record<string, string>] = [200, text, headers as Record<string, string>];
    const gets = answering('GET', reply, reply, reply, reply);
    expect(await failureOf(read())).toMatchObject({ code: 'BAD_REPLY', exit: 12 });
    expect(gets).toHaveLength(4);
    const posts = answering('POST', reply);
    expect(await failureOf(create())).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9, retrySafe: false });
    expect(posts).toHaveLength(1);
  });

  it.each([
    ['null', 'null'],
    ['an array', '[]'],
    ['no data', '{"success":true}'],
    ['data that is no record', '{"success":true,"data":"id-1"}'],
    ['data that is null', '{"success":true,"data":null}'],
    ['a field of another type', '{"success":true,"data":{"id":["1"]}}'],
  ])('with %s is a bad reply to a read, and leaves a write in doubt', async (_, text) => {
    answering('GET', [200, text]);
    expect(await failureOf(read())).toMatchObject({ code: 'BAD_REPLY', exit: 12 });
    const posts = answering('POST', [200, text]);
    expect(await failureOf(create())).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9, retrySafe: false });
    expect(posts).toHaveLength(1);
  });

  it('with a record without an id leaves a write in doubt', async () => {
    answering('POST', [201, '{"success":true,"data":{"name":"A"}}']);
    expect(await failureOf(create())).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9 });
  });

  it.each([
    ['an object', '{"success":true,"data":{}}'],
    ['rows that are no records', '{"success":true,"data":["id-1"]}'],
    ['a row that is null', '{"success":true,"data":[null]}'],
    ['a row with a wrong type', '{"success":true,"data":[{"id":"1"},{"id":2}]}'],
    ['page_info that is text', '{"success":true,"data":[],"page_info":"1"}'],
  ])('with %s in the place of a list is a bad reply', async (_, text) => {
    answering('GET', [200, text]);
    expect(await failureOf(clientOnLine().client.list('Accounts'))).toMatchObject({ code: 'BAD_REPLY', exit: 12 });
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('%i is never followed', async status => {
    const location = { location: 'https://elsewhere.example/api' };
    const gets = answering('GET', [status, '', location]);
    expect(await failureOf(read())).toMatchObject({ code: 'BAD_REPLY', exit: 12, status });
    const posts = answering('POST', [status, '', location]);
    expect(await failureOf(create())).toMatchObject({ code: 'REJECTED', exit: 7, status });
    expect([...gets, ...posts]).toHaveLength(2);
  });
});
