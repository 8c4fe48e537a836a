import type { Column } from '../../answer.ts';
import { CliError } from '../../errors.ts';
import { fieldLabel } from '../../records/field-labels.ts';
import { KINDS } from '../../records/kinds.ts';
import { embeddedSteps, pipelineSteps } from '../../records/relations.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import type { Noun } from './noun.ts';
import { byFullNameOrEmail, byName, byNameOrEmail } from './search.ts';

const columns = (spec: Record<string, string>): Column[] =>
  Object.entries(spec).map(([heading, path]) => ({
    ...{ heading, path, label: fieldLabel(heading) },
    ...(path === 'id' ? { hidden: true } : {}),
  }));

export const NOUNS: readonly Noun[] = [
  {
    name: 'clients',
    singular: 'client',
    summary: 'the users of the space, who own opportunities',
    kind: KINDS.client,
    columns: columns({ id: 'id', name: 'name', email: 'email', 'default unit': 'default_unit.name' }),
    order: ['name'],
    search: byNameOrEmail('name', 'email'),
    // The other fields of a client are bulky: favourites, rights, memberships.
    record: {
      loadOnly: [
        ...['id', 'name', 'email', 'first_name', 'last_name', 'phone', 'position', 'type', 'timezone_name'],
        ...['default_unit_id', 'default_unit', 'is_deleted', 'created', 'modified'],
      ],
    },
    examples: ['clients', 'clients --search john', 'clients get john.doe@example.com --json'],
  },
  {
    name: 'pipelines',
    singular: 'pipeline',
    summary: 'the pipelines with their steps',
    kind: KINDS.pipeline,
    columns: columns({ pipeline: 'pipeline', step: 'step', percent: 'percent', id: 'id' }),
    order: ['name'],
    search: byName('name'),
    record: { expand: ['steps'] },
    loadOnly: ['id', 'name', 'steps.id', 'steps.name', 'steps.percent', 'steps.sort_order', 'steps.is_deleted'],
    recordFields: pipeline => [
      ['name', textOf(pipeline.name)],
      ['id', textOf(pipeline.id)],
      ...stepsOf(pipeline).map(step => [`${textOf(step.name)} (${textOf(step.percent)} %)`, textOf(step.id)] as const),
    ],
    card: pipeline => [
      ['name', textOf(pipeline.name)],
      [
        'steps',
        stepsOf(pipeline)
          .map(step => `${textOf(step.name)} (${textOf(step.percent)} %)`)
          .join('\n'),
      ],
      ['id', textOf(pipeline.id)],
    ],
    complete: async (client, pipeline) =>
      embeddedSteps(pipeline) ? pipeline : { ...pipeline, steps: await pipelineSteps(client, pipeline) },
    tableRows: pipeline => stepsOf(pipeline).map(step => ({ ...step, pipeline: pipeline.name, step: step.name })),
    examples: ['pipelines', "pipelines get 'Test Pipeline' --json | jq '.steps[].name'"],
  },
  {
    name: 'accounts',
    singular: 'account',
    summary: 'the companies',
    kind: KINDS.account,
    columns: columns({
      id: 'id',
      name: 'name',
      city: 'city',
      country: 'country',
      email1: 'email1',
      owner: 'owner.name',
    }),
    order: ['name'],
    search: byNameOrEmail('name', 'email1'),
    writable: 'Accounts',
    examples: [
      'accounts --search ziemann',
      'accounts --filter country=Germany --fields name,city,owner.name',
      'accounts --filter name:starts=Z --format ids',
      'accounts get info@ziemann-and-sons.de',
    ],
  },
  {
    name: 'contacts',
    singular: 'contact',
    summary: 'the people at the accounts',
    kind: KINDS.contact,
    columns: columns({
      id: 'id',
      name: 'name',
      account: 'primary_account.name',
      position: 'account_position',
      email1: 'email1',
    }),
    order: ['last_name', 'first_name'],
    search: byFullNameOrEmail('first_name', 'last_name', 'email1'),
    loadOnly: ['id', 'first_name', 'last_name', 'primary_account.name', 'account_position', 'email1'],
    tableRows: contact => [{ ...contact, name: KINDS.contact.nameOf(contact) }],
    ofAccount: true,
    writable: 'Contacts',
    examples: [
      "contacts --account 'Ziemann and Sons'",
      'contacts --search okafor --limit 10',
      "contacts get 'Ida Ziemann' --json",
    ],
  },
  {
    name: 'currencies',
    singular: 'currency',
    summary: 'the currencies an amount can be in',
    kind: KINDS.currency,
    columns: columns({ id: 'id', code: 'code', symbol: 'symbol', base: 'is_base' }),
    order: ['code'],
    search: byName('code'),
    examples: ['currencies', "currencies --json | jq -r '.[] | select(.is_base).code'", 'currencies get EUR'],
  },
  {
    name: 'units',
    singular: 'unit',
    summary: 'the sales units',
    kind: KINDS.unit,
    columns: columns({ id: 'id', name: 'name', parent: 'parent.name' }),
    order: ['name'],
    search: byName('name'),
    examples: ['units', 'units get North'],
  },
  {
    name: 'types',
    singular: 'type',
    summary: 'the opportunity types',
    kind: KINDS.type,
    columns: columns({ id: 'id', name: 'name', pipeline: 'pipeline.name' }),
    order: ['name'],
    search: byName('name'),
    examples: ['types', 'types --fields name,pipeline.name --json', 'types get Standard'],
  },
  {
    name: 'steps',
    singular: 'step',
    summary: 'the steps of all processes; pipelines shows those of the pipelines in their order',
    kind: KINDS.step,
    columns: columns({ id: 'id', name: 'name', percent: 'percent', pipeline: 'pipeline.name' }),
    order: ['sort_order'],
    search: byName('name'),
    examples: [
      'steps --filter percent:gte=50',
      'steps --filter pipeline_id:not-null --order-by -percent',
      'steps get First',
    ],
  },
  {
    name: 'fields',
    singular: 'field',
    summary: "the space's fields, custom ones too",
    kind: KINDS.field,
    columns: columns({
      id: 'id',
      'api name': 'api_name',
      label: 'name',
      type: 'type_id',
      entity: 'entity_name',
      required: 'system_required',
    }),
    order: ['entity_name', 'api_name'],
    search: byName('api_name'),
    scope: {
      flag: '--entity <name>',
      help: 'only fields of one kind of record: Opportunity, Account, Contact ...',
      field: 'entity_name',
    },
    examples: ['fields --entity Opportunity --filter api_name:starts=cf_', 'fields get cf_region --json'],
  },
  {
    name: 'rates',
    singular: 'rate',
    summary: 'the exchange rates: base amount times rate is the foreign amount',
    kind: KINDS.rate,
    columns: columns({
      id: 'id',
      currency: 'currency.code',
      rate: 'exchange_rate',
      'valid from': 'currency_exchange_rate_list.valid_from',
    }),
    order: ['created'],
    search: byName('id'),
    examples: ['rates', 'rates --fields currency.code,exchange_rate --json', 'rates get <id>'],
  },
];

function stepsOf(pipeline: Row): Row[] {
  const steps = embeddedSteps(pipeline);
  if (!steps) throw new CliError('BAD_REPLY', 'A pipeline came without its steps');
  return steps;
}
