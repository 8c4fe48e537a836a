import type { Client } from '../api/client.ts';
import { CliError } from '../errors.ts';
import { textOf } from '../values/text-of.ts';
import type { Row } from '../wire/entities.ts';
import { PAGE_MAX, type Query } from '../wire/query.ts';
import type { FoundRecord, SpaceField } from './found.ts';
import { KINDS, type Kind } from './kinds.ts';
import { toFound } from './match.ts';
import { pipelineSteps } from './relations.ts';

export async function loadAll(client: Client, kind: Kind, includeDeleted = false): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of client.all(kind.entity, {
    loadOnly: kind.fields,
    includeDeleted: includeDeleted || undefined,
  })) {
    if (!kind.whyUnusable?.(row, includeDeleted)) rows.push(row);
  }
  return rows;
}

export async function loadSteps(client: Client, includeDeleted: boolean): Promise<PipelineStep[]> {
  const all: PipelineStep[] = [];
  const query: Query = { expand: ['steps'], orderBy: ['name'], includeDeleted: includeDeleted || undefined };
  for await (const row of client.all('Pipelines', query)) {
    if (KINDS.pipeline.whyUnusable(row, includeDeleted)) continue;
    const pipeline = toFound(KINDS.pipeline, row);
    for (const step of await pipelineSteps(client, row, includeDeleted)) {
      all.push(toStep(step, pipeline));
    }
  }
  if (all.length === 0) {
    throw new CliError('NOT_FOUND', 'This space has no pipeline with steps, and an opportunity needs a step', {
      hint: 'An administrator can add one.',
    });
  }
  return all;
}

/** A step of a pipeline as a choice. */
export function toStep({ id, name, percent, timeframe }: Row, pipeline: FoundRecord): PipelineStep {
  const detail = percent === null || percent === undefined ? undefined : `${textOf(percent)} %`;
  const probability = detail === undefined ? {} : { percent: Number(textOf(percent)) };
  const days = timeframe === null || timeframe === undefined ? {} : { timeframe: Number(textOf(timeframe)) };
  return { id: textOf(id), name: textOf(name ?? ''), detail, pipeline, ...probability, ...days };
}

/** The fields of one kind of record, by the name that the list of fields has for it. */
export async function loadFields(client: Client, entityName = 'Opportunity'): Promise<SpaceField[]> {
  const fields: SpaceField[] = [];
  const query = { filter: [{ field: 'entity_name', value: entityName }], expand: ['data_set'] };
  for await (const row of client.all('Fields', query)) {
    if (row.is_deleted === true || typeof row.api_name !== 'string') continue;
    const options = (Array.isArray(row.data_set) ? row.data_set : []).filter(
      option => typeof option === 'object' && option?.id,
    );
    const isWritten = row.system_readonly !== true && row.is_published !== false && row.type_id !== 'sequence';
    fields.push({
      api_name: row.api_name,
      label: textOf(row.translated_name || row.name || row.api_name),
      ...(row.translated_name && row.name && row.translated_name !== row.name ? { otherLabel: textOf(row.name) } : {}),
      type: typeof row.type_id === 'string' ? row.type_id : undefined,
      // The fields that every space requires have their own questions, or come from the server.
      required: row.system_required === true && isWritten && row.api_name.startsWith('cf_'),
      ...(isWritten ? {} : { readOnly: true }),
      options: options
        .filter((option: Row) => option.is_deleted !== true)
        .sort((a: Row, b: Row) => Number(textOf(a.sort_order ?? 0)) - Number(textOf(b.sort_order ?? 0)))
        .map((option: Row) => ({ id: textOf(option.id), name: textOf(option.option_name ?? '') })),
    });
  }
  return fields;
}

/** The rates of the newest list that is valid on the day. */
export async function loadRates(client: Client, today: string, signal: AbortSignal): Promise<Map<string, unknown>> {
  const newest: Query = { orderBy: ['-valid_from'], first: PAGE_MAX };
  let valid: { from: string; id: string } | undefined;
  for (const { id, valid_from, is_deleted } of (await client.list('CurrencyExchangeRatesLists', newest, signal)).rows) {
    // A list is valid from the midnight of its day.
    const from = typeof valid_from === 'string' ? valid_from.slice(0, 10) : '';
    if (is_deleted === true || from === '' || from > today || (valid && from <= valid.from)) continue;
    valid = { from, id: textOf(id) };
  }
  const rates = new Map<string, unknown>();
  if (!valid) return rates;
  const ofIt: Query = { filter: [{ field: 'currency_exchange_rate_list_id', value: valid.id }], first: PAGE_MAX };
  for (const row of (await client.list('CurrencyExchangeRates', ofIt, signal)).rows) {
    // A server that ignores a filter sends everything.
    const ofList = row.currency_exchange_rate_list_id === undefined || row.currency_exchange_rate_list_id === valid.id;
    if (ofList && row.is_deleted !== true) rates.set(textOf(row.currency_id), row.exchange_rate);
  }
  return rates;
}

/** A step as a choice, with its pipeline. */
export interface PipelineStep extends FoundRecord {
  pipeline: FoundRecord;
  /** How likely an opportunity in it is won, from 0 to 100. */
  percent?: number;
  /** How many days one is expected to stay in it. */
  timeframe?: number;
}
