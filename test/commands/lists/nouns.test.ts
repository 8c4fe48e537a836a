import { expect, it } from 'vitest';
import { NOUNS } from '../../../src/commands/lists/nouns.ts';
import { useSandbox } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';

process.env.TZ = 'Europe/Prague';

const space = useSandbox();

async function printed(columns: number | undefined, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runHere(args, { env: space.env, columns });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** The same records on a terminal, in a pipe and as csv; the ids of the latter two. */
const TWINS: { args: string[]; terminal: string; pipe: string; csv: string }[] = [
  {
    args: ['clients', '--search', 'john', '--order-by', 'email'],
    terminal: `
name        e-mail                  default unit
John Doe    john.doe@example.com    Example Company
John Smith  john.smith@example.com  North
John Smith  john.smith@example.org  South
`,
    pipe: `
00000000-0000-0000-0000-000000011a7d → John Doe → john.doe@example.com → Example Company
840a5f92-be04-03b6-441e-bab4fbd2b94a → John Smith → john.smith@example.com → North
5e8394e3-0b94-0756-1c57-ae707f4fc6c4 → John Smith → john.smith@example.org → South
`,
    csv: `
id,name,email,default unit
00000000-0000-0000-0000-000000011a7d,John Doe,john.doe@example.com,Example Company
840a5f92-be04-03b6-441e-bab4fbd2b94a,John Smith,john.smith@example.com,North
5e8394e3-0b94-0756-1c57-ae707f4fc6c4,John Smith,john.smith@example.org,South
`,
  },
  {
    args: ['pipelines', '--search', 'renew'],
    terminal: `
pipeline  step       percent
Renewals  Contacted       20
Renewals  Proposal        60
Renewals  Renewed        100
`,
    pipe: `
Renewals → Contacted → 20 → a01aff12-76f7-081d-9723-876e20261ea5
Renewals → Proposal → 60 → 7a40c5b6-a9b9-0df8-fb9a-573b23382a7f
Renewals → Renewed → 100 → a11f34fd-be1b-0e2e-ab5f-0ad35257ce03
`,
    csv: `
pipeline,step,percent,id
Renewals,Contacted,20,a01aff12-76f7-081d-9723-876e20261ea5
Renewals,Proposal,60,7a40c5b6-a9b9-0df8-fb9a-573b23382a7f
Renewals,Renewed,100,a11f34fd-be1b-0e2e-ab5f-0ad35257ce03
`,
  },
  {
    args: ['accounts', '--filter', 'name:contains="', '--order-by', 'name'],
    terminal: `
name                 city    country  e-mail                      owner
The "Quiet" Library  Dublin  Ireland  desk@quiet-library.example  John Doe
`,
    pipe: `
8cdf1093-745b-09eb-03e1-51224f23f31b → The "Quiet" Library → Dublin → Ireland → desk@quiet-library.example → John Doe
`,
    csv: `
id,name,city,country,email1,owner
8cdf1093-745b-09eb-03e1-51224f23f31b,"The ""Quiet"" Library",Dublin,Ireland,desk@quiet-library.example,John Doe
`,
  },
  {
    args: ['contacts', '--search', '高橋'],
    terminal: `
name         account               position   e-mail
さくら 高橋  青空システム株式会社  Assistant  contact11@aozora-systems.example
`,
    pipe: `
003879d8-0f7a-02cc-273a-9aa459b7de3b → さくら 高橋 → 青空システム株式会社 → Assistant → contact11@aozora-systems.example
`,
    csv: `
id,name,account,position,email1
003879d8-0f7a-02cc-273a-9aa459b7de3b,さくら 高橋,青空システム株式会社,Assistant,contact11@aozora-systems.example
`,
  },
  {
    args: ['currencies', '--order-by', 'code'],
    terminal: `
code  symbol  base
EUR   €       no
JPY   ¥       no
USD   $       yes
`,
    pipe: `
2418681b-7f28-098a-ec18-bc752ebf6e7d → EUR → € → false
abbfadd8-532b-0a62-af40-81635208a806 → JPY → ¥ → false
c4ca4238-a0b9-0382-0dcc-509a6f75849b → USD → $ → true
`,
    csv: `
id,code,symbol,base
2418681b-7f28-098a-ec18-bc752ebf6e7d,EUR,€,false
abbfadd8-532b-0a62-af40-81635208a806,JPY,¥,false
c4ca4238-a0b9-0382-0dcc-509a6f75849b,USD,$,true
`,
  },
  {
    args: ['units', '--order-by', 'name'],
    terminal: `
name             parent
Example Company
North            Example Company
South            Example Company
`,
    pipe: `
aba4a358-f3f8-4f55-b3ed-dd5cf589103b → Example Company → 
a3aa72dc-63fa-02b8-a2b8-1b66d36b1aa4 → North → Example Company
7f20917a-f0d8-06de-fad6-87019eddbd74 → South → Example Company
`,
    csv: `
id,name,parent
aba4a358-f3f8-4f55-b3ed-dd5cf589103b,Example Company,
a3aa72dc-63fa-02b8-a2b8-1b66d36b1aa4,North,Example Company
7f20917a-f0d8-06de-fad6-87019eddbd74,South,Example Company
`,
  },
  {
    args: ['types', '--order-by', 'name'],
    terminal: `
name      pipeline
Renewal   Renewals
Standard  Test Pipeline
`,
    pipe: `
8b0f7ee4-048c-0390-24de-6afc304151f3 → Renewal → Renewals
746948be-2abf-0636-1a80-b6e15f65fcb4 → Standard → Test Pipeline
`,
    csv: `
id,name,pipeline
8b0f7ee4-048c-0390-24de-6afc304151f3,Renewal,Renewals
746948be-2abf-0636-1a80-b6e15f65fcb4,Standard,Test Pipeline
`,
  },
  {
    args: ['steps', '--filter', 'percent:gte=60', '--order-by', 'percent,created'],
    terminal: `
name         percent  pipeline
Proposal          60  Renewals
Negotiation       75  Test Pipeline
Won              100  Test Pipeline
Renewed          100  Renewals
`,
    pipe: `
7a40c5b6-a9b9-0df8-fb9a-573b23382a7f → Proposal → 60 → Renewals
a3767e4e-9ddf-0b2c-eba1-b992115151ca → Negotiation → 75 → Test Pipeline
97ba936c-c94a-06c3-663e-eae8fd98ed9b → Won → 100 → Test Pipeline
a11f34fd-be1b-0e2e-ab5f-0ad35257ce03 → Renewed → 100 → Renewals
`,
    csv: `
id,name,percent,pipeline
7a40c5b6-a9b9-0df8-fb9a-573b23382a7f,Proposal,60,Renewals
a3767e4e-9ddf-0b2c-eba1-b992115151ca,Negotiation,75,Test Pipeline
97ba936c-c94a-06c3-663e-eae8fd98ed9b,Won,100,Test Pipeline
a11f34fd-be1b-0e2e-ab5f-0ad35257ce03,Renewed,100,Renewals
`,
  },
  {
    args: ['fields', '--entity', 'Opportunity', '--filter', 'api_name:starts=cf_', '--order-by', 'api_name'],
    terminal: `
api name        label            type      entity       required
cf_contract_no  Contract number  input     Opportunity  no
cf_region       Region           dropdown  Opportunity  no
`,
    pipe: `
4290b5bd-da7c-093e-f965-6534be491ea7 → cf_contract_no → Contract number → input → Opportunity → false
5bca3614-912b-0ce1-2ac5-3f5cf08fba06 → cf_region → Region → dropdown → Opportunity → false
`,
    csv: `
id,api name,label,type,entity,required
4290b5bd-da7c-093e-f965-6534be491ea7,cf_contract_no,Contract number,input,Opportunity,false
5bca3614-912b-0ce1-2ac5-3f5cf08fba06,cf_region,Region,dropdown,Opportunity,false
`,
  },
  {
    args: ['rates', '--order-by', 'created'],
    terminal: `
currency    rate  valid from
EUR       0.8731  2019-01-01 01:00:00 +01:00
JPY        109.6  2019-01-01 01:00:00 +01:00
EUR       0.9246  2024-01-01 01:00:00 +01:00
JPY       148.35  2024-01-01 01:00:00 +01:00
`,
    pipe: `
d9ffee94-12b2-0b4e-82a2-1afaee5b0380 → EUR → 0.8731 → 2019-01-01T00:00:00Z
9e41cc6b-47eb-0d30-ea1b-68dad69e304f → JPY → 109.6 → 2019-01-01T00:00:00Z
70596edf-8f47-0567-2c3a-ed09ddda8258 → EUR → 0.9246 → 2024-01-01T00:00:00Z
15d162aa-328c-0abf-ebbd-f15a79ea50da → JPY → 148.35 → 2024-01-01T00:00:00Z
`,
    csv: `
id,currency,rate,valid from
d9ffee94-12b2-0b4e-82a2-1afaee5b0380,EUR,0.8731,2019-01-01T00:00:00Z
9e41cc6b-47eb-0d30-ea1b-68dad69e304f,JPY,109.6,2019-01-01T00:00:00Z
70596edf-8f47-0567-2c3a-ed09ddda8258,EUR,0.9246,2024-01-01T00:00:00Z
15d162aa-328c-0abf-ebbd-f15a79ea50da,JPY,148.35,2024-01-01T00:00:00Z
`,
  },
];

it('every noun is among them', () => {
  expect(TWINS.map(({ args }) => args[0])).toEqual(NOUNS.map(({ name }) => name));
});

it.each(TWINS)('$args is the same everywhere', async ({ args, ...wanted }) => {
  expect(await printed(150, ...args, '--no-color')).toBe(wanted.terminal.slice(1));
  const pipe = wanted.pipe.slice(1).replaceAll(' → ', '\t');
  expect(await printed(undefined, ...args)).toBe(pipe);
  expect(await printed(undefined, ...args, '--format', 'tsv')).toBe(pipe);
  expect(await printed(undefined, ...args, '--format', 'csv')).toBe(wanted.csv.slice(1).replaceAll('\n', '\r\n'));
  // One by one or all together, for programs it is the same records.
  const ids = (await printed(undefined, ...args, '--format', 'ids')).trimEnd().split('\n');
  const rows = JSON.parse(await printed(undefined, ...args, '--json'));
  const lines = (await printed(undefined, ...args, '--format', 'jsonl')).trimEnd().split('\n');
  expect(lines.map(line => JSON.parse(line))).toEqual(rows);
  const idColumn = pipe
    .trimEnd()
    .split('\n')
    .map(line => line.split('\t').at(args[0] === 'pipelines' ? -1 : 0));
  expect(ids).toEqual(idColumn);
  if (args[0] !== 'pipelines') expect(rows.map(({ id }: { id: string }) => id)).toEqual(ids);
  else expect(rows[0].steps.map(({ id }: { id: string }) => id).sort()).toEqual(ids.toSorted());
});

it.each(NOUNS.map(({ name }) => name))('%s get shows one of them, by id, in every format', async name => {
  const [id = ''] = (await printed(undefined, name, '--limit', '1', '--fields', 'id', '--format', 'ids')).split('\n');
  const row = JSON.parse(await printed(undefined, name, 'get', id, '--json'));
  expect(row.id).toBe(id);
  expect(JSON.parse(await printed(undefined, name, 'get', id, '--format', 'jsonl'))).toEqual(row);
  expect(await printed(undefined, name, 'get', id, '--format', 'ids')).toBe(`${id}\n`);
  const pairs = (await printed(undefined, name, 'get', id))
    .trimEnd()
    .split('\n')
    .map(line => line.split('\t'));
  expect(pairs).toContainEqual(['id', id]);
  const [heads, values] = (await printed(undefined, name, 'get', id, '--format', 'csv')).split('\r\n');
  expect(heads).toBe(pairs.map(([label]) => label).join(','));
  expect(values!.split(',').length).toBeGreaterThanOrEqual(pairs.length);
  const drawn = (await printed(150, name, 'get', id, '--no-color')).trimEnd().split('\n');
  expect(drawn.at(-2)).toMatch(new RegExp(`^│ id +│ ${id} +│$`));
  // The id is the only one, and no field goes by its API name.
  expect(drawn.slice(0, -2).join('\n')).not.toMatch(/[0-9a-f]{8}-|^│ \w+_\w+/m);
});

it.each(NOUNS.map(({ name }) => name))('%s of which there are none are nothing, and [] in JSON', async name => {
  const none = [name, '--filter', 'id=no-such-id'];
  const heads = NOUNS.find(noun => noun.name === name)!.columns.map(({ heading: head }) => head);
  expect(await printed(undefined, ...none, '--json')).toBe('[]\n');
  expect(await printed(undefined, ...none, '--format', 'csv')).toBe(`${heads.join(',')}\r\n`);
  for (const format of ['jsonl', 'tsv', 'ids']) expect(await printed(80, ...none, '--format', format)).toBe('');
  expect(await runHere(none, { env: space.env, columns: 80 })).toEqual({
    ...{ code: 0, stdout: '' },
    stderr: `No ${name} match these filters.\n`,
  });
});

it('an account is shown to a person with labels, and with names in place of ids', async () => {
  expect(await printed(100, 'accounts', 'get', 'Ziemann and Sons', '--no-color')).toBe(
    `
┌───────────────┬──────────────────────────────────────┐
│ name          │ Ziemann and Sons                     │
│ city          │ Coronda                              │
│ country       │ Argentina                            │
│ e-mail        │ info@ziemann-and-sons.de             │
│ owner         │ Miguel Ortega                        │
│ unit          │ North                                │
│ phone         │ +1 555 0100                          │
│ account type  │ Account                              │
│ customer type │ Prospect                             │
│ industry      │ Food                                 │
│ class         │ D                                    │
│ home page     │ https://www.ziemann-and-sons.de      │
│ created       │ 2019-01-30 12:44:23 +01:00           │
│ modified      │ 2019-02-01 11:01:23 +01:00           │
│ id            │ 0bc376a4-c579-413a-9221-e86e4a134766 │
└───────────────┴──────────────────────────────────────┘
`.slice(1),
  );
});

it('the ids of a list are shown to a person who asks for them', async () => {
  const [head, row] = (await printed(150, 'units', '--ids', '--no-color')).split('\n');
  expect(head).toMatch(/^id +name +parent$/);
  expect(row).toMatch(/^aba4a358-f3f8-4f55-b3ed-dd5cf589103b {2}Example Company$/);
  expect(await printed(150, 'units', '--fields', 'name,id', '--no-color')).toMatch(/^name +id\n/);
});
